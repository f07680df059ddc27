"""Names in records as they came, so that a faulty name is reported together with whatever else is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nktlib.errors import SessionError
from nktlib.sessions.codes import FAULT_LIMIT
from nktlib.sessions.finding import Finding
from nktlib.sessions.resolve import resolve_finding
from nktlib.vocab import KIND_SYNONYMS, KINDS, SIDE_SYNONYMS, SIDES, column_name, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nktlib.atlas.atlas import Atlas
    from nktlib.errors import Fault


def name_faults(numbered: Iterable[tuple[int, object]], atlas: Atlas) -> list[Fault]:
    """Find faulty names and sides in records as they came, also in those that have other faults and make no finding."""
    faults: list[Fault] = []
    for row, record in numbered:
        if len(faults) >= FAULT_LIMIT:
            break
        if not isinstance(record, Mapping):
            continue
        cells = {
            column_name(str(column)): cell for column, cell in record.items() if isinstance(cell, str) and cell.strip()
        }
        kind = fold(cells.get("kind", ""))
        kind = KIND_SYNONYMS.get(kind, kind)
        if kind not in KINDS or "site" not in cells:
            continue
        draft = Finding(
            kind=kind,
            site=cells["site"],
            side=_side_word(cells.get("side", "")),
            outcome="",
            on=cells.get("on") if kind == "challenge" else None,
            on_side=_side_word(cells.get("on_side", "")),
            row=row,
        )
        try:
            list(resolve_finding(draft, atlas))
        except SessionError as error:
            faults += error.faults
    return faults


def _side_word(text: str) -> str | None:
    side = fold(text)
    side = SIDE_SYNONYMS.get(side, side)
    return side if side in SIDES else None
