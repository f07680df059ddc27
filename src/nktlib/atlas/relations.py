"""Relations between nodes, derived from what muscles do: who shares a motion, who opposes it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, field

from nktlib.atlas.entities import MIDLINE, OTHER, SIDES, Motion, node_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nktlib.atlas.entities import Joint, Movement, Muscle, Node


@define
class Motions:
    """Which nodes make which motions, in which role."""

    movements: Mapping[str, Movement]
    joints: Mapping[str, Joint]
    muscles: Mapping[str, Muscle]
    nodes: Mapping[str, Node]
    _opposites: dict[Motion, Motion] = field(factory=dict, init=False)

    def motion(self, movement: Movement, side: str) -> Motion:
        """Give the motion that a muscle of ``side`` makes by ``movement``."""
        if self.joints[movement.joint].paired and not movement.sense:
            return Motion(movement.joint, movement.direction, side)
        towards = {"same_side": side, "opposite_side": OTHER[side]}.get(movement.sense, MIDLINE)
        return Motion(movement.joint, movement.direction, towards)

    def opposite(self, motion: Motion, movement: Movement) -> Motion:
        """Give the motion against ``motion``, which ``movement`` makes."""
        if movement.sense:
            return Motion(motion.joint, motion.direction, OTHER[motion.side])
        return Motion(motion.joint, self.movements[movement.opposite].direction, motion.side)

    @cached_property
    def of_node(self) -> Mapping[str, Mapping[Motion, str]]:
        """Node -> motion -> role."""
        found: dict[str, dict[Motion, str]] = {}
        for node in self.nodes.values():
            muscle = self.muscles.get(node.base)
            for action in muscle.actions if muscle else ():
                movement = self.movements[action.movement]
                for side in (node.side,) if node.side != MIDLINE else _sides_of_midline(self.joints[action.joint]):
                    motion = self.motion(movement, side)
                    found.setdefault(node.id, {})[motion] = action.role
                    self._opposites[motion] = self.opposite(motion, movement)
        return found

    @cached_property
    def movers(self) -> Mapping[Motion, Mapping[str, str]]:
        """Motion -> node -> role."""
        found: dict[Motion, dict[str, str]] = {}
        for node, motions in self.of_node.items():
            for motion, role in motions.items():
                found.setdefault(motion, {})[node] = role
        return found

    @cached_property
    def opposites(self) -> Mapping[Motion, Motion]:
        """Motion -> the motion against it, for every motion that some node makes."""
        _ = self.of_node
        return self._opposites

    def shared(self, node: str) -> Iterator[tuple[str, Motion, str, str]]:
        """Every other node that makes a motion of ``node`` too: (other, motion, role of ``node``, the other's role)."""
        for motion, role in self.of_node.get(node, {}).items():
            for other, other_role in self.movers[motion].items():
                if other != node:
                    yield other, motion, role, other_role

    def opposed(self, node: str) -> Iterator[tuple[str, Motion, str, str]]:
        """Every node that makes the opposite of a motion of ``node``: (other, motion of ``node``, both roles)."""
        for motion, role in self.of_node.get(node, {}).items():
            for other, other_role in self.movers.get(self.opposites[motion], {}).items():
                if other != node:
                    yield other, motion, role, other_role

    def of_movement(self, movement: str, side: str | None) -> Mapping[str, str]:
        """Node -> role for a movement made on, or to, a side; both sides where ``side`` is ``None``."""
        wanted = self.movements[movement]
        paired = self.joints[wanted.joint].paired
        sided = paired or bool(wanted.sense)
        found: dict[str, str] = {}
        for one in SIDES if sided and side not in SIDES else (side if sided and side else MIDLINE,):
            found.update(self.movers.get(Motion(wanted.joint, wanted.direction, one), {}))
        return found


def _sides_of_midline(joint: Joint) -> tuple[str, ...]:
    """A midline muscle acts on both sides of a paired joint."""
    return SIDES if joint.paired else (MIDLINE,)


def side_nodes(base: str, *, paired: bool) -> tuple[tuple[str, str], ...]:
    """(node, side) for everything that ``base`` is on a side."""
    return tuple((node_id(base, side), side) for side in (SIDES if paired else (MIDLINE,)))
