"""Islands alike in the number and sizes of their axes: their tables multiplied, and axes closed with their outcomes."""

from __future__ import annotations

from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.lattice import lattice_of
from nktlib.inference.pair_tree import SUMS, PairTree, outer_pairs, pulled_apart
from nktlib.inference.stack import outer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.island_tables import Islands
    from nktlib.inference.pattern import Integers
    from nktlib.inference.tables import Array


@frozen
class Closing:
    """What is done to one island: ``tables`` are multiplied over the axes ``order``, and the last axes close.

    ``result`` is the number of the table that is left; ``None`` if no axis is left, and the island is done.
    """

    island: int
    order: tuple[int, ...]
    tables: tuple[int, ...]
    result: int | None


@frozen(eq=False)
class _Spot:
    """Tables of equal shape, each among all tables of its island: indices, and where its cells are kept."""

    at: tuple[Integers, Integers, slice, Integers]
    cells: Integers


class Step:
    """The same for many islands: axes of ``sizes``, of which as many as ``closing`` close.

    Shapes: (table, island, class, cell). The first table has all causes of one axis.
    """

    def __init__(self, islands: Islands, sizes: tuple[int, ...], closing: int, rows: Sequence[Closing]) -> None:
        self.islands, self.sizes, self.closing, self.rows = islands, sizes, closing, rows
        self.lattice = lattice_of(sizes)
        self.island = np.array([row.island for row in rows])
        axes = np.array([row.order for row in rows])
        self.likelihood = outer(
            [
                islands.outcomes[islands.kinds[self.island, axes[:, place]], :, : sizes[place]]
                for place in range(len(sizes) - closing, len(sizes))
            ]
        )
        singles: dict[int, list[tuple[int, int]]] = {}
        several: dict[tuple[int, ...], list[tuple[int, int, int]]] = {}
        self.count = 1
        for number, row in enumerate(rows):
            slot = 1
            for table in row.tables:
                places = _places(row.order, islands.codes[table])
                if len(places) == 1 and table < islands.groups:
                    singles.setdefault(places[0], []).append((number, table))
                else:
                    several.setdefault(places, []).append((number, slot, table))
                    slot += 1
            self.count = max(self.count, slot)
            islands.roundings[row.island] += (slot - 1) * (self.lattice.sums + 1 + SUMS)
        islands.roundings[self.island] += 2 * len(sizes) + self.likelihood.shape[-1]
        self.singles: list[tuple[Integers, Integers]] = []
        """For each axis: islands that have causes of this axis alone, and where the cells of their tables are kept."""
        for axis, size in enumerate(sizes):
            found = np.array(singles.get(axis, []), dtype=np.intp).reshape(-1, 2)
            self.singles.append((found[:, 0], islands.cells_of(found[:, 1], size)))
        self.spots: list[_Spot] = []
        for places, some in several.items():
            own, slots, tables = np.array(some).T
            into = _cells(sizes, places)
            at = (slots[:, None], own[:, None], slice(None), into)
            self.spots.append(_Spot(at, islands.cells_of(tables, len(into))))

    def put(self) -> None:
        """Multiply the tables, close, and put what is left where later steps find it."""
        islands, lattice, classes = self.islands, self.lattice, self.islands.shared.classes
        self.factors: list[Array] = []
        for size, (rows, cells) in zip(self.sizes, self.singles, strict=True):
            factor = np.zeros((2, len(self.rows), classes, size))
            factor[0, :, :, 0] = 1.0
            factor[:, rows] = islands.tables[:, cells].swapaxes(-1, -2)
            self.factors.append(factor)
        tables = np.zeros((2, self.count, len(self.rows), classes, lattice.cells))
        tables[0, 1:, :, :, 0] = 1.0
        tables[:, 0] = outer_pairs(self.factors)
        for spot in self.spots:
            tables[(slice(None), *spot.at)] = np.moveaxis(islands.tables[:, spot.cells], 0, 2)
        self.tree = PairTree(tables.reshape(2, self.count, -1, lattice.cells), lattice)
        shape = (2, len(self.rows), classes, -1, self.likelihood.shape[-1])
        left = np.einsum("srckl,rcl->srck", self.tree.product.reshape(shape), self.likelihood)
        if self.closing == len(self.sizes):
            self.joints: Array = left[..., 0]
            islands.joints[:, self.island] = self.joints
        else:
            islands.tables[:, self._results(left.shape[-1])] = left.swapaxes(-1, -2)

    def pull(self) -> None:
        """Pull back what the rest of the network says; of an island that is done, divided by its joint probability."""
        islands, likelihood = self.islands, self.likelihood
        if self.closing == len(self.sizes):
            evidence = self.joints.sum(axis=0)[..., None]
            # A class in which its findings are impossible has no weight, whatever is said for it.
            seed = likelihood / np.where(evidence > 0, evidence, 1.0)
        else:
            kept = self.lattice.cells // likelihood.shape[-1]
            above = islands.gradients[self._results(kept)].swapaxes(-1, -2)
            seed = above[..., None] * likelihood[:, :, None]
        gradients = self.tree.gradients(seed.reshape(-1, self.lattice.cells))
        gradients = gradients.reshape(self.count, len(self.rows), -1, self.lattice.cells)
        for spot in self.spots:
            islands.gradients[spot.cells] = gradients[spot.at]
        whole = [factor.sum(axis=0) for factor in self.factors]
        for (rows, cells), gradient in zip(self.singles, pulled_apart(whole, gradients[0]), strict=True):
            islands.gradients[cells] = gradient[rows].swapaxes(-1, -2)
        del self.tree, self.factors

    def _results(self, count: int) -> Integers:
        return self.islands.cells_of(np.array([row.result for row in self.rows]), count)


@lru_cache(maxsize=4096)
def _places(order: tuple[int, ...], code: int) -> tuple[int, ...]:
    """Where the axes of a code (bits), in ascending order, stand in another order."""
    return tuple(order.index(axis) for axis in range(code.bit_length()) if code >> axis & 1)


@lru_cache(maxsize=4096)
def _cells(sizes: tuple[int, ...], places: tuple[int, ...]) -> Integers:
    """Cells of a lattice where all but some axes are at their lowest level, as a table over these axes has them."""
    cells = np.zeros(1, dtype=np.intp)
    for place in places:
        cells = np.add.outer(cells, np.arange(sizes[place]) * prod(sizes[place + 1 :])).ravel()
    return cells
