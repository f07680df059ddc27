"""Grades of a manual muscle test, in the many ways they are written and the ways in which spreadsheets ruin them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.sessions.codes import fault
from nktlib.vocab import GRADES, plain

if TYPE_CHECKING:
    from nktlib.errors import Fault

_GRADE = re.compile(
    r"(?:(?:m|mrc|mmt)?\s*(?:grade)?\s*:?)\s*"
    r"(?P<whole>[0-5])(?:\.0+)?\s*(?P<sign>[+-]?)"
    r"(?:\s*(?:/|out of|of)\s*5(?:\.0+)?(?:\s*(?P<late_sign>[+-]))?)?",
)
_SIGN_FIRST = re.compile(r"(?P<sign>[+-])(?P<whole>[0-5])(?:\s*/\s*5)?")
_DECIMAL = re.compile(r"(?P<whole>[0-4])[.,]\d+(?:\s*/\s*5)?")

_MONTH = r"(?:jan|feb|mar|mrz|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)[a-z]*\.?"
_DATE = re.compile(
    rf"\d{{1,4}}[-./ ]+{_MONTH}(?:[-./, ]+\d{{2,4}})?"  # 04-May, 4. May 2026
    rf"|{_MONTH}[-./, ]*\d{{1,4}}(?:[-./, ]+\d{{2,4}})?"  # May-04, Apr 5, 2026
    r"|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[t ][\d:.z]+)?"  # 2024-05-04, 05/04/2026, with or without a time
    r"|\d{1,2}[-./]\d{1,2}\.?"  # 4-5, 04/05, 4.5.
    r"|[34]\d{4}",  # the day's number that a date turns into when its column is made a number: 1982 to 2036
)
_EXPECTED = "a grade from 0 to 5 with + or -, such as 4, 4+ or 4-/5"
_EXPECTED_AS_TEXT = "a grade in a column formatted as text, such as 4/5, or `grade 4`"


@frozen
class Grade:
    """A grade in its one canonical form, such as ``"4+"``, and as a number, a sign being a third."""

    text: str
    value: float


def parse_grade(text: str, row: int | None = None, column: str | None = "outcome") -> Grade | Fault:
    """Read a grade, or say what is wrong with it; ``row`` and ``column`` are where the fault is to be placed.

    ``"4+"``, ``"4-/5"``, ``"grade 4"``, ``"MRC 3"``, ``"4 out of 5"`` and ``"4.0"`` are grades. A date is a grade that
    a spreadsheet changed (``S204``): what it was is not guessed. Anything else is ``S205``.
    """
    written = " ".join(plain(text).split())
    written = written.replace(" plus", "+").replace(" minus", "-")
    if match := _GRADE.fullmatch(written):
        signs = match["sign"] + (match["late_sign"] or "")
        grade = match["whole"] + signs
        if grade in GRADES:
            return Grade(grade, GRADES[grade])
        suggestions: tuple[str, ...] = (match["whole"],) if len(signs) == 1 else ()
    elif match := _SIGN_FIRST.fullmatch(written):
        swapped = match["whole"] + match["sign"]
        suggestions = (swapped,) if swapped in GRADES else (match["whole"],)
    elif match := _DECIMAL.fullmatch(written):
        suggestions = (match["whole"] + "+", f"{int(match['whole']) + 1}-")
    elif _DATE.fullmatch(written):
        return fault("S204", row=row, column=column, found=text, expected=_EXPECTED_AS_TEXT)
    else:
        suggestions = ()
    return fault("S205", row=row, column=column, found=text, expected=_EXPECTED, suggestions=suggestions)
