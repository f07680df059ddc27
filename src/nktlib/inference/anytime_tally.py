"""What the chains say of causes, links, classes and levels, added up chain by chain.

Wherever it can be had, the probability given the rest of the state is added up instead of what was drawn: the mean is
the same and varies less (Rao and Blackwell).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.anytime_arrays import TINY, with_noticed
from nktlib.inference.anytime_chains import softmax
from nktlib.inference.anytime_levels import NodeLevels
from nktlib.inference.leaves import shares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.anytime_arrays import Collapsed
    from nktlib.inference.anytime_chains import Chains
    from nktlib.inference.tables import Array

HALVES = 2
"""The sweeps are counted in two halves, whose difference shows whether the chains still drift."""


@frozen(eq=False)
class _Looks:
    """The links of one cause that single open findings look at.

    ``rows``: which of the cause's single parts; ``reached``: P(outcome, link fired | highest level from all other
    causes, cause active), shape (link, class, level).
    """

    links: tuple[int, ...]
    rows: tuple[int, ...]
    reached: Array


@frozen(eq=False)
class Means:
    """Means over the sweeps of each half, chain by chain: shapes (half, .., chain).

    ``flags`` is P(at least one flagged cause is active, none is).
    """

    causes: Array
    links: Array
    levels: Array
    classes: Array
    flags: Array


class Tally:
    """Sums over sweeps; ``half`` says to which half the next ones belong."""

    def __init__(self, arrays: Collapsed, count: int) -> None:
        network = arrays.leaves.network
        self.arrays, self.half, self.sweeps = arrays, 0, np.zeros(HALVES)
        self._nodes = [NodeLevels(arrays, node) for node in network.queries]
        self._looks = [_looks(arrays, cause) for cause in range(len(arrays.causes))]
        self._shared = [[one for one in arrays.shared if one.cause == cause] for cause in range(len(arrays.causes))]
        self._active = np.zeros((HALVES, len(arrays.causes), arrays.classes, count))
        self._fired = np.zeros((HALVES, len(network.links), count))
        self._classes = np.zeros((HALVES, arrays.classes, count))
        self._flags = np.zeros((HALVES, 2, count))
        self._levels = np.zeros((HALVES, len(self._nodes), 3, count))
        self._closed = shares(arrays.leaves.weights)
        flagged = [cause for cause in arrays.leaves.closed_causes if network.causes[cause].flagged]
        self._closed_flags = _flags(self._closed[flagged])

    def visited(self, cause: int, active: Array, levels: Array, within: Array, weighed: Sequence[Array]) -> None:
        """Count P(active, class), shape (class, chain), of a visited cause, and what follows for its links.

        ``levels`` and ``within``: P(highest level) of all others and log P(outcome | cause active), of each finding of
        its single parts; ``weighed``: the weights of the cells of its shared parts.
        """
        self._active[self.half, cause] += active
        fired = self._fired[self.half]
        looks = self._looks[cause]
        if looks.links:
            rows = list(looks.rows)
            outcome = np.einsum("rcl,rclk->rck", looks.reached, levels[rows])
            fired[list(looks.links)] += (outcome * np.exp(-within[rows]) * active).sum(axis=1)
        for share, weights in zip(self._shared[cause], weighed, strict=True):
            given = weights * (active / np.maximum(weights.sum(axis=1), TINY))[:, None]
            fired[list(share.links)] += np.einsum("nca,cak->nk", share.fired[:, :, 1:].sum(axis=2), given)

    def swept(self, chains: Chains) -> None:
        """Count the classes, the flagged causes and the levels after a sweep."""
        classes = softmax(chains.joint)
        self.sweeps[self.half] += 1
        self._classes[self.half] += classes
        open_flags = chains.active[self.arrays.flagged].any(axis=0)
        self._flags[self.half, 0] += np.where(open_flags, 1.0, self._closed_flags[0] @ classes)
        self._flags[self.half, 1] += np.where(open_flags, 0.0, self._closed_flags[1] @ classes)
        for number, node in enumerate(self._nodes):
            self._levels[self.half, number] += node.given(chains)

    def means(self) -> Means:
        """Divide by the sweeps, and add what follows for closed causes and for links that no open finding sees."""
        leaves = self.arrays.leaves
        counts = self.sweeps.reshape(-1, 1, 1)
        classes = self._classes / counts
        joint = self._closed[:, :, 1][:, :, None] * classes[:, None]
        joint[:, self.arrays.causes] = self._active / counts[..., None]
        links = self._fired / counts
        held = {link for one in (*self.arrays.singles, *self.arrays.shared) for link in one.links}
        alone = [link for link in range(links.shape[1]) if link not in held]
        causes = [leaves.network.links[link].cause for link in alone]
        firing = leaves.firing[alone][:, :, 1:].sum(axis=-1)
        links[:, alone] = (joint[:, causes] * firing[..., None]).sum(axis=2)
        levels = self._levels / counts[..., None]
        return Means(joint.sum(axis=2), links, levels, classes, self._flags / counts)


def _looks(arrays: Collapsed, cause: int) -> _Looks:
    mine = [one for one in arrays.singles if one.cause == cause]
    links = tuple(link for one in mine for link in one.links)
    rows = tuple(row for row, one in enumerate(mine) for _link in one.links)
    reached = [
        with_noticed(arrays.likelihood[one.findings], (fired[:, 1:].sum(axis=1) * one.table)[None])[0]
        for one in mine
        for fired in one.fired
    ]
    return _Looks(links, rows, np.array(reached))


def _flags(closed: Array) -> tuple[Array, Array]:
    """P(at least one cause is active, none is), a number a class, from P(inactive, active), shape (cause, class, 2)."""
    some, none = np.zeros(closed.shape[1]), np.ones(closed.shape[1])
    for inactive, active in closed.swapaxes(1, 2):
        some, none = some + none * active, none * inactive
    return some, none
