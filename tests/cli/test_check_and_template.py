"""`nktlib check` and `nktlib template`: what they print and with which exit status they end."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from nktlib.cli import main
from nktlib.sessions.read import read_session
from nktlib.sessions.template import session_template
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from pathlib import Path

RIGHT = "kind,site,side,outcome\nstrength,soleus,left,weak\n"


@pytest.fixture
def visit(tmp_path: Path) -> Path:
    path = tmp_path / "visit.csv"
    path.write_text(RIGHT)
    return path


def test_nothing_wrong(visit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(visit)]) == 0
    assert capsys.readouterr() == ("0 faults, 0 warnings\n", "")


def test_warnings_alone_are_no_fault(visit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    visit.write_text("kind,site,side,outcome,Ward\nstrength,soleus,left,weak,3\n")
    assert main(["check", str(visit)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [f"{visit}: warning: row 2, column Ward: W201 unknown column", "0 faults, 1 warning"]


def test_faults_and_warnings_together(visit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    visit.write_text("kind,site,side,outcome,Ward\nstrength,solus,left,wek,\nstrength,soleus,left,weak,3\n")
    assert main(["check", str(visit)]) == 1
    said = capsys.readouterr().out
    assert [code for code in ("S401", "S203", "W201") if code not in said] == []
    assert said.endswith("2 faults, 1 warning\n")


def test_the_shipped_tables_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--atlas", "--model"]) == 0
    assert capsys.readouterr().out == "0 faults, 0 warnings\n"


def test_an_atlas_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(data_directory() / "atlas", tmp_path / "atlas")
    table = tmp_path / "atlas" / "actions.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("masseter,jaw_elevation", "masseter,jaw_elevatoin"))
    assert main(["check", "--atlas", str(tmp_path / "atlas")]) == 1
    said = capsys.readouterr().out
    assert "A102" in said
    assert "jaw_elevatoin" in said


def test_a_model_of_ones_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = (data_directory() / "model" / "parameters.csv").read_text(encoding="utf-8").splitlines()
    name, _value, *others = lines[1].split(",")
    table = tmp_path / "parameters.csv"
    table.write_text("\n".join([lines[0], ",".join([name, "999", *others]), *lines[2:]]), encoding="utf-8")
    assert main(["check", "--model", str(table)]) == 1
    assert "T202" in capsys.readouterr().out


def test_nothing_to_check_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["check"])
    assert end.value.code == 2
    assert "--atlas" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["check"], ["check", "--atlas"], ["check", "--model"], ["score"]])
def test_what_is_not_there(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments, "none.csv"]) == 1
    assert "No such file" in capsys.readouterr().err


def test_the_template_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template"]) == 0
    assert capsys.readouterr().out.splitlines() == session_template().splitlines()


def test_the_template_of_a_region_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hip.csv"
    assert main(["template", "--region", "hip", "-o", str(path)]) == 0
    assert capsys.readouterr() == ("", "")
    assert len(read_session(path).findings) > 20
    assert main(["check", str(path)]) == 0


def test_an_unknown_region(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "--region", "hipp"]) == 1
    assert "'hip'" in capsys.readouterr().err


def test_a_visit_of_several(visit: Path, capsys: pytest.CaptureFixture[str]) -> None:
    visit.write_text("kind,site,outcome,visit\nstrength,L soleus,weak,1\nstrength,L QL,weak,2\n")
    assert main(["score", str(visit)]) == 1
    assert "S406" in capsys.readouterr().err
    assert main(["score", str(visit), "--visit", "2"]) == 0
    assert "quadratus lumborum" in capsys.readouterr().out
    assert main(["score", str(visit), "--visit", "3"]) == 1
    assert "S118" in capsys.readouterr().err
