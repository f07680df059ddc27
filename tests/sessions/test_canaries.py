"""What a patient or an examiner said appears in no log, exception, repr or traceback."""

from __future__ import annotations

import json
import logging
import pickle
import subprocess
import sys
import traceback
from typing import TYPE_CHECKING

import pytest

from nktlib.assessment.score import score
from nktlib.atlas.load import load_atlas
from nktlib.errors import SessionError
from nktlib.sessions.finding import Session
from nktlib.sessions.read import inspect_session, read_session
from nktlib.sessions.write import write_session

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "canary-7f3a"
HIDDEN = ("note", "examiner", "position", "since", "visit", "unit", "Ward")
CELLS = dict.fromkeys(HIDDEN, CANARY)
WEAK = {"kind": "strength", "site": "soleus", "side": "left", "outcome": "weak"} | CELLS
WRONG = {
    "right": [WEAK],
    "value": [WEAK | {"value": CANARY}],
    "outcome": [WEAK | {"outcome": "wek"}],
    "name": [WEAK | {"site": "zzz"}],
    "side": [WEAK | {"site": "diaphragm"}],
    "contradiction": [
        WEAK | {"outcome": "strong"},
        WEAK | {"kind": "challenge", "outcome": "strengthens", "stimulus": "touch", "on": "QL"},
    ],
    "repeat": [WEAK, WEAK],
    "visits": [WEAK, WEAK | {"visit": f"{CANARY}-2"}],
    "sign": [{"kind": "sign", "site": "wobble", "outcome": "positive"} | CELLS],
}
TEXTS = {
    "too many cells": f"kind,site,outcome,note\nstrength,soleus,weak,{CANARY},{CANARY}\n",
    "no header": f"{CANARY},says,{CANARY}\nstrength,soleus,{CANARY}\n",
    "delimiters": f"kind,site,outcome,note\nstrength;soleus;weak;{CANARY}\n",
    "quotation": f'kind,site,outcome,note\nstrength,soleus,weak,"{CANARY}\n',
    "a description": f"#meta,{CANARY}\n#meta,findings,{CANARY}\nkind,site,outcome\nstrength,soleus,weak\n",
    "broken": f"kind,site,outcome,note\nstrength,soleus,weak,{CANARY}\ud800\x00\n",
}
JSON_TEXTS = {
    "cut": f'[{{"note": "{CANARY}"',
    "number": f'[{{"note": "{CANARY}", "value": NaN}}]',
    "nested": f'[{{"kind": "strength", "site": "soleus", "outcome": "weak", "note": ["{CANARY}"]}}]',
    "twice": f'[{{"kind": "strength", "note": "{CANARY}", "note": "{CANARY}"}}]',
    "description": f'{{"{CANARY}": ["{CANARY}"], "findings": []}}',
    "other": f'{{"{CANARY}": "{CANARY}"}}',
}


def files(folder: Path) -> list[Path]:
    for name, records in WRONG.items():
        (folder / f"{name}.json").write_text(json.dumps(records))
        columns = list(dict.fromkeys(column for record in records for column in record))
        lines = [columns, *([record.get(column, "") for column in columns] for record in records)]
        (folder / f"{name}.csv").write_text("\n".join(",".join(line) for line in lines))
    for name, text in TEXTS.items():
        (folder / f"{name}.csv").write_bytes(text.encode(errors="surrogatepass"))
    for name, text in JSON_TEXTS.items():
        (folder / f"_{name}.json").write_text(text)
    return sorted(folder.iterdir())


def everything_shown(error: BaseException) -> str:
    """The message, the repr, the faults, what a copy says, and a traceback with the variables of every frame."""
    full = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    return "\n".join([str(error), repr(error), repr(vars(error)), repr(pickle.loads(pickle.dumps(error))), full])  # noqa: S301


def test_reading_and_scoring_keep_silent(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    raised = 0
    for path in files(tmp_path):
        reading = inspect_session(path, atlas=load_atlas())
        shown = [repr(reading), *map(str, reading.faults), *map(str, reading.warnings)]
        for atlas in (None, load_atlas()):
            try:
                session = read_session(path, atlas=atlas)
                shown += [repr(session), repr(session.findings), repr(session.warnings)]
                result = score(session)
                shown += [repr(result), str(result), json.dumps(result.to_dict())]
            except SessionError as error:
                raised += 1
                shown.append(everything_shown(error))
        assert not [text for text in shown if CANARY in text], path.name
    assert raised >= 30
    assert CANARY not in caplog.text


def test_writing_keeps_silent(tmp_path: Path) -> None:
    session = Session.from_records([WEAK], meta={"title": CANARY})
    with pytest.raises(SessionError) as error:
        write_session(session, tmp_path / "visit.doc")
    assert CANARY not in everything_shown(error.value)


@pytest.mark.parametrize("command", ["score", "check"])
def test_the_command_line_keeps_silent(command: str, tmp_path: Path) -> None:
    program = "import sys; from nktlib.cli import main\nfor path in sys.argv[2:]: main([sys.argv[1], path])"
    words = [sys.executable, "-X", "dev", "-W", "ignore", "-c", program, command, *map(str, files(tmp_path))]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=120)
    assert CANARY not in done.stderr
    assert CANARY not in done.stdout
    assert "Traceback" not in done.stderr
