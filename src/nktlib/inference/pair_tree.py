"""Many tables over the same findings multiplied at once, each in two shares: without any flagged cause, and with some.

The two shares of a product follow from those of its factors: nothing flagged is active in it if nothing is in either.
Their sum is the table that has no shares. So one pass forward gives the evidence and what the Bayes factor is made of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.lattice import Level, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nktlib.inference.lattice import Lattice
    from nktlib.inference.tables import Array

SUMS = 3
"""Additions that the shares cost behind a product: the two shares of each side, and the two ways to have some."""


class PairTree(Tree):
    """Tables (share, member, row, cell) of a lattice, multiplied with each other row by row.

    Neighbours first, and an odd one goes up as it is, as in the tree without shares. The way back is that tree's: the
    gradient of a table is the same for both of its shares.
    """

    def __init__(self, tables: Array, lattice: Lattice) -> None:
        self.lattice = lattice
        _shares, self.members, self.rows, _cells = tables.shape
        self.levels = []
        none, some = tables
        while len(none) > 1:
            pairs = len(none) // 2
            left, right = self._widened(none, pairs)
            left_some, right_some = self._widened(some, pairs)
            level = Level(left + left_some, right + right_some, pairs)
            self.levels.append(level)
            none = self._joined(left * right, none[2 * pairs :])
            some = self._joined(left_some * level.right + left * right_some, some[2 * pairs :])
        self.product = np.stack([none[0], some[0]])
        """Shape (share, row, cell)."""

    def _widened(self, tables: Array, pairs: int) -> tuple[Array, Array]:
        lattice = self.lattice
        left, right = (tables[side : 2 * pairs : 2].reshape(-1, lattice.cells) for side in range(2))
        return lattice.widen(left, lattice.left), lattice.widen(right, lattice.right)

    def _joined(self, wide: Array, odd: Array) -> Array:
        joined = self.lattice.narrow(wide, self.lattice.result).reshape(-1, *odd.shape[1:])
        return np.concatenate([joined, odd]) if len(odd) else joined


def outer_pairs(factors: Sequence[Array]) -> Array:
    """Multiply factors (share, ..., size) out to all combinations of levels, shape (share, ..., cell)."""
    first, *others = factors
    pair = first
    for factor in others:
        shape = (*pair.shape[:-1], pair.shape[-1] * factor.shape[-1])
        joined = pair[:1, ..., :, None] * factor[..., None, :]
        joined[1] += pair[1, ..., :, None] * factor.sum(axis=0)[..., None, :]
        pair = joined.reshape(shape)
    return pair


def pulled_apart(factors: Sequence[Array], gradient: Array) -> Iterator[Array]:
    """Pull the gradient (..., cell) of factors (..., size) multiplied out back to each of them."""
    lead = gradient.shape[:-1]
    tails: list[Array] = [np.ones((*lead, 1))]
    for factor in factors[:0:-1]:
        tails.append((factor[..., :, None] * tails[-1][..., None, :]).reshape(*lead, -1))
    rest = gradient
    for factor, tail in zip(factors, reversed(tails), strict=True):
        levels = rest.reshape(*lead, factor.shape[-1], -1)
        yield np.einsum("...lt,...t->...l", levels, tail)
        rest = np.einsum("...lt,...l->...t", levels, factor)
