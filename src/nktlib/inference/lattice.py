"""Many tables over the same findings at once: their max-convolution as a tree, and back.

A table here is a row of cells, one for each combination of levels. Multiplying two of them is what
:func:`nktlib.inference.tables.join` does by widening, but for a whole stack of pairs in a few array operations: that
pays where tables are small and many.
"""

from __future__ import annotations

from functools import cached_property, lru_cache, reduce
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.tables import times, widening

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.tables import Array

CHUNK = 9
"""Cells at most that one matrix widens: three axes of two levels, two of three."""


@lru_cache(maxsize=1024)
def lattice_of(sizes: tuple[int, ...]) -> Lattice:
    """Give the lattice of some sizes, the one kept from before where there is one."""
    return Lattice(sizes)


class Lattice:
    """All combinations of levels of findings with these sizes.

    Widening a table (row, cell) gives its share in each of the products that a max-convolution is the sum of: shape
    (product, row), see :mod:`nktlib.inference.tables`.
    """

    def __init__(self, sizes: tuple[int, ...]) -> None:
        self.sizes = sizes
        self.cells = prod(sizes)
        self.products = prod(2 * size - 1 for size in sizes)
        self.chunks: list[list[int]] = []
        for size in sizes:
            if self.chunks and prod(self.chunks[-1]) * size <= CHUNK:
                self.chunks[-1].append(size)
            else:
                self.chunks.append([size])
        # Sums of a product: in each chunk at most as many as it has cells, for each of the two tables and the result.
        self.sums = 3 * sum(prod(chunk) - 1 for chunk in self.chunks)
        """Additions, one after another, behind a cell of the product of two tables, at most."""

    @cached_property
    def left(self) -> list[Array]:
        """The matrices that widen each chunk of a left table."""
        return self._matrices(0)

    @cached_property
    def right(self) -> list[Array]:
        """The same of a right one."""
        return self._matrices(1)

    @cached_property
    def result(self) -> list[Array]:
        """The same of their product."""
        return self._matrices(2)

    def _matrices(self, side: int) -> list[Array]:
        return [reduce(_crossed, [widening(size)[side] for size in chunk]) for chunk in self.chunks]

    def widen(self, table: Array, side: Sequence[Array]) -> Array:
        """Turn (row, cell) into (product, row)."""
        wide = table
        for matrix in reversed(side):
            wide = times(matrix, wide.reshape(-1, matrix.shape[1]).T)
        return wide.reshape(self.products, -1)

    def narrow(self, wide: Array, side: Sequence[Array]) -> Array:
        """Turn (product, row) into (row, cell), adding up."""
        rows = wide.shape[1]
        for matrix in side:
            wide = times(matrix.T, wide.reshape(len(matrix), -1)).T
        return wide.reshape(rows, self.cells)


def _crossed(one: Array, other: Array) -> Array:
    """Every row with every row, every cell with every cell: numpy's own ``kron`` takes far longer for so few."""
    return (one[:, None, :, None] * other[:, None]).reshape(len(one) * len(other), -1)


@frozen(eq=False)
class Level:
    """Pairs of tables that were multiplied, widened: shapes (product, pair and row)."""

    left: Array
    right: Array
    pairs: int


class Tree:
    """Tables (member, row, cell) of a lattice multiplied with each other, row by row: neighbours, then their products.

    Where a level has an odd number of tables, the last goes up as it is.
    """

    def __init__(self, tables: Array, lattice: Lattice) -> None:
        self.lattice = lattice
        self.members, self.rows, _cells = tables.shape
        self.levels: list[Level] = []
        while len(tables) > 1:
            pairs = len(tables) // 2
            left = lattice.widen(tables[: 2 * pairs : 2].reshape(-1, lattice.cells), lattice.left)
            right = lattice.widen(tables[1 : 2 * pairs : 2].reshape(-1, lattice.cells), lattice.right)
            joined = lattice.narrow(left * right, lattice.result).reshape(-1, self.rows, lattice.cells)
            self.levels.append(Level(left, right, pairs))
            tables = np.concatenate([joined, tables[2 * pairs :]]) if len(tables) % 2 else joined
        self.product: Array = tables[0]
        """Shape (row, cell)."""

    def gradients(self, gradient: Array) -> Array:
        """What the others and the rest of the network, ``gradient`` (row, cell), say of each table."""
        lattice = self.lattice
        shape = (-1, self.rows, lattice.cells)
        found: Array = gradient[None]
        for level in reversed(self.levels):
            wide = lattice.widen(found[: level.pairs].reshape(-1, lattice.cells), lattice.result)
            pulled = np.empty((len(found) + level.pairs, self.rows, lattice.cells))
            pulled[: 2 * level.pairs : 2] = lattice.narrow(wide * level.right, lattice.left).reshape(shape)
            pulled[1 : 2 * level.pairs : 2] = lattice.narrow(wide * level.left, lattice.right).reshape(shape)
            pulled[2 * level.pairs :] = found[level.pairs :]
            found = pulled
        return found
