"""Non-negative tables over causes and findings, and the two operations that elimination needs, with their adjoints.

A table has two leading axes (batch, class) and then one axis a variable, in ascending order of the variables' numbers.
A variable is either *regular* (a cause: tables that share it are multiplied) or *convergent* (the highest level noticed
so far: tables that share it are combined by a max-convolution, because the level that two groups of causes reach
together is the higher of the two). Only sums and products of non-negative numbers occur: no digit is lost to
cancellation.

A max-convolution along some axes is done in one of two ways, or in both, each along a part of the axes:

- *Widening*: it is a sum of 2 x size - 1 products, instead of the size x size pairs of its definition: exactly this
  level on the left with up to it on the right, and below it on the left with exactly it on the right. Both tables are
  widened axis by axis to these products, multiplied cell by cell, and the products added up by level.
- *Mixing*: one table is written out as the matrices by which it moves the levels of the other. That takes more
  multiplications, but they are matrix products, which are many times faster; so one or two axes are always mixed.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

LEADING = 2
"""Batch and class come before the variables."""

MIXED_STATES = 9
"""So many states at most are mixed: two axes of three levels. More cost more than they save, as measured."""

ROWS_REPAY = 4
"""A second axis is mixed only if this times the rows that share the matrix is at least the number of states."""

PIECE = 2**18
"""Products of numbers at once in a product of matrices, see :func:`times`."""


def spread(values: Array, axes: tuple[int, ...], target: tuple[int, ...]) -> Array:
    """Give ``values`` over ``axes`` a length-one axis for every variable of ``target`` that it does not have."""
    sizes = iter(values.shape[LEADING:])
    return values.reshape(values.shape[:LEADING] + tuple([next(sizes) if axis in axes else 1 for axis in target]))


def join(left: Array, right: Array, convergent: Sequence[int]) -> Array:
    """Combine two spread tables: max-convolution along the array axes ``convergent``, product along all others."""
    if not convergent:
        return left * right
    if left.size < right.size:
        left, right = right, left
    layout = _layout(left.shape, right.shape, tuple(convergent))
    moves = layout.moves(layout.widen(right, layout.right))
    return layout.narrow(times(layout.widen(left, layout.left), moves.swapaxes(1, 2)), layout.result)


def join_adjoints(gradient: Array, left: Array, right: Array, convergent: Sequence[int]) -> tuple[Array, Array]:
    """Pull the gradient of a joined table back to its left and to its right part."""
    if not convergent:
        return _shrink(gradient * right, left.shape), _shrink(gradient * left, right.shape)
    if left.size < right.size:
        to_right, to_left = join_adjoints(gradient, right, left, convergent)
        return to_left, to_right
    layout = _layout(left.shape, right.shape, tuple(convergent))
    wide = layout.widen(gradient, layout.result)
    to_left = times(wide, layout.moves(layout.widen(right, layout.right)))
    to_moves = times(wide.swapaxes(1, 2), layout.widen(left, layout.left))
    to_right = times(to_moves.reshape(-1, layout.mixing.shape[1]), layout.mixing.T)
    return layout.narrow(to_left, layout.left), layout.narrow(to_right, layout.right)


def _shrink(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Sum a gradient over the axes along which the table of ``shape`` had been repeated."""
    repeated = tuple(axis for axis, size in enumerate(shape) if size == 1 and gradient.shape[axis] != 1)
    return gradient.sum(axis=repeated, keepdims=True) if repeated else gradient


@frozen(eq=False)
class _Side:
    """One of the three tables of a join: its shape and, for each widened axis, the matrix from levels to products."""

    shape: tuple[int, ...]
    matrices: tuple[Array, ...]
    columns: int
    """Length of the last axis as a matrix: the mixed states, for the result together with what only the right has."""


@frozen(eq=False)
class _Layout:
    """How the tables of a join become stacks of matrices, and back.

    The stack runs over the products of the widened axes and over the regular axes that both tables have. The rows of
    the left table and of the result are the axes that only the left one has.
    """

    left: _Side
    right: _Side
    result: _Side
    widened: tuple[int, ...]
    order: tuple[int, ...]
    """The other axes: regular ones of both tables, only of the left, only of the right, mixed ones."""
    stack: int
    mixing: Array

    def moves(self, right: Array) -> Array:
        """Write the right table out as matrices (to, from) on the levels of the left one."""
        states = len(self.mixing)
        return times(right.reshape(-1, states), self.mixing).reshape(self.stack, -1, states)

    def widen(self, table: Array, side: _Side) -> Array:
        """A table as a stack of matrices."""
        wide = table.transpose(*self.order, *self.widened)
        # The last axis goes to the front each time: one product on contiguous memory, and the order comes out right.
        for matrix in reversed(side.matrices):
            wide = times(matrix, wide.reshape(-1, matrix.shape[1]).T)
        return wide.reshape(self.stack, -1, side.columns)

    def narrow(self, wide: Array, side: _Side) -> Array:
        """Undo :meth:`widen`, adding up the products."""
        for matrix in side.matrices:
            wide = times(matrix.T, wide.reshape(len(matrix), -1)).T
        axes = (*self.order, *self.widened)
        back = sorted(range(len(axes)), key=axes.__getitem__)
        return wide.reshape([side.shape[axis] for axis in axes]).transpose(back)


def times(left: Array, right: Array) -> Array:
    """Multiply matrices, or stacks of them, piece by piece along their longest axis.

    Products this flat gain nothing from threads, and on a busy machine these wait for each other a hundred times longer
    than they work. Pieces of this size stay below what OpenBLAS starts them for.
    """
    (rows, inner), columns = left.shape[-2:], right.shape[-1]
    products = rows * inner * columns
    if products <= PIECE:
        whole: Array = np.matmul(left, right)
        return whole
    longest = max(rows, inner, columns)
    length = max(1, longest * PIECE // products)
    pieces = [slice(start, start + length) for start in range(0, longest, length)]
    if longest == inner:
        summed: Array = np.sum([np.matmul(left[..., piece], right[..., piece, :]) for piece in pieces], axis=0)
        return summed
    result = np.empty((*np.broadcast_shapes(left.shape[:-2], right.shape[:-2]), rows, columns))
    for piece in pieces:
        if longest == rows:
            np.matmul(left[..., piece, :], right, out=result[..., piece, :])
        else:
            np.matmul(left, right[..., piece], out=result[..., piece])
    return result


@lru_cache(maxsize=4096)
def _layout(left: tuple[int, ...], right: tuple[int, ...], convergent: tuple[int, ...]) -> _Layout:
    regular = [axis for axis in range(len(left)) if axis not in convergent]
    only_left = [axis for axis in regular if left[axis] > right[axis]]
    only_right = [axis for axis in regular if left[axis] < right[axis]]
    both = [axis for axis in regular if left[axis] == right[axis]]
    limit = min(MIXED_STATES, ROWS_REPAY * prod(left[axis] for axis in only_left))
    mixed: list[int] = []
    for axis in reversed(convergent):
        if not mixed or prod(left[one] for one in (axis, *mixed)) <= limit:
            mixed.insert(0, axis)
    widened = tuple(axis for axis in convergent if axis not in mixed)
    result = tuple(map(max, left, right))
    states = prod(left[axis] for axis in mixed)
    of_left, of_right, of_result = (
        zip(*(widening(left[axis]) for axis in widened), strict=True) if widened else ((),) * 3
    )
    return _Layout(
        left=_Side(left, of_left, states),
        right=_Side(right, of_right, states),
        result=_Side(result, of_result, states * prod(right[axis] for axis in only_right)),
        widened=widened,
        order=(*both, *only_left, *only_right, *mixed),
        stack=prod(2 * left[axis] - 1 for axis in widened) * prod(left[axis] for axis in both),
        mixing=_mixing(tuple(left[axis] for axis in mixed)),
    )


@lru_cache
def widening(size: int) -> tuple[Array, Array, Array]:
    """0/1 matrices from the levels of the left table, of the right one and of the result to an axis's products."""
    exactly, up_to, below = np.eye(size), np.tri(size), np.tri(size, k=-1)
    return np.vstack([exactly, below[1:]]), np.vstack([up_to, exactly[1:]]), np.vstack([exactly, exactly[1:]])


@lru_cache
def _mixing(sizes: tuple[int, ...]) -> Array:
    """0/1 matrix from levels of one table to the flattened matrix (to, from) by which it moves those of the other."""
    states = list(product(*map(range, sizes)))
    mixing = np.zeros((len(states),) * 3)
    for (row, level), (column, start) in product(enumerate(states), repeat=2):
        mixing[row, states.index(tuple(map(max, level, start))), column] = 1.0
    return mixing.reshape(len(states), -1)
