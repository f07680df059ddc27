"""In which order to eliminate: a plan is made from the axes of the tables alone, before any number is touched."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


@frozen
class Variable:
    """An axis: its size, and whether tables that share it are max-convolved (a finding) or multiplied (a cause)."""

    size: int
    convergent: bool


@frozen
class Join:
    """Combine two tables into one over ``axes``; ``convergent`` are the positions in it that need a max-convolution."""

    left: int
    right: int
    axes: tuple[int, ...]
    convergent: tuple[int, ...]


@frozen
class Contract:
    """Sum a table over one variable, weighted by the likelihood of the finding that closes (one for a cause)."""

    source: int
    variable: int
    position: int


@frozen
class Plan:
    """Steps over numbered tables: the leaves first, then one table a step. The last one is the result, over ``kept``."""

    leaves: tuple[tuple[int, ...], ...]
    steps: tuple[Join | Contract, ...]
    kept: tuple[int, ...]
    cost: float
    """Cells computed, counting 3 for a max-convolution along two levels and 5 along three."""


def make_plan(
    leaves: Sequence[tuple[int, ...]], variables: Mapping[int, Variable], keep: Collection[int] = ()
) -> Plan:
    """Choose the cheaper of two greedy orders: smallest next table, and smallest growth over what it replaces."""
    return min((_greedy(leaves, variables, keep, grow) for grow in (False, True)), key=lambda plan: plan.cost)


def _size(axes: Collection[int], variables: Mapping[int, Variable]) -> int:
    return prod(variables[axis].size for axis in axes)


def _greedy(
    leaves: Sequence[tuple[int, ...]], variables: Mapping[int, Variable], keep: Collection[int], grow: bool  # noqa: FBT001 - private
) -> Plan:
    tables: dict[int, frozenset[int]] = {number: frozenset(axes) for number, axes in enumerate(leaves)}
    tables_of: dict[int, set[int]] = {}
    for number, axes in tables.items():
        for axis in axes:
            tables_of.setdefault(axis, set()).add(number)
    steps: list[Join | Contract] = []
    cost = 0.0

    def add(step: Join | Contract, axes: frozenset[int], used: Collection[int]) -> int:
        number = len(leaves) + len(steps)
        steps.append(step)
        for old in used:
            for axis in tables.pop(old):
                tables_of[axis].discard(old)
        tables[number] = axes
        for axis in axes:
            tables_of[axis].add(number)
        return number

    def join(left: int, right: int) -> int:
        nonlocal cost
        union = tuple(sorted(tables[left] | tables[right]))
        both = tables[left] & tables[right]
        positions = tuple(position for position, axis in enumerate(union) if axis in both and variables[axis].convergent)
        factor = prod((2 * variables[union[position]].size - 1) / variables[union[position]].size for position in positions)
        cost += _size(union, variables) * factor
        return add(Join(left, right, union, positions), frozenset(union), (left, right))

    def weight(variable: int) -> tuple[float, int]:
        involved = tables_of[variable]
        union = frozenset().union(*(tables[number] for number in involved))
        size = _size(union, variables)
        before = sum(_size(tables[number], variables) for number in involved) if grow else 0
        return (size - before, variable)

    waiting = {axis for axis in tables_of if axis not in keep}
    weights = {variable: weight(variable) for variable in waiting}
    while waiting:
        variable = min(waiting, key=weights.__getitem__)
        waiting.discard(variable)
        # The widest table first: each later one then shares few axes with it, so the convolutions stay narrow.
        bucket = sorted(tables_of[variable], key=lambda number: (-_size(tables[number], variables), number))
        current = bucket[0]
        for other in bucket[1:]:
            current = join(current, other)
        axes = tables[current]
        position = sorted(axes).index(variable)
        result = add(Contract(current, variable, position), axes - {variable}, (current,))
        touched = {axis for axis in tables[result] if axis in waiting}
        weights.update({axis: weight(axis) for axis in touched})
    rest = sorted(tables, key=lambda number: (len(tables[number]), number))
    current = rest[0] if rest else -1
    for other in rest[1:]:
        current = join(current, other)
    kept = tuple(sorted(tables[current])) if rest else ()
    return Plan(tuple(tuple(sorted(axes)) for axes in leaves), tuple(steps), kept, cost)
