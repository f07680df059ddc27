"""A network as the leaves of an elimination: small tables over causes and open findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.effects import LEVELS, Effects
from nktlib.inference.plan import Variable

if TYPE_CHECKING:
    from collections.abc import Collection

    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array

PartKey = tuple[int, int]
"""A part of what a cause does: the cause, and the number of the part."""


@frozen(eq=False)
class Leaf:
    """A table (batch, class, axes). ``part`` is ``None`` where it is not a part with firings (a prior, an observation)."""

    axes: tuple[int, ...]
    values: Array
    part: PartKey | None = None


class Leaves:
    """The leaves of a network and the factors of what needs no table."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.effects = Effects(network)
        count = len(network.causes)
        opened = sorted(key for key, axis in self.effects.axes.items() if axis.size > 1)
        self.numbers = {key: count + position for position, key in enumerate(opened)}
        self.level_axis = count + len(opened)
        self.flag_axis = self.level_axis + 1
        self.variables = {cause: Variable(2, convergent=False) for cause in range(count)}
        self.variables |= {
            number: Variable(self.effects.axes[key].size, convergent=True) for key, number in self.numbers.items()
        }
        self.variables |= {self.level_axis: Variable(LEVELS, convergent=True), self.flag_axis: Variable(2, convergent=True)}
        self.closing = {number: self.effects.axes[key].likelihood for key, number in self.numbers.items()}
        self.observed: dict[int, list[Leaf]] = {}
        self.parts: dict[int, list[Leaf]] = {}
        self.factors: dict[PartKey, Array] = {}
        """What parts without an axis multiply "active" by, a number a class."""
        self._active = np.empty((count, len(network.classes)))
        self._inactive = np.empty((count, len(network.classes)))
        for cause in range(count):
            self._add(cause)
        seen = {axis for leaves in (*self.parts.values(), *self.observed.values()) for leaf in leaves for axis in leaf.axes}
        self.factor = np.array(network.classes) * self.effects.closed
        """The weight of each class and the factor of the findings on which no cause bears."""
        for number, likelihood in self.closing.items():
            if number not in seen:
                self.factor = self.factor * likelihood[:, 0]

    def _add(self, cause: int) -> None:
        effect = self.effects.effects[cause]
        self._active[cause] = self.network.causes[cause].probability
        self._inactive[cause] = self.network.causes[cause].complement * effect.inactive
        for key, weight in effect.direct:
            if key in self.numbers:
                table = np.tile([1.0 - weight, weight], (len(self.network.classes), 1))
                self.observed.setdefault(cause, []).append(Leaf((cause, self.numbers[key]), branches(table)))
            else:
                self._active[cause] *= 1.0 - weight
        for position, part in enumerate(effect.parts):
            table = self.effects.table(part)
            if part.axes:
                axes = (cause, *(self.numbers[key] for key in part.axes))
                self.parts.setdefault(cause, []).append(Leaf(axes, branches(table), (cause, position)))
            else:
                self.factors[cause, position] = table

    def is_open(self, cause: int) -> bool:
        """Whether an open finding sees the cause; otherwise it is summed out at once."""
        return cause in self.parts or cause in self.observed

    def weights(self, cause: int, without: Collection[PartKey] = ()) -> Array:
        """Weights (class, inactive or active) of a cause: its prior and all factors but those of the parts ``without``."""
        active = self._active[cause].copy()
        for position in range(len(self.effects.effects[cause].parts)):
            if (cause, position) in self.factors and (cause, position) not in without:
                active *= self.factors[cause, position]
        return np.stack([self._inactive[cause], active], axis=-1)


def branches(table: Array) -> Array:
    """A part (class, axes) as a leaf (1, class, inactive or active, axes): an inactive cause notices nothing."""
    leaf = np.zeros((1, table.shape[0], 2, *table.shape[1:]))
    leaf[(0, slice(None), 0, *(0,) * (table.ndim - 1))] = 1.0
    leaf[0, :, 1] = table
    return leaf
