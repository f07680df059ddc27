"""What one active cause contributes to the findings: its firings summed out, finding by finding or together.

Given that a cause is active, its firings at different nodes are independent. A challenge of one link and a strong test
of one node look at a single firing and leave only a factor: it is in the weights of the link from the start. Of the
other findings, those that look at the same firing (two weak tests of one muscle, a group test and a test of a member, a
challenge of several links) are kept together in one *part*, a table over the levels that each of them notices from this
cause. A part whose findings all noticed nothing has no axis.
"""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array

LEVELS = 3

FindingKey = tuple[str, int]


@frozen(eq=False)
class Axis:
    """A finding that stays open: ``size`` levels noticed, and its likelihood for each of them, shape (class, size)."""

    size: int
    likelihood: Array


@frozen(eq=False)
class Term:
    """A link, and the findings that look at its firing: the share that each gives it (a challenge the whole)."""

    link: int
    looks: tuple[tuple[FindingKey, float], ...]


@frozen(eq=False)
class Part:
    """Firings of one cause that must be summed out together, and the findings that keep an axis."""

    terms: tuple[Term, ...]
    axes: tuple[FindingKey, ...]


class Effects:
    """The findings of a network, seen from each of its causes."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.classes = len(network.classes)
        self.links_at: dict[int, list[int]] = {}
        for index, edge in enumerate(network.links):
            self.links_at.setdefault(edge.node, []).append(index)
        self.axes: dict[FindingKey, Axis] = {}
        self.closed: Array = np.ones(self.classes)
        """The factor of the findings that noticed nothing, whatever the causes."""
        self.inactive: Array = np.ones((len(network.causes), self.classes))
        """What an inactive cause contributes by the challenges of its links, a number a class."""
        self.weights: Array = np.repeat(_levels(network), self.classes, axis=1)
        """Weights (link, class, level fired): the probability and the factors of what looks at that firing alone."""
        self._looks: dict[int, list[tuple[FindingKey, float]]] = {}
        self._noticing: dict[tuple[FindingKey, float], Array] = {}
        self._add_readings()
        self._add_challenges()
        for index, observation in enumerate(network.observations):
            self._add_axis(("observation", index), np.tile(observation.likelihood, (self.classes, 1)))
        terms: list[list[Term]] = [[] for _ in network.causes]
        for link, looks in sorted(self._looks.items()):
            terms[network.links[link].cause].append(Term(link, tuple(looks)))
        self.parts = [tuple(self._parts(one)) for one in terms]

    def _add_axis(self, key: FindingKey, likelihood: Array) -> None:
        """Keep no more levels than the outcome tells apart: one for a strong test, two for a plain weak one."""
        if not likelihood[:, 1:].any():
            self.closed = self.closed * likelihood[:, 0]
            likelihood = np.ones((self.classes, 1))
        elif likelihood.shape[1] == LEVELS and np.array_equal(likelihood[:, 1], likelihood[:, 2]):
            likelihood = likelihood[:, :2]
        self.axes[key] = Axis(likelihood.shape[1], likelihood)

    def _add_readings(self) -> None:
        for index, reading in enumerate(self.network.readings):
            key = ("reading", index)
            self._add_axis(key, np.array(reading.likelihood))
            alone = self.axes[key].size == 1 and len(reading.members) == 1
            for node, share in reading.members:
                if alone:
                    self.weights[self.links_at.get(node, [])] *= self._noticed(key, share)[:, :, 0].T
                else:
                    for link in self.links_at.get(node, ()):
                        self._looks.setdefault(link, []).append((key, share))

    def _add_challenges(self) -> None:
        for index, challenge in enumerate(self.network.challenges):
            unfired, fired = np.array(challenge.unfired), np.array(challenge.fired)
            if len(challenge.links) == 1:
                link = challenge.links[0]
                self.weights[link] *= np.array([unfired, fired, fired]).T
                self.inactive[self.network.links[link].cause] *= unfired
            else:
                self._add_axis(("challenge", index), np.array([unfired, fired]).T)
                for link in challenge.links:
                    self._looks.setdefault(link, []).append((("challenge", index), 1.0))

    def _parts(self, terms: Sequence[Term]) -> Iterable[Part]:
        """Group the firings that some finding looks at together."""
        owner: dict[FindingKey, int] = {}
        groups: dict[int, list[Term]] = {}
        for position, term in enumerate(terms):
            merged = sorted({owner[key] for key, _share in term.looks if key in owner})
            groups[position] = [member for group in merged for member in groups.pop(group)] + [term]
            for member in groups[position]:
                owner.update((key, position) for key, _share in member.looks)
        for group in groups.values():
            keys = sorted({key for term in group for key, _share in term.looks})
            yield Part(tuple(group), tuple(key for key in keys if self.axes[key].size > 1))

    def tables(self, part: Part) -> Array:
        """A part, firing by firing: shape (term, level, class, size of each axis).

        Entry (term, level) is the sum over all firings in which that term's link fires to that level; so the sum over
        levels is the whole part, whichever the term.
        """
        if len(part.terms) > 1:
            return self._summed_out(part)
        (term,) = part.terms
        table: Array = self.weights[term.link].T
        for key, share in sorted(term.looks):
            noticed = self._noticed(key, share)
            table = table[..., None] * noticed.reshape(*table.shape[:2], *(1,) * (table.ndim - 2), -1)
            if self.axes[key].size == 1:
                table = table[..., 0]
        one_term: Array = table[None]
        return one_term

    def _summed_out(self, part: Part) -> Array:
        """Sum out term after term over a table (row, class, state of each finding looked at so far).

        There is a row for each (term, level) that is asked for. A group test that looks at several of the terms has one
        state more, in front: that it has not yet drawn the member it looks at.
        """
        terms = part.terms
        looking: dict[FindingKey, list[int]] = {}
        for position, term in enumerate(terms):
            for key, _share in term.looks:
                looking.setdefault(key, []).append(position)
        draws = {key for key, by in looking.items() if key[0] == "reading" and len(by) > 1}
        keys: list[FindingKey] = []
        table: Array = np.ones((1, self.classes))
        for position, term in enumerate(terms):
            for key, _share in term.looks:
                if key not in keys:
                    keys.append(key)
                    opened = np.zeros((*table.shape, self.axes[key].size + (key in draws)))
                    opened[..., 0] = table
                    table = opened
            # Now with the level fired in front of the class: (row, level, class, states).
            asked = np.ones((len(terms), LEVELS, LEVELS))
            asked[position] = np.eye(LEVELS)
            weights = asked.reshape(-1, LEVELS, 1) * self.weights[term.link].T
            table = table[:, None] * weights.reshape(*weights.shape, *(1,) * len(keys))
            for key, share in term.looks:
                table = _move(table, keys.index(key) + 3, self._moves(key, share, draws=key in draws))
            table = table.sum(axis=1)
            for key, _share in term.looks:
                if looking[key][-1] == position and key in draws:
                    drawn = [share for one in terms for other, share in one.looks if other == key]
                    table = _close(table, keys.index(key) + 2, fsum([1.0, *(-share for share in drawn)]))
        order = sorted(range(len(keys)), key=keys.__getitem__)
        sizes = [self.axes[key].size for key in part.axes]
        return table.transpose(0, 1, *(number + 2 for number in order)).reshape(-1, LEVELS, self.classes, *sizes)

    def _noticed(self, key: FindingKey, share: float) -> Array:
        """P(level noticed | level fired), shape (level fired, class, size), by a finding that gives the firing a share.

        Levels that the outcome rules out are left out, so the rows of a strong test do not add up to one.
        """
        found = self._noticing.get((key, share))
        if found is None:
            size = self.axes[key].size
            is_reading = key[0] == "reading"
            notice = np.array(self.network.readings[key[1]].notice) if is_reading else np.ones(self.classes)
            found = np.zeros((LEVELS, self.classes, size))
            found[0, :, 0] = 1.0
            # Written so that nothing cancels where ``share`` and ``notice`` are near one.
            found[1:, :, 0] = share * (1.0 - notice) + (1.0 - share)
            for level in range(1, LEVELS if size > 1 else 1):
                found[level, :, min(level, size - 1)] = share * notice
            self._noticing[key, share] = found
        return found

    def _moves(self, key: FindingKey, share: float, *, draws: bool) -> Array:
        """Matrix (level fired, class, to, from) by which a firing moves the state of a finding."""
        noticed = self._noticed(key, 1.0 if draws else share)
        size = noticed.shape[-1]
        if draws:
            matrix = np.tile(np.eye(size + 1), (LEVELS, self.classes, 1, 1))
            matrix[..., 1:, 0] = share * noticed
            return matrix
        matrix = np.zeros((*noticed.shape, size))
        for state in range(size):
            for level in range(size):
                matrix[..., max(state, level), state] += noticed[..., level]
        return matrix


def _levels(network: Network) -> Array:
    return np.array([link.levels for link in network.links], dtype=float).reshape(-1, 1, LEVELS)


def _move(table: Array, position: int, matrix: Array) -> Array:
    """Apply a matrix (level, class, to, from) to one axis of a table (row, level, class, states)."""
    shape = table.shape
    flat = table.reshape(*shape[:3], -1, shape[position], int(np.prod(shape[position + 1 :])))
    return (matrix[:, :, None] @ flat).reshape(shape)


def _close(table: Array, position: int, undrawn: float) -> Array:
    """No more of a group's members can be drawn from this cause: without any it notices nothing."""
    states = np.moveaxis(table, position, 0)
    noticed = states[1:].copy()
    noticed[0] += max(0.0, undrawn) * states[0]
    return np.moveaxis(noticed, 0, position)
