"""Relations between nodes, derived from what muscles do: who shares a motion, who opposes it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import define, field

from nktlib.atlas.entities import MIDLINE, OTHER, SIDES, Motion, node_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nktlib.atlas.entities import Joint, Movement, Muscle, Node
    from nktlib.tables.parameters import Parameters


@define
class Motions:
    """Which nodes make which motions, in which role."""

    movements: Mapping[str, Movement]
    joints: Mapping[str, Joint]
    muscles: Mapping[str, Muscle]
    nodes: Mapping[str, Node]
    weights: Parameters
    _opposites: dict[Motion, Motion] = field(factory=dict, init=False)
    _capacities: dict[tuple[str, Motion], float] = field(factory=dict, init=False)
    """(node, motion) -> N m, filled with the roles."""
    _sources: dict[tuple[str, Motion], tuple[str, ...]] = field(factory=dict, init=False)
    """(node, motion) -> sources of the action, likewise."""

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
                    self._sources[node.id, motion] = action.sources
                    if action.capacity is not None and action.role != "stabilizer":
                        self._capacities[node.id, motion] = action.capacity
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
    def supplies(self) -> Mapping[Motion, Mapping[str, float]]:
        """Motion -> node -> how much it can supply, as a part of what the greatest mover can.

        A capacity in N m where a physical model knows the mover. Models leave out the small muscles: a prime mover that
        the model does not have counts like the weakest one that it has, other roles for a part of that.
        """
        found: dict[Motion, dict[str, float]] = {}
        for motion, roles in self.movers.items():
            known = {node: self._capacities[node, motion] for node in roles if (node, motion) in self._capacities}
            greatest = max(known.values(), default=1.0)
            prime = [known[node] / greatest for node, role in roles.items() if node in known and role == "prime_mover"]
            left_out = min(prime, default=1.0)
            found[motion] = {
                node: known[node] / greatest if node in known else left_out * self.weights[f"role.{role}"]
                for node, role in roles.items()
            }
        return found

    def sources(self, node: str, motion: Motion) -> tuple[str, ...]:
        """Who says that a node makes a motion."""
        _ = self.of_node
        return self._sources.get((node, motion), ())

    @cached_property
    def opposites(self) -> Mapping[Motion, Motion]:
        """Motion -> the motion against it, for every motion that some node makes."""
        _ = self.of_node
        return self._opposites

    def shared(self, node: str) -> Iterator[tuple[str, Motion, float, float]]:
        """Every other node that makes a motion of ``node`` too: (other, motion, what ``node`` and the other supply)."""
        for motion in self.of_node.get(node, {}):
            supplies = self.supplies[motion]
            for other, supply in supplies.items():
                if other != node:
                    yield other, motion, supplies[node], supply

    def opposed(self, node: str) -> Iterator[tuple[str, Motion, float, float]]:
        """Every node that makes the opposite of a motion of ``node``: (other, motion of ``node``, what both supply)."""
        for motion in self.of_node.get(node, {}):
            for other, supply in self.supplies.get(self.opposites[motion], {}).items():
                if other != node:
                    yield other, motion, self.supplies[motion][node], supply

    def of_movement(self, movement: str, side: str | None) -> Mapping[str, str]:
        """Node -> role for a movement made on, or to, a side; both sides where ``side`` is ``None``."""
        found: dict[str, str] = {}
        for motion in self._motions_of(movement, side):
            found.update(self.movers.get(motion, {}))
        return found

    def supplies_of(self, movement: str, side: str | None) -> Mapping[str, float]:
        """Node -> what it can supply to a movement on, or to, a side, next to the greatest mover of that side."""
        found: dict[str, float] = {}
        for motion in self._motions_of(movement, side):
            roles = self.movers.get(motion, {})
            supplies = self.supplies.get(motion, {})
            found.update({node: supply for node, supply in supplies.items() if roles[node] != "stabilizer"})
        return found

    def _motions_of(self, movement: str, side: str | None) -> Iterator[Motion]:
        wanted = self.movements[movement]
        sided = self.joints[wanted.joint].paired or bool(wanted.sense)
        for one in SIDES if sided and side not in SIDES else (side if sided and side else MIDLINE,):
            yield Motion(wanted.joint, wanted.direction, one)


def _sides_of_midline(joint: Joint) -> tuple[str, ...]:
    """A midline muscle acts on both sides of a paired joint."""
    return SIDES if joint.paired else (MIDLINE,)


def side_nodes(base: str, *, paired: bool) -> tuple[tuple[str, str], ...]:
    """(node, side) for everything that ``base`` is on a side."""
    return tuple((node_id(base, side), side) for side in (SIDES if paired else (MIDLINE,)))
