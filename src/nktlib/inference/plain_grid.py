"""A sum over a grid of products of small tables, without numpy: planned once, carried out on plain lists.

A table is a list of numbers over some axes, in ascending order of their numbers, the last one running fastest. The sum
goes axis by axis: all tables with an axis are multiplied, and their product summed over it. Lists are multiplied, added
and picked from by functions written in C; nothing here loops over cells in Python.
"""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from itertools import accumulate
from math import prod
from operator import add, itemgetter, mul
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    Axes = tuple[int, ...]
    Table = Sequence[Decimal]
    Pick = Callable[[Table], Table]


FEW = 3
"""So many cells are added as lists: the three levels of a finding. More are added one sum after the other."""


ONE, ZERO = Decimal(1), Decimal(0)

CLASS = 0
"""The axis of the latent class: every table has it, and nothing sums over it."""
BY_CLASS = (CLASS,)


def times(left: Table, right: Table) -> list[Decimal]:
    """Multiply cell by cell."""
    return list(map(mul, left, right))


def plus(left: Table, right: Table) -> list[Decimal]:
    """Add cell by cell."""
    return list(map(add, left, right))


def around(tables: Sequence[Table], base: Table, product: Callable[[Table, Table], Table] = times) -> list[Table]:
    """For each table the product of the base and all other tables."""
    products = list(accumulate(tables[:-1], product, initial=base)) if tables else []
    later: Table | None = None
    for place in range(len(tables) - 1, 0, -1):
        later = product(tables[place], later) if later else tables[place]
        products[place - 1] = product(products[place - 1], later)
    return products


@frozen
class _Join:
    left: int
    right: int
    axes: Axes


@frozen
class _Sum:
    source: int
    axis: int
    axes: Axes
    """What is left."""


class Grid:
    """Axes of given sizes, and how to get from a table over some of them to one over others."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self._wider: dict[tuple[Axes, Axes], Pick | None] = {}
        self._order: dict[tuple[Axes, Axes], Pick] = {}

    def cells(self, axes: Collection[int]) -> int:
        """Count the cells of a table."""
        return prod([self.sizes[axis] for axis in axes])

    def spread(self, table: Table, axes: Axes, target: Axes) -> Table:
        """Repeat a table along the axes of ``target`` that it does not have."""
        if axes == target:
            return table
        pick = self._wider.get((axes, target))
        if pick is None:
            pick = self._wider[axes, target] = picking(self._places(axes, target))
        return pick(table)

    def gather(self, table: Table, axes: Axes, target: Axes) -> Table:
        """Sum a table over the axes that ``target`` does not have."""
        if axes == target:
            return table
        order = self._order.get((axes, target))
        if order is None:
            places = self._places(target, axes)
            order = self._order[axes, target] = picking(sorted(range(len(places)), key=places.__getitem__))
        cells = order(table)
        summed = len(cells) // self.cells(target)
        if summed > FEW:
            return [sum(cells[start : start + summed], start=ZERO) for start in range(0, len(cells), summed)]
        return reduce(plus, [cells[start::summed] for start in range(summed)])

    def _places(self, axes: Axes, target: Axes) -> list[int]:
        """For each cell over ``target``, the cell over ``axes``, which is a part of it."""
        places = [0]
        for axis in target:
            size = self.sizes[axis]
            if axis in axes:
                places = [place * size + state for place in places for state in range(size)]
            else:
                places = [place for place in places for _ in range(size)]
        return places


class Plan:
    """In which order to multiply tables over the given axes and to sum over all axes."""

    def __init__(self, grid: Grid, leaves: Sequence[Axes]) -> None:
        self.grid = grid
        self.axes = list(leaves)
        """The axes of every table: the leaves, then one table a step."""
        self.steps: list[_Join | _Sum] = []
        self.first = len(leaves)
        self.cost = 0
        """Cells multiplied."""
        standing = dict(enumerate(map(frozenset, leaves)))
        waiting = sorted(frozenset().union(*standing.values()) - {CLASS})
        while waiting:
            axis = min(waiting, key=lambda one: (grid.cells(_union(standing, one)), one))
            waiting.remove(axis)
            self._sum(standing, axis)
        while len(standing) > 1:
            self._join(standing, *sorted(standing)[:2])

    def _sum(self, standing: dict[int, frozenset[int]], axis: int) -> None:
        bucket = [number for number, axes in standing.items() if axis in axes]
        while len(bucket) > 1:
            bucket.sort(key=lambda number: (self.grid.cells(standing[number]), number))
            smallest = bucket.pop(0)
            partner = min(bucket, key=lambda number: self.grid.cells(standing[number] | standing[smallest]))
            bucket.remove(partner)
            bucket.append(self._join(standing, smallest, partner))
        left = standing.pop(bucket[0]) - {axis}
        standing[self._add(_Sum(bucket[0], axis, tuple(sorted(left))))] = left

    def _join(self, standing: dict[int, frozenset[int]], left: int, right: int) -> int:
        axes = standing.pop(left) | standing.pop(right)
        self.cost += self.grid.cells(axes)
        number = self._add(_Join(left, right, tuple(sorted(axes))))
        standing[number] = axes
        return number

    def _add(self, step: _Join | _Sum) -> int:
        self.steps.append(step)
        self.axes.append(step.axes)
        return len(self.axes) - 1

    def forward(self, leaves: Sequence[Table]) -> list[Table]:
        """Compute the table of every step; the last is the result, by class."""
        tables = list(leaves)
        for step in self.steps:
            tables.append(self._step(step, tables))
        return tables

    def _step(self, step: _Join | _Sum, tables: Mapping[int, Table] | Sequence[Table]) -> Table:
        grid = self.grid
        if isinstance(step, _Sum):
            return grid.gather(tables[step.source], self.axes[step.source], step.axes)
        left = grid.spread(tables[step.left], self.axes[step.left], step.axes)
        return times(left, grid.spread(tables[step.right], self.axes[step.right], step.axes))

    def backward(self, tables: Sequence[Table]) -> list[Table]:
        """Differentiate the result by every table."""
        grid = self.grid
        gradients: list[Table] = [[ONE] * self.grid.cells(BY_CLASS)] * len(tables)
        for number, step in reversed(list(enumerate(self.steps, self.first))):
            gradient = gradients[number]
            if isinstance(step, _Sum):
                gradients[step.source] = grid.spread(gradient, step.axes, self.axes[step.source])
                continue
            for side, other in ((step.left, step.right), (step.right, step.left)):
                factor = grid.spread(tables[other], self.axes[other], step.axes)
                gradients[side] = grid.gather(times(gradient, factor), step.axes, self.axes[side])
        return gradients

    def changed(self, tables: Sequence[Table], gradients: Sequence[Table], leaves: Mapping[int, Table]) -> Table:
        """Compute the result with some leaves (at least one) replaced.

        Only what depends on them is computed, and only until one table does: its gradient leads to the result.
        """
        new = dict(leaves)
        for number, step in enumerate(self.steps, self.first):
            if len(new) == 1:
                break
            sources = (step.source,) if isinstance(step, _Sum) else (step.left, step.right)
            if any(source in new for source in sources):
                current = {source: new.pop(source) if source in new else tables[source] for source in sources}
                new[number] = self._step(step, current)
        ((number, table),) = new.items()
        return self.grid.gather(times(table, gradients[number]), self.axes[number], BY_CLASS)


def _union(standing: Mapping[int, frozenset[int]], axis: int) -> frozenset[int]:
    return frozenset().union(*[axes for axes in standing.values() if axis in axes])


def picking(places: Sequence[int]) -> Pick:
    """Make what picks cells; ``itemgetter`` gives no sequence where there is only one."""
    if len(places) == 1:
        (place,) = places
        return lambda table: (table[place],)
    return itemgetter(*places)
