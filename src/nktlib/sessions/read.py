"""Reading sessions from files and texts: CSV in its usual dialects, and JSON. All faults come at once."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from nktlib.errors import Fault, SessionError, shorten
from nktlib.sessions.codes import fault
from nktlib.sessions.finding import SESSION_FORMAT, Session
from nktlib.sessions.validate import FAULT_LIMIT, FINDING_LIMIT, UNWRITABLE, validate_records
from nktlib.vocab import COLUMNS, REQUIRED_COLUMNS, column_name

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    from nktlib.atlas.atlas import Atlas

SIZE_LIMIT: Final = 64 * 1024 * 1024
"""Bytes that a session file may have."""
LINE_LIMIT: Final = 4 * 1024 * 1024
"""Characters that a line of a table may have, lest one line be split into millions of cells."""

Kind = Literal["csv", "json"]

_KINDS: Final[dict[str, Kind]] = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json"}
_DELIMITERS = ",;\t"
_FIRST_WORDS = re.compile(r"\w[^\r\n]{0,10000}")
_SIGNATURES = {
    b"PK\x03\x04": "a workbook, it seems: save the sheet as CSV (UTF-8)",
    b"\xd0\xcf\x11\xe0": "an old workbook, it seems: save the sheet as CSV (UTF-8)",
    b"\xff\xfe": "UTF-16 text: save it as CSV (UTF-8)",
    b"\xfe\xff": "UTF-16 text: save it as CSV (UTF-8)",
}


def read_session(path: str | os.PathLike[str], *, atlas: Atlas | None = None) -> Session:
    """Read a session from a ``.csv``, ``.tsv``, ``.txt`` or ``.json`` file.

    A session keeps names as they were written. With an ``atlas`` they are looked up in it as well, so that unknown names
    and impossible sides are reported together with everything else; without one, scoring reports them.

    Raises :class:`~nktlib.errors.SessionError` with every fault found, rows being lines of a table (its header is
    line 1) or numbers of findings in JSON; and :class:`OSError` if there is no such file or it cannot be opened.
    """
    file = Path(path)
    with file.open("rb") as stream:
        content = stream.read(SIZE_LIMIT + 1)
    kind = _KINDS.get(file.suffix.lower())
    if kind is None:
        raise SessionError([fault("S110", found=file.suffix, expected=", ".join(_KINDS))])
    if len(content) > SIZE_LIMIT:
        raise SessionError([fault("S102")])
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise SessionError([fault("S110", what)])
    faults: list[Fault] = []
    text = _decode(content, faults)
    return _parse(text, kind, faults, atlas)


def parse_session(text: str, kind: Kind, *, atlas: Atlas | None = None) -> Session:
    """Read a session from the text of a file; raises :class:`~nktlib.errors.SessionError` as :func:`read_session`."""
    if kind not in _KINDS.values():
        message = f"kind must be 'csv' or 'json', not {shorten(str(kind))!r}"
        raise ValueError(message)
    return _parse(text, kind, [], atlas)


def _decode(content: bytes, faults: list[Fault]) -> str:
    """Decode as far as possible, so that what else is wrong is found as well."""
    nul = content.find(b"\x00")
    if nul >= 0:
        faults.append(fault("S104", row=_line(content[:nul])))
        content = content.replace(b"\x00", b"")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as broken:
        faults.append(fault("S103", row=_line(content[: broken.start])))
    return content.decode("utf-8", errors="replace")


def _line(before: bytes) -> int:
    """Count lines as the csv module does: carriage return, line feed or both end one."""
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")


def _parse(text: str, kind: Kind, faults: list[Fault], atlas: Atlas | None) -> Session:
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if not text.strip():
        raise SessionError([*faults, fault("S101")])
    return _parse_csv(text, faults, atlas) if kind == "csv" else _parse_json(text, faults, atlas)


def _session(
    numbered: Iterable[tuple[int, object]],
    faults: list[Fault],
    atlas: Atlas | None,
    absent: Sequence[str] = (),
    meta: tuple[tuple[str, str], ...] = (),
) -> Session:
    if atlas is not None:
        numbered = list(numbered)
    findings, wrong, warnings = validate_records(numbered, absent)
    faults += wrong
    if atlas is not None:
        from nktlib.sessions.resolve import name_faults

        faults += name_faults(numbered, atlas)
    if faults:
        raise SessionError(sorted(faults, key=lambda one: one.row or 0))
    if not findings:
        warnings.append(fault("W101"))
    session = Session(findings, meta=meta, warnings=warnings)
    if atlas is not None:
        from nktlib.sessions.resolve import resolve_session

        resolve_session(session, atlas)
    return session


def _parse_csv(text: str, faults: list[Fault], atlas: Atlas | None) -> Session:
    rows = _csv_rows(text, faults)
    header_row, header = next(rows, (1, []))
    names = [column_name(name) for name in header]
    for name, count in Counter(names).items():
        if name and count > 1:
            # A name that is none of ours may be a patient's words in a file without a header: say only where it is.
            places = [str(place) for place, other in enumerate(names, start=1) if other == name]
            detail = f"columns {', '.join(places)}"
            faults.append(fault("S106", detail, row=header_row, column=name if name in COLUMNS else None))
    absent = [column for column in REQUIRED_COLUMNS if column not in names]
    faults += [fault("S105", row=header_row, column=column) for column in absent]
    return _session(_csv_records(rows, names, faults), faults, atlas, absent)


def _csv_records(
    rows: Iterator[tuple[int, list[str]]],
    names: list[str],
    faults: list[Fault],
) -> Iterator[tuple[int, object]]:
    for row, cells in rows:
        named = dict(zip(names, cells, strict=False))
        # Spreadsheets end rows with blank cells; only text without a column would be lost.
        if named.pop("", "") or any(cells[len(names) :]):
            faults.append(fault("S302", row=row))
        yield row, named


def _csv_rows(text: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that are not blank, with the line on which they begin and their cells without margins."""
    header = _FIRST_WORDS.search(text)
    delimiter = max(_DELIMITERS, key=lambda mark: _known_columns(header[0] if header else "", mark))
    reader = csv.reader(_lines(text, faults), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            faults.append(fault("S111", row=line))
            if len(faults) >= FAULT_LIMIT:
                faults.append(fault("S113", row=line))
                return
            continue
        if any(cells):
            yield line, cells


def _lines(text: str, faults: list[Fault]) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) <= LINE_LIMIT:
            yield line
        else:
            faults.append(fault("S111", row=number))
            yield "\n"


def _known_columns(header: str, delimiter: str) -> int:
    return sum(column_name(name.strip().strip('"')) in COLUMNS for name in header.split(delimiter))


class _Object(dict[str, object]):
    """A JSON object that remembers whether a key stood in it twice."""

    __slots__ = ("has_repeats",)

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.has_repeats = len(self) < len(pairs)


def _load_json(text: str) -> object | Fault:
    # Twice the limit leaves room for brackets in texts; a list of a million empty objects is refused unread.
    if text.count("{") + text.count("[") > 2 * FINDING_LIMIT:
        return fault("S112")
    try:
        document: object = json.loads(text, object_pairs_hook=_Object, parse_constant=_refuse)
    except json.JSONDecodeError as broken:
        what = broken.msg.partition(":")[0]
        return fault("S107", f"{what} at line {broken.lineno}, column {broken.colno}")
    except RecursionError:
        return fault("S107", "it is nested too deeply")
    except ValueError:
        return fault("S107", "a number is too long, infinite or not one")
    return document


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _parse_json(text: str, faults: list[Fault], atlas: Atlas | None) -> Session:
    document = _load_json(text)
    if isinstance(document, Fault):
        raise SessionError([*faults, document])
    if isinstance(document, list):
        return _session(_json_records(document, faults), faults, atlas)
    if not isinstance(document, _Object) or not isinstance(document.get("findings"), list):
        raise SessionError([*faults, fault("S109")])
    meta: list[tuple[str, str]] = []
    if document.has_repeats:
        faults.append(fault("S106", "in the object that holds the findings"))
    for name, content in document.items():
        if name == "format":
            if content != SESSION_FORMAT:
                faults.append(fault("S108", column=name, found=str(content), expected=SESSION_FORMAT))
        elif name != "findings" and content is not None:
            if isinstance(content, str) and not UNWRITABLE.search(name + content):
                meta.append((name, content))
            else:
                faults.append(fault("S114"))
    findings = document["findings"]
    records = _json_records(findings, faults) if isinstance(findings, list) else iter(())
    return _session(records, faults, atlas, meta=tuple(sorted(meta)))


def _json_records(findings: list[object], faults: list[Fault]) -> Iterator[tuple[int, object]]:
    for row, record in enumerate(findings, start=1):
        if isinstance(record, _Object) and record.has_repeats:
            faults.append(fault("S106", row=row))
        yield row, record
