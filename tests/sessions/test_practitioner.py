"""Sessions as practitioners say them: each is read and scored as it stands, without a fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nktlib.assessment.score import score
from nktlib.atlas.load import load_atlas
from nktlib.sessions.read import read_session
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = data_directory() / "sessions" / "practitioner"
FILES = sorted(FOLDER.glob("*.csv"))
HEADS = {"runner_knee"}
"""Where a part is tested that the model does not tell apart (VMO)."""
BY_NAME = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def test_there_are_twelve_and_each_is_described() -> None:
    assert len(FILES) >= 12
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "invented" in readme
    assert all(f"`{path.stem}`" in readme for path in FILES)


@BY_NAME
def test_it_scores(path: Path) -> None:
    session = read_session(path, atlas=load_atlas())
    codes = {warning.code for warning in session.warnings}
    assert codes == ({"W302"} if len(session.visits) > 1 else {"W204"} if path.stem in HEADS else set())
    for visit in session.visits:
        result = score(session.of_visit(visit))
        assert result.causes
        assert result.findings >= 2


def test_what_was_said_reaches_the_model() -> None:
    assert score(read_session(FOLDER / "caesarean_scar.csv")).causes[0].id == "overwork:scar_abdomen"
    assert score(read_session(FOLDER / "foot_drop.csv")).causes[0].kind in ("root", "nerve")


def test_steps_after_the_baseline_are_kept() -> None:
    findings = read_session(FOLDER / "glute_med_and_opposite_ql.csv").findings
    assert [finding.step for finding in findings[-2:]] == ["after_release", "hold"]
