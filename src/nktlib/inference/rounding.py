"""A bound on the relative error of every posterior, counted from the operations that lead to it.

The engine adds and multiplies non-negative numbers only (and divides at the very end), so no digit is lost to
cancellation: after n roundings a result is right to a relative error of n u / (1 - n u), with u = 2^-53 (Higham,
Accuracy and Stability of Numerical Algorithms, lemma 3.1). In a product the counts of the factors add up; in a sum of m
terms the largest count of a term counts, and m - 1 more. So the count of a table follows from those of the tables that
it is made of and from the shape of the step, whatever the numbers; a matrix product counts as sums in the worst order.
The numbers of the network are taken as given, with their complements.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final

from nktlib.inference.chain import may_be_chain, roundings_of_chain
from nktlib.inference.lattice import lattice_of
from nktlib.inference.pattern import LEVELS
from nktlib.inference.plan import Join
from nktlib.inference.tables import MIXED_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.groups import Group, Grouping
    from nktlib.inference.pattern import Part, Pattern

UNIT: Final = 2.0**-53
NOTICED: Final = 4
"""Roundings of a probability of noticing: share x (1 - notice) + (1 - share)."""
MARKED: Final = 2 * LEVELS - 1
"""Roundings that a mark adds to a join, as one more widened axis."""
QUIET: Final = 3
"""Roundings by which a likelihood may have been scaled, weighted and summed over three levels."""


def error_bound(grouping: Grouping) -> float:
    """Bound the relative error of all posteriors, also of levels and of what a Bayes factor is made of."""
    roundings = _Counts(grouping).most()
    return roundings * UNIT / (1.0 - roundings * UNIT)


class _Counts:
    """Roundings behind every table of a plan, and behind its gradient."""

    def __init__(self, grouping: Grouping) -> None:
        self.grouping, self.plan, self.pattern = grouping, grouping.plan, grouping.pattern
        shape = self.pattern.shape
        self.links = _links(self.pattern)
        self.of_cause = _causes(self.pattern, self.links)
        self.variables = self.pattern.variables
        leaves = self._leaves()
        self.tables = self._forward([plain for plain, _marked in leaves], 0)
        # A mark travels as one more axis of a join.
        self.marked = self._forward([marked for _plain, marked in leaves], MARKED)
        self.factor = len(shape.readings) + len(shape.challenges) + len(shape.observations) + 2
        self.closed = sum(self.of_cause[cause] + 2 for cause in self.pattern.closed_causes)
        self.gradients = self._backward()

    def most(self) -> int:
        """The largest count of any posterior: of its joint probability, of the evidence, and their division."""
        outside = self.factor + self.closed + self.grouping.classes + 2
        evidence = outside + (self.tables[-1] if self.tables else 0)
        joint = evidence
        for number, axes in enumerate(self.plan.axes):
            # In a group the gradient goes down the tree, past the tables of all other causes: once more what made it.
            past = self.marked[number] if number < len(self.grouping.groups) else 0
            cells = prod([self.variables[axis].size for axis in axes])
            joint = max(joint, self.marked[number] + self.gradients[number] + past + cells + outside)
        closed_causes = max((self.of_cause[cause] for cause in self.pattern.closed_causes), default=0)
        return joint + closed_causes + 2 * MARKED + evidence + 1

    def _leaves(self) -> list[tuple[int, int]]:
        """Of each leaf without a mark and with one."""
        counts = [self._group(group) for group in self.grouping.groups]
        for cause in self.grouping.wide:
            parts = [_part(self.pattern, part, self.links) for part in self.pattern.parts[cause] if part.axes]
            wide = [self.of_cause[cause], *[1] * len(self.pattern.observed[cause]), *parts]
            counts += zip(wide, wide, strict=True)
        return counts

    def _group(self, group: Group) -> tuple[int, int]:
        """Each cause with all that it notices multiplied out, and then a product for every further cause."""
        parts = [part for cause in group.causes.tolist() for part in self.pattern.parts[cause] if part.axes]
        leaves = sum(self.of_cause[cause] + len(group.sizes) + 2 for cause in group.causes.tolist())
        leaves += sum(_part(self.pattern, part, self.links) + 1 for part in parts)
        members = len(group.causes)
        chain = roundings_of_chain(group.sizes, members) if may_be_chain(members, prod(group.sizes)) else 0
        plain, marked = (
            leaves + max(chain, (members - 1) * (1 + lattice_of(sizes).sums))
            for sizes in (group.sizes, (LEVELS, *group.sizes))
        )
        return plain, marked

    def _forward(self, counts: list[int], extra: int) -> list[int]:
        for step in self.plan.steps:
            if isinstance(step, Join):
                counts.append(counts[step.left] + counts[step.right] + self._join(step) + extra)
            else:
                counts.append(counts[step.source] + QUIET + self.variables[step.variable].size)
        return counts

    def _backward(self) -> list[int]:
        gradients = [self.factor] * len(self.plan.axes)
        for number, step in reversed(list(enumerate(self.plan.steps, len(self.plan.leaves)))):
            if isinstance(step, Join):
                for side, other in ((step.left, step.right), (step.right, step.left)):
                    lacking = set(step.axes).difference(self.plan.axes[side])
                    repeated = prod([self.variables[axis].size for axis in lacking])
                    gradients[side] = gradients[number] + self.tables[other] + self._join(step) + repeated
            else:
                gradients[step.source] = gradients[number] + QUIET
        return gradients

    def _join(self, step: Join) -> int:
        """One product, and per convergent axis the sums that widen, mix and narrow it."""
        if not step.convergent:
            return 1
        sizes = [self.variables[axis].size for axis in step.axes]
        return 1 + 2 * MIXED_STATES + sum(2 * size for size in sizes if size > 1)


def _links(pattern: Pattern) -> list[int]:
    """Roundings behind the weights of each link: a product for each finding that looks at that firing alone."""
    counts = [1] * len(pattern.shape.links)
    for links, _rows in pattern.alone:
        for link in links.tolist():
            counts[link] += NOTICED + 1
    for _challenge, link in pattern.challenged:
        counts[link] += 2
    return counts


def _part(pattern: Pattern, part: Part, links: Sequence[int]) -> int:
    """Roundings behind a part: term after term, a product with the weights and one for each finding, and sums."""
    looks = sum(NOTICED + 3 + pattern.sizes[key] for term in part.terms for key, _share in term.looks)
    return looks + sum(links[term.link] + 1 + LEVELS for term in part.terms)


def _causes(pattern: Pattern, links: Sequence[int]) -> list[int]:
    """Roundings behind the weights of each cause: the prior, and everything without an axis folded into it."""
    counts = [1 + 2 * len(pattern.shape.observations)] * pattern.shape.causes
    for link in pattern.free_links.tolist():
        counts[pattern.shape.links[link][0]] += links[link] + LEVELS + 1
    for cause, number in pattern.axisless:
        counts[cause] += _part(pattern, pattern.parts[cause][number], links) + LEVELS
    for _challenge, link in pattern.challenged:
        counts[pattern.shape.links[link][0]] += 1
    return counts
