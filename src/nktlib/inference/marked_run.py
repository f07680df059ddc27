"""A mark on some leaves of a plan: it brings the answers to questions through the same steps.

As in :mod:`nktlib.inference.marked_tree`, but here the mark is the last axis of a table. It is never summed out: the
mark of the result is the highest of all leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.plan import Contract
from nktlib.inference.run import contract
from nktlib.inference.tables import LEADING, join, spread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nktlib.inference.pattern import Integers
    from nktlib.inference.plan import Join
    from nktlib.inference.run import Run
    from nktlib.inference.tables import Array

MARK = -1
"""Stands for the mark among the axes of a table."""


@frozen(eq=False)
class Marked:
    """A table for each of some questions, with a mark as its last axis: ``values`` (question, class, axes, mark).

    ``questions`` are in ascending order.
    """

    questions: Integers
    values: Array

    def of(self, questions: Integers) -> Array:
        """The tables of some of the questions."""
        found: Array = self.values[np.searchsorted(self.questions, questions)]
        return found


def forward_marked(run: Run, closing: Mapping[int, Array], marked: Mapping[int, Marked], questions: int) -> Array:
    """Compute the result with its mark, times the seed: shape (question, class, mark).

    ``marked`` are the leaves that carry a mark, each for some of the questions; every question is about one leaf at
    least. Only what depends on them is computed, and only until a single table carries a question's mark: from there
    the gradient leads to the result.
    """
    under_way = _UnderWay(run, marked, questions)
    for number, step in enumerate(run.plan.steps, len(run.plan.leaves)):
        if not under_way.tables:
            break
        if isinstance(step, Contract):
            under_way.contract(number, step, closing)
        else:
            under_way.join(number, step)
    return under_way.results


class _UnderWay:
    """The tables that carry a mark, by number, and the answers so far."""

    def __init__(self, run: Run, marked: Mapping[int, Marked], questions: int) -> None:
        self.run = run
        self.tables = dict(marked)
        self.results: Array = np.zeros(0)
        """Shape (question, class, mark)."""
        self._questions = questions
        self._tables_of: Integers = np.zeros(questions, dtype=np.intp)
        """How many tables carry the mark of each question."""
        for one in marked.values():
            self._tables_of[one.questions] += 1
        for number in marked:
            self._settle(number)

    def contract(self, number: int, step: Contract, closing: Mapping[int, Array]) -> None:
        """Sum a table over one variable."""
        one = self.tables.pop(step.source, None)
        if one is not None:
            self.tables[number] = Marked(one.questions, contract(one.values, step, closing))

    def join(self, number: int, step: Join) -> None:
        """Join two tables of which one or both may be marked."""
        left, right = self.tables.pop(step.left, None), self.tables.pop(step.right, None)
        if left is not None and right is not None:
            self.tables[number] = self._joined(step, left, right)
            self._tables_of[np.intersect1d(left.questions, right.questions)] -= 1
            self._settle(number)
        elif left is not None or right is not None:
            self.tables[number] = self._joined(step, left or NOBODY, right or NOBODY)

    def _settle(self, number: int) -> None:
        """Answer the questions that only this table is still about."""
        one = self.tables.pop(number)
        alone = self._tables_of[one.questions] == 1
        if alone.any():
            weighted = one.values[alone] * self.run.gradients[number][..., None]
            answers = weighted.sum(axis=tuple(range(LEADING, weighted.ndim - 1)))
            if not self.results.size:
                self.results = np.zeros((self._questions, *answers.shape[1:]))
            self.results[one.questions[alone]] = answers
        if not alone.all():
            self.tables[number] = Marked(one.questions[~alone], one.values[~alone])

    def _joined(self, step: Join, left: Marked, right: Marked) -> Marked:
        target = (*step.axes, MARK)
        plain = [spread(self.run.tables[side], self.run.plan.axes[side], target) for side in (step.left, step.right)]
        both = np.intersect1d(left.questions, right.questions)
        found: list[tuple[Integers, Array]] = []
        if len(both):
            convergent = (*step.convergent, LEADING + len(step.axes))
            sides = [
                spread(one.of(both), (*self.run.plan.axes[side], MARK), target)
                for one, side in ((left, step.left), (right, step.right))
            ]
            found.append((both, join(sides[0], sides[1], convergent)))
        for one, side, other in ((left, step.left, plain[1]), (right, step.right, plain[0])):
            alone = np.setdiff1d(one.questions, both)
            if len(alone):
                values = spread(one.of(alone), (*self.run.plan.axes[side], MARK), target)
                found.append((alone, join(values, other, step.convergent)))
        questions = np.concatenate([numbers for numbers, _values in found])
        order = np.argsort(questions)
        return Marked(questions[order], np.concatenate([values for _numbers, values in found])[order])


NOBODY = Marked(np.zeros(0, dtype=np.intp), np.zeros(0))
"""No question at all."""
