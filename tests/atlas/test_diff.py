"""What changed between two atlases is found row by row."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from nktlib.atlas.diff import ADDED, CHANGED, REMOVED, Change, diff_atlases
from nktlib.cli import main
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from pathlib import Path

SHIPPED = data_directory() / "atlas"


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """An atlas with another role, without an action of the plantaris, and with one more reflex."""
    path = shutil.copytree(SHIPPED, tmp_path / "older")
    actions = (path / "actions.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    actions = [
        line.replace("prime_mover", "assistant") if line.startswith("soleus,ankle_plantar_flexion") else line
        for line in actions
        if not line.startswith("plantaris,knee_flexion")
    ]
    (path / "actions.csv").write_text("".join(actions), encoding="utf-8")
    with (path / "reflexes.csv").open("a", encoding="utf-8") as file:
        file.write("sneeze,sneeze reflex,,,,curators,recalled\n")
    return path


def test_an_atlas_is_like_itself() -> None:
    assert list(diff_atlases(SHIPPED, SHIPPED)) == []


def test_rows_added_removed_and_changed(older: Path) -> None:
    assert set(diff_atlases(older, SHIPPED)) == {
        Change("actions", ADDED, ("plantaris", "knee_flexion")),
        Change("actions", CHANGED, ("soleus", "ankle_plantar_flexion"), "role", "assistant", "prime_mover"),
        Change("reflexes", REMOVED, ("sneeze",)),
    }


def test_a_table_that_one_lacks_counts_as_empty(older: Path) -> None:
    (older / "takeovers.csv").unlink()
    assert {change.kind for change in diff_atlases(older, SHIPPED) if change.table == "takeovers"} == {ADDED}


def test_the_command_lists_the_changes(older: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["atlas", "diff", str(older)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "~ actions soleus ankle_plantar_flexion: role: assistant -> prime_mover" in said
    assert said[-1] == "3 changes"


def test_a_directory_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["atlas", "diff", str(tmp_path)]) == 1
    assert "ATLAS_VERSION" in capsys.readouterr().err


def test_export_to_a_file(tmp_path: Path) -> None:
    path = tmp_path / "muscles.obo"
    assert main(["atlas", "export", "--format", "obo", "-o", str(path)]) == 0
    assert path.read_text(encoding="utf-8").startswith("format-version: 1.4\n")
