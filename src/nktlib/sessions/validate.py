"""From records to findings: every cell checked against the vocabularies, every fault of every row collected."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from numbers import Integral, Real
from typing import Final

from nktlib import vocab
from nktlib.errors import ECHO_LIMIT, Fault
from nktlib.sessions.codes import FAULT_LIMIT, fault
from nktlib.sessions.finding import Finding
from nktlib.sessions.grades import parse_grade
from nktlib.sessions.meta import CELL_LIMIT, UNWRITABLE
from nktlib.sessions.together import contradictions, repeats, several_visits, unknown_columns

FINDING_LIMIT: Final = 250_000
INTEGER_LIMIT: Final = 10**40

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_CHALLENGE_COLUMNS = ("stimulus", "on", "on_side", "reads")


def validate_records(
    numbered: Iterable[tuple[int, object]],
    absent: Collection[str] = (),
) -> tuple[list[Finding], list[Fault], list[Fault]]:
    """Check records with their row numbers; return findings, faults and warnings.

    ``absent`` names required columns that were reported missing already, so that not every row does so again. Past
    ``FAULT_LIMIT`` faults or ``FINDING_LIMIT`` findings the rest is not looked at, and a fault says so.
    """
    findings: list[Finding] = []
    faults: list[Fault] = []
    for row, record in numbered:
        if len(findings) >= FINDING_LIMIT:
            faults.append(fault("S112", row=row))
            break
        if len(faults) >= FAULT_LIMIT:
            faults.append(fault("S113", row=row))
            break
        finding, found = validate_record(record, row, absent)
        faults += found
        if finding is not None:
            findings.append(finding)
    faults += contradictions(findings)
    return findings, faults, [*unknown_columns(findings), *repeats(findings), *several_visits(findings)]


def validate_record(
    record: object,
    row: int | None = None,
    absent: Collection[str] = (),
) -> tuple[Finding | None, list[Fault]]:
    """Make a finding of one record, or return ``None`` and every fault in it."""
    if not isinstance(record, Mapping):
        return None, [fault("S301", row=row)]
    cells = _Cells(record, row)
    kind = cells.word("kind", vocab.KINDS, vocab.KIND_SYNONYMS, "S202")
    outcome = cells.outcome(kind)
    stimulus = cells.word("stimulus", vocab.STIMULI, vocab.STIMULUS_SYNONYMS, "S207")
    reads = cells.word("reads", vocab.READS, vocab.READS_SYNONYMS, "S208")
    cells.needs(column for column in vocab.REQUIRED_COLUMNS if column not in absent)
    if kind == "challenge":
        cells.needs(["stimulus"])
        if stimulus in vocab.STIMULI_WITH_PLACE and "on" not in cells.texts:
            cells.fault("S303", "on")
    elif kind is not None:
        for column in _CHALLENGE_COLUMNS:
            if column in cells.texts and not (column == "reads" and reads == "strength"):
                cells.fault("S304", column)
    text = cells.texts.get
    side, on_side = cells.side("side"), cells.side("on_side")
    pain, blinded = cells.yes_no("pain"), cells.yes_no("blinded")
    step = cells.word("step", vocab.STEPS, vocab.STEP_SYNONYMS, "S208")
    value = cells.number("value")
    if cells.faults or kind is None or outcome is None:
        return None, cells.faults
    finding = Finding(
        kind=kind,
        site=text("site", ""),
        side=side,
        outcome=outcome,
        stimulus=stimulus,
        on=text("on"),
        on_side=on_side,
        reads=reads or "strength",
        pain=pain,
        visit=text("visit"),
        step=step or "baseline",
        value=value,
        unit=text("unit"),
        examiner=text("examiner"),
        blinded=blinded,
        position=text("position"),
        since=text("since"),
        note=text("note"),
        extra=tuple(sorted(cells.extra.items())),
        row=row,
    )
    return finding, []


class _Cells:
    """The cells of one row that are not blank, as text, and the faults found in them so far."""

    def __init__(self, record: Mapping[object, object], row: int | None) -> None:
        self.row = row
        self.faults: list[Fault] = []
        self.texts: dict[str, str] = {}
        self.extra: dict[str, str] = {}
        self.unreadable: set[str] = set()
        seen: set[str] = set()
        for key, cell in record.items():
            name = vocab.column_name(str(key))
            column = name if name in vocab.COLUMNS else None
            if name in seen:
                self.fault("S106", column)
            seen.add(name)
            if len(name) > CELL_LIMIT:
                self.fault("S213", None)
                continue
            if cell is None or (isinstance(cell, str) and not cell):
                continue
            if text := self._text(cell, column):
                (self.texts if column else self.extra)[name] = text
                if not name:
                    self.fault("S302", None)
                elif not column and UNWRITABLE.search(name):
                    self.fault("S212", None)

    def fault(
        self,
        code: str,
        column: str | None,
        found: str | None = None,
        expected: Iterable[str] | None = None,
        suggestions: Iterable[str] = (),
    ) -> None:
        words = None if expected is None else ", ".join(expected)
        self.faults.append(
            fault(code, row=self.row, column=column, found=found, expected=words, suggestions=suggestions),
        )

    def _text(self, cell: object, column: str | None) -> str:
        """Write a typed cell as the text that a table would have; an unknown ``column`` is not named."""
        code = None
        text = _as_text(cell)
        if text is None:
            code = "S211"
        elif len(text) > CELL_LIMIT:
            code = "S213"
        elif UNWRITABLE.search(text):
            code = "S212"
        if code is None:
            return text or ""
        self.fault(code, column)
        self.unreadable.add(column or "")
        return ""

    def needs(self, columns: Iterable[str]) -> None:
        """Report columns that are blank, unless their cell was reported already."""
        for column in columns:
            if column not in self.texts and column not in self.unreadable:
                self.fault("S201", column)

    def word(self, column: str, words: tuple[str, ...], synonyms: Mapping[str, str], code: str) -> str | None:
        """Read a cell that takes one word of a closed vocabulary; ``None`` if blank or reported."""
        text = self.texts.get(column)
        if text is None or text in words:
            return text
        folded = vocab.fold(text)
        word = folded if folded in words else synonyms.get(folded)
        if word is None:
            self.fault(code, column, text, words, _nearest(folded, words, synonyms))
        return word

    def outcome(self, kind: str | None) -> str | None:
        """Read the outcome, whose vocabulary depends on the kind; without a known kind it cannot be judged."""
        text = self.texts.get("outcome")
        if kind is None or text is None:
            return None
        words, synonyms = vocab.OUTCOMES[kind], vocab.OUTCOME_SYNONYMS[kind]
        folded = vocab.fold(text)
        word = folded if folded in words else synonyms.get(folded)
        if word is not None:
            return word
        if kind == "strength" and any(character.isdigit() for character in folded):
            grade = parse_grade(text, self.row)
            if not isinstance(grade, Fault):
                return grade.text
            self.faults.append(grade)
            return None
        expected = (*words, "a grade from 0 to 5") if kind == "strength" else words
        hints = vocab.OUTCOME_HINTS.get(kind, {}).get(folded) or _nearest(folded, words, synonyms)
        self.fault("S203", "outcome", text, expected, hints)
        return None

    def side(self, column: str) -> str | None:
        """Read a side; some words for "no side" leave the cell blank."""
        text = self.texts.get(column)
        if text is None or vocab.fold(text) in vocab.SIDE_BLANKS:
            return None
        return self.word(column, vocab.SIDES, vocab.SIDE_SYNONYMS, "S206")

    def yes_no(self, column: str) -> bool | None:
        """Read yes or no."""
        text = self.texts.get(column)
        if text is None:
            return None
        answer = vocab.YES_NO.get(vocab.fold(text))
        if answer is None:
            self.fault("S210", column, text, ("yes", "no"))
        return answer

    def number(self, column: str) -> float | None:
        """Read a finite number. The cell is open text, so that a fault does not repeat it."""
        text = self.texts.get(column)
        if text is None:
            return None
        if _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
            return number
        suggestions = (text.replace(",", "."),) if _DECIMAL_COMMA.fullmatch(text) and len(text) <= ECHO_LIMIT else ()
        self.fault("S209", column, None, ("a number such as 12.5",), suggestions)
        return None


def _as_text(cell: object) -> str | None:
    if cell is None or isinstance(cell, str):
        return (cell or "").strip()
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Integral):
        return str(int(cell)) if abs(int(cell)) < INTEGER_LIMIT else None
    if isinstance(cell, Real):
        # Data frames have NaN where a cell is blank.
        return "" if math.isnan(cell) else repr(float(cell))
    return None


def _nearest(word: str, words: Iterable[str], synonyms: Mapping[str, str]) -> list[str]:
    near = get_close_matches(word[:ECHO_LIMIT], [*words, *synonyms])
    return list(dict.fromkeys(synonyms.get(match, match) for match in near))
