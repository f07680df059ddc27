"""Tables of numbers: every number of the model stands in one, with its range, its source and its grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from nktlib.errors import Fault, TableError, UnknownName
from nktlib.tables.read import CODES, read_table
from nktlib.tables.readonly import ReadOnly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@frozen
class Parameter:
    """A number: its value, the range in which it may reasonably lie, and why.

    ``basis`` is ``published`` (the source prints it), ``derived`` (computed from what the source prints; the note says
    how) or ``judgement``.
    """

    name: str
    value: float
    low: float
    high: float
    basis: str
    grade: str
    sources: tuple[str, ...]
    checked: str
    note: str


@frozen
class Parameters:
    """Named numbers: ``parameters["prior.local"]`` gives the value; :attr:`rows` the rest of what is known of it."""

    rows: Mapping[str, Parameter] = field()

    def __getitem__(self, name: str) -> float:
        return self.rows[name].value

    def __contains__(self, name: object) -> bool:
        return name in self.rows

    def get(self, name: str, default: str) -> float:
        """Give the number called ``name``, or the one called ``default`` where there is none of its own."""
        return self.rows[name if name in self.rows else default].value

    def under(self, prefix: str) -> Iterator[tuple[str, float]]:
        """Give what follows ``prefix.`` in a name, and its value, for every name that begins so."""
        for name, parameter in self.rows.items():
            if name.startswith(f"{prefix}."):
                yield name.removeprefix(f"{prefix}."), parameter.value

    def replace(self, values: Mapping[str, float]) -> Parameters:
        """Give the same table with some values changed; ranges and sources stay.

        Raises :class:`~nktlib.errors.UnknownName` for a name that the table does not have.
        """
        for name in values:
            if name not in self.rows:
                raise UnknownName(name, nearest(name, self.rows))
        changed = {name: evolve(self.rows[name], value=float(value)) for name, value in values.items()}
        return Parameters(ReadOnly({**self.rows, **changed}))


def nearest(name: str, known: Mapping[str, object]) -> list[str]:
    """The known names that are most like ``name``."""
    from difflib import get_close_matches

    return get_close_matches(name, known, n=3)


def read_parameters(path: Path) -> Parameters:
    """Read a table of parameters.

    Raises :class:`~nktlib.errors.TableError` for bad cells, repeated names and values outside their range.
    """
    rows: dict[str, Parameter] = {}
    faults = []
    for line, parameter in enumerate(read_table(path, Parameter), start=2):
        if parameter.name in rows:
            faults.append(Fault("T201", f"{path.name}: {CODES['T201']}", line, "name", parameter.name))
        if not parameter.low <= parameter.value <= parameter.high:
            found, expected = str(parameter.value), f"{parameter.low} to {parameter.high}"
            faults.append(Fault("T202", f"{path.name}: {CODES['T202']}", line, "value", found, expected))
        rows[parameter.name] = parameter
    if faults:
        raise TableError(faults)
    return Parameters(ReadOnly(rows))
