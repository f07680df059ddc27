"""A sum over a grid of a product of small tables, in whole numbers: planned once, carried out on plain lists.

A table is a list over some axes and the class of the latent variable. The class runs fastest, then the axes in
ascending order. Its cells are whole numbers that stand for fractions: so many units of 2^-bits. The sum goes axis by
axis, the highest first, so that the axis to be summed is always the slowest one and its levels are contiguous pieces.
"""

from __future__ import annotations

from math import prod
from operator import add, itemgetter, mul
from typing import TYPE_CHECKING, NamedTuple

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
    """Multiply two tables, each repeated along the axes that it lacks."""

    left: int
    right: int


@frozen(eq=False)
class Close:
    """Sum a table over its last axis, with weights: the finding's likelihood."""

    source: int
    axis: int


class Factor(NamedTuple):
    """A table and its axes."""

    axes: Axes
    table: Sequence[int]


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
        self._unions: dict[tuple[Axes, Axes], Axes] = {}
        self._spreads: dict[tuple[Axes, Axes], Pick] = {}
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
        half = len(tables) // 2
        return self._join(self._product(tables[:half]), self._product(tables[half:])) if half else tables[0]

    def _join(self, left: int, right: int) -> int:
        axes = self.union(self.axes[left], self.axes[right])
        self.cost += self.cells(axes)
        return self._add(Join(left, right), axes, (left, right))

    def _add(self, step: Join | Close, axes: Axes, sources: Iterable[int]) -> int:
        number = len(self.axes)
        self.steps.append(step)
        self.axes.append(axes)
        self.parent.update((source, number) for source in sources)
        return number

    def union(self, left: Axes, right: Axes) -> Axes:
        """The axes of a product."""
        if (left, right) not in self._unions:
            self._unions[left, right] = tuple(sorted({*left, *right}))
        return self._unions[left, right]

    def spread(self, axes: Axes, table: Sequence[int], target: Axes) -> Sequence[int]:
        """Give a table the axes of ``target``: repeated along those that it lacks, at the top of those left out."""
        if axes == target:
            return table
        if (axes, target) not in self._spreads:
            self._spreads[axes, target] = picking(self.places(axes, target))
        return self._spreads[axes, target](table)

    def places(self, axes: Axes, target: Axes) -> list[int]:
        """For each cell over ``target``, the cell over ``axes``: at the last level of those that it leaves out."""
        strides = {axis: self.cells(axes[:place]) for place, axis in enumerate(axes)}
        first = sum((self.sizes[axis] - 1) * stride for axis, stride in strides.items() if axis not in target)
        places = list(range(first, first + self.classes))
        for axis in target:
            stride = strides.get(axis, 0)
            places = [place + level * stride for level in range(self.sizes[axis]) for place in places]
        return places


class Grid:
    """A plan carried out, with its leaves and the weights: for each axis and each of its levels a number a class."""

    def __init__(self, plan: Plan, leaves: Sequence[Table], weights: Sequence[Sequence[Table]], bits: int) -> None:
        self.plan, self.weights, self.bits = plan, weights, bits
        self.factors = list(map(Factor, plan.axes, leaves))
        """The leaves, then what every step gives; the last is the result, by class."""
        for step in plan.steps:
            if isinstance(step, Join):
                self.factors.append(self._joined(self.factors[step.left], self.factors[step.right]))
            else:
                self.factors.append(self._closed(self.factors[step.source], step.axis))
        self._orders: dict[tuple[Axes, Axes], Pick] = {}
        self.gradients = self._differentiated()
        """The derivative of the result by every table."""

    def _joined(self, left: Factor, right: Factor) -> Factor:
        (axes, one), (others, other), plan = left, right, self.plan
        if axes != others:
            axes = plan.union(axes, others)
            one, other = plan.spread(*left, axes), plan.spread(*right, axes)
        return Factor(axes, times(one, other, self.bits))

    def _closed(self, factor: Factor, axis: int) -> Factor:
        """Sum over the last axis: level by level, a contiguous piece of the table, with its weights."""
        axes, table = factor
        weights = self.weights[axis]
        if axis not in axes:
            weights = [list(map(sum, zip(*weights, strict=True)))]
        cells = len(table) // len(weights)
        repeat = cells // self.plan.classes
        sums: Iterable[int] = map(mul, table, weights[0] * repeat)
        for level, one in enumerate(weights[1:], 1):
            sums = map(add, sums, map(mul, table[level * cells :], one * repeat))
        return Factor(axes[: len(axes) - (axis in axes)], [cell >> self.bits for cell in sums])

    def _differentiated(self) -> list[Sequence[int]]:
        plan, bits = self.plan, self.bits
        gradients: list[Sequence[int]] = [[1 << bits] * plan.classes] * len(self.factors)
        for number, step in reversed(list(enumerate(plan.steps, plan.first))):
            gradient, axes = gradients[number], plan.axes[number]
            if isinstance(step, Close):
                repeat = len(gradient) // plan.classes
                gradients[step.source] = [
                    cell for one in self.weights[step.axis] for cell in times(gradient, one * repeat, bits)
                ]
                continue
            for side, other in ((step.left, step.right), (step.right, step.left)):
                factor = plan.spread(*self.factors[other], axes)
                if plan.axes[side] == axes:
                    gradients[side] = times(gradient, factor, bits)
                else:
                    gradients[side] = self._gather(list(map(mul, gradient, factor)), axes, plan.axes[side])
        return gradients

    def _gather(self, table: Sequence[int], axes: Axes, target: Axes) -> Table:
        """Sum a table over the axes that ``target`` does not have."""
        if (axes, target) not in self._orders:
            places = self.plan.places(target, axes)
            self._orders[axes, target] = picking(sorted(range(len(places)), key=places.__getitem__))
        cells = self._orders[axes, target](table)
        summed = len(cells) // self.plan.cells(target)
        return [sum(cells[start : start + summed]) >> self.bits for start in range(0, len(cells), summed)]

    def changed(self, leaves: Mapping[int, Factor]) -> Table:
        """Compute the result with some leaves (at least one) replaced, by some that may have fewer axes.

        Only what depends on them is computed, and only until one table does: its gradient leads to the result.
        """
        plan, new = self.plan, dict(leaves)
        steps: set[int] = set()
        for leaf in leaves:
            number = plan.parent.get(leaf)
            while number is not None and number not in steps:
                steps.add(number)
                number = plan.parent.get(number)
        for number in sorted(steps):
            if len(new) == 1:
                break
            step = plan.steps[number - plan.first]
            if isinstance(step, Join):
                left, right = (new.pop(one, self.factors[one]) for one in (step.left, step.right))
                new[number] = self._joined(left, right)
            else:
                new[number] = self._closed(new.pop(step.source), step.axis)
        ((number, one),) = new.items()
        table = plan.spread(*one, plan.axes[number])
        return [cell >> self.bits for cell in by_class(table, self.gradients[number], plan.classes)]


def picking(places: Sequence[int]) -> Pick:
    """Make what picks cells; ``itemgetter`` gives no sequence where there is only one."""
    if len(places) == 1:
        (place,) = places
        return lambda table: (table[place],)
    return itemgetter(*places)
