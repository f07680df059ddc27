"""Sessions that are wrong or odd, each with exactly the faults and warnings that it must have, all of them at once."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from nktlib.atlas.atlas import Atlas
from nktlib.atlas.load import load_atlas
from nktlib.sessions.codes import CODES
from nktlib.sessions.read import inspect_session, read_session
from tests.sessions.wrong import WRONG, Case

if TYPE_CHECKING:
    from pathlib import Path

    from nktlib.errors import Fault

BY_NAME = pytest.mark.parametrize("case", WRONG, ids=[case.name for case in WRONG])
SCORED_WRONG = [case for case in WRONG if case.faults and len(case.content) < 10_000]


def shown(fault: Fault) -> tuple[object, ...]:
    """Code, row, column, and the first suggestion where there is one."""
    place = (fault.code, fault.row, fault.column)
    return (*place, fault.suggestions[0]) if fault.suggestions else place


def test_there_are_enough() -> None:
    assert len(WRONG) >= 40
    assert len({case.name for case in WRONG}) == len(WRONG)


@BY_NAME
def test_exactly_these_faults_and_warnings(case: Case, tmp_path: Path) -> None:
    path = tmp_path / case.file
    path.write_bytes(case.content)
    reading = inspect_session(path, atlas=load_atlas())
    assert [shown(fault) for fault in reading.faults] == case.faults
    assert [shown(warning) for warning in reading.warnings] == case.warnings
    assert {fault.code for fault in (*reading.faults, *reading.warnings)} <= set(CODES)


def test_every_code_of_a_session_has_its_example() -> None:
    """All but bounds, which other tests lower, writing and scoring, and what the shipped atlas cannot cause."""
    elsewhere = {"S102", "S112", "S113", "S117", "S118", "S402", "S406"}
    met = {code for case in WRONG for code, *_place in (*case.faults, *case.warnings)}
    assert met | elsewhere == set(CODES)


def test_an_ambiguous_name(tmp_path: Path) -> None:
    shipped = load_atlas()
    named = {name: evolve(shipped.muscles[name], names=("calf thing",)) for name in ("soleus", "popliteus")}
    atlas = Atlas(shipped.tables.replace(muscles={**shipped.muscles, **named}))
    path = tmp_path / "visit.csv"
    path.write_text("kind,site,outcome\nstrength,L calf thing,weak\n")
    assert [shown(fault) for fault in inspect_session(path, atlas=atlas).faults] == [("S402", 2, "site", "popliteus")]


@pytest.mark.parametrize("command", ["score", "check"])
def test_a_process_says_it_all_without_a_traceback(command: str, tmp_path: Path) -> None:
    for number, case in enumerate(SCORED_WRONG):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / case.file).write_bytes(case.content)
    program = (
        "import sys; from pathlib import Path; from contextlib import suppress; from nktlib.cli import main\n"
        "for path in sorted(Path(sys.argv[1]).glob('*/*'), key=lambda path: int(path.parent.name)):\n"
        "    print(main([sys.argv[2], str(path)]), flush=True); print('== end', file=sys.stderr, flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path, command], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    said = done.stderr.split("== end\n") if command == "score" else done.stdout.split("\n1\n")
    for case, text in zip(SCORED_WRONG, said, strict=False):
        for code, row, column, *suggestion in case.faults:
            place = ", ".join([f"row {row}"] * (row is not None) + [f"column {column}"] * (column is not None))
            assert f"{place}: {code}" if place else code in text
            assert all(repr(name) in text for name in suggestion)
    if command == "score":
        assert set(done.stdout.split()) == {"1"}


@pytest.mark.parametrize("case", [case for case in WRONG if case.is_first_kind], ids=lambda case: case.name)
def test_score_as_a_process(case: Case, tmp_path: Path) -> None:
    (tmp_path / case.file).write_bytes(case.content)
    program = "import sys; from nktlib.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", program, "score", case.file]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert len(lines) == len(case.faults) + 1
    for line, (code, row, column, *suggestions) in zip(lines, case.faults, strict=False):
        assert line.startswith(f"{case.file}: ")
        assert all(word in line for word in (code, f"row {row}" if row else "", f"column {column}" if column else ""))
        assert all(repr(name) in line for name in suggestions)
    assert lines[-1].endswith("nothing was done")


@pytest.mark.slow
@pytest.mark.parametrize("end", ["csv", "json"])
def test_a_hundred_thousand_rows(end: str, tmp_path: Path) -> None:
    records = [
        {"kind": "strength", "site": f"muscle {number}", "side": "right", "outcome": "weak", "value": 12.5, "note": "a"}
        for number in range(100_000)
    ]
    path = tmp_path / f"visit.{end}"
    if end == "csv":
        lines = [",".join(records[0]), *(",".join(map(str, record.values())) for record in records)]
        path.write_text("\n".join(lines))
    else:
        path.write_text(json.dumps(records))
    start = time.process_time()
    assert len(read_session(path).findings) == len(records)
    assert time.process_time() - start < 5
    tracemalloc.start()
    read_session(path)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 400 * 2**20


@pytest.mark.slow
def test_a_hundred_thousand_unknown_names_are_quick(tmp_path: Path) -> None:
    path = tmp_path / "visit.csv"
    path.write_text("kind,site,outcome\n" + "".join(f"strength,musle {number},weak\n" for number in range(100_000)))
    start = time.process_time()
    faults = inspect_session(path, atlas=load_atlas()).faults
    assert time.process_time() - start < 20
    assert len(faults) < 1_010
