"""How high nodes fire, given which causes are active."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.anytime_arrays import log
from nktlib.inference.anytime_chains import levels_of, softmax
from nktlib.inference.leaves import shares
from nktlib.inference.pattern import LEVELS

if TYPE_CHECKING:
    from nktlib.inference.anytime_arrays import Collapsed, Share
    from nktlib.inference.anytime_chains import Chains
    from nktlib.inference.tables import Array


@frozen(eq=False)
class _Seen:
    """Links to a node that one finding alone looks at.

    ``below`` is log P(fired <= 0, 1 | noticed <= 0, 1, 2), shape (class, level fired, level noticed, link).
    """

    finding: int
    causes: tuple[int, ...]
    below: Array


class NodeLevels:
    """The levels of one node."""

    def __init__(self, arrays: Collapsed, node: int) -> None:
        leaves = arrays.leaves
        self._likelihood = arrays.likelihood
        causes = {cause: position for position, cause in enumerate(arrays.causes)}
        place = {link: (one, number) for one in arrays.singles for number, link in enumerate(one.links)}
        kept = {
            link: (share, number, position)
            for number, share in enumerate(arrays.shared)
            for position, link in enumerate(share.links)
        }
        self._closed: Array = np.zeros((arrays.classes, LEVELS - 1))
        """Log P(fired <= 0, 1) by closed causes."""
        alone: list[tuple[int, Array]] = []
        seen: dict[int, list[tuple[int, Array]]] = {}
        self._kept: list[tuple[Share, int, Array]] = []
        for link in leaves.pattern.links_at.get(node, ()):
            cause = leaves.network.links[link].cause
            if link in place:
                share, position = place[link]
                seen.setdefault(int(share.findings[0]), []).append((share.cause, _given_noticed(share, position)))
            elif link in kept:
                share, number, position = kept[link]
                self._kept.append((share, number, log(share.fired[position].cumsum(axis=1)[:, :-1])))
            else:
                below = leaves.firing[link].cumsum(axis=1)[:, :-1]
                if cause in causes:
                    alone.append((causes[cause], log(below)))
                else:
                    off, on = shares(leaves.weights[cause]).T
                    self._closed += log(off[:, None] + on[:, None] * below)
        self._alone = tuple(cause for cause, _below in alone)
        self._alone_below = np.array([below for _cause, below in alone]).reshape(-1, arrays.classes, LEVELS - 1)
        self._seen = [
            _Seen(finding, tuple(cause for cause, _below in links), np.stack([below for _c, below in links], axis=-1))
            for finding, links in sorted(seen.items())
        ]

    def given(self, chains: Chains) -> Array:
        """P(level 0, 1, 2 | active causes, cells, findings) in every chain, shape (level, chain)."""
        below = self._closed[..., None] + np.einsum("nca,nk->cak", self._alone_below, chains.active[list(self._alone)])
        for share, number, fired in self._kept:
            below += fired[:, :, chains.cells[number]] * chains.active[share.cause]
        for one in self._seen:
            noticed = np.pad(chains.below[one.finding], ((0, 0), (0, 1), (0, 0)))
            both = noticed[:, None] + one.below @ chains.active[list(one.causes)]
            below += log(_outcome(self._likelihood[one.finding], both)) - chains.outcomes[one.finding][:, None]
        at_most = (np.exp(below) * softmax(chains.joint)[:, None]).sum(axis=0)
        # These are parts of a probability near one: what rounding leaves of the rarest is far below the sampling error.
        levels: Array = np.diff(at_most, axis=0, prepend=0.0, append=1.0)
        return np.maximum(levels, 0.0)


def _given_noticed(share: Share, position: int) -> Array:
    """Log P(fired <= 0, 1 | noticed <= 0, 1, 2) by a link, shape (class, level fired, level noticed)."""
    joint = (share.fired[position] * share.table[:, None]).cumsum(axis=2).cumsum(axis=1)
    return log(joint[:, :-1]) - log(joint[:, -1:])


def _outcome(likelihood: Array, below: Array) -> Array:
    """P(outcome, fired <= 0, 1) from log P(fired <= 0, 1, noticed <= 0, 1, 2), shape (class, level fired, chain)."""
    fired = below[:, :, -1:]
    joint: Array = np.einsum("cl,calk->cak", likelihood, levels_of(below[:, :, :-1] - fired) * np.exp(fired))
    return joint
