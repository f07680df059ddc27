"""A network carried through its plan, forward and backward: what every question is answered from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nktlib.errors import TooComplex
from nktlib.inference.groups import grouping_of
from nktlib.inference.leaves import Leaves
from nktlib.inference.marked_run import Marked, forward_marked
from nktlib.inference.run import Run, backward, forward
from nktlib.inference.stack import Stack, marginals_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array


class Evaluation:
    """All tables of a network and all their gradients.

    Raises :class:`~nktlib.errors.TooComplex` if it costs more than ``most`` products.
    """

    def __init__(self, network: Network, most: float) -> None:
        self.grouping = grouping_of(network)
        plan = self.grouping.plan
        if self.grouping.cost > most:
            raise TooComplex(self.grouping.cost)
        self.leaves = Leaves(network, self.grouping.wide, self.grouping.pattern)
        marginals = marginals_of(self.grouping.marginals, self.leaves.effects)
        self.stacks = [Stack(group, self.leaves, marginals) for group in self.grouping.groups]
        leaves = [stack.table for stack in self.stacks] + [leaf.values for leaf in self.leaves.leaves]
        tables = forward(plan, leaves, self.leaves.closing)
        self.closed: Array = self.leaves.sums[self.leaves.closed_causes].prod(axis=0)
        """What the closed causes leave: a number a class, by which all that the plan gives is multiplied."""
        self.by_class: Array = self.leaves.factor * self.closed * (tables[-1][0] if tables else 1.0)
        """P(findings and class)."""
        seed = self.leaves.factor[None]
        self.run = Run(plan, tables, backward(plan, tables, self.leaves.closing, seed))
        self.pulled = [
            stack.pull(self.run.gradients[number].reshape(len(self.closed), -1))
            for number, stack in enumerate(self.stacks)
        ]

    def wide_leaf(self, number: int) -> int:
        """The number in the plan of a leaf of a wide cause."""
        return len(self.stacks) + number

    def marked(self, marked: Mapping[int, Marked], questions: int, marks: int) -> Array:
        """P(findings, class and highest mark), closed causes apart: shape (question, class, mark).

        ``marked``: the leaves of the plan that carry a mark, as their last axis, each for some questions.
        """
        nothing = self.leaves.factor * (self.run.tables[-1][0] if self.run.tables else 1.0)
        joint = np.repeat((nothing[:, None] * np.eye(1, marks))[None], questions, axis=0)
        if marked:
            asked = np.unique(np.concatenate([one.questions for one in marked.values()]))
            renumbered = {
                leaf: Marked(np.searchsorted(asked, one.questions), one.values) for leaf, one in marked.items()
            }
            joint[asked] = forward_marked(self.run, self.leaves.closing, renumbered, len(asked))
        return joint
