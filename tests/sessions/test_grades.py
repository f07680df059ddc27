"""Grades are read in every spelling, and what a spreadsheet made of them is never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nktlib.errors import Fault
from nktlib.sessions.grades import Grade, parse_grade
from nktlib.vocab import GRADES


@pytest.mark.parametrize(
    ("written", "grade", "value"),
    [
        ("4", "4", 4),
        ("4+", "4+", 13 / 3),
        ("4-", "4-", 11 / 3),
        ("4/5", "4", 4),
        ("4+/5", "4+", 13 / 3),
        ("5-/5", "5-", 14 / 3),
        ("4/5-", "4-", 11 / 3),
        (" 4 - / 5 ", "4-", 11 / 3),
        ("grade 4", "4", 4),
        ("Grade: 3+", "3+", 10 / 3),
        ("MRC 3", "3", 3),
        ("MRC grade 3-", "3-", 8 / 3),
        ("M4", "4", 4),
        ("4 out of 5", "4", 4),
        ("4.0", "4", 4),
        ("0/5", "0", 0),
        ("4 plus", "4+", 13 / 3),
        ("4minus", "4minus", None),
        ("4 minus", "4-", 11 / 3),
        ("4\N{MINUS SIGN}", "4-", 11 / 3),
        ("4\N{SUPERSCRIPT PLUS SIGN}", "4+", 13 / 3),
    ],
)
def test_spellings(written: str, grade: str, value: float | None) -> None:
    read = parse_grade(written)
    if value is None:
        assert isinstance(read, Fault)
    else:
        assert isinstance(read, Grade)
        assert read.text == grade
        assert read.value == pytest.approx(value)


@pytest.mark.parametrize(
    "written",
    [
        *("04-May", "4-May-26", "May-04", "Apr 5", "5. Apr", "4 May 2024", "4. Mai"),
        *("2024-05-04", "2024-05-04 00:00:00", "2024-05-04T00:00:00", "05/04/2026", "05.04.2026", "4/5/24"),
        *("4-5", "04/05", "04.05", "3/4", "45416"),
    ],
)
def test_dates_are_damage(written: str) -> None:
    read = parse_grade(written, row=7)
    assert isinstance(read, Fault)
    assert (read.code, read.row, read.column, read.suggestions) == ("S204", 7, "outcome", ())


@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%y", "%d-%b", "%b-%y", "%d.%m.%Y", "%d %B %Y"]),
)
def test_every_date_is_recognized(day: date, form: str) -> None:
    read = parse_grade(day.strftime(form))
    assert isinstance(read, Fault)
    assert read.code == "S204"


@pytest.mark.parametrize(
    ("written", "suggestions"),
    [
        ("3.5", ("3+", "4-")),
        ("3,5", ("3+", "4-")),
        ("5+", ("5",)),
        ("0-", ("0",)),
        ("+4", ("4+",)),
        ("6", ()),
        ("80%", ()),
        ("4/6", None),
        ("4+-", ()),
        ("4++", ()),
        ("grade", ()),
        ("", ()),
        ("\N{ARABIC-INDIC DIGIT FOUR}", ()),
    ],
)
def test_not_a_grade(written: str, suggestions: tuple[str, ...] | None) -> None:
    read = parse_grade(written)
    assert isinstance(read, Fault)
    if suggestions is not None:
        assert (read.code, read.suggestions) == ("S205", suggestions)


@given(st.sampled_from(list(GRADES)))
def test_canonical_grades_are_fixed_points(grade: str) -> None:
    assert parse_grade(grade) == Grade(grade, GRADES[grade])
    assert parse_grade(f"{grade}/5") == Grade(grade, GRADES[grade])


def test_grades_rise() -> None:
    values = list(GRADES.values())
    assert values == sorted(values)
    assert (values[0], values[-1]) == (0, 5)


@given(st.text(max_size=30))
def test_any_text_is_a_grade_or_a_fault(written: str) -> None:
    assert isinstance(parse_grade(written), Grade | Fault)
