"""The muscle graph, a record for each muscle, and the table that a reader without JavaScript gets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from nktlib.atlas.load import load_atlas
from nktlib.interop.explorer import explorer_graph
from nktlib.interop.explorer_record import bases_of, explorer_record
from parts.fallback import fallback_page

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "gluteus_maximus"
"""The muscle that the explorer opens on."""


def write(folder: Path) -> None:
    """Write ``graph.json`` and ``records/``, and outside what is served the piece of a page, ``explorer.html``."""
    atlas = load_atlas()
    records = folder / "records"
    records.mkdir(parents=True, exist_ok=True)
    _write(folder / "graph.json", explorer_graph(atlas))
    for base in bases_of(atlas):
        _write(records / f"{base}.json", explorer_record(atlas, base))
    (folder.parents[1] / "explorer.html").write_text(fallback_page(atlas, FIRST), encoding="utf-8")


def _write(path: Path, document: dict[str, Any]) -> None:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
