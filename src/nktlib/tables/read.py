"""Reading a curated table into typed rows, with every fault of the file at once."""

from __future__ import annotations

import csv
import types
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, TypeVar, Union, get_args, get_origin, get_type_hints

from attrs import fields

from nktlib.errors import Fault, TableError
from nktlib.vocab import CHECKED, EVIDENCE_GRADES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from attrs import AttrsInstance

Row = TypeVar("Row", bound="AttrsInstance")

CODES: Final = {
    "T101": "a column is missing or unknown",
    "T102": "a cell cannot be read as what its column holds",
    "T103": "the row has more or fewer cells than the header",
    "T201": "a parameter is there twice",
    "T202": "a parameter lies outside its range",
}
"""Faults of any curated table, and of tables of parameters."""

LIST_SEPARATORS = ";|"
"""Cells that hold lists separate them by one of these."""
CLOSED = {"checked": CHECKED, "grade": tuple(EVIDENCE_GRADES)}
"""Columns that take only these words, wherever they occur."""


def read_table(path: Path, row_class: type[Row]) -> tuple[Row, ...]:
    """Read ``path`` into ``row_class``, an attrs class whose fields are the columns.

    Cells become ``str``, ``float``, ``bool`` (``yes``/``no``) or tuples of text, as the fields are annotated; an empty
    cell is ``None`` where the field allows it, empty text where it is ``str``. A column that the class does not know,
    or one that the file lacks, is a fault.

    Raises :class:`~nktlib.errors.TableError` with all faults of the file.
    """
    hints = get_type_hints(row_class)
    names = [attribute.name for attribute in fields(row_class)]
    faults: list[Fault] = []
    rows: list[Row] = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = next(reader, [])
        for column in sorted(set(header) ^ set(names)):
            problem = "is missing" if column in names else "is unknown"
            faults.append(Fault("T101", f"{path.name}: this column {problem}", 1, column))
        order = [header.index(name) for name in names] if not faults else []
        readings = [(name, _reading(hints[name], CLOSED.get(name, ()))) for name in names]
        for cells in reader if not faults else ():
            if not cells:
                continue
            if len(cells) != len(header):
                faults.append(Fault("T103", f"{path.name}: {CODES['T103']}", reader.line_num))
                continue
            values: list[Any] = []
            for place, (name, reading) in zip(order, readings, strict=True):
                try:
                    values.append(reading(cells[place].strip()))
                except ValueError as problem:
                    place_of = (reader.line_num, name, cells[place], str(problem))
                    faults.append(Fault("T102", f"{path.name}: {CODES['T102']}", *place_of))
            if len(values) == len(names):
                rows.append(row_class(*values))
    if faults:
        raise TableError(faults)
    return tuple(rows)


def _reading(hint: Any, words: Collection[str] = ()) -> Callable[[str], Any]:  # noqa: ANN401 - the annotation of a field
    """Give what turns a cell into a value of a field annotated so; it raises ``ValueError`` with what was expected."""
    if words:
        return partial(_word, words)
    if get_origin(hint) in (Union, types.UnionType):
        return partial(_optional, _reading(get_args(hint)[0]))
    if get_origin(hint) is tuple:
        return _list
    return {bool: _yes, float: _number}.get(hint, str)


def _word(words: Collection[str], cell: str) -> str:
    if cell not in words:
        raise ValueError(" | ".join(words))
    return cell


def _optional(reading: Callable[[str], Any], cell: str) -> Any:  # noqa: ANN401 - the annotation of a field
    return reading(cell) if cell else None


def _list(cell: str) -> tuple[str, ...]:
    separator = next((mark for mark in LIST_SEPARATORS if mark in cell), LIST_SEPARATORS[0])
    return tuple(part.strip() for part in cell.split(separator) if part.strip())


def _yes(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError("yes | no")
    return cell == "yes"


def _number(cell: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        raise ValueError("a number") from None
    if not isfinite(number):
        raise ValueError("a finite number")
    return number
