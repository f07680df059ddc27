"""Causes of islands that see the same findings there: one table a group, over these findings only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.lattice import lattice_of
from nktlib.inference.pair_tree import SUMS, PairTree, pulled_apart
from nktlib.inference.stack import outer

if TYPE_CHECKING:
    from nktlib.inference.island_tables import Islands
    from nktlib.inference.pattern import Integers
    from nktlib.inference.tables import Array

OWN = 4
"""Roundings in the table of a cause besides its links and axes: its prior, inactive or active, a share."""


class Groups:
    """Groups over axes of the same sizes, with about as many causes: filled up with causes that do nothing.

    Shapes: (member, group), then class, or the sizes of the axes.
    """

    def __init__(self, islands: Islands, groups: Integers, sizes: tuple[int, ...]) -> None:
        self.islands, self.groups, self.sizes = islands, groups, sizes
        shared, counts = islands.shared, islands.counts[groups]
        members = np.arange(int(counts.max()))[:, None]
        self.there = members < counts
        at = np.minimum(islands.firsts[groups] + members, len(islands.causes) - 1)
        self.causes: Integers = np.where(self.there, islands.causes[at], len(shared.flagged) - 1)
        bits = islands.group_code[groups][:, None] >> np.arange(islands.axes) & 1
        axes = np.nonzero(bits)[1].reshape(len(groups), len(sizes))
        findings = islands.findings[islands.group_island[groups][:, None], axes]
        self.links = [shared.link_at[finding, self.causes] for finding in findings.T]
        """The link of each cause to what each axis looks at, shape (member, group)."""
        self.factors = [shared.noticed[size][links] for links, size in zip(self.links, sizes, strict=True)]
        self.outer = outer(self.factors)
        self.weight = shared.active[self.causes]
        for links in np.moveaxis(shared.links_of[self.causes], -1, 0):
            # All other links of a cause noticed nothing, or they would be in the island and the group another one.
            inside = (shared.finding_of[links][..., None] == findings).any(axis=-1)
            self.weight *= np.where(inside[..., None], 1.0, shared.quiet[links])
        flagged = shared.flagged[self.causes][..., None, None]
        active = self.outer * self.weight[..., None]
        tables = np.stack([np.where(flagged, 0.0, active), np.where(flagged, active, 0.0)])
        tables[0, ..., 0] += shared.inactive[self.causes]
        lattice = lattice_of(sizes)
        self.tree = PairTree(tables.reshape(2, len(members), -1, lattice.cells), lattice)
        island = islands.group_island[groups]
        own = counts * (len(sizes) + OWN) + (counts - 1) * (lattice.sums + 1 + SUMS)
        np.add.at(islands.roundings, island, own)

    def put(self) -> None:
        """Put the tables of the groups where those of the islands find them."""
        lattice = self.tree.lattice
        cells = self.islands.cells_of(self.groups, lattice.cells)
        product = self.tree.product.reshape(2, len(self.groups), -1, lattice.cells)
        self.islands.tables[:, cells] = product.swapaxes(-1, -2)

    def pull(self) -> tuple[Integers, Array, Integers, Array]:
        """Pull the gradients of the groups back to each cause and link.

        Gives rows of causes (island, cause) with P(active) given the findings of the island, shape (row, class), and
        rows of links (island, link) with P(fired to level 1 or 2).
        """
        shared, lattice = self.islands.shared, self.tree.lattice
        gradient = self.islands.gradients[self.islands.cells_of(self.groups, lattice.cells)].swapaxes(-1, -2)
        weighted = self.tree.gradients(gradient.reshape(-1, lattice.cells)).reshape(self.outer.shape)
        weighted *= self.weight[..., None]
        active = (weighted * self.outer).sum(axis=-1)
        island = np.broadcast_to(self.islands.group_island[self.groups], self.there.shape)[self.there]
        fired, links = [], []
        for link, size, pulled in zip(self.links, self.sizes, pulled_apart(self.factors, weighted), strict=True):
            fired.append((pulled * shared.fired[size][link]).sum(axis=-1)[self.there])
            links.append(np.stack([island, shared.own[link[self.there]]], axis=1))
        causes = np.stack([island, self.causes[self.there]], axis=1)
        return causes, active[self.there], np.concatenate(links), np.concatenate(fired)
