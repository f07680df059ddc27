"""Findings and sessions: what they hold, hide, compare and mirror; and the vocabulary they are made of."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError
from hypothesis import given

from nktlib import vocab
from nktlib.errors import SessionError
from nktlib.sessions.finding import Finding, Session
from tests.sessions.records import SESSIONS, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

CANARY = "canary-7f3a"
HIDDEN = ("examiner", "note", "since", "position", "unit", "visit")
WEAK = {"kind": "strength", "site": "glute max", "side": "right", "outcome": "weak"}
STRONG = WEAK | {"outcome": "strong"}
TOUCH = {
    "kind": "challenge",
    "site": "Glute  Max",
    "side": "R",
    "stimulus": "touch",
    "on": "QL",
    "outcome": "strengthens",
}


@given(SESSIONS)
def test_records_round_trip(drawn: list[Record]) -> None:
    session = Session.from_records(drawn)
    assert Session.from_records(session.records()) == session
    assert [finding.row for finding in session.findings] == list(range(1, len(drawn) + 1))


@given(SESSIONS)
def test_mirroring_twice_changes_nothing(drawn: list[Record]) -> None:
    session = Session.from_records(drawn)
    assert session.mirrored().mirrored() == session


@given(SESSIONS)
def test_sessions_pickle_copy_and_hash(drawn: list[Record]) -> None:
    session = Session.from_records(drawn)
    for other in (pickle.loads(pickle.dumps(session)), copy.deepcopy(session)):  # noqa: S301 - our own bytes
        assert other == session
        assert hash(other) == hash(session)
        assert other.warnings == session.warnings


@given(SESSIONS)
def test_baseline_leaves_out_what_is_only_recorded(drawn: list[Record]) -> None:
    baseline = Session.from_records(drawn).baseline()
    assert all(finding.step == "baseline" and finding.outcome != "not_tested" for finding in baseline)
    challenges = [finding for finding in baseline if finding.kind == "challenge"]
    assert all(finding.reads == "strength" for finding in challenges)
    assert not any(finding.stimulus in vocab.STIMULI_RECORDED_ONLY for finding in challenges)


def test_baseline_keeps_what_counts() -> None:
    later = WEAK | {"step": "after release"}
    session = Session.from_records([WEAK, TOUCH, later, WEAK | {"site": "soleus", "outcome": "not tested"}])
    assert [finding.row for finding in session.baseline()] == [1, 2]


@pytest.mark.parametrize(
    ("site", "mirrored"),
    [
        ("R glute max", "L glute max"),
        ("left QL", "right QL"),
        ("LEFT psoas, Right psoas", "RIGHT psoas, Left psoas"),
        ("lt. biceps (R)", "rt. biceps (L)"),
        ("gluteus_maximus_r", "gluteus_maximus_l"),
        ("L5 and L 5", "L5 and L 5"),
        ("upright row, cleft", "upright row, cleft"),
        ("everything else", "everything else"),
    ],
)
def test_words_for_sides_are_mirrored(site: str, mirrored: str) -> None:
    finding = Session.from_records([TOUCH | {"site": site, "on": site, "on_side": "left"}]).mirrored().findings[0]
    assert (finding.site, finding.on, finding.side, finding.on_side) == (mirrored, mirrored, "left", "right")


def test_repr_keeps_silent() -> None:
    record = WEAK | dict.fromkeys(HIDDEN, CANARY) | {"value": 12.75, CANARY + "x": CANARY, "site": "s" * 99}
    session = Session.from_records([record], meta={"note": CANARY})
    for shown in (repr(session), repr(session.findings), str(session.findings[0])):
        assert CANARY not in shown
        assert "12.75" not in shown
        assert "s" * 41 not in shown
    assert "weak" in repr(session.findings)
    assert session.findings[0].extra == ((CANARY + "x", CANARY),)


def test_faults_keep_silent() -> None:
    wrong = dict.fromkeys([*HIDDEN, "value", "unknown"], CANARY) | {"kind": "x", "site": "y", "outcome": "z"}
    nested = {"kind": "x", "site": "y", "outcome": "z", "note": [CANARY], "unknown": {CANARY: CANARY}}
    with pytest.raises(SessionError) as error:
        Session.from_records([wrong, nested])
    assert CANARY not in str(error.value)
    assert CANARY not in repr(error.value.faults)


@pytest.mark.parametrize("cell", [object(), [], {}, b"x", 10**50, 1j, {1}])
def test_cells_of_other_types(cell: object) -> None:
    with pytest.raises(SessionError) as error:
        Session.from_records([WEAK | {"unit": cell}])
    assert [(fault.code, fault.column) for fault in error.value.faults] == [("S211", "unit")]


def test_frozen() -> None:
    finding = Session.from_records([WEAK]).findings[0]
    with pytest.raises(FrozenInstanceError):
        finding.site = "other"  # type: ignore[misc]
    assert evolve(finding, row=99) == finding
    assert evolve(finding, outcome="strong") != finding


def test_typed_cells() -> None:
    record = WEAK | {"outcome": 4, "pain": True, "blinded": None, "value": 3, "visit": 2, "unit": float("nan")}
    finding = Session.from_records([record]).findings[0]
    assert (finding.outcome, finding.pain, finding.blinded, finding.value) == ("4", True, None, 3.0)
    assert (finding.visit, finding.unit) == ("2", None)


@pytest.mark.parametrize(
    ("column", "written", "read"),
    [
        ("outcome", "Not tested", "not_tested"),
        ("outcome", "OFF", "weak"),
        ("outcome", "holds", "strong"),
        ("outcome", "4/5", "4"),
        ("side", "l", "left"),
        ("side", "Bilateral", "both"),
        ("side", "mid", "midline"),
        ("side", "n/a", None),
        ("side", "?", "unknown"),
        ("step", "After release", "after_release"),
        ("kind", "MMT", "strength"),
    ],
)
def test_words_people_write(column: str, written: str, read: str | None) -> None:
    assert getattr(Session.from_records([WEAK | {column: written}]).findings[0], column) == read


def test_british_and_american_history() -> None:
    words = ("immobilisation", "Immobilization")
    records = [{"kind": "history", "site": "calf", "side": side, "outcome": word} for side, word in zip("lr", words)]  # noqa: B905
    assert {finding.outcome for finding in Session.from_records(records).findings} == {"immobilization"}


@pytest.mark.parametrize(
    ("first", "second", "warned"),
    [
        (WEAK, WEAK, True),
        (WEAK, WEAK | {"outcome": "strong"}, True),
        (WEAK, WEAK | {"side": "left"}, False),
        (WEAK, WEAK | {"examiner": "B"}, False),
        (WEAK, WEAK | {"step": "hold"}, False),
        (WEAK, WEAK | {"position": "prone"}, False),
        (TOUCH, TOUCH | {"on": "psoas"}, False),
        (TOUCH, TOUCH | {"on": "ql"}, True),
        (
            {"kind": "palpation", "site": "QL", "outcome": "tender"},
            {"kind": "palpation", "site": "QL", "outcome": "tight"},
            False,
        ),
    ],
)
def test_repeated_tests_warn(first: Record, second: Record, *, warned: bool) -> None:
    warnings = Session.from_records([first, second]).warnings
    assert [(warning.code, warning.row) for warning in warnings] == ([("W301", 2)] if warned else [])


@pytest.mark.parametrize(
    ("test", "challenge", "contradicts"),
    [
        (STRONG, TOUCH, True),
        (STRONG | {"outcome": "5/5"}, TOUCH, True),
        (STRONG | {"side": "both"}, TOUCH, True),
        (STRONG | {"outcome": "4"}, TOUCH, False),
        (WEAK, TOUCH, False),
        (WEAK, TOUCH | {"outcome": "weakens"}, True),
        (STRONG, TOUCH | {"outcome": "no change"}, False),
        (STRONG | {"examiner": "B"}, TOUCH, False),
        (STRONG | {"side": "left"}, TOUCH, False),
        (STRONG, TOUCH | {"reads": "tone"}, False),
        (STRONG, TOUCH | {"stimulus": "thought"}, False),
    ],
)
def test_contradicting_challenges(test: Record, challenge: Record, *, contradicts: bool) -> None:
    for records in ([test, challenge], [challenge, test]):
        if not contradicts:
            Session.from_records(records)
            continue
        with pytest.raises(SessionError) as error:
            Session.from_records(records)
        (fault,) = error.value.faults
        rows = {records.index(challenge) + 1, records.index(test) + 1}
        assert fault.code == "S305"
        assert fault.row == records.index(challenge) + 1
        assert all(str(row) in str(fault) for row in rows)


def test_a_repeat_that_fits_is_no_contradiction() -> None:
    assert len(Session.from_records([STRONG, WEAK, TOUCH]).findings) == 3


def test_synonyms_lead_into_the_vocabulary() -> None:
    tables: list[tuple[Mapping[str, str], tuple[str, ...]]] = [
        (vocab.KIND_SYNONYMS, vocab.KINDS),
        (vocab.SIDE_SYNONYMS, vocab.SIDES),
        (vocab.STIMULUS_SYNONYMS, vocab.STIMULI),
        (vocab.READS_SYNONYMS, vocab.READS),
        (vocab.STEP_SYNONYMS, vocab.STEPS),
        *((vocab.OUTCOME_SYNONYMS[kind], vocab.OUTCOMES[kind]) for kind in vocab.KINDS),
    ]
    for synonyms, words in tables:
        for spelling, word in synonyms.items():
            assert word in words
            assert spelling not in words
            assert vocab.fold(spelling) == spelling


def test_relations_have_inverses() -> None:
    for relation, inverse in vocab.RELATION_INVERSES.items():
        assert vocab.RELATION_INVERSES[inverse] == relation


def test_columns_are_the_fields_of_a_finding() -> None:
    assert {*vocab.COLUMNS, "extra", "row"} == set(Finding.__annotations__)
