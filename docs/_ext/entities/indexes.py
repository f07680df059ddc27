"""Lists of everything that has a page, for the pages of the site that lead there."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from entities import html, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

AREAS: Final = {
    "head_neck": "Head and neck",
    "trunk": "Trunk",
    "upper_limb": "Upper limb",
    "lower_limb": "Lower limb",
}


def muscles_by_region() -> str:
    """List every muscle by the region that it lies in, as Markdown with headings."""
    tables = html.atlas().tables
    parts = []
    for area, title in AREAS.items():
        parts.append(f"### {title}\n")
        for region in tables.regions.values():
            inside = [muscle.id for muscle in tables.muscles.values() if muscle.region == region.id]
            if region.area == area and inside:
                parts.append(f"#### {html.capital(region.name)}\n\n{_columns('muscle', inside)}\n")
    return "\n".join(parts)


def muscles_by_name() -> str:
    """List every muscle by its name, a paragraph a letter."""
    muscles = sorted(html.atlas().muscles.values(), key=lambda muscle: muscle.name)
    letters: dict[str, list[str]] = {}
    for muscle in muscles:
        letters.setdefault(muscle.name[0].upper(), []).append(muscle.id)
    return "\n".join(f"### {letter}\n\n{_columns('muscle', found)}\n" for letter, found in letters.items())


def nerves() -> str:
    """List every nerve under the one that it is a branch of."""
    return _nerves(None)


def _nerves(parent: str | None) -> str:
    below = [nerve for nerve in html.atlas().tables.nerves.values() if nerve.parent == parent]
    lines = "".join(f"<li>{_link('nerve', nerve.id)}{_nerves(nerve.id)}</li>\n" for nerve in below)
    columns = ' class="nkt-columns"' if parent is None else ""
    return f"<ul{columns}>\n{lines}</ul>\n" if lines else ""


def roots() -> str:
    """List every spinal root, from above."""
    return _columns("root", html.roots())


def joints() -> str:
    """List every joint."""
    return _columns("joint", html.atlas().tables.joints)


def groups() -> str:
    """List every group by its name."""
    return _columns("group", sorted(html.atlas().tables.groups))


def structures() -> str:
    """List every structure."""
    return _columns("structure", html.atlas().tables.structures)


def source_letters() -> str:
    """List the pages of sources, with how many stand on each."""
    lines = "".join(
        f'<li><a href="source/{letter}.html">{letter.upper()}</a> ({len(found)})</li>\n'
        for letter, found in sources.shelves().items()
    )
    return f'<ul class="nkt-columns">\n{lines}</ul>\n'


def source_count() -> str:
    """Say how many sources there are."""
    return f"{len(html.bibliography()):,} sources are named by the tables."


def _columns(kind: str, identifiers: Iterable[str]) -> str:
    return f'<ul class="nkt-columns">\n{"".join(_lines(kind, identifiers))}</ul>\n'


def _lines(kind: str, identifiers: Iterable[str]) -> Iterator[str]:
    for identifier in identifiers:
        yield f"<li>{_link(kind, identifier)}</li>\n"


def _link(kind: str, identifier: str) -> str:
    """Link from a page at the root of the site."""
    return f'<a href="{kind}/{identifier}.html">{escape(html.name_of(kind, identifier))}</a>'
