"""How muscles are related, as the pages tell it: computed once for all of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from attrs import frozen

from entities.html import atlas
from nktlib.atlas.entities import MIDLINE, OTHER, RIGHT, SIDES, node_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nktlib.atlas.entities import Motion, Movement, Muscle, Structure
    from nktlib.atlas.links import Link


@frozen
class Partner:
    """Another node in one action: its role there, and what it can supply next to the greatest mover."""

    node: str
    role: str
    supply: float


@frozen
class InAction:
    """What a muscle does by one movement, with whom and against whom; ``opposite`` is the movement against it."""

    movement: str
    opposite: str
    synergists: tuple[Partner, ...]
    antagonists: tuple[Partner, ...]


def node_of(entity: Muscle | Structure) -> str | None:
    """Give the node that a page speaks of: the right one of a pair, and ``None`` for a whole, which is its parts.

    The sides mirror each other (a test holds it), so that the right one tells of the left one too.
    """
    node = node_id(entity.id, RIGHT if entity.paired else MIDLINE)
    return node if node in atlas().nodes else None


def side_of(node: str, seen_from: str) -> str:
    """Say on which side ``node`` is, for somebody at ``seen_from``."""
    nodes = atlas().nodes
    side, own = nodes[node].side, nodes[seen_from].side
    if MIDLINE in {own, side}:
        return side
    return "other side" if side == OTHER[own] else "same side"


@cache
def links_from() -> Mapping[str, tuple[Link, ...]]:
    """Compensator -> its links, strongest first."""
    found: dict[str, list[Link]] = {}
    for node in atlas().nodes:
        for link in atlas().compensators(node):
            found.setdefault(link.compensator, []).append(link)
    return {
        node: tuple(sorted(links, key=lambda link: (-link.strength, link.inhibited))) for node, links in found.items()
    }


def by_action(node: str) -> tuple[InAction, ...]:
    """Give synergists and antagonists of a node, motion by motion, those that supply most first."""
    motions = atlas().motions
    helping: dict[object, list[Partner]] = {}
    opposing: dict[object, list[Partner]] = {}
    for other, motion, _own, supply in motions.shared(node):
        helping.setdefault(motion, []).append(Partner(other, motions.of_node[other][motion], supply))
    for other, motion, _own, supply in motions.opposed(node):
        role = motions.of_node[other][motions.opposites[motion]]
        opposing.setdefault(motion, []).append(Partner(other, role, supply))
    found: dict[str, InAction] = {}
    for movement, motion in _motions(node):
        # A muscle of the midline moves both sides of a paired joint: one action, the partners of both.
        before = found.get(movement.id, InAction(movement.id, "", (), ()))
        found[movement.id] = InAction(
            movement.id,
            movement.opposite,
            _merged(before.synergists, helping.get(motion, [])),
            _merged(before.antagonists, opposing.get(motion, [])),
        )
    return tuple(found.values())


def _motions(node: str) -> Iterator[tuple[Movement, Motion]]:
    """Every movement of a node with the motions that it makes by it."""
    found = atlas().nodes[node]
    for action in atlas().muscles[found.base].actions:
        movement = atlas().tables.movements[action.movement]
        for side in SIDES if found.side == MIDLINE else (found.side,):
            yield movement, atlas().motions.motion(movement, side)


def _merged(before: tuple[Partner, ...], more: list[Partner]) -> tuple[Partner, ...]:
    partners = {partner.node: partner for partner in (*more, *before)}
    return tuple(sorted(partners.values(), key=lambda partner: (-partner.supply, partner.node)))
