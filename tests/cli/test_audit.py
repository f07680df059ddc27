"""`nktlib audit` writes the files that other engines read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nktlib.cli import main
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SESSIONS = data_directory() / "sessions"
SUFFIXES = (".bif", ".bifxml", ".uai", ".uai.evid")


def test_a_session_with_sides_has_one_network(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(SESSIONS / "n14.csv"), "-o", str(tmp_path / "out")]) == 0
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {f"network{suffix}" for suffix in SUFFIXES}
    assert set(capsys.readouterr().out.split()) == {str(tmp_path / "out" / name) for name in written}
    assert "overwork_" in (tmp_path / "out" / "network.bif").read_text(encoding="utf-8")


def test_a_session_without_sides_has_one_for_each(tmp_path: Path) -> None:
    path = tmp_path / "visit.csv"
    path.write_text("kind,site,outcome\nstrength,soleus,weak\n", encoding="utf-8")
    assert main(["audit", str(path), "-o", str(tmp_path)]) == 0
    assert {one.name for one in tmp_path.glob("network*")} == {
        f"network_{side}{suffix}" for side in ("left", "right") for suffix in SUFFIXES
    }
