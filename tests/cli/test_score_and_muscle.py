"""`nktlib score` and `nktlib muscle` as processes and as a function."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from nktlib.cli import main
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from pathlib import Path

N01 = str(data_directory() / "sessions" / "n01.csv")
ESCAPE = "\x1b["
RUN = "import sys; from nktlib.cli import main; sys.exit(main(sys.argv[1:]))"


def test_text_says_what_leads_without_colour(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", N01]) == 0
    printed = capsys.readouterr().out
    assert "C7, left: root lesion" in printed.splitlines()[1]
    assert "Refer" in printed
    assert "not a diagnosis" in printed
    assert ESCAPE not in printed


def test_json_holds_everything_with_versions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", N01, "--format", "json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["causes"][0]["id"] == "root:c7_l"
    assert {"nktlib", "atlas", "model", "atlas_digest", "model_digest", "session_digest"} == set(result["provenance"])


def test_csv_has_a_row_for_each_cause(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", N01, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0]["id"] == "root:c7_l"
    assert float(rows[0]["probability"]) >= float(rows[1]["probability"])


@pytest.mark.parametrize("quiet", [False, True])
def test_colour_on_a_terminal_unless_it_is_not_wanted(quiet: bool) -> None:
    environment = {**os.environ, "TERM": "xterm"} | ({"NO_COLOR": "1"} if quiet else {})
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", RUN, "score", N01]
    with subprocess.Popen(command, stdout=theirs, env=environment) as process:
        os.close(theirs)
        printed = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            printed += piece
    os.close(ours)
    assert process.returncode == 0
    assert (ESCAPE.encode() in printed) is not quiet


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    script = f"{sys.executable} -c '{RUN}' muscle core | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", script], capture_output=True, text=True, check=False)  # noqa: S607
    assert (done.returncode, done.stderr) == (0, "")


def test_a_muscle_by_any_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["muscle", "R", "glute", "max"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("gluteus maximus")
    assert "TA2:2598" in printed
    assert "inferior gluteal nerve" in printed
    assert "compensator" in printed


def test_wrong_input_is_one_and_a_wrong_call_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(tmp_path / "nowhere.csv")]) == 1
    assert "No such file" in capsys.readouterr().err
    assert main(["muscle", "gluteus", "maxximus"]) == 1
    assert "gluteus maximus" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stop:
        main(["nonsense"])
    assert stop.value.code == 2
