"""The pages of the atlas say what the library says: everything has its page, and nothing is lost or added on it."""

from __future__ import annotations

import re
import sys
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from nktlib.atlas.entities import MIDLINE, RIGHT, node_id
from nktlib.atlas.load import load_atlas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nktlib.atlas.atlas import Atlas

    class Section(Protocol):
        """A section as the tests see it; the module itself is found by its path."""

        id: str
        html: str

    class Page(Protocol):
        """A page as the tests see it."""

        path: str
        lead: str
        sections: tuple[Section, ...]
        names: tuple[str, ...]


EXTENSIONS = Path(__file__).resolve().parents[2] / "docs" / "_ext"
VOID = ("br", "img", "hr")


@pytest.fixture(scope="module")
def pages() -> Iterator[Mapping[str, Page]]:
    """Every page by its path."""
    sys.path.insert(0, str(EXTENSIONS))
    everything = import_module("entities.everything")
    made = [everything.make(*each) for each in everything.every()]
    yield {page.path: page for page in made}
    sys.path.remove(str(EXTENSIONS))


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


def text(page: Page, section: str | None = None) -> str:
    parts = [found.html for found in page.sections if section in (None, found.id)]
    return (page.lead if section is None else "") + "".join(parts)


def count(what: str, html: str) -> int:
    (found,) = re.findall(rf'data-nkt-count-{what}="(\d+)"', html)
    return int(found)


def own_node(atlas: Atlas, muscle: str) -> str:
    return node_id(muscle, RIGHT if atlas.muscles[muscle].paired else MIDLINE)


def test_everything_has_its_page(pages: Mapping[str, Page], atlas: Atlas) -> None:
    tables = atlas.tables
    wanted = {
        "muscle": set(tables.muscles),
        "nerve": set(tables.nerves),
        "root": {share.of for muscle in tables.muscles.values() for share in muscle.roots},
        "joint": set(tables.joints),
        "group": set(tables.groups),
        "structure": set(tables.structures),
    }
    for kind, identifiers in wanted.items():
        assert {path.partition("/")[2] for path in pages if path.startswith(f"{kind}/")} == identifiers


def test_relations_are_those_of_the_library(pages: Mapping[str, Page], atlas: Atlas) -> None:
    inhibited: dict[str, set[str]] = {}
    for node in atlas.nodes:
        for link in atlas.compensators(node):
            inhibited.setdefault(link.compensator, set()).add(node)
    for muscle in atlas.muscles.values():
        page = pages[f"muscle/{muscle.id}"]
        node = own_node(atlas, muscle.id)
        if muscle.parts:
            assert "data-nkt-count" not in text(page)
            assert all(f"../muscle/{part.of}.html" in text(page) for part in muscle.parts)
            continue
        compensators = text(page, "compensators")
        rows = re.findall(r'data-nkt-node="(\w+)"', compensators)
        assert rows == [link.compensator for link in atlas.compensators(node)]
        assert count("compensators", compensators) == len(rows)
        assert compensators.count("<li>") == sum(len(link.reasons) for link in atlas.compensators(node))
        rows = re.findall(r'data-nkt-node="(\w+)"', text(page, "compensates-for"))
        assert set(rows) == inhibited.get(node, set())
        assert count("inhibited", text(page)) == len(rows) == len(set(rows))
        if not muscle.actions:
            continue
        for relation, found in (("synergist", atlas.synergists(node)), ("antagonist", atlas.antagonists(node))):
            shown = " ".join(re.findall(rf'data-nkt-{relation}="([\w ]+)"', text(page)))
            assert set(shown.split()) == set(found)
            assert count(f"{relation}s", text(page)) == len(found)


def test_one_side_tells_of_the_other(atlas: Atlas) -> None:
    for muscle in atlas.muscles.values():
        right = own_node(atlas, muscle.id)
        if muscle.parts or not muscle.paired:
            continue
        told = {atlas.other_side(link.compensator): link.strength for link in atlas.compensators(right)}
        found = {link.compensator: link.strength for link in atlas.compensators(atlas.other_side(right))}
        assert found == pytest.approx(told, abs=1e-12)


def test_strength_and_grade_stand_beside_each_compensator(pages: Mapping[str, Page], atlas: Atlas) -> None:
    for muscle in ("gluteus_maximus", "diaphragm", "supraspinatus"):
        html = text(pages[f"muscle/{muscle}"], "compensators")
        for link in atlas.compensators(own_node(atlas, muscle)):
            _before, _mark, row = html.partition(f'data-nkt-node="{link.compensator}"')
            row = row.partition("</tr>")[0]
            assert f">{link.strength:.2f}<" in row
            assert f"grade {link.grade}" in row.partition("<ul")[0]


def test_facts_of_a_muscle_are_on_its_page(pages: Mapping[str, Page], atlas: Atlas) -> None:
    for muscle in atlas.muscles.values():
        page, html = pages[f"muscle/{muscle.id}"], text(pages[f"muscle/{muscle.id}"])
        for identifier in muscle.ids:
            assert re.search(rf"<a [^>]+>(TA2:)?{identifier}</a>", html)
        for action in muscle.actions:
            assert f"../joint/{action.joint}.html#{action.movement}" in text(page, "actions")
        assert len(re.findall('<th scope="row">', text(page, "actions"))) == len(muscle.actions)
        for kind, shares in (("nerve", muscle.nerves), ("root", muscle.roots)):
            found = re.findall(rf"\.\./{kind}/(\w+)\.html", text(page, "supply"))
            assert sorted(found) == sorted(share.of for share in shares)
        assert ('data-nkt-tested="yes"' in html) == muscle.tested
        assert {muscle.id, *muscle.names, *muscle.ids} <= set(page.names)
        assert (f"../_static/nkt/records/{muscle.id}.json" in html) == (not muscle.parts)
        assert (f"../explore.html#v=1&amp;m={own_node(atlas, muscle.id)}" in html) == (not muscle.parts)


def test_other_pages_count_as_the_library_does(pages: Mapping[str, Page], atlas: Atlas) -> None:
    muscles = atlas.muscles.values()
    for nerve in atlas.tables.nerves:
        below = set(atlas.branches(nerve))
        supplied = {muscle.id for muscle in muscles if below & {share.of for share in muscle.nerves}}
        html = text(pages[f"nerve/{nerve}"])
        assert count("muscles", html) == len(supplied)
        assert set(re.findall(r"\.\./muscle/(\w+)\.html", html)) == supplied
        branches = text(pages[f"nerve/{nerve}"], "branches")
        assert set(re.findall(r"\.\./nerve/(\w+)\.html", branches)) == below - {nerve}
    supplies = Counter(share.of for muscle in muscles for share in muscle.roots)
    for root, number in supplies.items():
        assert count("muscles", text(pages[f"root/{root}"])) == number
    movers = Counter(action.movement for muscle in muscles for action in muscle.actions)
    for movement in atlas.tables.movements.values():
        section = text(pages[f"joint/{movement.joint}"], movement.id)
        assert count("muscles", section) == movers[movement.id]
    for group in atlas.tables.groups.values():
        html = text(pages[f"group/{group.id}"], "members")
        assert count("members", html) == len(group.members)
        assert set(re.findall(r"\.\./\w+/(\w+)\.html", html)) == {member.of for member in group.members}


def test_every_link_among_them_leads_somewhere(pages: Mapping[str, Page]) -> None:
    @cache
    def anchors(path: str) -> set[str]:
        ids = re.findall(r' id="([^"]+)"', text(pages[path]))
        assert len(ids) == len(set(ids))
        return {*ids, *(section.id for section in pages[path].sections)}

    for path, page in pages.items():
        for target, place in re.findall(r'href="(\.\./\w+/[\w-]+\.html)?(?:#([^"]+))?"', text(page)):
            other = target[3:-5] if target else path
            assert other in pages, f"{path}: {target}"
            assert not place or place in anchors(other), f"{path}: {target}#{place}"


class Balance(HTMLParser):
    """Fails where elements do not close in the order in which they opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_pages_are_whole(pages: Mapping[str, Page]) -> None:
    for page in pages.values():
        for html in (page.lead, *(section.html for section in page.sections)):
            reader = Balance()
            reader.feed(html)
            assert not reader.open


def test_no_page_is_heavy(pages: Mapping[str, Page]) -> None:
    sizes = sorted(len(text(page)) for page in pages.values())
    assert sizes[-1] < 250_000
    assert sum(sizes) < 25_000_000
