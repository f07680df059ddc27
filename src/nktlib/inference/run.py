"""Carrying out a plan on numbers: forward to the evidence, backward to the gradient of every leaf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.plan import Join
from nktlib.inference.tables import LEADING, join, join_adjoint, shrink, spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nktlib.inference.plan import Plan
    from nktlib.inference.tables import Array


def _axes(plan: Plan) -> list[tuple[int, ...]]:
    axes = list(plan.leaves)
    for step in plan.steps:
        if isinstance(step, Join):
            axes.append(step.axes)
        else:
            axes.append(tuple(axis for axis in axes[step.source] if axis != step.variable))
    return axes


def forward(plan: Plan, leaves: Sequence[Array], closing: Mapping[int, Array]) -> list[Array]:
    """Compute every table of the plan, the leaves included.

    ``closing`` holds for each convergent variable the likelihood (class, size) with which it closes.
    """
    axes = _axes(plan)
    tables = list(leaves)
    for step in plan.steps:
        if isinstance(step, Join):
            left = spread(tables[step.left], axes[step.left], step.axes)
            right = spread(tables[step.right], axes[step.right], step.axes)
            tables.append(join(left, right, tuple(position + LEADING for position in step.convergent)))
        else:
            table = tables[step.source]
            if step.variable in closing:
                table = table * _aligned(closing[step.variable], table.ndim, step.position)
            tables.append(table.sum(axis=step.position + LEADING))
    return tables


def backward(
    plan: Plan, tables: Sequence[Array], closing: Mapping[int, Array], seed: Array
) -> list[Array]:
    """Gradient of the result, contracted with ``seed``, by each leaf: what the rest of the network says of that leaf."""
    axes = _axes(plan)
    gradients: list[Array | None] = [None] * len(tables)
    gradients[-1] = seed
    for offset in range(len(plan.steps) - 1, -1, -1):
        step = plan.steps[offset]
        gradient = gradients[len(plan.leaves) + offset]
        assert gradient is not None  # noqa: S101 - every table but the result is used by exactly one later step
        if isinstance(step, Join):
            positions = tuple(position + LEADING for position in step.convergent)
            left = spread(tables[step.left], axes[step.left], step.axes)
            right = spread(tables[step.right], axes[step.right], step.axes)
            for number, mine, other in ((step.left, left, right), (step.right, right, left)):
                pulled = shrink(join_adjoint(gradient, other, positions), mine.shape)
                gradients[number] = pulled.reshape(tables[number].shape)
        else:
            table = tables[step.source]
            pulled = np.expand_dims(gradient, step.position + LEADING)
            if step.variable in closing:
                pulled = pulled * _aligned(closing[step.variable], table.ndim, step.position)
            gradients[step.source] = np.broadcast_to(pulled, table.shape)
    return [gradient if gradient is not None else seed for gradient in gradients[: len(plan.leaves)]]


def _aligned(likelihood: Array, dimensions: int, position: int) -> Array:
    shape = [1] * dimensions
    shape[1], shape[position + LEADING] = likelihood.shape
    return likelihood.reshape(shape)
