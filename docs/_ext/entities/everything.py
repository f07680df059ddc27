"""All the pages of the atlas, by their folder and file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from entities import html, sources
from entities.muscle import muscle_page
from entities.others import group_page, joint_page, structure_page
from entities.places import nerve_page, root_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from entities.page import Page


def identifiers(kind: str) -> Iterable[str]:
    """Give what has a page in a folder."""
    if kind == "root":
        return html.roots()
    return sources.shelves() if kind == "source" else entities(kind)


def entities(kind: str) -> Mapping[str, Any]:
    """Give the entities of the atlas that have their pages in a folder."""
    tables = html.atlas().tables
    return {
        "muscle": tables.muscles,
        "nerve": tables.nerves,
        "joint": tables.joints,
        "group": tables.groups,
        "structure": tables.structures,
    }[kind]


PAGE_OF: Final[Mapping[str, Callable[[Any], Page]]] = {
    "muscle": muscle_page,
    "nerve": nerve_page,
    "root": root_page,
    "joint": joint_page,
    "group": group_page,
    "structure": structure_page,
    "source": sources.shelf_page,
}


def make(kind: str, identifier: str) -> Page:
    """Make a page. Raises ``KeyError`` for one that there is not."""
    return PAGE_OF[kind](identifier if kind in {"root", "source"} else entities(kind)[identifier])


KINDS: Final = tuple(PAGE_OF)
"""The folders that the pages stand in."""


def every() -> Iterator[tuple[str, str]]:
    """Give the folder and the file of every page."""
    for kind in KINDS:
        for identifier in identifiers(kind):
            yield kind, identifier
