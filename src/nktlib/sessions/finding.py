"""Findings and the session that holds them: frozen, hashable, and silent about what a patient or examiner said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Self

from attrs import evolve, field, fields_dict, frozen

from nktlib.errors import Fault, SessionError, shorten
from nktlib.sessions.codes import fault
from nktlib.sessions.meta import clean_meta
from nktlib.vocab import COLUMNS, OPPOSITE_SIDES, STIMULI_RECORDED_ONLY, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SESSION_FORMAT: Final = "nktlib-session/1"

# A side as a word of its own, also at the end of an identifier (`soleus_l`); `L 5` is a vertebra, `QL` a muscle.
_SIDE_WORD = re.compile(r"(?<![^\W_])(left|right|lt|rt|l|r)(?![^\W_])(?!\s*\d)", re.IGNORECASE)
_OTHER_WORD = {"left": "right", "right": "left", "lt": "rt", "rt": "lt", "l": "r", "r": "l"}
# Two scars, or tender and tight at once, are two observations; two outcomes of one test are not.
_KINDS_THAT_ADD_UP = ("palpation", "history")


def _short_repr(text: str | None) -> str:
    return repr(None if text is None else shorten(text))


def _mirror_words(text: str) -> str:
    def other(match: re.Match[str]) -> str:
        word = match[0]
        swapped = _OTHER_WORD[word.lower()]
        return swapped.upper() if word.isupper() else swapped.title() if word.istitle() else swapped

    return _SIDE_WORD.sub(other, text)


@frozen(kw_only=True)
class Finding:
    """One observed thing, its fields the columns of a session (design: *the interface*).

    ``side`` and ``on_side`` are ``None`` where blank. ``outcome`` of a strength test may be a grade such as ``"4+"``.
    ``extra`` holds the cells of unknown columns as (column, text), sorted. ``row`` is where the finding stood and takes
    no part in comparison. Made by :meth:`Session.from_records` or a reader, which check it; the class itself does not.

    The repr shows only what comes from a closed vocabulary, and the site cut short: no note, no name, no free text.
    """

    kind: str
    site: str = field(repr=_short_repr)
    side: str | None = None
    outcome: str
    stimulus: str | None = None
    on: str | None = field(default=None, repr=_short_repr)
    on_side: str | None = None
    reads: str = "strength"
    pain: bool | None = None
    visit: str | None = field(default=None, repr=False)
    step: str = "baseline"
    value: float | None = field(default=None, repr=False)
    unit: str | None = field(default=None, repr=False)
    examiner: str | None = field(default=None, repr=False)
    blinded: bool | None = None
    position: str | None = field(default=None, repr=False)
    since: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)
    extra: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    row: int | None = field(default=None, eq=False, repr=False)

    @property
    def is_scored(self) -> bool:
        """Whether the finding bears on a score: made at baseline, of a kind of test that says something."""
        if self.step != "baseline" or self.outcome == "not_tested":
            return False
        return self.kind != "challenge" or (self.reads == "strength" and self.stimulus not in STIMULI_RECORDED_ONLY)

    @property
    def test(self) -> tuple[str | None, ...]:
        """What was tested, by whom, when and how, without its outcome: equal for two runs of the same test.

        Names are compared as text here, so that two names of one muscle are two tests.
        """
        outcome = self.outcome if self.kind in _KINDS_THAT_ADD_UP else None
        return (self.kind, self.stimulus, _text_key(self.on), self.on_side, self.reads, outcome, *self.circumstances)

    @property
    def circumstances(self) -> tuple[str | None, ...]:
        """Site, side, visit, step, examiner and position: what a challenge shares with the test that it repeats."""
        return (_text_key(self.site), self.side, self.visit, self.step, self.examiner, self.position)

    def mirrored(self) -> Finding:
        """Swap left and right in the sides and in the words of ``site`` and ``on``; all else stays."""
        return evolve(
            self,
            site=_mirror_words(self.site),
            side=_mirror_side(self.side),
            on=None if self.on is None else _mirror_words(self.on),
            on_side=_mirror_side(self.on_side),
        )

    def record(self) -> dict[str, object]:
        """Give the cells that are not blank nor at their default, in the order of the columns, unknown ones last."""
        cells = {column: getattr(self, column) for column in COLUMNS}
        return {column: cell for column, cell in cells.items() if cell != _DEFAULTS[column]} | dict(self.extra)


_DEFAULTS: Final = {name: attribute.default for name, attribute in fields_dict(Finding).items()}


def _text_key(text: str | None) -> str | None:
    return None if text is None else fold(text)


def _mirror_side(side: str | None) -> str | None:
    return None if side is None else OPPOSITE_SIDES.get(side, side)


@frozen(repr=False)
class Session:
    """The findings of a session in their order, with what was said about it as a whole.

    ``meta`` is a sorted tuple of (name, text): title, source, note. ``warnings`` say what was kept and will not count;
    they take no part in comparison.
    """

    findings: tuple[Finding, ...] = field(converter=tuple[Finding, ...])
    format: str = field(default=SESSION_FORMAT, kw_only=True)
    meta: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    warnings: tuple[Fault, ...] = field(default=(), converter=tuple[Fault, ...], eq=False, kw_only=True)

    def __repr__(self) -> str:
        return f"<Session of {len(self.findings)} findings, {len(self.warnings)} warnings>"

    @classmethod
    def from_records(cls, records: Iterable[Mapping[str, object]], *, meta: Mapping[str, str] | None = None) -> Self:
        """Check records (column -> text, number, yes/no, ``None`` or NaN for blank) and make a session of them.

        Raises :class:`~nktlib.errors.SessionError` with every fault of every record and of ``meta``; rows count from 1.
        """
        # Validation makes findings, so it cannot be imported before they are defined.
        from nktlib.sessions.validate import validate_records

        findings, faults, warnings = validate_records(enumerate(records, start=1))
        described = clean_meta((meta or {}).items(), faults)
        if faults:
            raise SessionError(faults)
        return cls(findings, meta=described, warnings=warnings)

    def records(self) -> list[dict[str, object]]:
        """Give the findings as dictionaries that :meth:`from_records` reads back to an equal session."""
        return [finding.record() for finding in self.findings]

    def anonymous(self) -> Session:
        """Give the same findings without free text: no notes, values or dates; examiners and positions as numbers."""
        examiners = {one: f"{number}" for number, one in enumerate(dict.fromkeys(f.examiner for f in self.findings))}
        positions = {one: f"{number}" for number, one in enumerate(dict.fromkeys(f.position for f in self.findings))}
        return Session(
            evolve(
                finding,
                visit=None,
                value=None,
                unit=None,
                examiner=finding.examiner and examiners[finding.examiner],
                position=finding.position and positions[finding.position],
                since=None,
                note=None,
                extra=(),
            )
            for finding in self.findings
        )

    def baseline(self) -> tuple[Finding, ...]:
        """Give the findings that are scored: those of the baseline step without what is only recorded.

        A repeated test is still in it twice, since only the atlas knows that two names are one muscle.
        """
        return tuple(finding for finding in self.findings if finding.is_scored)

    @property
    def visits(self) -> tuple[str | None, ...]:
        """The visits that have findings to score, in the order in which they first come; ``None`` where blank."""
        return tuple(dict.fromkeys(finding.visit for finding in self.findings if finding.is_scored))

    def of_visit(self, visit: str | None) -> Session:
        """Give the session of one visit, with all its steps.

        Raises :class:`~nktlib.errors.SessionError` where no finding is of this visit.
        """
        findings = [finding for finding in self.findings if finding.visit == visit]
        if not findings:
            raise SessionError([fault("S118", column="visit")])
        rows = {finding.row for finding in findings}
        return evolve(self, findings=findings, warnings=[warning for warning in self.warnings if warning.row in rows])

    def mirrored(self) -> Session:
        """Give the session of the mirror image of the patient, left and right swapped everywhere."""
        return evolve(self, findings=tuple(finding.mirrored() for finding in self.findings))
