"""The same session gives the same bytes: in processes with other hash seeds, in threads at once, and twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from nktlib.assessment.next_tests import next_tests
from nktlib.assessment.score import score
from nktlib.sessions.read import read_session
from nktlib.tables.place import data_directory

CASE = data_directory() / "sessions" / "c07.csv"
PROCESSES, THREADS = 20, 8
PROGRAM = (
    "import json, sys, nktlib as nkt; session = nkt.read_session(sys.argv[1]);"
    "print(json.dumps([nkt.score(session).to_dict(), nkt.next_tests(session, k=3).to_dict()]))"
)


def answer() -> str:
    session = read_session(CASE)
    return json.dumps([score(session).to_dict(), next_tests(session, k=3).to_dict()])


@pytest.mark.slow
def test_processes_with_other_hash_seeds_give_the_same_bytes() -> None:
    found = set()
    for seed in range(PROCESSES):
        env = {**os.environ, "PYTHONHASHSEED": str(seed)}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, CASE], capture_output=True, text=True, check=True, env=env
        )
        found.add(done.stdout.strip())
    assert found == {answer()}


@pytest.mark.slow
def test_threads_at_once_give_the_same_bytes() -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        found = set(pool.map(lambda _number: answer(), range(2 * THREADS)))
    assert found == {answer()}
