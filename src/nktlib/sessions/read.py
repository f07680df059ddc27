"""Reading sessions from files and texts: CSV in its usual dialects, and JSON. All faults come at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from nktlib.errors import shorten
from nktlib.sessions.codes import fault
from nktlib.sessions.document import read_document
from nktlib.sessions.reading import Reading, read_source
from nktlib.sessions.table import read_table_text

if TYPE_CHECKING:
    import os

    from nktlib.atlas.atlas import Atlas
    from nktlib.errors import Fault
    from nktlib.sessions.finding import Session

SIZE_LIMIT: Final = 64 * 1024 * 1024
"""Bytes that a session file may have."""

Kind = Literal["csv", "json"]

KINDS: Final[dict[str, Kind]] = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".json": "json"}
"""Ends of file names, and whether such a file is a table or JSON."""
_READERS = {"csv": read_table_text, "json": read_document}
_SIGNATURES = {
    b"PK\x03\x04": "a workbook, it seems: save the sheet as CSV (UTF-8)",
    b"\xd0\xcf\x11\xe0": "an old workbook, it seems: save the sheet as CSV (UTF-8)",
    b"\xff\xfe": "UTF-16 text: save it as CSV (UTF-8)",
    b"\xfe\xff": "UTF-16 text: save it as CSV (UTF-8)",
}


# What raises here holds nothing of the file in its frame, so that a traceback with variables shows nothing of it.


def read_session(path: str | os.PathLike[str], *, atlas: Atlas | None = None) -> Session:
    """Read a session from a ``.csv``, ``.tsv``, ``.txt`` or ``.json`` file.

    A session keeps names as they were written. With an ``atlas`` they are looked up in it as well, so that unknown
    names and impossible sides are reported together with everything else; without one, scoring reports them.

    Raises :class:`~nktlib.errors.SessionError` with every fault found, rows being lines of a table or numbers of
    findings in JSON; and :class:`OSError` if there is no such file or it cannot be opened.
    """
    return inspect_session(path, atlas=atlas).session()


def parse_session(text: str, kind: Kind, *, atlas: Atlas | None = None) -> Session:
    """Read a session from the text of a file; raises :class:`~nktlib.errors.SessionError` as :func:`read_session`."""
    if kind not in _READERS:
        raise ValueError(f"kind must be 'csv' or 'json', not {shorten(str(kind))!r}")
    return inspect_text(text, kind, atlas=atlas).session()


def inspect_session(path: str | os.PathLike[str], *, atlas: Atlas | None = None) -> Reading:
    """Read a file as :func:`read_session` does, but give faults and warnings instead of raising.

    Raises only :class:`OSError`, if there is no such file or it cannot be opened.
    """
    file = Path(path)
    with file.open("rb") as stream:
        content = stream.read(SIZE_LIMIT + 1)
    kind = KINDS.get(file.suffix.lower())
    if kind is None:
        return Reading([fault("S110", found=file.suffix, expected=", ".join(KINDS))])
    return inspect_bytes(content, kind, atlas=atlas)


def inspect_bytes(content: bytes, kind: Kind, *, atlas: Atlas | None = None) -> Reading:
    """Read the bytes of a file, giving faults and warnings."""
    if len(content) > SIZE_LIMIT:
        return Reading([fault("S102")])
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            return Reading([fault("S110", what)])
    faults: list[Fault] = []
    text = _decode(content, faults)
    return inspect_text(text, kind, faults, atlas=atlas)


def inspect_text(text: str, kind: Kind, faults: list[Fault] | None = None, *, atlas: Atlas | None = None) -> Reading:
    """Read the text of a file, giving faults and warnings; ``faults`` are those found on the way to the text."""
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if not text.strip():
        return Reading([*(faults or ()), fault("S101")])
    return read_source(_READERS[kind](text, faults or []), atlas)


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
