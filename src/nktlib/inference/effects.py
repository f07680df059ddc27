"""What one active cause contributes to the findings: its firings summed out, finding by finding or together.

Given that a cause is active, its firings at different nodes are independent. Findings that look at the same firing (two
tests of one muscle, a group test and a test of a member, a challenge of the link) are not: they are kept together in one
*part*, a table over the levels that each of them notices from this cause. A finding that noticed nothing (a strong test)
leaves only a factor, so a part may have no axis at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array

LEVELS = 3
LEVEL_AXIS = ("level", 0)
"""The axis of a part that holds the level fired itself, for the node whose level is asked for."""

FindingKey = tuple[str, int]


@frozen(eq=False)
class Axis:
    """A finding that stays open: ``size`` levels noticed, and its likelihood for each of them, shape (class, size)."""

    size: int
    likelihood: Array


@frozen(eq=False)
class NodeTerm:
    """A firing of the cause: ``levels`` (class, 3) weighted by its challenges, and the findings that look at it."""

    link: int
    node: int
    levels: Array
    readings: tuple[tuple[int, float], ...]
    challenges: tuple[int, ...]


@frozen(eq=False)
class Part:
    """Firings that must be summed out together."""

    terms: tuple[NodeTerm, ...]
    axes: tuple[FindingKey, ...]


@frozen(eq=False)
class Effect:
    """All that an active cause does; ``inactive`` is its factor (class,) when it is not active."""

    inactive: Array
    parts: tuple[Part, ...]
    direct: tuple[tuple[FindingKey, float], ...]


class Effects:
    """The findings of a network, seen from each of its causes."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.classes = len(network.classes)
        self.notice = [np.array(reading.notice) for reading in network.readings]
        self.axes: dict[FindingKey, Axis] = {}
        self.closed: Array = np.ones(self.classes)
        """The factor of the findings that noticed nothing, whatever the causes."""
        for index, reading in enumerate(network.readings):
            self._add_axis(("reading", index), np.array(reading.likelihood))
        for index, observation in enumerate(network.observations):
            self._add_axis(("observation", index), np.tile(observation.likelihood, (self.classes, 1)))
        for index, challenge in enumerate(network.challenges):
            if len(challenge.links) > 1:
                self._add_axis(("challenge", index), np.array([challenge.unfired, challenge.fired]).T)
        self.effects = self._effects()

    def _add_axis(self, key: FindingKey, likelihood: Array) -> None:
        """Keep no more levels than the outcome tells apart: one for a strong test, two for a plain weak one."""
        if not likelihood[:, 1:].any():
            self.closed = self.closed * likelihood[:, 0]
            likelihood = np.ones((self.classes, 1))
        elif likelihood.shape[1] == LEVELS and np.array_equal(likelihood[:, 1], likelihood[:, 2]):
            likelihood = likelihood[:, :2]
        self.axes[key] = Axis(likelihood.shape[1], likelihood)

    def _effects(self) -> list[Effect]:
        network = self.network
        readings_at: dict[int, list[tuple[int, float]]] = {}
        for index, reading in enumerate(network.readings):
            for node, share in reading.members:
                readings_at.setdefault(node, []).append((index, share))
        inactive = [np.ones(self.classes) for _ in network.causes]
        weights = [np.ones((self.classes, LEVELS)) for _ in network.links]
        shared: dict[int, list[int]] = {}
        for index, challenge in enumerate(network.challenges):
            unfired, fired = np.array(challenge.unfired), np.array(challenge.fired)
            if len(challenge.links) == 1:
                link = challenge.links[0]
                weights[link] = weights[link] * np.array([unfired, fired, fired]).T
                cause = network.links[link].cause
                inactive[cause] = inactive[cause] * unfired
            for link in challenge.links if len(challenge.links) > 1 else ():
                shared.setdefault(link, []).append(index)
        terms: list[list[NodeTerm]] = [[] for _ in network.causes]
        for index, edge in enumerate(network.links):
            levels = np.array(edge.levels) * weights[index]
            at_node = tuple(readings_at.get(edge.node, ()))
            terms[edge.cause].append(NodeTerm(index, edge.node, levels, at_node, tuple(shared.get(index, ()))))
        direct: list[list[tuple[FindingKey, float]]] = [[] for _ in network.causes]
        for index, observation in enumerate(network.observations):
            for cause, weight in observation.weights:
                direct[cause].append((("observation", index), weight))
        return [
            Effect(inactive[cause], tuple(self._parts(terms[cause])), tuple(direct[cause]))
            for cause in range(len(network.causes))
        ]

    def _parts(self, terms: Sequence[NodeTerm]) -> Iterable[Part]:
        """Group the firings that some finding looks at together."""
        owner: dict[FindingKey, int] = {}
        groups: dict[int, list[NodeTerm]] = {}
        for position, term in enumerate(terms):
            keys = term_keys(term)
            merged = sorted({owner[key] for key in keys if key in owner})
            members = [member for group in merged for member in groups.pop(group)]
            groups[position] = [*members, term]
            for member in groups[position]:
                owner.update(dict.fromkeys(term_keys(member), position))
        for group in groups.values():
            keys = sorted({key for term in group for key in term_keys(term)})
            yield Part(tuple(group), tuple(key for key in keys if self.axes[key].size > 1))

    def table(self, part: Part, *, fired: int | None = None, level_of: int | None = None) -> Array:
        """Sum out the firings of a part: shape (class, size of each axis).

        ``fired``: only what happens when that link fires to level 1 or 2. ``level_of``: with a last axis for the level
        fired at that node.
        """
        last = {key: position for position, term in enumerate(part.terms) for key in term_keys(term)}
        keys: list[FindingKey] = []
        table: Array = np.ones(self.classes)
        for position, term in enumerate(part.terms):
            watched = [(LEVEL_AXIS, 1.0)] if term.node == level_of else []
            looking = [(("reading", index), share) for index, share in term.readings]
            looking += [(("challenge", index), 1.0) for index in term.challenges]
            for key, _share in looking + watched:
                if key not in keys:
                    table = self._open(table, key)
                    keys.append(key)
            summed: Array | None = None
            for level in range(LEVELS):
                weight = term.levels[:, level]
                if not weight.any() or (level == 0 and term.link == fired):
                    continue
                moved = table * weight.reshape((-1,) + (1,) * (table.ndim - 1))
                for key, share in looking + watched:
                    moved = _along(moved, keys.index(key) + 1, self._notices(key, share, level))
                summed = moved if summed is None else summed + moved
            table = np.zeros_like(table) if summed is None else summed
            for key, _share in looking:
                if last[key] == position:
                    table = self._close(part, table, keys, key)
        wanted = [key for key in keys if key != LEVEL_AXIS]
        order = [keys.index(key) + 1 for key in sorted(wanted)] + ([keys.index(LEVEL_AXIS) + 1] if level_of is not None else [])
        return np.transpose(table, (0, *order))

    def _draws(self, key: FindingKey) -> bool:
        """Whether a finding has still to draw the member that it looks at."""
        return key[0] == "reading" and len(self.network.readings[key[1]].members) > 1

    def _open(self, table: Array, key: FindingKey) -> Array:
        """Add an axis: nothing noticed yet; in front of it "no member drawn yet" for a group test."""
        size = LEVELS if key == LEVEL_AXIS else self.axes[key].size + self._draws(key)
        opened = np.zeros((*table.shape, size))
        opened[..., 0] = table
        return opened

    def _notices(self, key: FindingKey, share: float, level: int) -> Array:
        """Matrix (class, to, from) by which a firing to ``level`` moves the state of a finding."""
        if key == LEVEL_AXIS or key[0] == "challenge":
            size = LEVELS if key == LEVEL_AXIS else self.axes[key].size
            reached = min(level, size - 1)
            matrix = np.zeros((self.classes, size, size))
            for state in range(size):
                matrix[:, max(state, reached), state] = 1.0
            return matrix
        notice = self.notice[key[1]] if level else np.zeros(self.classes)
        size, offset = self.axes[key].size, int(self._draws(key))
        if not offset:
            share = self.network.readings[key[1]].members[0][1]
        matrix = np.tile(np.eye(size + offset), (self.classes, 1, 1))
        matrix[:, offset, 0] = share * (1.0 - notice) + (0.0 if offset else 1.0 - share)
        if level and size > 1:
            matrix[:, offset + min(level, size - 1), 0] += share * notice
        return matrix

    def _close(self, part: Part, table: Array, keys: list[FindingKey], key: FindingKey) -> Array:
        """No more firing of this cause can be noticed: what drew none of its members noticed nothing."""
        position = keys.index(key) + 1
        if self._draws(key):
            drawn = sum(share for term in part.terms for index, share in term.readings if index == key[1])
            table = np.moveaxis(table, position, 0)
            undrawn, noticed = table[0], table[1:].copy()
            noticed[0] = noticed[0] + max(0.0, 1.0 - drawn) * undrawn
            table = np.moveaxis(noticed, 0, position)
        if table.shape[position] == 1:
            table = np.squeeze(table, position)
            keys.remove(key)
        return table


def term_keys(term: NodeTerm) -> list[FindingKey]:
    """The findings that look at a firing."""
    return [("reading", index) for index, _share in term.readings] + [("challenge", index) for index in term.challenges]


def _along(table: Array, position: int, matrix: Array) -> Array:
    moved = np.moveaxis(table, position, -1)
    return np.moveaxis(np.einsum("r...k,rjk->r...j", moved, matrix), -1, position)
