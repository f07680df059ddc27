"""A session scores where numpy is not installed, and to the same answer."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from nktlib.assessment.score import score
from nktlib.sessions.read import read_session
from nktlib.tables.place import data_directory

SESSIONS = data_directory() / "sessions"
PROGRAM = """
import json, sys
from importlib.abc import MetaPathFinder

class Missing(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numpy", "networkx"):
            raise ModuleNotFoundError(name=name)

sys.meta_path.insert(0, Missing())
sys.modules["numpy"] = None
import importlib.util
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == "numpy" else found(name, package)
import nktlib as nkt
print(json.dumps(nkt.score(nkt.read_session(sys.argv[1])).to_dict()))
"""


@pytest.mark.parametrize("case", ["n01", "c07"])
def test_the_same_without_numpy(case: str) -> None:
    path = SESSIONS / f"{case}.csv"
    done = subprocess.run([sys.executable, "-c", PROGRAM, path], capture_output=True, text=True, check=True)
    plain, ours = json.loads(done.stdout), score(read_session(path)).to_dict()
    assert plain["log_evidence"] == pytest.approx(ours["log_evidence"], rel=1e-10)
    assert [cause["id"] for cause in plain["causes"][:10]] == [cause["id"] for cause in ours["causes"][:10]]
    expected = {cause["id"]: cause["probability"] for cause in ours["causes"]}
    assert {cause["id"]: cause["probability"] for cause in plain["causes"]} == pytest.approx(expected, rel=1e-10)
    assert plain["levels"].keys() == ours["levels"].keys()
    for node, row in ours["levels"].items():
        assert plain["levels"][node] == pytest.approx(row, rel=1e-10)
