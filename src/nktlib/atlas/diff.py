"""What changed between two atlases: rows added, removed and changed, table by table, each found by its key."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from attrs import frozen

from nktlib.atlas.schema import KEYS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
MARKS: Final = {ADDED: "+", REMOVED: "-", CHANGED: "~"}
UNKEYED: Final = ("inhibited", "compensator", "side_relation", "stance", "condition", "evidence_kind", "sources")
"""What tells documented compensations apart: a pair may have several rows."""

Cells = dict[str, str]


@frozen
class Change:
    """A row that was ``added``, ``removed``, or ``changed`` in a column (else empty), from ``old`` to ``new``."""

    table: str
    kind: str
    key: tuple[str, ...]
    column: str = ""
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        what = f": {self.column}: {self.old or 'nothing'} -> {self.new or 'nothing'}" if self.column else ""
        return f"{MARKS[self.kind]} {self.table} {' '.join(self.key)}{what}"


def diff_atlases(old: Path, new: Path) -> Iterator[Change]:
    """Compare the tables in two directories as text, so that wrong tables can be compared, too.

    Raises ``OSError`` for a missing directory; a table that one of them lacks counts as empty.
    """
    for directory in (old, new):
        (directory / "ATLAS_VERSION").read_text(encoding="utf-8")
    for table in (*TABLES, "weights"):
        yield from _diff_table(table, _rows(old, table), _rows(new, table))


def _diff_table(
    table: str, old: Mapping[tuple[str, ...], Cells], new: Mapping[tuple[str, ...], Cells]
) -> Iterator[Change]:
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            yield Change(table, REMOVED, key)
        elif key not in old:
            yield Change(table, ADDED, key)
        else:
            for column in dict.fromkeys((*old[key], *new[key])):
                before, after = old[key].get(column, ""), new[key].get(column, "")
                if before != after:
                    yield Change(table, CHANGED, key, column, before, after)


def _rows(directory: Path, table: str) -> Mapping[tuple[str, ...], Cells]:
    path = directory / f"{table}.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, restval=""))
    columns = KEYS.get(table, ("name",) if table == "weights" else UNKEYED)
    return {tuple(row.get(column) or "" for column in columns): row for row in rows}
