"""Every row of facts and every parameter says what it rests on, in words the bibliography and the vocabulary know."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from nktlib.atlas.lint import lint_sources
from nktlib.atlas.schema import TABLES
from nktlib.tables.parameters import read_parameters
from nktlib.tables.place import data_directory
from nktlib.tables.sources import read_sources
from nktlib.vocab import CHECKED

if TYPE_CHECKING:
    from pathlib import Path

DATA = data_directory()
SOURCES = read_sources(DATA / "sources.bib")
FILES = sorted([*(DATA / "atlas").glob("*.csv"), *(DATA / "model").glob("*.csv")])
BASES = ("published", "derived", "judgement")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_row_has_sources_and_how_they_were_checked(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            keys = row["sources"].split(";")
            assert set(keys) <= set(SOURCES), row
            assert row["checked"] in CHECKED, row


def test_the_lint_looks_at_every_table_of_facts() -> None:
    assert {path.stem for path in (DATA / "atlas").glob("*.csv")} == {*TABLES, "weights"}


@pytest.mark.parametrize("path", [DATA / "model" / "parameters.csv", DATA / "atlas" / "weights.csv"])
def test_parameters_rest_on_what_they_say(path: Path) -> None:
    parameters = tuple(read_parameters(path).rows.values())
    assert list(lint_sources({path.stem: parameters}, SOURCES)) == []
    for one in parameters:
        assert one.basis in BASES, one.name
        assert (one.sources == ("judgement",)) == (one.basis == "judgement"), one.name
        assert one.note, one.name
        assert one.grade == "D" or one.checked != "recalled", one.name
