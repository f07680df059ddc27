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
        _shares, self.members, self.rows, cells = tables.shape
        self.levels = []
        while tables.shape[1] > 1:
            pairs = tables.shape[1] // 2
            shape = (lattice.products, 2, -1)
            left = lattice.widen(tables[:, : 2 * pairs : 2].reshape(-1, cells), lattice.left).reshape(shape)
            right = lattice.widen(tables[:, 1 : 2 * pairs : 2].reshape(-1, cells), lattice.right).reshape(shape)
            level = Level(left.sum(axis=1), right.sum(axis=1), pairs)
            joined = left[:, :1] * right
            joined[:, 1] += left[:, 1] * level.right
            narrow = lattice.narrow(joined.reshape(lattice.products, -1), lattice.result)
            narrow = narrow.reshape(2, pairs, self.rows, cells)
            odd = tables[:, 2 * pairs :]
            tables = np.concatenate([narrow, odd], axis=1) if odd.size else narrow
            self.levels.append(level)
        self.product = tables[:, 0]
        """Shape (share, row, cell)."""


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
        yield (levels * tail[..., None, :]).sum(axis=-1)
        rest = (levels * factor[..., :, None]).sum(axis=-2)
