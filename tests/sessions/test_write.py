"""What is written reads back equal, in both formats, whatever stands in it; what would not is not written."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nktlib.assessment.score import score
from nktlib.errors import SessionError
from nktlib.sessions.finding import Finding, Session
from nktlib.sessions.read import read_session
from nktlib.sessions.write import session_text, write_session
from tests.assessment.sessions import sessions
from tests.sessions.records import FORMULAS, META, SESSIONS, Record

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDS = [".csv", ".tsv", ".txt", ".json"]
WEAK = {"kind": "strength", "site": "glute max", "outcome": "weak"}


def read_back(session: Session, end: str) -> Session:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"visit{end}")
        write_session(session, path)
        return read_session(path)


@given(SESSIONS, META, st.sampled_from(ENDS))
def test_any_session_reads_back_equal(drawn: list[Record], meta: Mapping[str, str], end: str) -> None:
    session = Session.from_records(drawn, meta=meta)
    again = read_back(session, end)
    assert again == session
    assert len(again.warnings) == len(session.warnings) or not drawn


@given(sessions(max_tests=3))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_reads_back_scores_to_the_same_bytes(session: Session) -> None:
    written = [json.dumps(score(one).to_dict()) for one in (session, *(read_back(session, end) for end in ENDS))]
    assert set(written) == {written[0]}


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("end", ENDS)
def test_formulas_stay_as_they_are(formula: str, end: str) -> None:
    cells = dict.fromkeys(["note", "examiner", "position", "since", "unit", "visit", "Ward"], formula)
    session = Session.from_records([WEAK | cells | {"site": formula}])
    (finding,) = read_back(session, end).findings
    assert {finding.note, finding.site, finding.visit, finding.extra[0][1]} == {formula}


def test_a_table_has_the_columns_that_are_filled() -> None:
    session = Session.from_records(
        [WEAK | {"note": "a, b"}, WEAK | {"side": "left", "pain": True}], meta={"title": "t"}
    )
    assert session_text(session, "csv").splitlines() == [
        "#meta,title,t",
        "kind,site,side,outcome,pain,note",
        'strength,glute max,,weak,,"a, b"',
        "strength,glute max,left,weak,yes,",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_delimiter_reads_back(tmp_path: Path, delimiter: str) -> None:
    session = Session.from_records([WEAK | {"note": "a,b;c\td"}], meta={"a;b": "c,d\ne"})
    path = tmp_path / "visit.csv"
    path.write_text(session_text(session, "csv", delimiter), newline="")
    assert read_session(path) == session


def test_another_reader_of_csv_sees_the_same(tmp_path: Path) -> None:
    session = Session.from_records([WEAK | {"note": 'two\r\nlines, "quoted"', "Ward": "\u05d0"}])
    write_session(session, tmp_path / "visit.csv")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "visit.csv").read_bytes().decode(), newline=""))
    assert row == WEAK | {"note": 'two\r\nlines, "quoted"', "Ward": "\u05d0"}


def by_hand(**cells: object) -> Session:
    return Session([Finding(**(WEAK | cells))])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("session", "code"),
    [
        (by_hand(outcome="week"), "S203"),
        (by_hand(note="a\x00"), "S212"),
        (by_hand(note="\ud800"), "S117"),
        (by_hand(note=" a "), "S117"),
        (by_hand(value=float("inf")), "S209"),
        (by_hand(kind="challenge", outcome="strengthens"), "S201"),
        (evolve(by_hand(), meta=(("findings", "x"),)), "S114"),
        (evolve(by_hand(), format="nktlib-session/9"), "S117"),
    ],
)
def test_what_would_not_read_back_is_not_written(tmp_path: Path, session: Session, code: str) -> None:
    path = tmp_path / "visit.csv"
    with pytest.raises(SessionError) as error:
        write_session(session, path)
    assert [fault.code for fault in error.value.faults] == [code]
    assert not path.exists()


def test_other_ends_of_names(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="S110"):
        write_session(by_hand(), tmp_path / "visit.xlsx")
    with pytest.raises(FileNotFoundError):
        write_session(by_hand(), tmp_path / "none" / "visit.csv")


def test_meta_is_plain_text() -> None:
    for wrong in ({"findings": "x"}, {"a": "\x00"}, {"a": "x" * 100_001}, {"a": 1}):
        with pytest.raises(SessionError, match="S114"):
            Session.from_records([], meta=wrong)  # type: ignore[arg-type]
    assert Session.from_records([], meta={" a ": " b ", "c": " "}).meta == (("a", "b"),)


def test_visits() -> None:
    later = WEAK | {"visit": "2", "step": "hold"}
    session = Session.from_records([WEAK | {"visit": "1"}, WEAK | {"visit": "2"}, later])
    assert [warning.code for warning in session.warnings] == ["W302"]
    assert session.visits == ("1", "2")
    assert [finding.row for finding in session.of_visit("2").findings] == [2, 3]
    with pytest.raises(SessionError, match="S118"):
        session.of_visit("3")
    with pytest.raises(SessionError, match="S406"):
        score(session)
    assert score(session.of_visit("2")).findings == 1
