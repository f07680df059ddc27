"""What one active cause contributes to the findings: its firings summed out, finding by finding or together.

A challenge of one link and a strong test of one node look at a single firing and leave only a factor: it is in the
weights of the link from the start. All other findings are looked at part by part.
"""

from __future__ import annotations

from itertools import chain
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.pattern import LEVELS, pattern_of
from nktlib.inference.tables import times

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.pattern import FindingKey, Look, Part, PartKey, Pattern
    from nktlib.inference.tables import Array


CACHED_CELLS = 1_000_000
"""A part with more cells, firing by firing, is computed anew each time instead of kept (8 MB)."""


class Effects:
    """The findings of a network, seen from each of its causes."""

    def __init__(self, network: Network, pattern: Pattern | None = None) -> None:
        self.network = network
        self.pattern = pattern or pattern_of(network)
        self.classes = len(network.classes)
        self.closed: Array = np.ones(self.classes)
        """The factor of the findings that noticed nothing, whatever the causes."""
        self.closing: dict[int, Array] = {}
        """The likelihood of each open finding, by variable: shape (class, size)."""
        self._add_likelihoods()
        self.noticed: Array = self._noticed()
        """P(level noticed | level fired) of each look, shape (row, level fired, class, most sizes).

        Levels that an outcome rules out are left out, so the rows of a strong test do not add up to one.
        """
        levels = chain.from_iterable([link.levels for link in network.links])
        fired = np.fromiter(levels, float, LEVELS * len(network.links)).reshape(-1, 1, LEVELS)
        self.weights: Array = np.repeat(fired, self.classes, axis=1)
        """Weights (link, class, level fired): the probability and the factors of what looks at that firing alone."""
        for links, rows in self.pattern.alone:
            self.weights[links] *= self.noticed[rows, :, :, 0].swapaxes(1, 2)
        self.inactive: Array = np.ones((len(network.causes), self.classes))
        """What an inactive cause contributes by the challenges of its links, a number a class."""
        for index, link in self.pattern.challenged:
            one = network.challenges[index]
            self.weights[link] *= np.array([one.unfired, one.fired, one.fired]).T
            self.inactive[network.links[link].cause] *= one.unfired
        # Level by level: every firing of the simple parts with what is noticed of it.
        weights = self.weights[self.pattern.simple_links].swapaxes(1, 2)[..., None]
        self.simple: Array = weights * self.noticed[self.pattern.simple_rows]
        """Simple parts, firing by firing: shape (part, level fired, class, most sizes)."""
        self._tables: dict[PartKey, Array] = {}
        self._moved: dict[tuple[FindingKey, float, bool], Array] = {}

    def _add_likelihoods(self) -> None:
        pattern, network = self.pattern, self.network
        of_readings: Array = np.array([one.likelihood for one in network.readings])
        likelihoods: list[tuple[FindingKey, Array]] = [
            (("reading", index), one) for index, one in enumerate(of_readings)
        ]
        for index, challenge in enumerate(network.challenges):
            if len(challenge.links) != 1:
                likelihoods.append((("challenge", index), np.array([challenge.unfired, challenge.fired]).T))
        for index, observation in enumerate(network.observations):
            likelihoods.append((("observation", index), np.tile(observation.likelihood, (self.classes, 1))))
        for key, likelihood in likelihoods:
            size = pattern.sizes[key]
            if size == 1:
                self.closed = self.closed * likelihood[:, 0]
            else:
                self.closing[pattern.numbers[key]] = likelihood[:, :size]

    def _noticed(self) -> Array:
        looks = self.pattern.looks
        notices = [one.notice for one in self.network.readings]
        notice = np.array([*notices, (1.0,) * self.classes])[looks.readings]
        share = looks.shares
        noticed = np.zeros((len(share), LEVELS, self.classes, looks.most_levels))
        noticed[:, 0, :, 0] = 1.0
        # Written so that nothing cancels where ``share`` and ``notice`` are near one.
        noticed[:, 1:, :, 0] = (share * (1.0 - notice) + (1.0 - share))[:, None]
        rows, fired, levels = looks.noticeable
        noticed[rows, fired, :, levels] = (share * notice)[rows]
        return noticed

    def tables(self, key: PartKey) -> Array:
        """A part, firing by firing: shape (term, level, class, size of each axis).

        Entry (term, level) is the sum over all firings in which that term's link fires to that level; so the sum over
        levels is the whole part, whichever the term.
        """
        part = self.pattern.parts[key[0]][key[1]]
        position = self.pattern.simple_at.get(key)
        if position is not None:
            size = self.pattern.sizes[part.terms[0].looks[0][0]]
            simple: Array = self.simple[None, position, ..., :size]
            return simple if size > 1 else simple[..., 0]
        found = self._tables.get(key)
        if found is None:
            found = self._looked_at(part) if len(part.terms) == 1 else self._summed_out(part)
            if found.size <= CACHED_CELLS:
                self._tables[key] = found
        return found

    def _looked_at(self, part: Part) -> Array:
        """One firing at which several findings look."""
        (term,) = part.terms
        table: Array = self.weights[term.link].T
        for look in sorted(term.looks):
            noticed = self._row(look)
            table = table[..., None] * noticed.reshape(*table.shape[:2], *(1,) * (table.ndim - 2), -1)
            if noticed.shape[-1] == 1:
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
                    opened = np.zeros((*table.shape, self.pattern.sizes[key] + (key in draws)))
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
        sizes = [self.pattern.sizes[key] for key in part.axes]
        return table.transpose(0, 1, *(number + 2 for number in order)).reshape(-1, LEVELS, self.classes, *sizes)

    def _row(self, look: Look) -> Array:
        """P(level noticed | level fired) of one look, shape (level fired, class, size)."""
        row: Array = self.noticed[self.pattern.rows[look], ..., : self.pattern.sizes[look[0]]]
        return row

    def _drawn(self, key: FindingKey) -> Array:
        """The same of a group test that has drawn the member it looks at: as if the whole share were that member's."""
        notice, size = np.array(self.network.readings[key[1]].notice), self.pattern.sizes[key]
        noticed = np.zeros((LEVELS, self.classes, size))
        noticed[0, :, 0] = 1.0
        noticed[1:, :, 0] = 1.0 - notice
        for level in range(1, LEVELS if size > 1 else 1):
            noticed[level, :, min(level, size - 1)] = notice
        return noticed

    def _moves(self, key: FindingKey, share: float, *, draws: bool) -> Array:
        """Matrix (level fired, class, to, from) by which a firing moves the state of a finding."""
        found = self._moved.get((key, share, draws))
        if found is None:
            found = self._moved[key, share, draws] = self._moving(key, share, draws=draws)
        return found

    def _moving(self, key: FindingKey, share: float, *, draws: bool) -> Array:
        noticed = self._drawn(key) if draws else self._row((key, share))
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


def _move(table: Array, position: int, matrix: Array) -> Array:
    """Apply a matrix (level, class, to, from) to one axis of a table (row, level, class, states)."""
    shape = table.shape
    flat = table.reshape(*shape[:3], -1, shape[position], int(np.prod(shape[position + 1 :])))
    return times(matrix[:, :, None], flat).reshape(shape)


def _close(table: Array, position: int, undrawn: float) -> Array:
    """No more of a group's members can be drawn from this cause: without any it notices nothing."""
    states = np.moveaxis(table, position, 0)
    noticed = states[1:].copy()
    noticed[0] += max(0.0, undrawn) * states[0]
    return np.moveaxis(noticed, 0, position)
