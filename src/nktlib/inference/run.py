"""Carrying out a plan on numbers: forward to the evidence, backward to the gradient of every leaf."""

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
            tables.append(contract(tables[step.source], step, closing))
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
            axis = step.position + LEADING
            pulled = gradient.reshape(*table.shape[:axis], 1, *table.shape[axis + 1 :])
            if step.variable in closing:
                gradients[step.source] = pulled * _aligned(closing[step.variable], table.ndim, step.position)
            else:
                gradients[step.source] = np.broadcast_to(pulled, table.shape)
    return gradients


def _sides(plan: Plan, step: Join, tables: Sequence[Array]) -> tuple[Array, Array]:
    left = spread(tables[step.left], plan.axes[step.left], step.axes)
    return left, spread(tables[step.right], plan.axes[step.right], step.axes)


def contract(table: Array, step: Contract, closing: Mapping[int, Array]) -> Array:
    """Sum a table over one variable, with the likelihood of the finding that closes."""
    if step.variable in closing:
        table = table * _aligned(closing[step.variable], table.ndim, step.position)
    summed: Array = table.sum(axis=step.position + LEADING)
    return summed


def _aligned(likelihood: Array, dimensions: int, position: int) -> Array:
    shape = [1] * dimensions
    shape[1], shape[position + LEADING] = likelihood.shape
    return likelihood.reshape(shape)
