"""Which causes are summed out together before anything else: those that the same few open findings see.

Such a group is one table over these findings, made from the tables of its causes by a tree of products. Only the
tables of groups, and the leaves of *wide* causes, which too many findings see, go through a plan.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.asked import Held, find_asked
from nktlib.inference.hosts import hosts_of
from nktlib.inference.pattern import KEPT, LEVELS, columns, pattern_of
from nktlib.inference.plan import Join, make_plan
from nktlib.inference.rounding import error_bound
from nktlib.inference.tables import LEADING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nktlib.inference.asked import Asked
    from nktlib.inference.network import Network
    from nktlib.inference.pattern import Integers, PartKey, Pattern

MOST_PRODUCTS = 3**7
"""Products of the table of one cause with another from which on the cause is wide: seven plain weak findings."""

STEP = 100_000
"""What one more group costs besides its products, counted in them: a dozen small array operations, as measured."""

QUERY = 5
"""How many times the products of a row are needed again for the levels of one node."""


@frozen(eq=False)
class Group:
    """Causes (``causes``), and the open findings (``variables``, with their ``sizes``) that see them."""

    variables: tuple[int, ...]
    sizes: tuple[int, ...]
    causes: Integers
    singles: tuple[Integers, ...]
    """For each axis: places of causes in the group, and the rows of what these notice there, see :class:`Marginals`."""
    held: tuple[Held, ...]
    """Parts over several axes."""
    simple: tuple[Integers, ...]
    """Those of ``singles`` that are simple parts of causes without a part over several axes."""
    others: tuple[Held, ...]
    """All other parts with an axis."""


class Marginals:
    """What is noticed by one open finding of one cause: a row each; which part or observation it is."""

    def __init__(self, pattern: Pattern) -> None:
        self.row: dict[tuple[int, int], int] = {}
        """By cause and variable."""
        self.parts: list[PartKey] = []
        """Parts of one axis that are not simple: their rows come after those of the simple ones."""
        self.observed: list[float] = []
        """Then observations: how probably each is noticed."""
        for position, (cause, number) in enumerate(pattern.simple):
            for key in pattern.parts[cause][number].axes:
                self.row[cause, pattern.numbers[key]] = position
        row = len(pattern.simple)
        for cause, parts in enumerate(pattern.parts):
            for number, part in enumerate(parts):
                if len(part.axes) == 1 and not part.is_simple:
                    self.row[cause, pattern.numbers[part.axes[0]]] = row + len(self.parts)
                    self.parts.append((cause, number))
        row += len(self.parts)
        for cause, weights in enumerate(pattern.observed):
            for variable, weight in weights:
                self.row[cause, variable] = row + len(self.observed)
                self.observed.append(weight)


def grouping_of(network: Network) -> Grouping:
    """Give the groups of a network, those kept from before where there are some."""
    classes = 1
    while classes < len(network.classes):
        classes *= 4
    return _grouping(pattern_of(network), network.queries, classes)


@lru_cache(maxsize=KEPT)
def _grouping(pattern: Pattern, queries: tuple[int, ...], classes: int) -> Grouping:
    return Grouping(pattern, queries, classes)


class Grouping:
    """The groups of a pattern, the causes that are in none, and the plan for all of them.

    The leaves of the plan are the groups, and then those that :class:`Leaves` makes for the wide causes. ``classes`` is
    a number that there are at most, and more than a quarter of: networks with about as many share the groups.
    """

    def __init__(self, pattern: Pattern, queries: tuple[int, ...], classes: int) -> None:
        self.pattern, self.queries, self.classes = pattern, queries, classes
        self.marginals = Marginals(pattern)
        sets = {cause: frozenset(pattern.seen_by[cause]) for cause in pattern.open_causes}
        self.wide = [cause for cause, seen in sets.items() if self._products(seen) > MOST_PRODUCTS]
        counts: dict[frozenset[int], int] = {}
        for seen in sets.values():
            if self._products(seen) <= MOST_PRODUCTS:
                counts[seen] = counts.get(seen, 0) + 1
        rows = classes * (1 + QUERY * len(queries))
        hosts = hosts_of(counts, self._products, MOST_PRODUCTS, STEP / rows)
        members: dict[frozenset[int], list[int]] = {}
        for cause in pattern.open_causes:
            if sets[cause] in hosts:  # else it is wide
                members.setdefault(hosts[sets[cause]], []).append(cause)
        self.groups = [self._group(tuple(sorted(axes)), causes) for axes, causes in members.items()]
        axes = [group.variables for group in self.groups]
        axes += [leaf for cause in self.wide for leaf in pattern.leaf_axes(cause)]
        self.plan = make_plan(axes, pattern.variables)

    @cached_property
    def cost(self) -> float:
        """Products computed, those in the groups included."""
        return self.plan.cost + sum(len(group.causes) * self._products(group.variables) for group in self.groups)

    @cached_property
    def error(self) -> float:
        """A bound on the relative error of all that is computed from these groups."""
        return error_bound(self)

    @cached_property
    def asked(self) -> list[Asked]:
        """For each group the links to the nodes that are asked for."""
        return [
            find_asked(self.pattern, self.queries, group.causes.tolist(), group.variables, group.others)
            for group in self.groups
        ]

    @cached_property
    def closed_asked(self) -> Asked:
        """The same for the closed causes."""
        return find_asked(self.pattern, self.queries, self.pattern.closed_causes)

    @cached_property
    def cells_of_query(self) -> int:
        """Cells of the widest tables, with a mark, that one query needs; a join widens its tables to its products."""
        marks = 2 * LEVELS - 1
        cells = [len(group.causes) * prod(group.sizes) for group in self.groups]
        for step in self.plan.steps:
            if isinstance(step, Join):
                sizes = [self.pattern.variables[axis].size for axis in step.axes]
                widened = [2 * size - 1 if LEADING + i in step.convergent else size for i, size in enumerate(sizes)]
                cells.append(prod(widened))
        return marks * self.classes * max(cells, default=1)

    def _products(self, variables: Iterable[int]) -> int:
        return prod([2 * self.pattern.variables[variable].size - 1 for variable in variables])

    def _group(self, variables: tuple[int, ...], causes: Sequence[int]) -> Group:
        pattern = self.pattern
        axis_of = {variable: axis for axis, variable in enumerate(variables)}
        singles: list[list[tuple[int, int]]] = [[] for _ in variables]
        simple: list[list[tuple[int, int]]] = [[] for _ in variables]
        held: list[Held] = []
        others: list[Held] = []
        for place, cause in enumerate(causes):
            for variable in pattern.seen_by[cause]:
                row = self.marginals.row.get((cause, variable))
                if row is not None:
                    singles[axis_of[variable]].append((place, row))
            holds = any(len(part.axes) > 1 for part in pattern.parts[cause])
            for number, part in enumerate(pattern.parts[cause]):
                axes = tuple(axis_of[pattern.numbers[key]] for key in part.axes)
                one = Held(place, (cause, number), axes)
                if len(axes) > 1:
                    held.append(one)
                if axes and part.is_simple and not holds:
                    simple[axes[0]].append((place, pattern.simple_at[one.key]))
                elif axes:
                    others.append(one)
        return Group(
            variables=variables,
            sizes=tuple(pattern.variables[variable].size for variable in variables),
            causes=np.array(causes, dtype=np.intp),
            singles=tuple(map(columns, singles)),
            held=tuple(held),
            simple=tuple(map(columns, simple)),
            others=tuple(others),
        )
