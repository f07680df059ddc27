"""A network as the leaves of an elimination: small tables over causes and open findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.effects import LEVELS, Effects
from nktlib.inference.plan import Variable

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array

PartKey = tuple[int, int]
"""A part of what a cause does: the cause, and the number of the part."""

CACHED_CELLS = 1_000_000
"""A part with more cells, firing by firing, is computed anew each time instead of kept (8 MB)."""


@frozen(eq=False)
class Leaf:
    """A table (batch, class, one axis for each of ``axes``); the batch is 1 long."""

    axes: tuple[int, ...]
    values: Array


class Leaves:
    """The leaves of a network and the factors of what needs no table.

    A cause that an open finding sees is *open*: it has a leaf for its prior, one for each part and one for each open
    observation. Any other is summed out at once.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.effects = Effects(network)
        count = len(network.causes)
        opened = sorted(key for key, axis in self.effects.axes.items() if axis.size > 1)
        self.numbers = {key: count + position for position, key in enumerate(opened)}
        self.variables = {cause: Variable(2, convergent=False) for cause in range(count)}
        self.variables |= {
            number: Variable(self.effects.axes[key].size, convergent=True) for key, number in self.numbers.items()
        }
        self.closing = {number: self.effects.axes[key].likelihood for key, number in self.numbers.items()}
        self.leaves: list[Leaf] = []
        self.prior_of: dict[int, int] = {}
        """The leaf with the prior of each open cause."""
        self.part_of: dict[PartKey, int] = {}
        """The leaf of each part that has an axis."""
        self.place_of: dict[int, tuple[PartKey, int]] = {}
        """Where a link stands that a part with an axis holds: the part, and the number of its term."""
        self._cache: dict[PartKey, Array] = {}
        classes = len(network.classes)
        prior = np.array([[cause.complement, cause.probability] for cause in network.causes], dtype=float)
        self.weights: Array = np.repeat(prior.reshape(-1, 1, 2), classes, axis=1)
        """Weights (cause, class, inactive or active): the prior and all factors, of the parts without an axis too."""
        self.weights[:, :, 0] *= self.effects.inactive
        self.firing: Array = np.zeros((len(network.links), classes, LEVELS))
        """P(level fired | the cause is active, its factors), by class; of links outside the parts with an axis only."""
        observed = self._observe()
        for cause in range(count):
            self._add_parts(cause, observed.get(cause, []))
        self._fold_links()
        for cause, number in self.prior_of.items():
            self.leaves[number] = Leaf((cause,), self.weights[None, cause])
        seen = {axis for leaf in self.leaves for axis in leaf.axes}
        self.factor: Array = np.array(network.classes) * self.effects.closed
        """The weight of each class and the factor of the findings on which no cause bears."""
        for number, likelihood in self.closing.items():
            if number not in seen:
                self.factor = self.factor * likelihood[:, 0]
        self.sums: Array = self.weights.sum(axis=-1)
        """The weights of a cause added up: what a closed cause leaves, shape (cause, class)."""
        self.closed_causes = [cause for cause in range(count) if cause not in self.prior_of]

    def tables(self, key: PartKey) -> Array:
        """The part firing by firing, as :meth:`Effects.tables` gives it."""
        found = self._cache.get(key)
        if found is None:
            found = self.effects.tables(self.effects.parts[key[0]][key[1]])
            if found.size <= CACHED_CELLS:
                self._cache[key] = found
        return found

    def _observe(self) -> dict[int, list[Leaf]]:
        """Observations by cause; those in which nothing was noticed leave a factor only."""
        observed: dict[int, list[Leaf]] = {}
        for index, observation in enumerate(self.network.observations):
            number = self.numbers.get(("observation", index))
            for cause, weight in observation.weights:
                if number is None:
                    self.weights[cause, :, 1] *= 1.0 - weight
                else:
                    table = np.tile([1.0 - weight, weight], (len(self.network.classes), 1))
                    observed.setdefault(cause, []).append(Leaf((cause, number), branches(table)))
        return observed

    def _add_parts(self, cause: int, observed: list[Leaf]) -> None:
        parts = self.effects.parts[cause]
        if observed or any(part.axes for part in parts):
            self.prior_of[cause] = len(self.leaves)
            self.leaves.append(Leaf((cause,), self.weights[None, cause]))
        self.leaves += observed
        for position, part in enumerate(parts):
            key = (cause, position)
            tables = self.tables(key)
            links = [term.link for term in part.terms]
            if part.axes:
                self.place_of |= {link: (key, number) for number, link in enumerate(links)}
                self.part_of[key] = len(self.leaves)
                axes = (cause, *(self.numbers[axis] for axis in part.axes))
                self.leaves.append(Leaf(axes, branches(tables[0].sum(axis=0))))
            else:
                self.weights[cause, :, 1] *= tables[0].sum(axis=0)
                self.firing[links] = shares(tables.swapaxes(1, 2))

    def _fold_links(self) -> None:
        """Fold the links that no part holds into their causes, all at once."""
        held = {term.link for parts in self.effects.parts for part in parts for term in part.terms}
        alone = [link for link in range(len(self.network.links)) if link not in held]
        weights = self.effects.weights[alone]
        self.firing[alone] = shares(weights)
        causes = [self.network.links[link].cause for link in alone]
        np.multiply.at(self.weights[:, :, 1], np.array(causes, dtype=int), weights.sum(axis=-1))


def branches(table: Array) -> Array:
    """A part (class, axes) as a leaf (1, class, inactive or active, axes): an inactive cause notices nothing."""
    leaf = np.zeros((1, table.shape[0], 2, *table.shape[1:]))
    leaf[0, :, 0].reshape(table.shape[0], -1)[:, 0] = 1.0
    leaf[0, :, 1] = table
    return leaf


def shares(weights: Array) -> Array:
    """Scale the last axis to a sum of one; where all is zero it stays so."""
    whole = weights.sum(axis=-1, keepdims=True)
    scaled: Array = np.divide(weights, whole, out=np.zeros_like(weights), where=whole > 0)
    return scaled
