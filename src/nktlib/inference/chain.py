"""Tables over very few findings, multiplied one after the other: all causes of a group in a few array operations.

The product of the first i tables comes to a cell s in two ways. Either the first i - 1 have come to it and table i adds
nothing above, or they have come to a cell p below it and table i adds just what leads from p to s:

    x_i(s) = stay_i(s) x_(i-1)(s) + sum over p of move_i(p, s) x_(i-1)(p).

Both coefficients are sums of cells of table i. Cell after cell, the lowest first, that is a linear recurrence with
nothing negative in it, and x_i = c_i (r_1 / c_1 + ... + r_i / c_i) solves it, where r is the sum over p and c_i the
product of stay_1 to stay_i. The same from the other end gives what all the others make for each table. A tree of
products (:mod:`nktlib.inference.lattice`) needs a dozen operations for each of its levels, but no c that is far from
zero.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Final

import numpy as np

from nktlib.inference.lattice import lattice_of
from nktlib.inference.tables import times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.lattice import Lattice
    from nktlib.inference.tables import Array

FEW: Final = 4
"""Cells up to which this takes less time than a tree, as measured."""

MANY: Final = 8
"""Tables from which on it does."""

LEAST: Final = 1e-100
"""The product of the lowest cells of all tables from which on quotients stay far from the ends of what floats hold."""


def is_chain(tables: Array) -> bool:
    """Whether tables (member, row, cell) are to be multiplied as a chain."""
    members, _rows, cells = tables.shape
    return may_be_chain(members, cells) and bool(tables[:, :, 0].prod() > LEAST)


def may_be_chain(members: int, cells: int) -> bool:
    """Whether so many tables of so many cells are, if their numbers let them."""
    return members >= MANY and cells <= FEW


def roundings_of_chain(sizes: Sequence[int], members: int) -> int:
    """Count the roundings behind what the others of a chain make for one of its tables, and so behind their product.

    Each table adds up its cells and is multiplied once. Each move up to the highest cell is a product, a sum over where
    it comes from, a quotient, a sum over the tables and a product. There are two ends, and a product of both.
    """
    cells, moves = prod(sizes), sum(sizes) - len(sizes)
    return members * cells + 2 * moves * (members + cells + 1) + 1 + lattice_of(tuple(sizes)).sums


@lru_cache(maxsize=64)
def recurrence_of(sizes: tuple[int, ...]) -> Recurrence:
    """Give the recurrence over the levels of findings with these sizes."""
    return Recurrence(sizes)


class Recurrence:
    """From where each cell is come to, and which cells of a table add up to the coefficients."""

    def __init__(self, sizes: tuple[int, ...]) -> None:
        states = list(product(*map(range, sizes)))
        self.joined = np.array([[states.index(tuple(map(max, one, other))) for other in states] for one in states])
        """The cell that two cells come to together."""
        self.below = [[p for p in range(s) if self.joined[p, s] == s] for s in range(len(states))]
        """The cells from which each is come to."""
        pairs = [(s, s) for s in range(len(states))] + [(p, s) for s, below in enumerate(self.below) for p in below]
        self.coefficients: Array = np.array([self.joined[p] == s for p, s in pairs], dtype=float)
        """0/1, shape (coefficient, cell): first how each cell stays, then the moves to each, by the cell they go to."""


class Chain:
    """Tables (member, row, cell) of a lattice multiplied with each other, row by row."""

    def __init__(self, tables: Array, lattice: Lattice) -> None:
        self.lattice, self.recurrence = lattice, recurrence_of(lattice.sizes)
        self.members, self.rows, cells = tables.shape
        # Beside each row the same from the other end.
        both = np.empty((cells, self.members, 2 * self.rows))
        both[:, :, : self.rows] = tables.transpose(2, 0, 1)
        both[:, :, self.rows :] = both[:, ::-1, : self.rows]
        weights = times(self.recurrence.coefficients, both.reshape(cells, -1)).reshape(-1, *both.shape[1:])
        stay, move = weights[:cells].cumprod(axis=1), weights[cells:]
        reached = np.zeros((cells, self.members + 1, 2 * self.rows))
        reached[0, 0] = 1.0
        reached[0, 1:] = stay[0]
        start = 0
        for cell, below in enumerate(self.recurrence.below[1:], 1):
            come = (move[start : start + len(below)] * reached[below, :-1]).sum(axis=0)
            start += len(below)
            reached[cell, 1:] = stay[cell] * (come / stay[cell]).cumsum(axis=0)
        self.reached: Array = reached
        """The products of the first tables, none to all, and beside them of the last: shape (cell, number, 2 x row)."""
        self.product: Array = reached[:, -1, : self.rows].T
        """Shape (row, cell)."""

    def gradients(self, gradient: Array) -> Array:
        """What the others and the rest of the network, ``gradient`` (row, cell), say of each table."""
        lattice = self.lattice
        before = self.reached[:, :-1, : self.rows].reshape(lattice.cells, -1)
        after = self.reached[:, -2::-1, self.rows :].reshape(lattice.cells, -1)
        wide = lattice.widen(before.T, lattice.left) * lattice.widen(after.T, lattice.right)
        others = lattice.narrow(wide, lattice.result).reshape(self.members, self.rows, lattice.cells)
        pulled = times(others.transpose(1, 0, 2), gradient[:, self.recurrence.joined])
        return pulled.transpose(1, 0, 2)
