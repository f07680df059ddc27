"""Reading files: every dialect alike, every fault at once with its row and column, nothing but SessionError."""

from __future__ import annotations

import csv
import io
import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nktlib.errors import SessionError
from nktlib.sessions import read, validate
from nktlib.sessions.codes import CODES
from nktlib.sessions.finding import Session
from nktlib.sessions.read import Kind, parse_session, read_session
from tests.sessions.records import SESSIONS, Record

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "kind,site,side,outcome,stimulus,on,value,pain,note\n"
RIGHT = HEADER + "strength,glute max,right,weak,,,,,\nchallenge,glute max,right,strengthens,touch,QL,,,\n"
JSON_RIGHT = [{"kind": "strength", "site": "glute max", "outcome": "weak"}]


def faults_of(text: str, kind: Kind = "csv") -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(SessionError) as error:
        parse_session(text, kind)
    assert all(fault.code in CODES for fault in error.value.faults)
    return [(fault.code, fault.row, fault.column) for fault in error.value.faults]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_dialects_read_alike(tmp_path: Path, delimiter: str, mark: str, newline: str) -> None:
    path = tmp_path / "visit.csv"
    path.write_bytes((mark + RIGHT.replace(",", delimiter).replace("\n", newline)).encode())
    session = read_session(path)
    assert session == parse_session(RIGHT, "csv")
    assert [finding.row for finding in session.findings] == [2, 3]
    assert session.warnings == ()


@given(SESSIONS, st.sampled_from(",;\t"))
def test_csv_round_trip(drawn: list[Record], delimiter: str) -> None:
    session = Session.from_records(drawn)
    columns = ["kind", "site", "outcome", *{name: None for record in session.records() for name in record}]
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(dict.fromkeys(columns)), delimiter=delimiter)
    writer.writeheader()
    writer.writerows({k: "yes" if v is True else v for k, v in record.items()} for record in session.records())
    assert parse_session(stream.getvalue(), "csv") == session


@given(SESSIONS)
def test_json_round_trip(drawn: list[Record]) -> None:
    session = Session.from_records(drawn, meta={"title": "A visit", "source": "a book"})
    document = {"format": session.format, "findings": session.records(), **dict(session.meta)}
    assert parse_session(json.dumps(document), "json") == session
    assert parse_session(json.dumps(session.records()), "json").findings == session.findings


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [("S101", None, None)]),
        (" \r\n\t\n", [("S101", None, None)]),
        ("site,outcome\nglute max,weak\n", [("S105", 1, "kind")]),
        ("kind,outcome\nstrength,weak\nstrength,wek\n", [("S105", 1, "site"), ("S203", 3, "outcome")]),
        ("what is this\n", [("S105", 1, "kind"), ("S105", 1, "site"), ("S105", 1, "outcome")]),
        ("kind,Site,site,outcome\nstrength,a,b,weak\n", [("S106", 1, "site")]),
        ("kind,site,outcome,x,x\nstrength,a,weak,1,2\n", [("S106", 1, None)]),
        (HEADER + "strenght,a,,weak,,,,,\n", [("S202", 2, "kind")]),
        (HEADER + "strength,a,,strengthens,,,,,\n", [("S203", 2, "outcome")]),
        (HEADER + "strength,a,,04-May,,,,,\n", [("S204", 2, "outcome")]),
        (HEADER + "strength,a,,80%,,,,,\n", [("S205", 2, "outcome")]),
        (HEADER + "strength,a,rigth,weak,,,,,\n", [("S206", 2, "side")]),
        (HEADER + "challenge,a,,strengthens,tuch,b,,,\n", [("S207", 2, "stimulus")]),
        (HEADER + "challenge,a,,strengthens,touch,,,,\n", [("S303", 2, "on")]),
        (HEADER + "challenge,a,,strengthens,,,,,\n", [("S201", 2, "stimulus")]),
        (HEADER + "strength,a,,weak,touch,b,,,\n", [("S304", 2, "stimulus"), ("S304", 2, "on")]),
        (HEADER + "strength,a,,weak,,,heavy,,\n", [("S209", 2, "value")]),
        (HEADER + "strength,a,,weak,,,nan,,\n", [("S209", 2, "value")]),
        (HEADER + "strength,a,,weak,,,1e999,,\n", [("S209", 2, "value")]),
        (HEADER + "strength,a,,weak,,,1_0,,\n", [("S209", 2, "value")]),
        (HEADER + "strength,a,,weak,,,,maybe,\n", [("S210", 2, "pain")]),
        (HEADER + "strength,,,weak,,,,,\n", [("S201", 2, "site")]),
        (HEADER + "\n\nstrength,,,,,,,,\n", [("S201", 4, "site"), ("S201", 4, "outcome")]),
        (HEADER + 'strength,a,,weak,,,,,"two\nlines"\nstrength,,,weak\n', [("S201", 4, "site")]),
        (HEADER + "strength,a,,weak,,,,,one, two\n", [("S302", 2, None)]),
        (HEADER + 'strength,"a,,weak,,,,,\nstrength,b,,weak\n', [("S111", 2, None)]),
        (HEADER + 'strength,"a" b,,weak,,,,,\nstrength,b,,wek\n', [("S111", 2, None), ("S203", 3, "outcome")]),
        (RIGHT.replace("weak", "strong"), [("S305", 3, "outcome")]),
        ("kind,site,outcome,step,reads\nchallenge,a,weakens,later,mood\n", None),
        (HEADER + "x,,y,z,q,,w,v,\n", None),
    ],
)
def test_wrong_tables(text: str, faults: list[tuple[str, int | None, str | None]] | None) -> None:
    found = faults_of(text)
    if faults is not None:
        assert found == faults


def test_every_fault_of_a_row_at_once() -> None:
    text = "kind,site,side,outcome,stimulus,step,reads,value,pain,blinded\nchallenge,,up,weak,tuch,late,mood,x,y?,n?\n"
    assert {column for _, row, column in faults_of(text) if row == 2} == set(text.splitlines()[0].split(",")) - {"kind"}


@pytest.mark.parametrize(
    ("column", "written", "suggestion"),
    [
        ("kind", "strenght", "strength"),
        ("outcome", "week", "weak"),
        ("outcome", "facilitated", "strong"),
        ("outcome", "good", "4"),
        ("side", "rigth", "right"),
        ("step", "after_relese", "after_release"),
        ("value", "12,5", "12.5"),
    ],
)
def test_suggestions(column: str, written: str, suggestion: str) -> None:
    with pytest.raises(SessionError) as error:
        Session.from_records([{"kind": "strength", "site": "a", "outcome": "weak", column: written}])
    (fault,) = error.value.faults
    assert suggestion in fault.suggestions
    assert suggestion in str(fault)
    assert fault.expected


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [("S101", None, None)]),
        ("{", [("S107", None, None)]),
        ("[" * 100_000, [("S107", None, None)]),
        ("[" * 600_000, [("S112", None, None)]),
        ("[" + "9" * 5000 + "]", [("S107", None, None)]),
        ("[NaN]", [("S107", None, None)]),
        ("null", [("S109", None, None)]),
        ("{}", [("S109", None, None)]),
        ('{"findings": {}}', [("S109", None, None)]),
        ('[1, "a", null]', [("S301", 1, None), ("S301", 2, None), ("S301", 3, None)]),
        ('{"format": "nktlib-session/2", "findings": []}', [("S108", None, "format")]),
        ('{"title": {"a": 1}, "findings": []}', [("S114", None, None)]),
        ('{"findings": [], "findings": []}', [("S106", None, None)]),
        ('[{"kind": "strength", "site": "a", "site": "b", "outcome": "weak"}]', [("S106", 1, None)]),
        ('[{"kind": "strength", "site": "a", "Site": "b", "outcome": "weak"}]', [("S106", 1, "site")]),
        ('[{"kind": "strength", "outcome": "weak"}]', [("S201", 1, "site")]),
        ('[{"kind": "strength", "site": ["a"], "outcome": "weak"}]', [("S211", 1, "site")]),
        ('[{"kind": "strength", "site": "\\u0000", "outcome": "weak"}]', [("S212", 1, "site")]),
        ('[{"kind": "strength", "site": "\\ud800", "outcome": "weak"}]', [("S212", 1, "site")]),
        ('[{"kind": "strength", "site": "a", "outcome": "weak", "": "b"}]', [("S302", 1, None)]),
        ('[{"kind": "strength", "site": "a", "outcome": "weak", "value": true}]', [("S209", 1, "value")]),
        (json.dumps([JSON_RIGHT[0] | {"note": "x" * 100_001}]), [("S213", 1, "note")]),
    ],
)
def test_wrong_json(text: str, faults: list[tuple[str, int | None, str | None]]) -> None:
    assert faults_of(text, "json") == faults


def test_json_says_where_it_breaks() -> None:
    with pytest.raises(SessionError, match="line 2, column 4"):
        parse_session("[\n{} {}]", "json")


@pytest.mark.parametrize(
    ("name", "content", "faults"),
    [
        ("a.csv", RIGHT.encode() + b"strength,gl\xfcte,,wek\n", [("S103", 4), ("S203", 4)]),
        ("a.csv", b"kind,site,outcome\r\nstrength,a,weak\r\nstrength,\xff,weak\r\n", [("S103", 3)]),
        ("a.csv", RIGHT.encode() + b"strength,glute\x00,,weak\n", [("S104", 4)]),
        ("a.csv", RIGHT.encode("utf-16"), [("S110", None)]),
        ("a.csv", b"PK\x03\x04rest", [("S110", None)]),
        ("a.xlsx", RIGHT.encode(), [("S110", None)]),
        ("a.json", b'[{"kind": "\xff"}]', None),
    ],
)
def test_wrong_files(tmp_path: Path, name: str, content: bytes, faults: list[tuple[str, int | None]] | None) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SessionError) as error:
        read_session(path)
    if faults is not None:
        assert [(fault.code, fault.row) for fault in error.value.faults] == faults


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_session(tmp_path / "none.csv")


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.csv"
    path.write_text(RIGHT)
    monkeypatch.setattr(read, "SIZE_LIMIT", len(RIGHT) - 1)
    with pytest.raises(SessionError) as error:
        read_session(path)
    assert [fault.code for fault in error.value.faults] == ["S102"]
    monkeypatch.setattr(validate, "FINDING_LIMIT", 1)
    assert faults_of(RIGHT) == [("S112", 3, None)]


@pytest.mark.parametrize("row", ["x,y,,z\n", 'x,"y" y,,z\n'])
def test_faults_are_bounded(row: str) -> None:
    found = faults_of(HEADER + row * 5_000)
    assert len(found) < 1_010
    assert found[-1][0] == "S113"


def test_a_cell_beyond_the_limit_of_the_csv_module() -> None:
    assert faults_of(HEADER + f"strength,a,,weak,,,,,{'x' * 1_000_000}\nstrength,b,,wek\n") == [
        ("S111", 2, None),
        ("S203", 3, "outcome"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        ";" * 5_000_000,
        "ab," * 2_000_000,
        HEADER + "strength,a,,m" + " " * 90_000 + "4x,,,,,\n",
        HEADER + "strength,a,,4 " + "plus " * 20_000 + ",,,,,\n",
        HEADER + "strength,a,,a" + "_ " * 40_000 + ".,,,,,\n",
    ],
)
def test_hostile_tables_are_quick(text: str) -> None:
    start = time.perf_counter()
    assert faults_of(text)
    assert time.perf_counter() - start < 10


def test_many_rows_are_quick() -> None:
    text = HEADER + "".join(f"strength,muscle {number},right,weak,,,12.5,no,a note\n" for number in range(100_000))
    start = time.perf_counter()
    assert len(parse_session(text, "csv").findings) == 100_000
    assert time.perf_counter() - start < 20


def test_warnings() -> None:
    session = parse_session("kind,site,outcome,side_,Ward,Blank\nstrength,a,weak,l,3,\nstrength,b,weak,l,,\n", "csv")
    assert [(warning.code, warning.column) for warning in session.warnings] == [("W201", "Ward"), ("W201", "side_")]
    assert session.warnings[1].suggestions == ("side",)
    assert session.findings[0].extra == (("Ward", "3"), ("side_", "l"))
    for empty, kind in ((HEADER, "csv"), ("[]", "json")):
        assert [warning.code for warning in parse_session(empty, kind).warnings] == ["W101"]  # type: ignore[arg-type]


def test_blank_cells_beyond_the_header_are_nothing() -> None:
    assert parse_session("kind,site,outcome,\nstrength,a,weak,,,\n;;\n,,,,\n".replace(";;\n", ""), "csv").warnings == ()


def test_messages_keep_silent() -> None:
    canary = "canary-7f3a"
    text = f"kind,site,outcome,note,examiner,other\nx,,y,{canary},{canary},{canary},{canary}\n"
    for content in (text, f"Mrs {canary},says\n", f"Mrs {canary},Mrs {canary}\n"):
        with pytest.raises(SessionError) as error:
            parse_session(content, "csv")
        assert canary not in str(error.value)
        assert canary not in repr(error.value.faults)


ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["kind", "site", "x", ""]), inner),
    max_leaves=10,
)


@given(
    st.text() | st.text(alphabet='kind,site;\t"\n\r').map("kind,site,outcome\n".__add__),
    st.sampled_from(["csv", "json"]),
)
def test_any_text_is_a_session_or_a_session_error(text: str, kind: Kind) -> None:
    with suppress(SessionError):
        parse_session(text, kind)


@given(ANY_JSON)
def test_any_json_is_a_session_or_a_session_error(document: object) -> None:
    for content in (document, [document], {"findings": [document]}):
        with suppress(SessionError):
            parse_session(json.dumps(content), "json")


@given(st.binary(max_size=60))
def test_any_bytes_are_a_session_or_a_session_error(content: bytes) -> None:
    faults: list[Any] = []
    text = read._decode(content, faults)
    with suppress(SessionError):
        read.inspect_text(text, "csv", faults)
