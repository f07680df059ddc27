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

from nktlib.inference.effects import LEVELS
from nktlib.inference.plan import Join
from nktlib.inference.tables import MIXED_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.effects import Effects, Part
    from nktlib.inference.leaves import Leaves
    from nktlib.inference.plan import Plan

UNIT: Final = 2.0**-53
NOTICED: Final = 4
"""Roundings of a probability of noticing: share x (1 - notice) + (1 - share)."""
MARKED: Final = 2 * LEVELS - 1
"""Roundings that a mark adds to a join, as one more widened axis."""
QUIET: Final = 3
"""Roundings by which a likelihood may have been scaled, weighted and summed over three levels."""


def error_bound(leaves: Leaves, plan: Plan) -> float:
    """Bound the relative error of all posteriors of a network, also of levels and of what a Bayes factor is made of."""
    counts = _Counts(leaves, plan)
    roundings = counts.most()
    return roundings * UNIT / (1.0 - roundings * UNIT)


class _Counts:
    """Roundings behind every table of a plan, and behind its gradient."""

    def __init__(self, leaves: Leaves, plan: Plan) -> None:
        self.leaves, self.plan = leaves, plan
        links = _links(leaves.effects)
        links_of: dict[int, list[int]] = {}
        for number, link in enumerate(leaves.network.links):
            links_of.setdefault(link.cause, []).append(number)
        self.of_cause = [
            _cause(leaves, cause, links, links_of.get(cause, ())) for cause in range(len(leaves.network.causes))
        ]
        self.tables = self._forward(self._leaves(links), 0)
        # A mark travels as one more axis of a join.
        self.marked = self._forward(self._leaves(links), MARKED)
        self.factor = len(leaves.network.readings) + len(leaves.network.observations) + len(leaves.closing) + 2
        self.closed = sum(self.of_cause[cause] + 2 for cause in leaves.closed_causes)
        self.gradients = self._backward()

    def most(self) -> int:
        """The largest count of any posterior: of its joint probability, of the evidence, and their division."""
        classes = len(self.leaves.network.classes)
        outside = self.factor + self.closed + classes + 2
        evidence = outside + (self.tables[-1] if self.tables else 0)
        joint = evidence
        for number, axes in enumerate(self.plan.axes):
            cells = prod([self.leaves.variables[axis].size for axis in axes])
            joint = max(joint, self.marked[number] + self.gradients[number] + cells + outside)
        closed_causes = max((self.of_cause[cause] for cause in self.leaves.closed_causes), default=0)
        return joint + closed_causes + 2 * MARKED + evidence + 1

    def _leaves(self, links: Sequence[int]) -> list[int]:
        leaves = self.leaves
        counts = [1] * len(leaves.leaves)
        for cause, number in leaves.prior_of.items():
            counts[number] = self.of_cause[cause]
        for (cause, position), number in leaves.part_of.items():
            counts[number] = _part(leaves.effects, leaves.effects.parts[cause][position], links)
        return counts

    def _forward(self, counts: list[int], extra: int) -> list[int]:
        for step in self.plan.steps:
            if isinstance(step, Join):
                counts.append(counts[step.left] + counts[step.right] + self._join(step) + extra)
            else:
                counts.append(counts[step.source] + QUIET + self.leaves.variables[step.variable].size)
        return counts

    def _backward(self) -> list[int]:
        gradients = [self.factor] * len(self.plan.axes)
        for number, step in reversed(list(enumerate(self.plan.steps, len(self.plan.leaves)))):
            if isinstance(step, Join):
                for side, other in ((step.left, step.right), (step.right, step.left)):
                    lacking = set(step.axes).difference(self.plan.axes[side])
                    repeated = prod([self.leaves.variables[axis].size for axis in lacking])
                    gradients[side] = gradients[number] + self.tables[other] + self._join(step) + repeated
            else:
                gradients[step.source] = gradients[number] + QUIET
        return gradients

    def _join(self, step: Join) -> int:
        """One product, and per convergent axis the sums that widen, mix and narrow it."""
        if not step.convergent:
            return 1
        sizes = [self.leaves.variables[axis].size for axis in step.axes]
        return 1 + 2 * MIXED_STATES + sum(2 * size for size in sizes if size > 1)


def _links(effects: Effects) -> list[int]:
    """Roundings behind the weights of each link: a product for each finding that looks at that firing alone."""
    counts = [1] * len(effects.network.links)
    for reading in effects.network.readings:
        if len(reading.members) == 1:
            for link in effects.links_at.get(reading.members[0][0], ()):
                counts[link] += NOTICED + 1
    for challenge in effects.network.challenges:
        if len(challenge.links) == 1:
            counts[challenge.links[0]] += 2
    return counts


def _part(effects: Effects, part: Part, links: Sequence[int]) -> int:
    """Roundings behind a part: term after term, a product with the weights and one for each finding, and sums."""
    sizes = {key: effects.axes[key].size for term in part.terms for key, _share in term.looks}
    looks = sum(NOTICED + 3 + sizes[key] for term in part.terms for key, _share in term.looks)
    return looks + sum(links[term.link] + 1 + LEVELS for term in part.terms)


def _cause(leaves: Leaves, cause: int, links: Sequence[int], own: Sequence[int]) -> int:
    """Roundings behind the weights of a cause: the prior, and everything of its ``own`` links folded into it."""
    effects = leaves.effects
    held = {term.link for part in effects.parts[cause] for term in part.terms}
    alone = [number for number in own if number not in held]
    folded = sum(links[number] + LEVELS + 1 for number in alone)
    parts = sum(_part(effects, part, links) + LEVELS for part in effects.parts[cause] if not part.axes)
    return 1 + folded + parts + 2 * len(leaves.network.observations)
