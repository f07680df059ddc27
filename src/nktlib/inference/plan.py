"""In which order to eliminate: a plan is made from the axes of the tables alone, before any number is touched."""

from __future__ import annotations

from functools import lru_cache
from math import exp, prod
from random import Random
from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.inference.tables import LEADING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

WIDE = 3
"""A cause that so many open findings see is joined, leaf by leaf, with a table that has all these findings already.

As counted in products that pays from six or seven; as measured, from three: such joins are matrix products.
"""

DEAR = 1_000_000
"""Products from which on a plan is worth improving: trying twelve orders takes about a tenth of a second."""
TRIES = 12
JITTER = 1.0
KEPT = 256
"""Plans kept, a few hundred kilobytes each at most."""


@frozen
class Variable:
    """An axis: its size, and whether tables that share it are max-convolved (a finding) or multiplied (a cause)."""

    size: int
    convergent: bool


@frozen
class Join:
    """Combine two tables into one over ``axes``; ``convergent`` are the array axes that need a max-convolution."""

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
    """Steps over numbered tables: the leaves first, then one table a step. The last is the result, without axes."""

    leaves: tuple[tuple[int, ...], ...]
    steps: tuple[Join | Contract, ...]
    axes: tuple[tuple[int, ...], ...]
    """The variables of every table, leaves included, in ascending order."""
    cost: float
    """Products computed, a convergent axis that both tables of a join have counting 3/2 or 5/3."""


def make_plan(leaves: Sequence[tuple[int, ...]], variables: Mapping[int, Variable]) -> Plan:
    """Choose the cheapest of several greedy orders: smallest next table, and smallest growth over what it replaces.

    Where the cheaper of these is dear, orders by a jittered ratio of the two sizes are tried too, always the same ones.
    Plans are kept: sessions with the same pattern of findings share one.
    """
    return _make_plan(tuple(map(tuple, leaves)), tuple(variables.items()))


@lru_cache(maxsize=KEPT)
def _make_plan(leaves: tuple[tuple[int, ...], ...], items: tuple[tuple[int, Variable], ...]) -> Plan:
    variables = dict(items)
    plans = [_Greedy(leaves, variables, grow=grow).plan() for grow in (False, True)]
    if min(plan.cost for plan in plans) > DEAR:
        plans += [_Greedy(leaves, variables, jitter=Random(seed)).plan() for seed in range(TRIES)]  # noqa: S311 - no secret
    return min(plans, key=lambda plan: plan.cost)


class _Greedy:
    """Eliminate variable after variable, the cheapest next."""

    def __init__(
        self,
        leaves: Sequence[tuple[int, ...]],
        variables: Mapping[int, Variable],
        *,
        grow: bool = False,
        jitter: Random | None = None,
    ) -> None:
        self.leaves = tuple(tuple(sorted(axes)) for axes in leaves)
        self.variables = variables
        self.grow, self.jitter = grow, jitter
        self.tables: dict[int, frozenset[int]] = {number: frozenset(axes) for number, axes in enumerate(leaves)}
        """The tables that stand, and their variables."""
        self.sizes = {number: self.size(axes) for number, axes in self.tables.items()}
        self.tables_of: dict[int, set[int]] = {}
        for number, axes in self.tables.items():
            for axis in axes:
                self.tables_of.setdefault(axis, set()).add(number)
        self.steps: list[Join | Contract] = []
        self.axes = list(self.leaves)
        self.cost = 0.0

    def plan(self) -> Plan:
        weights = {variable: self.weight(variable) for variable in self.tables_of}
        while weights:
            variable = min(weights, key=weights.__getitem__)
            del weights[variable]
            result = self.eliminate(variable)
            weights.update((axis, self.weight(axis)) for axis in self.tables[result])
        rest = sorted(self.tables)
        while len(rest) > 1:
            rest.append(self.join(rest.pop(), rest.pop()))
        return Plan(self.leaves, tuple(self.steps), tuple(self.axes), self.cost)

    def size(self, axes: Collection[int]) -> int:
        return prod([self.variables[axis].size for axis in axes])

    def weight(self, variable: int) -> tuple[float, int]:
        """What comes first: by the cells of the table to be summed, by their growth, or by a jittered ratio."""
        involved = self.tables_of[variable]
        size = self.size(frozenset().union(*[self.tables[number] for number in involved]))
        replaced = sum([self.sizes[number] for number in involved])
        if self.jitter is not None:
            return (size / replaced * exp(JITTER * self.jitter.gauss(0, 1)), variable)
        return (size - replaced if self.grow else size, variable)

    def eliminate(self, variable: int) -> int:
        bucket = sorted(self.tables_of[variable], key=lambda number: (-self.sizes[number], number))
        host = self.host(bucket)
        if host is not None:
            for other in bucket:
                host = self.join(host, other)
            bucket = [host]
        # The smallest table first, with the partner that makes the smallest product: tables over few findings gather
        # among themselves before they meet a wide one.
        while len(bucket) > 1:
            smallest = bucket.pop()
            partner = min(bucket, key=lambda number: self.products(smallest, number))
            bucket.remove(partner)
            bucket.append(self.join(partner, smallest))
            bucket.sort(key=lambda number: (-self.sizes[number], number))
        (current,) = bucket
        axes = self.tables[current]
        return self.add(Contract(current, variable, self.axes[current].index(variable)), axes - {variable}, (current,))

    def host(self, bucket: Collection[int]) -> int | None:
        """Choose a table that has all the findings of a bucket, so that a wide cause need not become a wide table."""
        union: frozenset[int] = frozenset().union(*[self.tables[number] for number in bucket])
        findings = [axis for axis in union if self.variables[axis].convergent]
        if len(findings) < WIDE:
            return None
        hosts = set.intersection(*[self.tables_of[axis] for axis in findings]).difference(bucket)
        return min(hosts, key=lambda number: (self.sizes[number], number), default=None)

    def products(self, left: int, right: int) -> float:
        """How many products a join computes."""
        shared = self.tables[left] & self.tables[right]
        factor = prod([2 - 1 / self.variables[axis].size for axis in shared if self.variables[axis].convergent])
        return self.size(self.tables[left] | self.tables[right]) * factor

    def join(self, left: int, right: int) -> int:
        axes = tuple(sorted(self.tables[left] | self.tables[right]))
        both = self.tables[left] & self.tables[right]
        self.cost += self.products(left, right)
        convergent = tuple(
            position for position, axis in enumerate(axes, LEADING) if axis in both and self.variables[axis].convergent
        )
        return self.add(Join(left, right, axes, convergent), frozenset(axes), (left, right))

    def add(self, step: Join | Contract, axes: frozenset[int], used: Collection[int]) -> int:
        number = len(self.axes)
        self.steps.append(step)
        self.axes.append(tuple(sorted(axes)))
        for old in used:
            for axis in self.tables.pop(old):
                self.tables_of[axis].discard(old)
        self.tables[number] = axes
        self.sizes[number] = self.size(axes)
        for axis in axes:
            self.tables_of[axis].add(number)
        return number
