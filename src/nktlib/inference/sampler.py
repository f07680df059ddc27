"""Sets of active causes drawn from their posterior, exactly: back along a plan, drawing what each step summed out.

On the way forward each step adds up ways in which something comes about. On the way back one of them is drawn, as
probable as its part of the sum. So each set is drawn from the posterior itself, independent of all others, and nothing
has to converge.
"""

from __future__ import annotations

from itertools import product
from math import log
from typing import TYPE_CHECKING, Final

import numpy as np

from nktlib.errors import TooComplex
from nktlib.inference.engine import MOST_COST
from nktlib.inference.leaves import Leaves
from nktlib.inference.pattern import LEVELS
from nktlib.inference.plan import Contract, make_plan
from nktlib.inference.run import forward
from nktlib.inference.scale import scaled
from nktlib.inference.tables import LEADING

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nktlib.inference.network import Network
    from nktlib.inference.pattern import Integers
    from nktlib.inference.plan import Join
    from nktlib.inference.tables import Array

WAYS: Final = [
    np.array([pair for pair in product(range(LEVELS), repeat=2) if max(pair) == level]).T for level in range(LEVELS)
]
"""For each level, the pairs of levels of which it is the higher: one, three and five columns."""


class Sampler:
    """A network carried forward, from which sets of causes can be drawn.

    Raises :class:`~nktlib.errors.TooComplex` where that takes too many products, ``ZeroDivisionError`` if the findings
    are impossible under the network.
    """

    def __init__(self, network: Network) -> None:
        network, log_scale = scaled(network)
        self._leaves = leaves = Leaves(network)
        self._plan = make_plan([leaf.axes for leaf in leaves.leaves], leaves.variables)
        if self._plan.cost > MOST_COST:
            raise TooComplex(self._plan.cost)
        self._tables = forward(self._plan, [leaf.values for leaf in leaves.leaves], leaves.closing)
        closed = leaves.sums[leaves.closed_causes].prod(axis=0)
        self._by_class: Array = leaves.factor * closed * (self._tables[-1][0] if self._tables else 1.0)
        evidence = float(self._by_class.sum())
        if not evidence:
            raise ZeroDivisionError("the findings are impossible")
        self.log_evidence = log(evidence) + log_scale
        """Natural logarithm of P(findings)."""

    def draw(self, count: int, random: np.random.Generator) -> NDArray[np.bool_]:
        """Draw which causes are active, shape (draw, cause)."""
        leaves, plan = self._leaves, self._plan
        active = np.zeros((count, len(leaves.weights)), dtype=bool)
        classes = _chosen(self._by_class, count, random)
        closed = leaves.closed_causes
        active[:, closed] = _chosen(leaves.weights[closed][:, classes].swapaxes(0, 1), count, random)
        states: dict[int, Integers] = {len(self._tables) - 1: np.zeros((count, 0), dtype=np.intp)}
        """The state of each axis of a table, shape (draw, axis)."""
        for number, step in reversed(list(enumerate(plan.steps, len(plan.leaves)))):
            if isinstance(step, Contract):
                states[step.source] = self._parted(step, classes, states.pop(number), random)
                if step.variable not in leaves.closing:
                    active[:, step.variable] = states[step.source][:, step.position]
            else:
                states[step.left], states[step.right] = self._split(step, classes, states.pop(number), random)
        return active

    def _parted(self, step: Contract, classes: Integers, states: Integers, random: np.random.Generator) -> Integers:
        """Draw the state of the variable that a step summed out, given all others of its table."""
        table = np.moveaxis(self._tables[step.source][0], step.position + 1, -1)
        weights = table[(classes, *states.T)]
        if step.variable in self._leaves.closing:
            weights = weights * self._leaves.closing[step.variable][classes]
        return np.insert(states, step.position, _chosen(weights, len(states), random), axis=1)

    def _split(
        self, step: Join, classes: Integers, states: Integers, random: np.random.Generator
    ) -> tuple[Integers, Integers]:
        """Draw the states of two tables that were joined, given those of the result."""
        shared = [axis - LEADING for axis in step.convergent]
        left, right = states.copy(), states.copy()
        # Draws in the same state have the same choice.
        codes = np.column_stack([classes, states]) @ LEVELS ** np.arange(states.shape[1] + 1)[::-1]
        _codes, first, which = np.unique(codes, return_index=True, return_inverse=True)
        for number, row in enumerate(first.tolist() if shared else ()):
            group, state = classes[row], states[row].tolist()
            rows = np.flatnonzero(which == number)
            ways = [np.ix_(*(WAYS[state[axis]][side] for axis in shared)) for side in range(2)]
            weights = [
                self._tables[table][0, group][self._at(table, step, state, dict(zip(shared, one, strict=True)))]
                for table, one in zip((step.left, step.right), ways, strict=True)
            ]
            joint = weights[0] * weights[1]
            drawn = np.unravel_index(_chosen(joint.ravel(), len(rows), random), joint.shape)
            for axis, way in zip(shared, drawn, strict=True):
                left[rows, axis], right[rows, axis] = WAYS[state[axis]][:, way]
        kept = [[step.axes.index(axis) for axis in self._plan.axes[table]] for table in (step.left, step.right)]
        return left[:, kept[0]], right[:, kept[1]]

    def _at(
        self, table: int, step: Join, state: list[int], ways: dict[int, NDArray[np.intp]]
    ) -> tuple[int | NDArray[np.intp], ...]:
        """Where the cells of a table are that could have made a state of the table joined from it."""
        places = [step.axes.index(axis) for axis in self._plan.axes[table]]
        return tuple(ways.get(place, state[place]) for place in places)


def _chosen(weights: Array, count: int, random: np.random.Generator) -> Integers:
    """Draw along the last axis, in proportion to the weights: (weight,) for all draws, or (draw, ..., weight)."""
    reached = weights.cumsum(axis=-1)
    # Just below the whole, so that a weight of zero at the end is never drawn.
    drawn = random.random((count, *reached.shape[1:-1])) * np.nextafter(reached[..., -1], 0.0)
    chosen: Integers = (reached <= drawn[..., None]).sum(axis=-1)
    return chosen
