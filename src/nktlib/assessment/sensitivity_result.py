"""What an analysis of sensitivity returns, and how it prints."""

from __future__ import annotations

from math import floor, isfinite, log10
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict, frozen
from attrs.filters import exclude

from nktlib.assessment.result import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.tables.parameters import Parameter

SENSITIVITY_FORMAT: Final = "nktlib-sensitivity/1"
SHOWN: Final = 6
"""Numbers that are printed for each cause; :meth:`Sensitivity.to_dict` has all."""


@frozen
class RankedCause:
    """A cause, its name in words, and its probability."""

    id: str
    name: str
    probability: float

    def __str__(self) -> str:
        return f"{self.name} ({_percent(self.probability)})"


@frozen
class Number:
    """A number that a score rests on, and where it stands: in the ``model``, or among the weights of the ``atlas``."""

    table: str
    parameter: Parameter

    @property
    def origin(self) -> str:
        """What the number rests on: its sources, or that it was judged, and its grade."""
        sources = ", ".join(self.parameter.sources)
        said = self.parameter.basis if sources == self.parameter.basis else f"{self.parameter.basis}, {sources}"
        return f"{said}, grade {self.parameter.grade}"


@frozen
class Skipped:
    """A value at which nothing can be scored, and why: the model forbids it, or the session gets too complex."""

    table: str
    name: str
    value: float
    reason: str

    def __str__(self) -> str:
        return f"Left out: {self.name} of the {self.table} at {self.value:g}: {self.reason}"


@frozen
class NumberChange:
    """The smallest change of one number, relative to its value, that puts another cause first.

    ``to`` is what the number would have to be, found to a hundredth of the change; ``log_ratio`` the absolute natural
    logarithm of ``to`` / value, infinite if one of them is 0. ``first`` is the first cause as scored, ``instead`` the
    one that comes first after the change.
    """

    number: Number
    to: float
    log_ratio: float
    first: RankedCause
    instead: RankedCause

    def __str__(self) -> str:
        parameter = self.number.parameter
        ratio = f" (x{self.to / parameter.value:.3g})" if parameter.value else ""
        stated = f"stated range {parameter.low:g} to {parameter.high:g}; {self.number.origin}"
        return (
            f"{parameter.name} of the {self.number.table} from {parameter.value:g} to {self.to:.4g}{ratio}: "
            f"{self.instead} [{stated}]"
        )


@frozen
class Movement:
    """The probability of a cause with one number at the low and at the high end of its range.

    ``None`` where nothing can be scored at that end.
    """

    number: Number
    at_low: float | None
    at_high: float | None

    @property
    def reached(self) -> tuple[float, ...]:
        """The probabilities at the ends."""
        return tuple(end for end in (self.at_low, self.at_high) if end is not None)

    def __str__(self) -> str:
        low, high = ("? %" if end is None else _percent(end) for end in (self.at_low, self.at_high))
        parameter = self.number.parameter
        return f"{low} to {high}  {parameter.name} {parameter.low:g} to {parameter.high:g} [{self.number.origin}]"


@frozen
class CauseRange:
    """A leading cause with the lowest and highest probability that any one number gives it.

    ``movements``: every number that moves it, the one that moves it most first.
    """

    cause: RankedCause
    lowest: float
    highest: float
    movements: tuple[Movement, ...]

    def __str__(self) -> str:
        head = f"{self.cause}: {_percent(self.lowest)} to {_percent(self.highest)}"
        return "\n".join([head, *(f"  {movement}" for movement in self.movements[:SHOWN])])


@frozen
class Ranges:
    """Ranges of the leading causes; ``skipped`` are the ends at which nothing can be scored."""

    causes: tuple[CauseRange, ...]
    skipped: tuple[Skipped, ...]

    def __str__(self) -> str:
        return "\n".join([*map(str, self.causes), *map(str, self.skipped)])


@frozen
class WithoutSource:
    """The ranking without what one source alone says of who takes over for whom.

    ``rows``: how many rows of the atlas fall away. ``probability``: that of the cause that comes first with the source;
    ``first``: what comes first without it, and ``overtaken`` whether that is another.
    """

    source: str
    rows: int
    probability: float
    first: RankedCause
    overtaken: bool

    def __str__(self) -> str:
        rows = "1 row" if self.rows == 1 else f"{self.rows} rows"
        then = f"{self.first} comes first" if self.overtaken else f"the first stays, {_percent(self.probability)}"
        return f"{self.source} ({rows}): {then}"


@frozen
class Sensitivity:
    """How firmly the first cause of a session stands. ``first`` is ``None`` where no cause bears on the findings.

    ``numbers``: on how many numbers the score rests. ``change``: the smallest that matters, ``None`` if no number puts
    another cause first at an end of its range. ``error`` bounds the relative error of the arithmetic behind every
    probability.
    """

    first: RankedCause | None
    numbers: int
    change: NumberChange | None
    ranges: Ranges
    without: tuple[WithoutSource, ...]
    error: float

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain lists, dictionaries, text and numbers, for JSON; what is infinite is ``None``.

        No number has digits beyond the bound on its error.
        """
        digits = min(DIGITS, floor(-log10(self.error))) if self.error else DIGITS
        content: dict[str, Any] = _plain(asdict(self, filter=exclude("note")), digits)
        return {"format": SENSITIVITY_FORMAT, **content, "error": float(f"{self.error:.1e}")}

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.first is None:
            yield "No cause bears on the findings"
            return
        yield f"First: {self.first}; the score rests on {self.numbers} numbers"
        yield ""
        yield "Smallest change of one number that puts another cause first"
        yield f"  {self.change or 'none: no number does so at an end of its stated range'}"
        yield ""
        yield "Ranges when one number at a time moves through its stated range"
        yield from (f"  {line}" for line in str(self.ranges).splitlines())
        yield ""
        yield "Without what one source alone says of who takes over for whom"
        stay = [one.probability for one in self.without if not one.overtaken]
        yield from (f"  {one}" for one in self.without if one.overtaken)
        if stay:
            reached = f"{_percent(min(stay))} to {_percent(max(stay))}"
            yield f"  each of {len(stay)} sources left out: the first stays, {reached}"
        if not self.without:
            yield "  no source of the leading links makes a difference"


def _percent(probability: float) -> str:
    return f"{100 * probability:.3g} %"


def _plain(content: Any, digits: int) -> Any:  # noqa: ANN401 - whatever a result holds
    """Round numbers to so many significant digits, turn tuples into lists."""
    if isinstance(content, dict):
        return {name: _plain(cell, digits) for name, cell in content.items()}
    if isinstance(content, (tuple, list)):
        return [_plain(cell, digits) for cell in content]
    if isinstance(content, float):
        return float(f"{content:.{digits}g}") if isfinite(content) else None
    return content
