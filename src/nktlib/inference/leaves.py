"""A network as the leaves of an elimination: small tables over causes and open findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.effects import Effects
from nktlib.inference.pattern import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.network import Network
    from nktlib.inference.pattern import PartKey, Pattern
    from nktlib.inference.tables import Array


@frozen(eq=False)
class Leaf:
    """A table (batch, class, one axis for each of ``axes``); the batch is 1 long."""

    axes: tuple[int, ...]
    values: Array


class Leaves:
    """The numbers of a network by cause, and leaves for some causes (all the open ones, if it is not said which).

    A cause has a leaf for its prior, one for each part with an axis and one for each open observation.
    """

    def __init__(self, network: Network, causes: Sequence[int] | None = None, pattern: Pattern | None = None) -> None:
        self.network = network
        self.effects = Effects(network, pattern)
        self.pattern = pattern = self.effects.pattern
        self.variables, self.closing = pattern.variables, self.effects.closing
        self.closed_causes = pattern.closed_causes
        self.leaves: list[Leaf] = []
        self.prior_of: dict[int, int] = {}
        """The leaf with the prior of each cause that has leaves."""
        self.part_of: dict[PartKey, int] = {}
        """The leaf of each part that has an axis."""
        self.place_of: dict[int, tuple[PartKey, int]] = {}
        """Where a link stands that a part with an axis holds: the part, and the number of its term."""
        classes = len(network.classes)
        self.weights: Array = np.empty((len(network.causes), classes, 2))
        """Weights (cause, class, inactive or active): the prior and all factors, of the parts without an axis too."""
        complements = np.array([cause.complement for cause in network.causes], dtype=float)
        np.multiply(complements[:, None], self.effects.inactive, out=self.weights[:, :, 0])
        self.weights[:, :, 1] = np.array([[cause.probability] for cause in network.causes], dtype=float).reshape(-1, 1)
        self.firing: Array = np.zeros((len(network.links), classes, LEVELS))
        """P(level fired | the cause is active, its factors), by class; of links outside the parts with an axis only."""
        self._fold()
        self.factor: Array = np.array(network.classes) * self.effects.closed
        """The weight of each class and the factor of the findings on which no cause bears."""
        for number in pattern.unseen:
            self.factor = self.factor * self.closing[number][:, 0]
        for cause in pattern.open_causes if causes is None else causes:
            self._add(cause)
        self.sums: Array = self.weights[:, :, 0] + self.weights[:, :, 1]
        """The weights of a cause added up: what a closed cause leaves, shape (cause, class)."""

    def _fold(self) -> None:
        """Fold into the causes what has no axis: links that no part holds, parts and observations that are closed."""
        pattern, effects = self.pattern, self.effects
        active = self.weights[:, :, 1]
        free = effects.weights[pattern.free_links]
        self.firing[pattern.free_links] = shares(free)
        if len(pattern.free_links):
            active[pattern.free_causes] *= np.multiply.reduceat(free.sum(axis=-1), pattern.free_starts, axis=0)
        for key in pattern.axisless:
            tables = effects.tables(key)
            active[key[0]] *= tables[0].sum(axis=0)
            links = [term.link for term in pattern.parts[key[0]][key[1]].terms]
            self.firing[links] = shares(tables.swapaxes(1, 2))
        for observation, (_causes, is_open) in zip(self.network.observations, pattern.shape.observations, strict=True):
            if not is_open:
                for cause, weight in observation.weights:
                    active[cause] *= 1.0 - weight

    def _add(self, cause: int) -> None:
        """Make the leaves of a cause."""
        self.prior_of[cause] = len(self.leaves)
        self.leaves.append(Leaf((cause,), self.weights[None, cause]))
        for number, weight in self.pattern.observed[cause]:
            table = np.tile([1.0 - weight, weight], (len(self.network.classes), 1))
            self.leaves.append(Leaf((cause, number), branches(table)))
        for position, part in enumerate(self.pattern.parts[cause]):
            if part.axes:
                key = (cause, position)
                self.place_of |= {term.link: (key, number) for number, term in enumerate(part.terms)}
                self.part_of[key] = len(self.leaves)
                axes = (cause, *(self.pattern.numbers[axis] for axis in part.axes))
                self.leaves.append(Leaf(axes, branches(self.effects.tables(key)[0].sum(axis=0))))


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
