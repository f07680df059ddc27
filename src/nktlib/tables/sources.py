"""The bibliography: which sources there are, and what they are called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from pathlib import Path

# The file is written in one shape (a test reads it with a BibTeX parser too), so two patterns are enough at run time.
_ENTRY = re.compile(r"^@\w+\{([^,\s]+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(\w+)\s*=\s*\{(.*)\},?$", re.MULTILINE)
_MARKUP = re.compile(r"[{}]|\\(?=[&%$#_{}])")

UNREAD = frozenset({"curators", "judgement"})
"""Keys that stand for what no source says."""


@frozen
class Source:
    """A source of facts or figures: its key in ``sources.bib``, title, place of publication and address."""

    key: str
    title: str
    site: str
    url: str


def read_sources(path: Path) -> dict[str, Source]:
    """Read the bibliography: key -> source."""
    sources = {}
    for key, body in _ENTRY.findall(path.read_text(encoding="utf-8")):
        cells = {name: _MARKUP.sub("", text) for name, text in _FIELD.findall(body)}
        sources[key] = Source(key, cells.get("title", ""), cells.get("howpublished", ""), cells.get("url", ""))
    return sources
