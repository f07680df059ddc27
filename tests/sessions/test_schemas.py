"""The shipped JSON Schemas and the code say the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from attrs import fields_dict
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from nktlib import vocab
from nktlib.assessment import result
from nktlib.assessment.score import score
from nktlib.errors import UnknownName
from nktlib.interop.schemas import SCHEMAS, load_schema
from nktlib.sessions.finding import SESSION_FORMAT, Finding, Session
from nktlib.sessions.meta import CELL_LIMIT
from nktlib.sessions.read import inspect_text, read_session
from nktlib.sessions.validate import FINDING_LIMIT
from nktlib.sessions.write import session_text
from nktlib.tables.place import data_directory
from tests.sessions.records import META, SESSIONS, Record

if TYPE_CHECKING:
    from pathlib import Path

SESSION, ASSESSMENT = (Draft202012Validator(load_schema(name)) for name in SCHEMAS)
FINDING: dict[str, Any] = load_schema("session")["$defs"]["finding"]
CASES = sorted((data_directory() / "sessions").glob("*.csv"))
RIGHT = {"kind": "challenge", "site": "soleus", "outcome": "strengthens", "stimulus": "touch", "on": "QL"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schemas_are_schemas(name: str) -> None:
    schema = load_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_there_is_no_other_schema() -> None:
    with pytest.raises(UnknownName, match="session"):
        load_schema("sesion")


def test_every_field_of_a_finding_is_in_the_schema() -> None:
    properties = FINDING["properties"]
    assert set(properties) == set(fields_dict(Finding)) - {"extra", "row"} == set(vocab.COLUMNS)
    assert FINDING["required"] == list(vocab.REQUIRED_COLUMNS)
    assert {name: cell["description"] for name, cell in properties.items()} == vocab.COLUMN_MEANINGS


def test_the_words_are_those_of_the_vocabulary() -> None:
    words = {name: cell["enum"] for name, cell in FINDING["properties"].items() if "enum" in cell}
    assert words == {
        "kind": list(vocab.KINDS),
        "side": list(vocab.SIDES),
        "stimulus": list(vocab.STIMULI),
        "on_side": list(vocab.SIDES),
        "reads": list(vocab.READS),
        "step": list(vocab.STEPS),
    }
    *outcomes, challenge = FINDING["allOf"]
    grades = {"strength": list(vocab.GRADES)}
    assert {
        rule["if"]["properties"]["kind"]["const"]: rule["then"]["properties"]["outcome"]["enum"] for rule in outcomes
    } == {kind: [*words, *grades.get(kind, [])] for kind, words in vocab.OUTCOMES.items()}
    assert set(challenge["then"]["if"]["properties"]["stimulus"]["enum"]) == vocab.STIMULI_WITH_PLACE


def test_limits_and_formats_are_those_of_the_code() -> None:
    schema = load_schema("session")
    assert schema["properties"]["findings"]["maxItems"] == FINDING_LIMIT
    assert schema["$defs"]["text"]["maxLength"] == CELL_LIMIT
    assert schema["properties"]["format"]["const"] == SESSION_FORMAT
    assessment = load_schema("assessment")["properties"]
    assert assessment["format"]["const"] == result.ASSESSMENT_FORMAT
    cause = assessment["causes"]["items"]["properties"]
    assert cause["kind"]["enum"] == list(vocab.CAUSE_KINDS)
    assert cause["grade"]["enum"] == list(vocab.EVIDENCE_GRADES)
    for name, items in (("causes", result.CausePosterior), ("links", result.LinkPosterior), ("flags", result.Flag)):
        assert set(assessment[name]["items"]["properties"]) - {"id"} == set(fields_dict(items))
    assert set(assessment["provenance"]["properties"]) == set(fields_dict(result.Provenance))
    assert set(assessment) == set(score(read_session(CASES[0])).to_dict())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_assessments_of_the_shipped_cases_validate(case: Path) -> None:
    ASSESSMENT.validate(json.loads(json.dumps(score(read_session(case)).to_dict())))


@given(SESSIONS, META)
@settings(deadline=None)
def test_sessions_that_are_written_validate(drawn: list[Record], meta: dict[str, str]) -> None:
    SESSION.validate(json.loads(session_text(Session.from_records(drawn, meta=meta), "json")))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "strenght"},
        {"outcome": "weak"},
        {"outcome": 4},
        {"stimulus": "tuch"},
        {"stimulus": None},
        {"on": None},
        {"on": " "},
        {"site": ""},
        {"site": "a\x00"},
        {"side": "L"},
        {"step": "later"},
        {"reads": "mood"},
        {"pain": "yes"},
        {"value": "12"},
        {"Ward": 3},
        {"note": "x" * (CELL_LIMIT + 1)},
        {"kind": "strength", "outcome": "strong"},
    ],
)
def test_wrong_findings_fail(change: dict[str, object]) -> None:
    wrong = {name: cell for name, cell in (RIGHT | change).items() if cell is not None}
    assert SESSION.is_valid({"format": SESSION_FORMAT, "findings": [RIGHT]})
    assert not SESSION.is_valid({"format": SESSION_FORMAT, "findings": [wrong]})


@pytest.mark.parametrize("wrong", [[], {}, {"findings": []}, {"format": "nktlib-session/2", "findings": []}])
def test_wrong_documents_fail(wrong: object) -> None:
    assert not SESSION.is_valid(wrong)


def test_wrong_assessments_fail() -> None:
    right = score(read_session(CASES[0])).to_dict()
    assert ASSESSMENT.is_valid(right)
    first = right["causes"][0]
    for change in (
        {"causes": [first | {"probability": 1.5}]},
        {"causes": [first | {"x": 1}]},
        {"levels": {"a": [1]}},
        {"x": 1},
    ):
        assert not ASSESSMENT.is_valid(right | change)


WORDS = [
    *vocab.KINDS,
    *vocab.STIMULI,
    *vocab.SIDES,
    *vocab.STEPS,
    "4+",
    "weak",
    "strengthens",
    "present",
    "QL",
    " ",
    "",
    True,
    3,
]


@given(st.lists(st.dictionaries(st.sampled_from(vocab.COLUMNS), st.sampled_from(WORDS), min_size=3), max_size=2))
def test_what_the_schema_takes_reads(findings: list[dict[str, object]]) -> None:
    """But for contradictions between findings, of which a schema can know nothing."""
    document = {"format": SESSION_FORMAT, "findings": findings}
    if SESSION.is_valid(document):
        assert {fault.code for fault in inspect_text(json.dumps(document), "json").faults} <= {"S305"}
