"""A network in which causes are decided one after another: what the decisions leave, and the most that can come of it.

Once it is said which causes are active, what is left is a product over *components*: sets of open findings that look at
common firings, most of them a single finding. A component is held as the likelihood of its findings by the levels that
were noticed besides; activating a cause pulls this table back through what the cause makes them notice. Only sums and
products of non-negative numbers occur, up to the logarithms that products are kept as.

The bound, in logarithms and within a class: let *c* be what activating a cause costs, *g* the most that it ever adds
to a component, whatever else is active, and *G* what a component still lacks to its best outcome. A set T of further
causes adds at most

    sum over components of min(G, sum over T of g)  -  sum over T of c.

A cause spends the part r = c / (sum of its g) of what it could add, so that this is at most the sum over components of
(1 - the least r) x min(G, sum of g over all causes that are left).
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.errors import TooComplex
from nktlib.inference.leaves import Leaves, shares
from nktlib.inference.scale import scaled
from nktlib.inference.tables import LEADING, join_adjoints, spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array

MOST_CELLS = 1_000_000
"""Cells of the table of a component: twenty plain weak tests that all hang together, or twelve graded ones."""

Axes = tuple[int, ...]


@frozen(eq=False)
class Effect:
    """Causes (positions) that make the same findings of a component notice something, by their ``axes`` in it.

    ``tables`` (cause, class, size of each axis) add up to one in each class; ``likelihood`` is that of these findings.
    """

    causes: NDArray[np.intp]
    axes: Axes
    tables: Array
    likelihood: Array


@frozen(eq=False)
class State:
    """The causes before ``position`` are decided. ``logs`` (class,): what that leaves at most of all the priors.

    ``tables`` (a component each; class and axes): the likelihood, if no more cause is active, by the levels that were
    noticed besides.
    """

    position: int
    logs: Array
    tables: tuple[Array, ...]

    @property
    def reached(self) -> Array:
        """Logarithms of the likelihoods if no more cause is active, shape (class, component)."""
        reached = np.zeros((len(self.logs), len(self.tables)))
        for number, table in enumerate(self.tables):
            reached[:, number] = _at_zero(table, ())
        return _log(reached)


class World:
    """A network with its causes in an order, in logarithms.

    A cause has a weight if active and another if not. The greater one is counted for every cause in ``empty``, the
    state before anything is decided; ``spent`` and ``skipped`` (cause, class), never positive, are what is lost by
    activating it and by not doing so.
    """

    def __init__(self, network: Network, order: Iterable[int]) -> None:
        network, log_scale = scaled(network)
        leaves = Leaves(network)
        place = {cause: position for position, cause in enumerate(order)}
        weights = leaves.weights[list(place)]
        noticed: list[dict[Axes, Array]] = [{} for _ in place]
        for leaf in leaves.leaves:
            cause, *axes = leaf.axes
            if axes:
                table = leaf.values[0, :, 1]
                flat = table.reshape(len(table), -1)
                weights[place[cause], :, 1] *= flat.sum(axis=1)
                noticed[place[cause]][tuple(axes)] = shares(flat).reshape(table.shape)
        components = _components([axes for tables in noticed for axes in tables])
        cells = max((prod(leaves.variables[axis].size for axis in axes) for axes in components), default=0)
        if cells > MOST_CELLS:
            raise TooComplex(cells)
        likelihoods = [_outer({(axis,): leaves.closing[axis] for axis in axes}) for axes in components]
        most = weights.max(axis=-1)
        logs = _log(leaves.factor) + log_scale + _log(most).sum(axis=0)
        limits = np.zeros((len(logs), len(components)))
        for number, likelihood in enumerate(likelihoods):
            limits[:, number] = likelihood.reshape(len(logs), -1).max(axis=1)
        # A class in which the findings cannot be is left out, so that no infinity is subtracted from another.
        possible = np.isfinite(logs) & (limits > 0).all(axis=1)
        self.limits: Array = _log(limits[possible])
        """Logarithms of the best likelihoods that there can be, shape (class, component)."""
        self.skipped: Array = _log(weights[:, possible, 0] / most[:, possible])
        self.spent: Array = _log(weights[:, possible, 1] / most[:, possible])
        self.idle: Array = _from_each(np.add, self.skipped, 0.0)
        """What is lost if no cause from a position on is active, shape (position, class)."""
        self.empty = State(0, logs[possible], tuple(likelihood[possible] for likelihood in likelihoods))
        self.effects = [tuple(_effects(axes, noticed, leaves.closing, possible)) for axes in components]
        self.gains: Array = self._gains()
        self.rates, self.totals = _prospects(self.gains, -self.spent)

    def _gains(self) -> Array:
        """The most that a cause can add to the logarithm of a likelihood, whatever was noticed before.

        Shape (cause, class, component).
        """
        gains = np.zeros((*self.spent.shape, len(self.effects)))
        for number, effects in enumerate(self.effects):
            for effect in effects:
                before = np.broadcast_to(effect.likelihood, effect.tables.shape)
                after = _pulled(before, effect.tables, effect.axes, effect.axes)
                # Where a likelihood of zero stays zero, nothing is gained.
                with np.errstate(divide="ignore", invalid="ignore"):
                    ratio = np.where(after > 0, after / before, 1.0)
                most = ratio.reshape(*ratio.shape[:2], -1).max(axis=-1)
                gains[effect.causes, :, number] = np.log(np.maximum(most, 1.0))
        gains[np.isinf(self.spent)] = 0.0
        return gains

    def add(self, state: State, position: int) -> State:
        """Activate the cause at ``position`` and none between those decided and it."""
        tables = list(state.tables)
        for number, effects in enumerate(self.effects):
            for effect in effects:
                for row in np.flatnonzero(effect.causes == position):
                    every = tuple(range(tables[number].ndim - 1))
                    tables[number] = _pulled(tables[number][None], effect.tables[row][None], effect.axes, every)[0]
        logs = state.logs + self.skipped[state.position : position].sum(axis=0) + self.spent[position]
        return State(position + 1, logs, tuple(tables))

    def value(self, state: State) -> Array:
        """Logarithm of the joint probability if no more cause is active, shape (class,)."""
        value: Array = state.logs + self.idle[state.position] + state.reached.sum(axis=1)
        return value

    def bound(self, state: State) -> Array:
        """Logarithm of a bound on all that the state can become, shape (class,), by what these findings still lack."""
        reached = state.reached
        gains = np.minimum(self.gains[state.position :], self.limits - reached)
        rates, totals = _prospects(gains, -self.spent[state.position :])
        return state.logs + self._most(reached, rates[0], totals[0])

    def children(self, state: State) -> tuple[Array, Array]:
        """Values and bounds of a state with one more cause, for each that is not decided, shapes (cause, class)."""
        start = state.position
        reached = np.repeat(state.reached[None], len(self.spent), axis=0)
        for number, effects in enumerate(self.effects):
            for effect in effects:
                table = _at_zero(state.tables[number], effect.axes)
                reached[effect.causes, :, number] = _log(
                    (effect.tables * table).reshape(*effect.tables.shape[:2], -1).sum(axis=-1)
                )
        reached = reached[start:]
        before = np.vstack([np.zeros_like(state.logs), self.skipped[start:-1].cumsum(axis=0)])[: len(reached)]
        logs = state.logs + before + self.spent[start:]
        values = logs + self.idle[start + 1 :] + reached.sum(axis=-1)
        return values, logs + self._most(reached, self.rates[start + 1 :], self.totals[start + 1 :])

    def _most(self, reached: Array, rates: Array, totals: Array) -> Array:
        """What the likelihoods can become, net of what the causes for that cost, added up over the components."""
        with np.errstate(invalid="ignore"):
            most = reached + np.minimum(self.limits - reached, totals) * (1.0 - rates)
        added: Array = np.where(np.isinf(totals), self.limits, most).sum(axis=-1)
        return added


def _log(values: Array) -> Array:
    with np.errstate(divide="ignore"):
        logs: Array = np.log(values)
    return logs


def _from_each(function: np.ufunc, values: Array, end: float) -> Array:
    """Accumulate from each position on to the last, and ``end`` after it."""
    accumulated = function.accumulate(values[::-1])[::-1]
    return np.concatenate([accumulated, np.full((1, *values.shape[1:]), end)])


def _prospects(gains: Array, costs: Array) -> tuple[Array, Array]:
    """What the causes from each position on can do for a component, shapes (position, class, component).

    Gives the least part of what they gain that they cost, and what they gain together.
    """
    whole = gains.sum(axis=-1)
    rates = np.divide(costs, whole, out=np.ones_like(costs), where=whole > 0)
    each = np.where(gains > 0, np.minimum(rates, 1.0)[..., None], 1.0)
    return _from_each(np.minimum, each, 1.0), _from_each(np.add, gains, 0.0)


def _components(groups: Iterable[Axes]) -> list[Axes]:
    """Gather the findings that are linked by groups."""
    components: list[set[int]] = []
    for group in groups:
        linked = [one for one in components if not one.isdisjoint(group)]
        components = [one for one in components if one.isdisjoint(group)] + [set(group).union(*linked)]
    return sorted(tuple(sorted(one)) for one in components)


def _outer(tables: Mapping[Axes, Array]) -> Array:
    """Multiply tables (class, a size for each of the axes) that have no axis in common."""
    target = tuple(sorted(axis for axes in tables for axis in axes))
    product: Array = np.ones(1)
    for axes, table in tables.items():
        product = product * spread(table[None], axes, target)[0]
    return product


def _effects(
    component: Axes, noticed: Sequence[Mapping[Axes, Array]], closing: Mapping[int, Array], possible: Array
) -> Iterator[Effect]:
    """Gather the causes that touch a component, by which of its findings they touch."""
    grouped: dict[Axes, list[tuple[int, Array]]] = {}
    for position, tables in enumerate(noticed):
        mine = {axes: table for axes, table in tables.items() if axes[0] in component}
        if mine:
            union = tuple(sorted(axis for axes in mine for axis in axes))
            grouped.setdefault(union, []).append((position, _outer(mine)[possible]))
    for union, found in grouped.items():
        yield Effect(
            causes=np.array([position for position, _table in found]),
            axes=tuple(component.index(axis) for axis in union),
            tables=np.array([table for _position, table in found]),
            likelihood=_outer({(axis,): closing[axis] for axis in union})[possible],
        )


def _at_zero(table: Array, axes: Axes) -> Array:
    """Take the level zero of every axis of a table (class, axes) but of ``axes``."""
    return table[(slice(None), *(slice(None) if axis in axes else 0 for axis in range(table.ndim - 1)))]


def _pulled(table: Array, effects: Array, axes: Axes, every: Axes) -> Array:
    """The likelihood of a table (cause, class, ``every`` axis) once effects on some ``axes`` of it have come about."""
    convergent = [every.index(axis) + LEADING for axis in axes]
    return join_adjoints(table, table, spread(effects, axes, every), convergent)[0]
