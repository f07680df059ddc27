"""Templates explain every column, and read back as sessions in which nothing was tested yet."""

from __future__ import annotations

import csv
import io

import pytest

from nktlib import vocab
from nktlib.atlas.load import load_atlas
from nktlib.atlas.rows import ManualTestRow
from nktlib.errors import UnknownName
from nktlib.sessions.read import parse_session
from nktlib.sessions.template import session_template, standard_tests
from nktlib.tables.place import data_directory
from nktlib.tables.read import read_table

ATLAS = load_atlas()


def test_every_column_is_explained() -> None:
    assert list(vocab.COLUMN_MEANINGS) == list(vocab.COLUMNS)
    lines = session_template().splitlines()
    assert [line for line in lines if not line.lstrip('"').startswith("#")] == [",".join(vocab.COLUMNS)]
    for column in vocab.COLUMNS:
        assert any(line.lstrip('"').startswith(f"# {column}: ") for line in lines)
    text = session_template()
    for words in (vocab.KINDS, vocab.SIDES, vocab.STIMULI, vocab.READS, vocab.STEPS, *vocab.OUTCOMES.values()):
        assert all(word in text for word in words)


def test_an_empty_template_is_an_empty_session() -> None:
    session = parse_session(session_template(), "csv", atlas=ATLAS)
    assert session.findings == ()
    assert [warning.code for warning in session.warnings] == ["W101"]


@pytest.mark.parametrize("region", list(ATLAS.tables.regions))
def test_the_standard_tests_of_a_region(region: str) -> None:
    session = parse_session(session_template(region), "csv", atlas=ATLAS)
    assert session.warnings == (() if session.findings else session.warnings)
    tested = {row.muscle for row in read_table(data_directory() / "atlas" / "tests.csv", ManualTestRow) if row.tested}
    sites = {ATLAS.lookup(finding.site, ("muscle",)).id for finding in session.findings}
    assert sites <= tested
    assert {muscle.id for muscle in ATLAS.muscles.values() if muscle.region == region} & tested <= sites
    assert {finding.outcome for finding in session.findings} <= {"not_tested"}
    assert not session.baseline()


def test_what_a_hip_is() -> None:
    assert {"gluteus_medius", "psoas_major", "rectus_femoris", "tensor_fasciae_latae"} <= {
        muscle.id for muscle in standard_tests(ATLAS, "hip")
    }


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_spreadsheet_of_another_language_saves_it(delimiter: str) -> None:
    stream = io.StringIO(newline="")
    rows = list(csv.reader(io.StringIO(session_template("hip"), newline="")))
    csv.writer(stream, delimiter=delimiter).writerows(row + [""] * (18 - len(row)) for row in rows)
    assert parse_session(stream.getvalue(), "csv") == parse_session(session_template("hip"), "csv")


@pytest.mark.parametrize(("name", "suggestion"), [("should", "shoulder"), ("zzzz", "head")])
def test_no_region(name: str, suggestion: str) -> None:
    with pytest.raises(UnknownName) as error:
        session_template(name)
    assert suggestion in error.value.suggestions
