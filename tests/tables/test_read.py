"""Reading tables: every fault of a file at once, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import frozen

from nktlib.errors import TableError, UnknownName
from nktlib.tables.parameters import read_parameters
from nktlib.tables.read import read_table

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "name,value,low,high,basis,grade,sources,checked,note\n"
GOOD = "a.b,0.5,0,1,judgement,D,judgement,recalled,\n"


@frozen
class Row:
    """A small table."""

    name: str
    share: float
    paired: bool
    parts: tuple[str, ...]
    note: str | None
    checked: str


def faults_of(path: Path, text: str) -> list[tuple[str, int | None, str | None]]:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TableError) as error:
        read_table(path, Row) if path.stem == "rows" else read_parameters(path)
    return [(fault.code, fault.row, fault.column) for fault in error.value.faults]


def test_cells_become_what_the_fields_say(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("name,share,paired,parts,note,checked\nx,0.5,yes,a;b,,read\n", encoding="utf-8")
    assert read_table(path, Row) == (Row("x", 0.5, True, ("a", "b"), None, "read"),)


def test_columns_that_are_missing_or_unknown(tmp_path: Path) -> None:
    found = faults_of(tmp_path / "rows.csv", "name,share,paired,parts,checked,extra\n")
    assert found == [("T101", 1, "extra"), ("T101", 1, "note")]


def test_all_bad_cells_at_once(tmp_path: Path) -> None:
    text = "name,share,paired,parts,note,checked\nx,half,perhaps,,,read\ny,nan,no,,,guessed\nz,1,no,,,read,more\n"
    assert faults_of(tmp_path / "rows.csv", text) == [
        ("T102", 2, "share"),
        ("T102", 2, "paired"),
        ("T102", 3, "share"),
        ("T102", 3, "checked"),
        ("T103", 4, None),
    ]


def test_parameters_twice_and_out_of_range(tmp_path: Path) -> None:
    text = HEADER + GOOD + GOOD + "c.d,2,0,1,judgement,D,judgement,recalled,\n"
    assert faults_of(tmp_path / "parameters.csv", text) == [("T201", 3, "name"), ("T202", 4, "value")]


def test_only_known_parameters_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "parameters.csv"
    path.write_text(HEADER + GOOD, encoding="utf-8")
    parameters = read_parameters(path)
    assert parameters.replace({"a.b": 0.25})["a.b"] == 0.25
    assert parameters["a.b"] == 0.5
    with pytest.raises(UnknownName, match=r"a\.b"):
        parameters.replace({"a.bb": 0.25})
