"""What is said about a session as a whole: title, source, note and other texts by name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from nktlib.sessions.codes import fault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nktlib.errors import Fault

CELL_LIMIT: Final = 100_000
"""Characters that a cell, the name of a column and a description may have."""
UNWRITABLE: Final = re.compile(r"[\x00\ud800-\udfff]")
RESERVED: Final = ("format", "findings")
"""What stands beside the descriptions in a JSON file."""


def clean_meta(pairs: Iterable[tuple[object, object]], faults: list[Fault]) -> tuple[tuple[str, str], ...]:
    """Sort descriptions by name, without margins and without blank ones; what is no plain text goes to ``faults``."""
    found: dict[str, str] = {}
    for name, content in pairs:
        if content is None:
            continue
        if not (_is_plain(name) and _is_plain(content)) or str(name).strip() in found:
            faults.append(fault("S114"))
        elif str(content).strip():
            found[str(name).strip()] = str(content).strip()
    if any(name in RESERVED or not name for name in found):
        faults.append(fault("S114"))
    return tuple(sorted(found.items()))


def _is_plain(text: object) -> bool:
    return isinstance(text, str) and len(text) <= CELL_LIMIT and not UNWRITABLE.search(text)
