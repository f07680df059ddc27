"""Sessions as tables: CSV in its usual dialects, with remarks and descriptions above the header."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from nktlib.sessions.codes import FAULT_LIMIT, fault
from nktlib.sessions.meta import clean_meta
from nktlib.sessions.reading import Source
from nktlib.vocab import COLUMNS, REQUIRED_COLUMNS, column_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.errors import Fault
    from nktlib.sessions.reading import Numbered

LINE_LIMIT: Final = 4 * 1024 * 1024
"""Characters that a line of a table may have, lest one line be split into millions of cells."""
REMARK: Final = "#"
"""A line above the header whose first cell begins so is a remark and is not read."""
META: Final = "#meta"
"""A line above the header with this in its first cell describes the session: a name, then a text."""

_DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs"}
_DECLARED = re.compile(r'\s*"?sep=([,;\t])"?[\r\n]|#meta([,;\t])')
_SNIFFED_CHARACTERS = 100_000


def read_table_text(text: str, faults: list[Fault]) -> Source:
    """Find the header of a table; its rows become records when they are asked for."""
    source = Source(faults)
    delimiter, has_mark_line = _delimiter(text)
    rows = _rows(text, delimiter, source.faults)
    if has_mark_line:
        next(rows, None)
    meta: list[tuple[object, object]] = []
    header_row, header = 1, list[str]()
    for row, cells in rows:
        if cells[0] == META:
            meta.append((cells[1], cells[2]) if len(cells) > 2 and not any(cells[3:]) else ("", row))  # noqa: PLR2004
        elif not _is_remark(cells):
            header_row, header = row, cells
            break
    source.meta = clean_meta(meta, source.faults)
    names = [column_name(name) for name in header]
    for name, count in Counter(names).items():
        if name and count > 1:
            # A name that is none of ours may be a patient's words in a file without a header: say only where it is.
            places = [str(place) for place, other in enumerate(names, start=1) if other == name]
            known = name if name in COLUMNS else None
            source.faults.append(fault("S106", f"columns {', '.join(places)}", row=header_row, column=known))
    source.absent = [column for column in REQUIRED_COLUMNS if column not in names]
    source.faults += [fault("S105", row=header_row, column=column) for column in source.absent]
    source.records = _records(rows, names, delimiter, source.faults)
    return source


def _is_remark(cells: list[str]) -> bool:
    """Whether a row above the header is not read; `#` may also be what someone calls the first column."""
    return cells[0].startswith(REMARK) and not any(column_name(cell) in COLUMNS for cell in cells)


def _records(
    rows: Iterator[tuple[int, list[str]]], names: list[str], delimiter: str, faults: list[Fault]
) -> Iterator[Numbered]:
    expected = f"{_DELIMITERS[delimiter]}, as in the header"
    kind = names.index("kind") if "kind" in names else None
    for row, cells in rows:
        if len(names) > 1 and _is_split_otherwise(cells, delimiter):
            faults.append(fault("S115", row=row, expected=expected))
            continue
        if kind is not None and kind < len(cells) and cells[kind].casefold() == "kind":
            faults.append(fault("S116", row=row))
            continue
        named = dict(zip(names, cells, strict=False))
        # Spreadsheets end rows with blank cells; only text without a column would be lost.
        if named.pop("", "") or any(cells[len(names) :]):
            faults.append(fault("S302", row=row))
        yield row, named


def _is_split_otherwise(cells: list[str], delimiter: str) -> bool:
    """Whether a row is one cell in which another delimiter stands as often as a finding needs it."""
    if len(cells) > 1 and any(cells[1:]):
        return False
    return any(mark != delimiter and cells[0].count(mark) >= len(REQUIRED_COLUMNS) - 1 for mark in _DELIMITERS)


def _rows(text: str, delimiter: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that are not blank, with the line on which they begin and their cells without margins."""
    reader = csv.reader(_lines(text, faults), delimiter=delimiter, strict=True)
    while len(faults) < FAULT_LIMIT:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            faults.append(fault("S111", row=line))
            continue
        if any(cells):
            yield line, cells
    faults.append(fault("S113", row=reader.line_num))


def _lines(text: str, faults: list[Fault]) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) <= LINE_LIMIT:
            yield line
        else:
            faults.append(fault("S111", row=number))
            yield "\n"


def _delimiter(text: str) -> tuple[str, bool]:
    """Give the delimiter, and whether it stands in a first line of its own, as Excel writes it (``sep=;``).

    Where nothing says it, it is the one by which the first row that is no remark reads most like a header.
    """
    if declared := _DECLARED.match(text):
        return declared[1] or declared[2], declared[1] is not None
    return max(_DELIMITERS, key=lambda mark: _likeness(text[:_SNIFFED_CHARACTERS], mark)), False


def _likeness(text: str, delimiter: str) -> tuple[int, bool, int]:
    """How much the first row is like a header: required columns in it, whether it begins with a column, columns."""
    names: list[str] = []
    with suppress(csv.Error):
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            names = [column_name(cell) for cell in cells]
            if any(names) and not _is_remark(names):
                break
    required = sum(column in names for column in REQUIRED_COLUMNS)
    return required, bool(set(names[:1]) & set(COLUMNS)), sum(name in COLUMNS for name in names)
