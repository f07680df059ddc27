"""The table of everything that can be wrong with a session: stable codes, their titles, what to do about each.

``S1..`` concern a file as a whole, ``S2..`` a cell, ``S3..`` a row or several rows together, ``W..`` are warnings: the
session is read, but something in it will not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from nktlib.errors import Fault, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FAULT_LIMIT: Final = 1_000
"""After this many faults the rest of the input is not looked at."""


@frozen
class Code:
    """A kind of fault: a title that begins its messages, and an explanation for the documentation."""

    title: str
    explanation: str


CODES: Final[Mapping[str, Code]] = {
    "S101": Code("the file is empty", "Nothing but blank space was found. A session needs a header and its findings."),
    "S102": Code("the file is too large", "A session file may have 64 MiB."),
    "S103": Code("the text is not UTF-8", "The row is that of the first broken character. Save the file as UTF-8."),
    "S104": Code("the file contains NUL bytes", "The file is damaged or is not text. Save it again as CSV or JSON."),
    "S105": Code("a column is missing", "A session needs the columns kind, site and outcome."),
    "S106": Code("a column is there twice", "Which of the two counts cannot be known. Rename or remove one."),
    "S107": Code("the JSON cannot be read", "The message says at which line and column of the file it breaks."),
    "S108": Code("the format is not one that this version reads", "A newer version of the library may read it."),
    "S109": Code("the JSON is not a session", "A list of findings, or an object that has them as `findings`."),
    "S110": Code("the file is of another type", "Sessions are read from .csv, .tsv, .txt and .json files."),
    "S111": Code("the row cannot be split into cells", "A quotation mark is not closed, or a cell is much too long."),
    "S112": Code("there are too many findings", "One session may hold 250,000 findings."),
    "S113": Code("there are more faults than are listed", "After 1,000 faults the rest of the input is not looked at."),
    "S114": Code(
        "a description of the session is not plain text", "Title, source, note and the like are texts, each there once."
    ),
    "S115": Code(
        "the row is split by another mark than the header",
        "One file has one delimiter: comma, semicolon or tab, the same in every row.",
    ),
    "S116": Code("the header is there twice", "Remove the second line of headings."),
    "S117": Code(
        "the session cannot be written so that it reads back",
        "Its findings were made or changed by hand, not by a reader or `Session.from_records`, which check them.",
    ),
    "S118": Code("no finding is of this visit", "The visits of a session are listed."),
    "S201": Code("the cell is empty", "Kind, site and outcome are always needed, and the stimulus of a challenge."),
    "S202": Code("unknown kind of finding", "See the kinds that a session can hold."),
    "S203": Code("this outcome is impossible for this kind of finding", "Each kind of finding has its own outcomes."),
    "S204": Code(
        "a spreadsheet turned a grade into a date",
        "Spreadsheets read 4/5 and 4-5 as dates. What stood there before is lost: format the column as text and type "
        "the grade again, or write `grade 4`.",
    ),
    "S205": Code("not a grade", "Grades are 0 to 5, with plus or minus in between: 4, 4+, 4-/5, grade 4."),
    "S206": Code("unknown side", "The patient's left or right, both, midline, unknown, or blank."),
    "S207": Code("unknown stimulus", "See the stimuli that a challenge can have."),
    "S208": Code("unknown word", "The column takes only the words listed."),
    "S209": Code("not a number", "A finite number with a decimal point, without its unit, which has its own column."),
    "S210": Code("neither yes nor no", "The column takes yes, no or blank."),
    "S211": Code("the cell holds something other than text, a number, yes or no", "Lists and objects are no cells."),
    "S212": Code("the cell contains a character that cannot be written", "NUL and halves of characters cannot."),
    "S213": Code("the cell is too long", "A cell may have 100,000 characters."),
    "S301": Code("the finding is not a record", "In JSON each finding is an object, elsewhere a mapping."),
    "S302": Code(
        "a cell stands under no column",
        "The row has more cells than the header, or a column has no name. A delimiter inside a text needs quotation "
        "marks around the text.",
    ),
    "S303": Code("the challenge does not say where", "Touch, release, contract, stretch and pressure need `on`."),
    "S304": Code("only a challenge takes this column", "Set the kind to challenge or clear the cell."),
    "S305": Code(
        "the challenge contradicts the strength test",
        "What tested strong cannot strengthen, and what tested weak cannot weaken.",
    ),
    "S401": Code("unknown name", "The atlas has no such muscle, group, movement, structure, region, reflex or field."),
    "S402": Code("ambiguous name", "The name means several things; write one of those listed."),
    "S403": Code("the side contradicts the name", "The name says one side and the column side another."),
    "S404": Code("this has no left and right", "What lies in the midline takes `midline` or a blank side."),
    "S405": Code("this has no middle", "What is paired takes left, right, both or unknown."),
    "S406": Code(
        "the session holds several visits", "One score is one visit's baseline: score the visits one at a time."
    ),
    "S407": Code("everything else can only be strong", "Name the muscles that tested otherwise."),
    "W101": Code("the session holds no findings", "The file was read, but there is nothing to score."),
    "W201": Code("unknown column", "Its cells are kept with the findings and are not scored."),
    "W202": Code("unknown sign", "The finding is kept and not scored."),
    "W203": Code("the sign points to no root or nerve of the atlas", "The finding is kept; flags may look at it."),
    "W204": Code("a head or part that the model does not tell apart", "It counts as its muscle."),
    "W301": Code("the same test is there twice", "By one examiner in one position it counts once."),
    "W302": Code("the session holds several visits", "They are read together and scored one at a time."),
}


def fault(  # noqa: PLR0913 - a fault has this many parts, each optional and named
    code: str,
    detail: str = "",
    *,
    row: int | None = None,
    column: str | None = None,
    found: str | None = None,
    expected: str | None = None,
    suggestions: Iterable[str] = (),
) -> Fault:
    """Make a fault of a session, its message the title of ``code`` and ``detail``, what the user wrote cut short."""
    names: tuple[str, ...] = tuple(suggestions)
    return Fault(
        code=code,
        message=f"{CODES[code].title}: {detail}" if detail else CODES[code].title,
        row=row,
        column=None if column is None else shorten(column),
        found=None if found is None else shorten(found),
        expected=expected,
        suggestions=names,
    )
