"""A sum over a grid of a product of small tables, in whole numbers: planned once, carried out on plain lists.

A table is a list over some axes and the class of the latent variable. The class runs fastest, then the axes in
ascending order. Its cells are whole numbers that stand for fractions: so many units of 2^-bits. The sum goes axis by
axis, the highest first, so that the axis to be summed is always the slowest one and its levels are contiguous pieces.
"""

from __future__ import annotations

from math import ldexp, prod
from operator import add, itemgetter, mul
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    Axes = tuple[int, ...]
    Table = list[int]
    Pick = Callable[[Sequence[int]], Sequence[int]]


def times(left: Iterable[int], right: Iterable[int], bits: int) -> Table:
    """Multiply cell by cell."""
    return [one * other >> bits for one, other in zip(left, right, strict=True)]


def by_class(left: Sequence[int], right: Sequence[int], classes: int) -> Table:
    """Sum products of cells, class by class, in units of the product."""
    return [sum(map(mul, left[one::classes], right[one::classes])) for one in range(classes)]


def elimination(sizes: Mapping[int, int], sets: Collection[frozenset[int]]) -> list[int]:
    """Order axes for summation, given the sets of axes that tables have: the smallest next table first."""
    standing, order = set(sets), []
    waiting = set(sizes)
    while waiting:
        unions = {axis: frozenset().union(*[one for one in standing if axis in one]) for axis in sorted(waiting)}
        axis = min(unions, key=lambda one: (prod([sizes[other] for other in unions[one]]), one))
        waiting.remove(axis)
        standing = {one for one in standing if axis not in one} | {unions[axis] - {axis}}
        order.append(axis)
    return order


@frozen(eq=False)
class Join:
    """Multiply two tables, each repeated along the axes that it lacks (``None``: it has all)."""

    left: int
    right: int
    spread_left: Pick | None
    spread_right: Pick | None


@frozen(eq=False)
class Close:
    """Sum a table over its last axis, with weights: the finding's likelihood."""

    source: int
    axis: int


@frozen
class Bound:
    """Of a table: the largest cell, as a fraction of one, and by how many units a cell may be wrong.

    Of a gradient: both added up over all cells.
    """

    size: float
    error: float


class Plan:
    """In which order to multiply tables over the given axes and to sum over all axes."""

    def __init__(self, sizes: Sequence[int], classes: int, leaves: Sequence[Axes]) -> None:
        self.sizes, self.classes = sizes, classes
        self.axes = list(leaves)
        """The axes of every table: the leaves, then one table a step."""
        self.first = len(leaves)
        self.steps: list[Join | Close] = []
        self.parent: dict[int, int] = {}
        self.cost = 0
        """Cells multiplied."""
        self._spreads: dict[tuple[Axes, Axes], Pick] = {}
        self._orders: dict[tuple[Axes, Axes], Pick] = {}
        standing: dict[Axes, list[int]] = {}
        for leaf, axes in enumerate(leaves):
            standing.setdefault(axes, []).append(leaf)
        tables = [self._product(group) for group in standing.values()]
        for axis in range(len(sizes) - 1, -1, -1):
            bucket = [table for table in tables if axis in self.axes[table]]
            tables = [table for table in tables if table not in bucket]
            while len(bucket) > 1:
                bucket.sort(key=lambda table: (-self.cells(self.axes[table]), -table))
                smallest = bucket.pop()
                partner = min(bucket, key=lambda table: self.cells({*self.axes[table], *self.axes[smallest]}))
                bucket.remove(partner)
                bucket.append(self._join(smallest, partner))
            tables.append(self._add(Close(bucket[0], axis), self.axes[bucket[0]][:-1], bucket))
        if tables:
            self._product(tables)

    def cells(self, axes: Collection[int]) -> int:
        """Count the cells of a table."""
        return self.classes * prod([self.sizes[axis] for axis in axes])

    def _product(self, tables: list[int]) -> int:
        """Multiply tables over the same axes in a balanced tree."""
        while len(tables) > 1:
            pairs = [self._join(*tables[place : place + 2]) for place in range(0, len(tables) - 1, 2)]
            tables = pairs + tables[2 * len(pairs) :]
        return tables[0]

    def _join(self, left: int, right: int) -> int:
        axes = tuple(sorted({*self.axes[left], *self.axes[right]}))
        self.cost += self.cells(axes)
        spreads = [None if self.axes[side] == axes else self.spread(self.axes[side], axes) for side in (left, right)]
        return self._add(Join(left, right, *spreads), axes, (left, right))

    def _add(self, step: Join | Close, axes: Axes, sources: Iterable[int]) -> int:
        number = len(self.axes)
        self.steps.append(step)
        self.axes.append(axes)
        self.parent.update((source, number) for source in sources)
        return number

    def spread(self, axes: Axes, target: Axes) -> Pick:
        """Make what repeats a table along the axes of ``target`` that it does not have."""
        if (axes, target) not in self._spreads:
            self._spreads[axes, target] = picking(self.places(axes, target))
        return self._spreads[axes, target]

    def places(self, axes: Axes, target: Axes) -> list[int]:
        """For each cell over ``target``, the cell over ``axes``, in whatever order the two are."""
        strides = {axis: self.cells(axes[:place]) for place, axis in enumerate(axes)}
        places = list(range(self.classes))
        for axis in target:
            stride = strides.get(axis, 0)
            places = [place + level * stride for level in range(self.sizes[axis]) for place in places]
        return places

    def _gather(self, table: Sequence[int], axes: Axes, target: Axes, bits: int) -> Table:
        """Sum a table over the axes that ``target`` does not have."""
        if (axes, target) not in self._orders:
            places = self.places(target, axes)
            self._orders[axes, target] = picking(sorted(range(len(places)), key=places.__getitem__))
        cells = self._orders[axes, target](table)
        summed = len(cells) // self.cells(target)
        return [sum(cells[start : start + summed]) >> bits for start in range(0, len(cells), summed)]

    def forward(self, leaves: Sequence[Table], weights: Sequence[Sequence[Table]], bits: int) -> list[Table]:
        """Compute the table of every step; the last is the result, by class.

        ``weights`` has for each axis and each of its levels a number a class.
        """
        tables = list(leaves)
        for step in self.steps:
            if isinstance(step, Join):
                tables.append(_joined(step, tables[step.left], tables[step.right], bits))
            else:
                tables.append(_closed(tables[step.source], weights[step.axis], bits))
        return tables

    def backward(self, tables: Sequence[Table], weights: Sequence[Sequence[Table]], bits: int) -> list[Table]:
        """Differentiate the result by every table."""
        gradients: list[Table] = [[1 << bits] * self.classes] * len(tables)
        for number, step in reversed(list(enumerate(self.steps, self.first))):
            gradient, axes = gradients[number], self.axes[number]
            if isinstance(step, Close):
                repeat = len(gradient) // self.classes
                gradients[step.source] = [
                    cell for one in weights[step.axis] for cell in times(gradient, one * repeat, bits)
                ]
                continue
            left, right = tables[step.left], tables[step.right]
            for side, other, spread in ((step.left, right, step.spread_right), (step.right, left, step.spread_left)):
                factor = spread(other) if spread else other
                if self.axes[side] == axes:
                    gradients[side] = times(gradient, factor, bits)
                else:
                    gradients[side] = self._gather(list(map(mul, gradient, factor)), axes, self.axes[side], bits)
        return gradients

    def changed(
        self,
        tables: Sequence[Table],
        gradients: Sequence[Table],
        weights: Sequence[Sequence[Table]],
        leaves: Mapping[int, Table],
        bits: int,
    ) -> Table:
        """Compute the result with some leaves (at least one) replaced.

        Only what depends on them is computed, and only until one table does: its gradient leads to the result.
        """
        new = dict(leaves)
        steps: set[int] = set()
        for leaf in leaves:
            number = self.parent.get(leaf)
            while number is not None and number not in steps:
                steps.add(number)
                number = self.parent.get(number)
        for number in sorted(steps):
            if len(new) == 1:
                break
            step = self.steps[number - self.first]
            if isinstance(step, Join):
                left = new.pop(step.left) if step.left in new else tables[step.left]
                right = new.pop(step.right) if step.right in new else tables[step.right]
                new[number] = _joined(step, left, right, bits)
            else:
                new[number] = _closed(new.pop(step.source), weights[step.axis], bits)
        ((number, table),) = new.items()
        return [one >> bits for one in by_class(table, gradients[number], self.classes)]

    def bounds(self, leaf: Bound, weights: Sequence[Sequence[Table]], bits: int) -> tuple[list[Bound], list[Bound]]:
        """Bound sizes and errors of all tables and all gradients: each rounding is wrong by less than a unit."""
        tables = [leaf] * self.first
        sums = [sum(max(map(abs, level)) for level in levels) / 2**bits for levels in weights]
        for step in self.steps:
            if isinstance(step, Join):
                left, right = tables[step.left], tables[step.right]
                error = left.size * right.error + right.size * left.error + ldexp(left.error * right.error, -bits) + 1
                tables.append(Bound(left.size * right.size, error))
            else:
                one, levels = tables[step.source], self.sizes[step.axis]
                tables.append(Bound(sums[step.axis] * one.size, sums[step.axis] * one.error + levels * one.size + 1))
        gradients = [Bound(float(self.classes), 0.0)] * len(tables)
        for number, step in reversed(list(enumerate(self.steps, self.first))):
            one = gradients[number]
            if isinstance(step, Join):
                for side, other in ((step.left, tables[step.right]), (step.right, tables[step.left])):
                    error = one.size * other.error + one.error * other.size + ldexp(one.error * other.error, -bits)
                    gradients[side] = Bound(one.size * other.size, error + self.cells(self.axes[side]))
            else:
                total, cells = sums[step.axis], self.cells(self.axes[step.source])
                error = total * one.error + self.sizes[step.axis] * one.size + cells
                gradients[step.source] = Bound(total * one.size, error)
        return tables, gradients


def _joined(step: Join, left: Sequence[int], right: Sequence[int], bits: int) -> Table:
    if step.spread_left:
        left = step.spread_left(left)
    if step.spread_right:
        right = step.spread_right(right)
    return [one * other >> bits for one, other in zip(left, right, strict=True)]


def _closed(table: Sequence[int], weights: Sequence[Table], bits: int) -> Table:
    """Sum over the last axis: level by level, a contiguous piece of the table, with its weights."""
    cells = len(table) // len(weights)
    repeat = cells // len(weights[0])
    sums: Iterable[int] = map(mul, table, weights[0] * repeat)
    for level, one in enumerate(weights[1:], 1):
        sums = map(add, sums, map(mul, table[level * cells :], one * repeat))
    return [one >> bits for one in sums]


def picking(places: Sequence[int]) -> Pick:
    """Make what picks cells; ``itemgetter`` gives no sequence where there is only one."""
    if len(places) == 1:
        (place,) = places
        return lambda table: (table[place],)
    return itemgetter(*places)
