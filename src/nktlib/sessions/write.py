"""Writing sessions to files that read back to equal sessions: CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from nktlib.errors import SessionError
from nktlib.sessions.codes import fault
from nktlib.sessions.read import KINDS, SIZE_LIMIT, inspect_text
from nktlib.sessions.table import META
from nktlib.vocab import COLUMNS, REQUIRED_COLUMNS

if TYPE_CHECKING:
    import os

    from nktlib.errors import Fault
    from nktlib.sessions.finding import Session
    from nktlib.sessions.read import Kind


def write_session(session: Session, path: str | os.PathLike[str]) -> None:
    """Write a session to a ``.csv``, ``.tsv``, ``.txt`` or ``.json`` file, over what stood there.

    :func:`~nktlib.sessions.read.read_session` gives an equal session back; a file that would not is not written. A
    table has the columns that some finding fills. Cells are written as they are: one such as ``=1+1`` is a formula to a
    spreadsheet program that opens the file, so open files from elsewhere there as text.

    Raises :class:`~nktlib.errors.SessionError` for another kind of file, and for findings that were made or changed by
    hand into something that does not read back; :class:`OSError` where the file cannot be written.
    """
    file = Path(path)
    kind = KINDS.get(file.suffix.lower())
    if kind is None:
        raise SessionError([fault("S110", found=file.suffix, expected=", ".join(KINDS))])
    text = session_text(session, kind, delimiter="\t" if file.suffix.lower() == ".tsv" else ",")
    faults = _faults_of_reading_back(text, kind, session)
    if faults:
        raise SessionError(faults)
    file.write_bytes(text.encode())


def session_text(session: Session, kind: Kind, delimiter: str = ",") -> str:
    """Give the text of a file with the session; a table is split by ``delimiter`` (comma, semicolon or tab)."""
    records = session.records()
    if kind == "json":
        document = {"format": session.format, **dict(session.meta), "findings": records}
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    filled = {column for record in records for column in record}
    columns: list[str] = [column for column in COLUMNS if column in REQUIRED_COLUMNS or column in filled]
    columns += sorted(column for column in filled if column not in COLUMNS)
    stream = io.StringIO(newline="")
    # With CR LF at the ends of lines, every version of Python puts quotation marks around cells with either.
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows((META, name, content) for name, content in session.meta)
    writer.writerow(columns)
    writer.writerows([_cell(record.get(column)) for column in columns] for record in records)
    return stream.getvalue()


def _cell(content: object) -> str:
    if content is None:
        return ""
    if isinstance(content, bool):
        return "yes" if content else "no"
    return repr(content) if isinstance(content, float) else str(content)


def _faults_of_reading_back(text: str, kind: Kind, session: Session) -> list[Fault]:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return [fault("S117")]
    if size > SIZE_LIMIT:
        return [fault("S102")]
    reading = inspect_text(text, kind)
    if reading.faults:
        return reading.faults
    return [] if reading.session() == session else [fault("S117")]
