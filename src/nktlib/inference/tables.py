"""Non-negative tables over causes and findings, and the two operations that elimination needs, with their adjoints.

A table has two leading axes (batch, class) and then one axis a variable, in ascending order of the variables' numbers. A
variable is either *regular* (a cause: tables that share it are multiplied) or *convergent* (the highest level noticed so
far: tables that share it are combined by a max-convolution, because the level that two groups of causes reach together
is the higher of the two). Only sums and products of non-negative numbers occur: no digit is lost to cancellation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEADING = 2
"""Batch and class come before the variables."""


def spread(values: Array, axes: tuple[int, ...], target: tuple[int, ...]) -> Array:
    """Give ``values`` over ``axes`` a length-one axis for every variable of ``target`` that it does not have."""
    sizes = iter(values.shape[LEADING:])
    return values.reshape(values.shape[:LEADING] + tuple(next(sizes) if axis in axes else 1 for axis in target))


def _slices(values: Array, axis: int) -> list[Array]:
    return [np.take(values, [index], axis=axis) for index in range(values.shape[axis])]


def join(left: Array, right: Array, convergent: tuple[int, ...]) -> Array:
    """Combine two spread tables: max-convolution along the array axes ``convergent``, product along all others.

    With sizes 2 and 3 an axis costs 3 and 5 products of slices instead of the 4 and 9 pairs of the definition.
    """
    if not convergent:
        return left * right
    axis, rest = convergent[0], convergent[1:]
    below_left: Array | None = None
    up_to_right: Array | None = None
    parts: list[Array] = []
    for one, other in zip(_slices(left, axis), _slices(right, axis), strict=True):
        up_to_right = other if up_to_right is None else up_to_right + other
        part = join(one, up_to_right, rest)
        if below_left is not None:
            part = part + join(below_left, other, rest)
        parts.append(part)
        below_left = one if below_left is None else below_left + one
    return np.concatenate(parts, axis=axis)


def join_adjoint(gradient: Array, other: Array, convergent: tuple[int, ...]) -> Array:
    """Pull the gradient of a joined table back to one of its two parts, ``other`` being the other part."""
    if not convergent:
        return gradient * other
    axis, rest = convergent[0], convergent[1:]
    gradients, others = _slices(gradient, axis), _slices(other, axis)
    up_to = others[0]
    parts = []
    for level, part in enumerate(gradients):
        if level:
            up_to = up_to + others[level]
        pulled = join_adjoint(part, up_to, rest)
        for higher in range(level + 1, len(gradients)):
            pulled = pulled + join_adjoint(gradients[higher], others[higher], rest)
        parts.append(pulled)
    return np.concatenate(parts, axis=axis)


def shrink(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Sum a gradient over the axes along which the table of ``shape`` had been repeated."""
    repeated = tuple(axis for axis, size in enumerate(shape) if size == 1 and gradient.shape[axis] != 1)
    return gradient.sum(axis=repeated, keepdims=True) if repeated else gradient
