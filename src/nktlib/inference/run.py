"""Carrying out a plan on numbers: forward to the evidence, backward to the gradient of every leaf.

A *mark* is one more, last axis that some leaves carry and that is never summed out: it brings the answer to a question
(how high did this node fire, was a flagged cause active) through the same plan, as the highest mark of all leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.plan import Contract, Join
from nktlib.inference.tables import LEADING, join, join_adjoints, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nktlib.inference.plan import Plan
    from nktlib.inference.tables import Array

MARK = -1
"""Stands for the mark among the axes of a table."""


@frozen(eq=False)
class Run:
    """A plan carried out in both directions: every table of it, and the gradient of the result by each."""

    plan: Plan
    tables: Sequence[Array]
    gradients: Sequence[Array]


def forward(plan: Plan, leaves: Sequence[Array], closing: Mapping[int, Array]) -> list[Array]:
    """Compute every table of the plan, the leaves included.

    ``closing`` holds for each convergent variable the likelihood (class, size) with which it closes.
    """
    tables = list(leaves)
    for step in plan.steps:
        if isinstance(step, Join):
            left, right = _sides(plan, step, tables)
            tables.append(join(left, right, step.convergent))
        else:
            tables.append(_contract(tables[step.source], step, closing))
    return tables


def backward(plan: Plan, tables: Sequence[Array], closing: Mapping[int, Array], seed: Array) -> list[Array]:
    """Gradient of the result, contracted with ``seed``, by each table: what the rest of the network says of it."""
    gradients: list[Array] = [seed] * len(tables)
    for number, step in reversed(list(enumerate(plan.steps, len(plan.leaves)))):
        gradient = gradients[number]
        if isinstance(step, Join):
            left, right = _sides(plan, step, tables)
            for side, pulled in zip(
                (step.left, step.right), join_adjoints(gradient, left, right, step.convergent), strict=True
            ):
                gradients[side] = pulled.reshape(tables[side].shape)
        else:
            table = tables[step.source]
            pulled = np.expand_dims(gradient, step.position + LEADING)
            if step.variable in closing:
                pulled = pulled * _aligned(closing[step.variable], table.ndim, step.position)
            gradients[step.source] = np.broadcast_to(pulled, table.shape)
    return gradients


def forward_marked(run: Run, closing: Mapping[int, Array], marked: Mapping[int, Array]) -> Array:
    """Compute the result with its mark, times the seed: shape (class, mark).

    ``marked`` (not empty) are the leaves that carry a mark. Only what depends on them is computed, and only until a
    single table carries the mark: from there the gradient leads to the result.
    """
    waiting = dict(marked)
    plan = run.plan
    for number, step in enumerate(plan.steps, len(plan.leaves)):
        if len(waiting) == 1:
            break
        if isinstance(step, Contract):
            if step.source in waiting:
                waiting[number] = _contract(waiting.pop(step.source), step, closing)
        elif step.left in waiting or step.right in waiting:
            target = (*step.axes, MARK)
            convergent = step.convergent
            if step.left in waiting and step.right in waiting:
                convergent += (LEADING + len(step.axes),)
            left, right = (
                spread(waiting.pop(side), (*plan.axes[side], MARK), target)
                if side in waiting
                else spread(run.tables[side], plan.axes[side], target)
                for side in (step.left, step.right)
            )
            waiting[number] = join(left, right, convergent)
    ((number, table),) = waiting.items()
    weighted = table[0] * run.gradients[number][0, ..., None]
    result: Array = weighted.sum(axis=tuple(range(1, weighted.ndim - 1)))
    return result


def _sides(plan: Plan, step: Join, tables: Sequence[Array]) -> tuple[Array, Array]:
    left = spread(tables[step.left], plan.axes[step.left], step.axes)
    return left, spread(tables[step.right], plan.axes[step.right], step.axes)


def _contract(table: Array, step: Contract, closing: Mapping[int, Array]) -> Array:
    if step.variable in closing:
        table = table * _aligned(closing[step.variable], table.ndim, step.position)
    summed: Array = table.sum(axis=step.position + LEADING)
    return summed


def _aligned(likelihood: Array, dimensions: int, position: int) -> Array:
    shape = [1] * dimensions
    shape[1], shape[position + LEADING] = likelihood.shape
    return likelihood.reshape(shape)
