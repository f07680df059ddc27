"""Exceptions of the library: every one is an :class:`NktError`, which is a :class:`ValueError`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

ECHO_LIMIT = 40
"""A cell of a user's file is repeated in a message up to this many characters."""


def shorten(text: str) -> str:
    """Cut what a user wrote to :data:`ECHO_LIMIT` printable characters, so that a message stays a message."""
    printable = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return printable if len(printable) <= ECHO_LIMIT else printable[: ECHO_LIMIT - 1] + "\N{HORIZONTAL ELLIPSIS}"


@frozen
class Fault:
    """One thing that is wrong with some input: where, what was found, what was expected, what is near.

    ``row`` is the line of a CSV file (the header is line 1) or the number of a finding in JSON or in records (from 1);
    ``None`` where the whole file is meant.
    """

    code: str
    message: str
    row: int | None = None
    column: str | None = None
    found: str | None = None
    expected: str | None = None
    suggestions: tuple[str, ...] = field(default=(), converter=tuple[str, ...])

    def __str__(self) -> str:
        place = [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column is not None else []
        parts = [f"{', '.join(place)}: " if place else "", f"{self.code} {self.message}"]
        if self.found is not None:
            parts.append(f"; found {shorten(self.found)!r}")
        if self.expected is not None:
            parts.append(f"; expected {self.expected}")
        if self.suggestions:
            parts.append(f"; did you mean {' or '.join(repr(name) for name in self.suggestions)}?")
        return "".join(parts)


class NktError(ValueError):
    """Base of everything that the library raises on purpose."""


class UnknownName(NktError):  # noqa: N818 - the interface of the library names it so
    """A name that the atlas does not know. ``suggestions`` holds the nearest names that it knows."""

    def __init__(self, name: str, suggestions: Iterable[str] = ()) -> None:
        self.name = name
        self.suggestions = tuple(suggestions)
        hint = f"; did you mean {' or '.join(map(repr, self.suggestions))}?" if self.suggestions else ""
        super().__init__(f"unknown name {shorten(name)!r}{hint}")

    def __reduce__(self) -> tuple[type[UnknownName], tuple[str, tuple[str, ...]]]:
        return type(self), (self.name, self.suggestions)


class AmbiguousName(UnknownName):
    """A name that means several things. ``suggestions`` lists them."""

    def __init__(self, name: str, suggestions: Iterable[str] = ()) -> None:
        super().__init__(name, suggestions)
        self.args = (f"{shorten(name)!r} is ambiguous: it may mean {', '.join(map(repr, self.suggestions))}",)


class TooComplex(NktError):  # noqa: N818 - it is the session that is too complex
    """Exact scoring would take too long: too many weak findings hang together. ``cost`` is what a plan predicts."""

    def __init__(self, cost: float) -> None:
        self.cost = cost
        super().__init__(
            f"too many weak findings hang together: scoring them exactly would take {cost:.1g} steps; "
            "score fewer at a time, a region or a limb"
        )

    def __reduce__(self) -> tuple[type[TooComplex], tuple[float]]:
        return type(self), (self.cost,)


class FaultsError(NktError):
    """Several faults found in one piece of input, all of them in ``faults``."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[type[FaultsError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class SessionError(FaultsError):
    """A session that cannot be read or scored."""


class TableError(FaultsError):
    """A curated table, or a table of parameters, that breaks its schema or a lint."""
