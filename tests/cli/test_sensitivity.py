"""`nktlib score --sensitivity` says what would change the answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from nktlib.cli import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def visit(tmp_path: Path) -> str:
    path = tmp_path / "visit.csv"
    path.write_text("kind,site,side,outcome\nstrength,gluteus medius,right,weak\n", encoding="utf-8")
    return str(path)


def test_as_text_after_the_score(visit: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", visit, "--sensitivity"]) == 0
    said = capsys.readouterr().out
    assert said.index("Most probable causes") < said.index("Smallest change of one number") < said.index("Ranges when")


def test_as_json_beside_the_score(visit: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", visit, "--sensitivity", "--format", "json"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["causes"]
    assert read["sensitivity"]


def test_not_as_csv(visit: str) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["score", visit, "--sensitivity", "--format", "csv"])
    assert caught.value.code == 2
