"""Every state that the chains of a small network can be in, a chain each: sums over them are exact."""

from __future__ import annotations

from functools import cache
from itertools import combinations, product
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.anytime_arrays import Collapsed
from nktlib.inference.anytime_chains import Chains, log_sum
from tests.inference.fixed import COUNT, exact, network
from tests.inference.oracle import _Grid

if TYPE_CHECKING:
    from nktlib.inference.anytime_arrays import Integers
    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array

MOST = 1000
"""States of a network that are walked through."""


@frozen(eq=False)
class States:
    """Which causes are active, shape (cause, state), and the cell of each shared part, shape (part, state).

    The cells of an inactive cause do not count: they are zero.
    """

    active: Array
    cells: Integers

    def chains(self, arrays: Collapsed, seed: int = 0, *, flagged: bool = True) -> Chains:
        """Chains in these states."""
        chains = Chains(arrays, self.active.shape[1], np.random.default_rng(seed), flagged=flagged)
        self.put(chains)
        return chains

    def put(self, chains: Chains) -> None:
        """Put chains into these states."""
        chains.active = self.active.copy()
        chains.cells = [cells.copy() for cells in self.cells]
        chains.refresh()

    def of(self, chains: Chains) -> Integers:
        """The number of the state that each chain is in."""
        number = {row.tobytes(): position for position, row in enumerate(self._rows(self.active, self.cells))}
        cells = np.array(chains.cells, dtype=np.intp).reshape(len(self.cells), chains.count)
        owners = [share.cause for share in chains.arrays.shared]
        return np.array([number[row.tobytes()] for row in self._rows(chains.active, cells * chains.active[owners])])

    @staticmethod
    def _rows(active: Array, cells: Integers) -> Integers:
        return np.ascontiguousarray(np.concatenate([active.astype(np.intp), cells]).T)


def states_of(arrays: Collapsed) -> States:
    """All of them."""
    cells_of = [share.table.shape[1] for share in arrays.shared]
    found = []
    for active in product((0, 1), repeat=len(arrays.causes)):
        cells = [range(size if active[one.cause] else 1) for size, one in zip(cells_of, arrays.shared, strict=True)]
        found += [(*active, *chosen) for chosen in product(*cells)]
    table = np.array(found, dtype=np.intp).T
    return States(table[: len(arrays.causes)].astype(bool), table[len(arrays.causes) :])


def how_many(arrays: Collapsed) -> int:
    """How many states there are."""
    return prod(
        1 + prod(share.table.shape[1] for share in arrays.shared if share.cause == cause)
        for cause in range(len(arrays.causes))
    )


def weights_of(chains: Chains) -> Array:
    """P(state | findings) of the states that the chains are in, where these are all states."""
    logs = log_sum(chains.joint)
    weights: Array = np.exp(logs - log_sum(logs))
    return weights


@cache
def joints_of(one: Network) -> dict[tuple[int, ...], list[float]]:
    """P(exactly these of the open causes are active, class, findings), for every set of them."""
    grid, opened = _Grid(one), Collapsed(one).causes
    active = [grid.below(cause) for cause in range(len(one.causes))]
    closed = [active[cause] + grid.inactive[cause] for cause in range(len(one.causes)) if cause not in opened]
    return {
        chosen: [
            float(value)
            for value in grid.by_class(
                prod([*closed, *(active[cause] if cause in chosen else grid.inactive[cause] for cause in opened)])
            )
        ]
        for size in range(len(opened) + 1)
        for chosen in combinations(opened, size)
    }


FEW = [seed for seed in range(COUNT) if exact(seed).evidence and how_many(Collapsed(network(seed))) <= MOST]
"""The fixed networks with few states."""
