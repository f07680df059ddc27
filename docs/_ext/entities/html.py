"""Pieces of HTML that all pages of the atlas share: links between pages, badges, tables, notes with sources."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from nktlib.atlas.load import load_atlas
from nktlib.tables.place import data_directory
from nktlib.tables.sources import UNREAD, Source, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nktlib.atlas.atlas import Atlas

GRADES: Final[Mapping[str, str]] = {
    "A": "replicated experiment, both muscles measured, or a systematic review",
    "B": "one controlled measurement, or a simulation",
    "C": "one of the two measured, inferred, or conflicting",
    "D": "opinion, a practitioner's case, derived from actions, or memory",
}
CHECKED: Final[Mapping[str, str]] = {
    "read": "read in the source's own text",
    "computed": "computed from a named model or table",
    "recalled": "recalled from memory, not looked up yet: grade D",
}


@cache
def atlas() -> Atlas:
    """Give the shipped atlas."""
    return load_atlas()


@cache
def bibliography() -> Mapping[str, Source]:
    """Give the sources by key."""
    return read_sources(data_directory() / "sources.bib")


def capital(text: str) -> str:
    """Begin with a capital, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def words(identifier: str) -> str:
    """Write an identifier as words."""
    return identifier.replace("_", " ")


def percent(share: float) -> str:
    """Write a share: ``"34 %"``, and what is not nothing never as nothing."""
    return f"{100 * share:.0f} %" if share >= 0.005 or not share else "below 1 %"  # noqa: PLR2004 - half a percent


def number(count: int, what: str) -> str:
    """Write a number of things: ``"1 muscle"``, ``"2 muscles"``."""
    return f"{count} {what}{'' if count == 1 else 's'}"


def link(kind: str, identifier: str, text: str | None = None) -> str:
    """Link to another page of the atlas from one. Raises ``KeyError`` for one that there is not."""
    return f'<a href="../{kind}/{identifier}.html">{escape(text or name_of(kind, identifier))}</a>'


def name_of(kind: str, identifier: str) -> str:
    """Give what something is called. Raises ``KeyError`` for what there is not."""
    tables = atlas().tables
    if kind == "root":
        return root_name(identifier)
    named: dict[str, Mapping[str, Any]] = {
        "muscle": tables.muscles,
        "nerve": tables.nerves,
        "joint": tables.joints,
        "group": tables.groups,
        "structure": tables.structures,
    }
    return str(named[kind][identifier].name)


def root_name(root: str) -> str:
    """``"c7"`` to ``"C7"``. Raises ``KeyError`` for a root that no muscle has."""
    if root not in roots():
        raise KeyError(root)
    return root.upper()


@cache
def roots() -> tuple[str, ...]:
    """Every spinal root that supplies a muscle or serves a reflex, a field of sensation or a sign, from above."""
    tables = atlas().tables
    found = {share.of for muscle in tables.muscles.values() for share in muscle.roots}
    for arcs in (tables.reflexes, tables.dermatomes, tables.signs):
        found |= {share.of for arc in arcs.values() for share in arc.roots}
    return tuple(sorted(found, key=lambda root: ("ctls".index(root[0]), int(root[1:]))))


def explorer(node: str) -> str:
    """Link to a node in the explorer."""
    return f'<a class="nkt-button" href="../explore.html#v=1&amp;m={node}">Open in the explorer</a>'


def record(identifier: str) -> str:
    """Link to everything that the library knows of a muscle or a structure, for programs."""
    return f'<a class="nkt-button" href="../_static/nkt/records/{identifier}.json">Record as JSON</a>'


def grade(letter: str) -> str:
    """Show a grade; :func:`legend` says what the letters mean. It stands in thousands of places, so it is short."""
    return f'<span class="nkt-grade">grade {letter}</span>'


def checked(word: str) -> str:
    """Show how a fact was checked."""
    return f'<span class="nkt-grade">{word}{", grade D" if word == "recalled" else ""}</span>'


def legend() -> str:
    """Say what grades and words of checking mean."""
    terms = [(f"grade {letter}", text) for letter, text in GRADES.items()] + list(CHECKED.items())
    return f"<details><summary>What the grades mean</summary>{definitions(terms)}</details>"


def table(header: Iterable[str], rows: Iterable[str], *, label: str) -> str:
    """Write a table from rows that are HTML already; it scrolls by itself where the screen is narrow.

    What scrolls takes the focus, so that it scrolls by keyboard, too.
    """
    head = "".join(f'<th scope="col">{title}</th>' for title in header)
    return (
        f'<div class="table-wrapper nkt-table" role="group" aria-label="{escape(label)}" tabindex="0">'
        f'<table class="docutils"><thead><tr>{head}</tr></thead>\n<tbody>{"".join(rows)}</tbody></table></div>'
    )


def row(*cells: str, attributes: str = "") -> str:
    """Write a row of a table, its first cell as the heading of the row."""
    first, *rest = cells
    return f'<tr{attributes}><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>\n'


def definitions(pairs: Iterable[tuple[str, str]]) -> str:
    """Write terms with what they are; pairs without text are left out."""
    lines = "".join(f"<dt>{term}</dt><dd>{text}</dd>\n" for term, text in pairs if text)
    return f'<dl class="nkt-facts">\n{lines}</dl>'


class Notes:
    """Collects the sources of a page: a number where one is named, the list at the end."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __call__(self, keys: Iterable[str]) -> str:
        """Write the numbers of sources, each a link to its line in the list, and in words what no source says."""
        marks = []
        for key in dict.fromkeys(keys):
            if key in UNREAD:
                marks.append("judgement")
            else:
                number = self._numbers.setdefault(key, len(self._numbers) + 1)
                marks.append(f'<a href="#s{number}">{number}</a>')
        return f" <small>[{', '.join(marks)}]</small>" if marks else ""

    def listing(self) -> str:
        """Write the list; each line links to the source and to its entry among all sources."""
        lines = "".join(
            f'<li id="s{number}">{cited(bibliography()[key])} '
            f'<a class="nkt-key" href="../source/{shelf(key)}.html#{key}">{key}</a></li>\n'
            for key, number in self._numbers.items()
        )
        return f'<ol class="nkt-sources">\n{lines}</ol>' if lines else "<p>No source is named.</p>"


def cited(source: Source) -> str:
    """Write what a source is: its title, linked to where it was read, and who published it."""
    title = escape(source.title)
    shown = f'<a class="external" href="{escape(source.url)}">{title}</a>' if source.url else title
    return f"{shown}, {escape(source.site)}." if source.site else f"{shown}."


def shelf(key: str) -> str:
    """Give the page among the sources that a key stands on."""
    return key[0].lower() if key[0].isalpha() else "0-9"
