"""Everything in the atlas has its page, and what a page counts and lists is what the library says when asked itself."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest

from nktlib.atlas.load import load_atlas
from tests.browser.documents import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.atlas.atlas import Atlas
    from tests.browser.documents import Document

ATLAS = load_atlas()


def node_of(atlas: Atlas, base: str) -> str | None:
    """The node that a page is about: the right one of a pair; a muscle that is its parts has none."""
    return next((node for node in (f"{base}_r", base) if node in atlas.nodes), None)


@cache
def inhibits() -> dict[str, list[str]]:
    """Compensator -> what it may inhibit."""
    found: dict[str, list[str]] = {}
    for node in ATLAS.nodes:
        for link in ATLAS.compensators(node):
            found.setdefault(link.compensator, []).append(node)
    return found


def page_of(kind: str, identifier: str) -> Document:
    return documents()[f"{kind}/{identifier}.html"]


def counted(page: Document) -> dict[str, int]:
    """Every count of a page, by what is counted."""
    return {name.removeprefix("count-"): int(value) for name, value in page.marks if name.startswith("count-")}


def listed(page: Document, what: str) -> list[str]:
    """The nodes of the rows in the section that counts this, in their order."""
    found, inside = [], False
    for name, value in page.marks:
        if name.startswith("count-"):
            inside = name == f"count-{what}"
        elif inside and name == "node":
            found.append(value)
    return found


def partners(page: Document, relation: str) -> set[str]:
    """The nodes of the lists of synergists or antagonists; a line may stand for both sides."""
    return {node for name, value in page.marks if name == relation for node in value.split()}


def missing(kind: str, identifiers: Iterator[str]) -> list[str]:
    return [one for one in identifiers if f"{kind}/{one}.html" not in documents()]


def test_everything_has_its_page() -> None:
    tables = ATLAS.tables
    roots = {share.of for muscle in ATLAS.muscles.values() for share in muscle.roots}
    assert len(ATLAS.muscles) > 300
    for kind, identifiers in (
        ("muscle", ATLAS.muscles),
        ("nerve", tables.nerves),
        ("root", roots),
        ("joint", tables.joints),
        ("group", tables.groups),
        ("structure", tables.structures),
    ):
        assert not missing(kind, iter(identifiers))


@pytest.mark.parametrize("muscle", ATLAS.muscles)
def test_a_muscle_counts_as_the_library_does(muscle: str) -> None:
    page = page_of("muscle", muscle)
    node = node_of(ATLAS, muscle)
    if node is None:
        assert ATLAS.muscles[muscle].parts
        assert not counted(page)
        return
    compensators = [link.compensator for link in ATLAS.compensators(node)]
    own = {
        "synergists": set(ATLAS.synergists(node)),
        "antagonists": set(ATLAS.antagonists(node)),
        "compensators": set(compensators),
        "inhibited": set(inhibits().get(node, [])),
    }
    shown = {
        "synergists": partners(page, "synergist"),
        "antagonists": partners(page, "antagonist"),
        "compensators": set(listed(page, "compensators")),
        "inhibited": set(listed(page, "inhibited")),
    }
    assert shown == own
    assert {**dict.fromkeys(own, 0), **counted(page)} == {what: len(nodes) for what, nodes in own.items()}
    assert listed(page, "compensators") == compensators, "strongest first"
    if own["synergists"] or own["antagonists"]:
        assert f"{len(own['synergists'])} synergist" in page.text
        assert f"{len(own['antagonists'])} antagonist" in page.text
    assert dict(page.marks).get("tested") in {None, "yes" if ATLAS.muscles[muscle].tested else "no"}


def test_structures_count_as_the_library_does() -> None:
    for structure in ATLAS.tables.structures:
        node = str(node_of(ATLAS, structure))
        page = page_of("structure", structure)
        assert set(listed(page, "inhibited")) == set(inhibits().get(node, []))
        assert counted(page)["inhibited"] == len(inhibits().get(node, []))


def test_groups_count_as_the_library_does() -> None:
    for group in ATLAS.tables.groups:
        bases = {ATLAS.nodes[node].base for node in ATLAS.resolve(group.replace("_", " "))}
        assert counted(page_of("group", group))["members"] == len(bases)


def test_nerves_count_as_the_library_does() -> None:
    for nerve in ATLAS.tables.nerves:
        below = set(ATLAS.branches(nerve))
        supplied = [muscle for muscle in ATLAS.muscles.values() if below & {share.of for share in muscle.nerves}]
        assert counted(page_of("nerve", nerve))["muscles"] == len(supplied)


def test_roots_count_as_the_library_does() -> None:
    supplied = Counter(root for muscle in ATLAS.muscles.values() for root in {share.of for share in muscle.roots})
    for root, count in supplied.items():
        assert counted(page_of("root", root))["muscles"] == count


def test_joints_count_as_the_library_does() -> None:
    movers = Counter(
        movement for muscle in ATLAS.muscles.values() for movement in {action.movement for action in muscle.actions}
    )
    for joint in ATLAS.tables.joints:
        page = page_of("joint", joint)
        movements = [one.id for one in ATLAS.tables.movements.values() if one.joint == joint]
        assert set(movements) <= page.anchors
        counts = [int(value) for name, value in page.marks if name == "count-muscles"]
        assert counts == [movers[movement] for movement in movements]
