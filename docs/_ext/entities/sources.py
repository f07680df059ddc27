"""The pages of sources: every one, on a page for each first letter of its key."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

from entities import html
from entities.page import Page, Section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nktlib.tables.sources import Source


@cache
def shelves() -> Mapping[str, tuple[Source, ...]]:
    """First letter -> the sources whose keys begin so, in the order of their keys."""
    found: dict[str, list[Source]] = {}
    for key, source in sorted(html.bibliography().items()):
        found.setdefault(html.shelf(key), []).append(source)
    return {letter: tuple(found[letter]) for letter in sorted(found)}


def shelf_page(letter: str) -> Page:
    """Make the page of the sources whose keys begin with a letter."""
    lines = "".join(
        f'<dt id="{source.key}"><code>{source.key}</code></dt><dd>{html.cited(source)}</dd>\n'
        for source in shelves()[letter]
    )
    others = " ".join(
        f"<b>{one.upper()}</b>" if one == letter else f'<a href="../source/{one}.html">{one.upper()}</a>'
        for one in shelves()
    )
    listing = Section("sources", "Sources", f'<dl class="nkt-facts nkt-bibliography">\n{lines}</dl>')
    count = len(shelves()[letter])
    lead = (
        f'<p class="nkt-lead">{html.number(count, "source")} of the tables, by key. A page is named here because its '
        f'text was read, not because it is right.</p>\n<p class="nkt-letters">{others}</p>'
    )
    return Page("source", letter, f"Sources: {escape(letter.upper())}", lead, (listing,))
