"""Sessions as JSON: a list of findings, or an object that has them beside what is said about the session."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from nktlib.errors import Fault
from nktlib.sessions.codes import fault
from nktlib.sessions.finding import SESSION_FORMAT
from nktlib.sessions.meta import RESERVED, clean_meta
from nktlib.sessions.reading import Source
from nktlib.sessions.validate import FINDING_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.sessions.reading import Numbered


class _Object(dict[str, object]):
    """A JSON object that remembers whether a key stood in it twice."""

    __slots__ = ("has_repeats",)

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__(pairs)
        self.has_repeats = len(self) < len(pairs)


def read_document(text: str, faults: list[Fault]) -> Source:
    """Find the findings in the text of a JSON file."""
    source = Source(faults)
    document = _load(text)
    if isinstance(document, Fault):
        source.faults.append(document)
    elif isinstance(document, list):
        source.records = _records(document, source.faults)
    elif isinstance(document, _Object) and isinstance(findings := document.get("findings"), list):
        if document.has_repeats:
            source.faults.append(fault("S106", "in the object that holds the findings"))
        version = document.get("format", SESSION_FORMAT)
        if version != SESSION_FORMAT:
            found = version if isinstance(version, str) else None
            source.faults.append(fault("S108", column="format", found=found, expected=SESSION_FORMAT))
        pairs = ((name, content) for name, content in document.items() if name not in RESERVED)
        source.meta = clean_meta(pairs, source.faults)
        source.records = _records(findings, source.faults)
    else:
        source.faults.append(fault("S109"))
    return source


def _load(text: str) -> object | Fault:
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


def _records(findings: list[object], faults: list[Fault]) -> Iterator[Numbered]:
    for row, record in enumerate(findings, start=1):
        if isinstance(record, _Object) and record.has_repeats:
            faults.append(fault("S106", row=row))
        yield row, record
