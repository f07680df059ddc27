"""What networks share that differ in the outcomes of their tests only, and how their open findings fall into islands.

Where a finding noticed nothing it leaves only a factor, and two open findings have to do with each other only if one
cause bears on both. So the open findings of a session fall into *islands*, linked by no cause: given the examiner, what
one says has nothing to do with the others. And all that is not in an island, but bears on it through a cause, noticed
nothing. So what an island says does not depend on the session: the islands of many sessions are computed once for each.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve

from nktlib.inference.groups import grouping_of
from nktlib.inference.leaves import Leaves, shares
from nktlib.inference.pattern import LEVELS
from nktlib.inference.rounding import NOTICED, UNIT

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.pattern import Integers
    from nktlib.inference.tables import Array

    Island = tuple[tuple[int, int, int], ...]
    """Open findings with their outcomes: triples (size, finding, outcome), sorted."""

PLAIN, GRADED = 2, 3
"""Levels that a weak test tells apart."""


class Shared:
    """The numbers that networks share which differ only in the likelihoods of their readings.

    ``findings`` are the readings (by place) that look at one node which no other looks at, and only these may be open.
    Links at their nodes are numbered anew here. Arrays over links, causes and findings end with one more, that does
    nothing, to fill up rows with.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.classes = len(network.classes)
        looked_at = Counter(node for reading in network.readings for node, _share in reading.members)
        self.findings = [
            place
            for place, reading in enumerate(network.readings)
            if len(reading.members) == 1 and looked_at[reading.members[0][0]] == 1
        ]
        number = {network.readings[place].members[0][0]: finding for finding, place in enumerate(self.findings)}
        self.own = np.array([link for link, one in enumerate(network.links) if one.node in number], dtype=np.intp)
        """The links at these nodes, as the network numbers them."""
        self._base(number)
        self._links(number)
        self._closed()

    @property
    def fits(self) -> bool:
        """Whether nothing but its tests is open: no challenges and no open observations."""
        return not self.network.challenges and not self.base.pattern.open_causes

    def _base(self, number: dict[int, int]) -> None:
        """Everything but these findings, as if the others had noticed nothing and were certain to."""
        network, places = self.network, set(self.findings)
        others = [one for place, one in enumerate(network.readings) if place not in places]
        certain = ((1.0, 0.0, 0.0),) * self.classes
        base = evolve(
            network,
            links=tuple([one for one in network.links if one.node not in number]),
            readings=tuple([evolve(one, likelihood=certain) for one in others]),
            challenges=(),
        )
        self.base = Leaves(base)
        self.roundings = grouping_of(base).error / UNIT
        """Behind the numbers of the base, and a little more."""
        self.inactive: Array = np.concatenate([self.base.weights[:, :, 0], np.ones((1, self.classes))])
        """The weight of an inactive cause, shape (cause, class)."""
        self.active: Array = np.concatenate([self.base.weights[:, :, 1], np.zeros((1, self.classes))])
        """That of an active one, apart from the links at these nodes."""
        self.flagged = np.array([*(cause.flagged for cause in network.causes), False])

    def _links(self, number: dict[int, int]) -> None:
        network = self.network
        links = [network.links[link] for link in self.own.tolist()]
        readings = [network.readings[place] for place in self.findings]
        notice = np.array([one.notice for one in readings]).reshape(-1, self.classes)
        share = np.array([one.members[0][1] for one in readings]).reshape(-1, 1)
        self.finding_of: Integers = np.array([*(number[one.node] for one in links), len(readings)])
        # Written so that nothing cancels where ``share`` and ``notice`` are near one.
        missed = np.concatenate([share * (1.0 - notice) + (1.0 - share), np.ones((1, self.classes))])[self.finding_of]
        seen = np.concatenate([share * notice, np.zeros((1, self.classes))])[self.finding_of]
        none, inhibited, paretic = np.array([*(one.levels for one in links), (1.0, 0.0, 0.0)]).T[..., None]
        fires = inhibited + paretic
        self.quiet: Array = none + fires * missed
        """P(nothing is noticed of a link), shape (link, class)."""
        self.noticed = {
            PLAIN: np.stack([self.quiet, fires * seen], axis=-1),
            GRADED: np.stack([self.quiet, inhibited * seen, paretic * seen], axis=-1),
        }
        """P(level noticed), by size: shape (link, class, size)."""
        self.fired = {
            PLAIN: np.stack([fires * missed, fires * seen], axis=-1),
            GRADED: np.stack([fires * missed, inhibited * seen, paretic * seen], axis=-1),
        }
        """The same, and fired to level 1 or 2."""
        unfired = len(links)
        self.link_at: Integers = np.full((len(readings) + 1, len(network.causes) + 1), unfired)
        """The link from a cause to what a finding looks at."""
        of_cause: list[list[int]] = [[] for _ in self.flagged]
        for link, one in enumerate(links):
            self.link_at[number[one.node], one.cause] = link
            of_cause[one.cause].append(link)
        most = max(1, *map(len, of_cause))
        rows = [some + [unfired] * (most - len(some)) for some in of_cause]
        self.links_of: Integers = np.array(rows)
        """The links of each cause."""
        self.linked = self.link_at != unfired
        self.neighbours = [
            sum(1 << int(other) for other in np.flatnonzero(row)) for row in self.linked[:-1] @ self.linked[:-1].T
        ]
        """The findings that some cause of each finding bears on, as bits."""
        self.roundings_of_links = len(links) * (NOTICED + LEVELS + 3)

    def _closed(self) -> None:
        """What causes and links are whose findings all noticed nothing."""
        active = self.active * self.quiet[self.links_of].prod(axis=1)
        self.closed: Array = np.stack([self.inactive, active])
        """Weights (inactive or active, cause, class)."""
        self.closed_active: Array = shares(np.moveaxis(self.closed, 0, -1))[:-1, :, 1]
        """P(active), shape (cause, class)."""
        self.fired_share: Array = np.empty((len(self.network.links), self.classes))
        """P(fired | the cause is active) of a link of which nothing was noticed, shape (link, class)."""
        fired = self.fired[PLAIN][:-1, :, 0]
        quiet = self.quiet[:-1]
        # Where nothing goes unnoticed, the cause is not active: whatever is said of its link has no weight.
        self.fired_share[self.own] = fired / np.where(quiet > 0, quiet, 1.0)
        others = np.setdiff1d(np.arange(len(self.network.links)), self.own)
        self.fired_share[others] = self.base.firing[:, :, 1:].sum(axis=-1)

    def components(self, seen: int) -> list[int]:
        """Split findings (bits) into islands."""
        found = []
        while seen:
            island = todo = seen & -seen
            while todo:
                lowest = todo & -todo
                fresh = self.neighbours[lowest.bit_length() - 1] & seen & ~island
                island |= fresh
                todo = (todo | fresh) & ~lowest
            found.append(island)
            seen &= ~island
        return found
