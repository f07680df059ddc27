"""The tables of many islands at once: first of the causes that see the same findings, then of each island as a whole.

An island may have any findings. What its tables look like depends only on how many of them tell how many levels apart,
so islands alike in that are one set of array operations: its *axes* are numbered from the first, whatever they are.
"""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from math import prod
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.island_groups import Groups
from nktlib.inference.island_steps import Closing, Step
from nktlib.inference.islands import GRADED, PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nktlib.inference.islands import Island, Shared
    from nktlib.inference.pattern import Integers
    from nktlib.inference.tables import Array

SMALL = 300
"""Products of a table over all axes of an island up to which they close at once, as measured; five or more."""


class Islands:
    """The tables of some islands.

    Computed by :meth:`pulled`, given the class of examiner: ``joints`` (share, island, class), P(its findings, no
    flagged cause among its own is active, or some). ``roundings`` of each island.
    """

    def __init__(self, shared: Shared, islands: Sequence[Island], outcomes: Array) -> None:
        """``outcomes``: the likelihoods of all outcomes, shape (outcome, class, level)."""
        self.shared, self.outcomes = shared, outcomes
        self.lengths = np.array([len(island) for island in islands])
        self.axes = int(self.lengths.max())
        nothing = (PLAIN, len(shared.findings), 0)
        filled = np.array([(*island, *[nothing] * (self.axes - len(island))) for island in islands])
        self.sizes, self.findings, self.kinds = np.moveaxis(filled, -1, 0)
        # Axes are sorted by size: the number of plain ones says which those of three levels are.
        self.plain = self.lengths - ((self.sizes == GRADED).sum(axis=1))
        self._gather()
        self.groups = len(self.keys)
        self.codes: list[int] = self.group_code.tolist()
        """The axes of each table, as bits: those of the groups come first."""
        cells: list[int] = (PLAIN**self.group_plain * GRADED ** (self.group_axes - self.group_plain)).tolist()
        self.roundings: Array = np.zeros(len(islands))
        self.closings = self._plan(cells)
        self.starts = np.concatenate([[0], np.cumsum(cells, dtype=np.intp)])
        """Where the cells of each table begin."""
        self.tables: Array = np.zeros((2, int(self.starts[-1]), shared.classes))
        """Tables in two shares, shape (share, cell, class): products of causes, and what is left when axes close."""
        self.gradients: Array = np.zeros((int(self.starts[-1]), shared.classes))
        self.joints: Array = np.zeros((2, len(islands), shared.classes))

    def _plan(self, cells: list[int]) -> list[tuple[tuple[int, tuple[int, ...], int, int], list[Closing]]]:
        """Say what is done to each island: axis after axis closes, the cheapest first, then all that are left.

        What can be done at once comes together, by turns. ``cells`` of each table are added to.
        """
        firsts = np.searchsorted(self.group_island, np.arange(len(self.lengths) + 1)).tolist()
        together: dict[tuple[int, tuple[int, ...], int, int], list[Closing]] = {}
        rows = zip(pairwise(firsts), self.lengths.tolist(), self.sizes.tolist(), strict=True)
        for island, (own, length, row) in enumerate(rows):
            tables = list(range(*own))
            left, turn = (1 << length) - 1, 0
            while _products(row, left) > SMALL:
                axis, used = self._cheapest(row, left, tables)
                union = reduce(or_, [self.codes[table] for table in used]) & ~(1 << axis)
                kept = tuple(one for one in range(length) if union >> one & 1)
                closing = Closing(island, (*kept, axis), tuple(used), len(self.codes))
                sizes = tuple(row[one] for one in closing.order)
                together.setdefault((turn, sizes, 1, len(used).bit_length()), []).append(closing)
                tables = [table for table in tables if table not in used] + [len(self.codes)]
                self.codes.append(union)
                cells.append(prod([row[one] for one in kept]))
                left, turn = left & ~(1 << axis), turn + 1
            order = tuple(one for one in range(length) if left >> one & 1)
            sizes = tuple(row[one] for one in order)
            key = (turn, sizes, len(sizes), len(tables).bit_length())
            together.setdefault(key, []).append(Closing(island, order, tuple(tables), None))
        return sorted(together.items())

    def _cheapest(self, sizes: Sequence[int], left: int, tables: Sequence[int]) -> tuple[int, list[int]]:
        """The axis that takes the fewest products to close, and the tables that have it."""
        choices = []
        for axis in range(len(sizes)):
            if left >> axis & 1:
                used = [table for table in tables if self.codes[table] >> axis & 1]
                union = reduce(or_, [self.codes[table] for table in used])
                choices.append((len(used) * _products(sizes, union), axis, used))
        _cost, axis, used = min(choices)
        return axis, used

    def _gather(self) -> None:
        """Group the causes of each island by the axes that they bear on (as bits: their code)."""
        shared = self.shared
        codes = np.zeros((len(self.findings), shared.linked.shape[1]), dtype=np.int64)
        for axis in range(self.axes):
            codes |= shared.linked[self.findings[:, axis]].astype(np.int64) << axis
        islands, causes = np.nonzero(codes)
        keys = (islands.astype(np.int64) << self.axes) | codes[islands, causes]
        order = np.argsort(keys, kind="stable")
        self.causes: Integers = causes[order]
        self.keys, self.firsts, self.counts = np.unique(keys[order], return_index=True, return_counts=True)
        self.group_island = (self.keys >> self.axes).astype(np.intp)
        self.group_code = self.keys & ((1 << self.axes) - 1)
        self.group_axes = _bits(self.group_code, self.axes)
        is_plain = (1 << self.plain[self.group_island]) - 1
        self.group_plain = _bits(self.group_code & is_plain, self.axes)

    def cells_of(self, tables: Integers, count: int) -> Integers:
        """Where the cells of tables of equal sizes stand, shape (table, cell)."""
        return self.starts[tables][:, None] + np.arange(count)

    def pulled(self) -> list[tuple[Integers, Array, Integers, Array]]:
        """Forward and backward through all tables; what each group says, see :meth:`Groups.pull`."""
        # Kept here only: what refers to each other would wait for the collector, with all its tables.
        groups = [Groups(self, some, sizes) for some, sizes in self._alike()]
        steps = [Step(self, sizes, closing, rows) for (_turn, sizes, closing, _count), rows in self.closings]
        for group in groups:
            group.put()
        for step in steps:
            step.put()
        for step in reversed(steps):
            step.pull()
        return [group.pull() for group in groups]

    def _alike(self) -> Iterator[tuple[Integers, tuple[int, ...]]]:
        """Groups with the same sizes, and causes about as many: no more than twice the fewest."""
        doublings = np.ceil(np.log2(self.counts)).astype(np.intp)
        kinds = np.stack([self.group_axes, self.group_plain, doublings], axis=1)
        for axes, plain, doubling in np.unique(kinds, axis=0).tolist():
            sizes = (PLAIN,) * plain + (GRADED,) * (axes - plain)
            yield np.flatnonzero((kinds == (axes, plain, doubling)).all(axis=1)), sizes


def _products(sizes: Sequence[int], axes: int) -> int:
    return prod([2 * size - 1 for axis, size in enumerate(sizes) if axes >> axis & 1])


def _bits(codes: Integers, axes: int) -> Integers:
    """How many bits are set."""
    count: Integers = (codes[:, None] >> np.arange(axes) & 1).sum(axis=1)
    return count
