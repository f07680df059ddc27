"""Complete assignments: how probable a set of active causes is, and which sets are the most probable ones, exactly.

A search over sets that adds causes in the order of their posterior probabilities, the best bound first. See
:mod:`nktlib.inference.worlds` for the bound.
"""

from __future__ import annotations

from heapq import heappop, heappush
from math import exp, inf
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from nktlib.errors import TooComplex
from nktlib.inference.engine import infer
from nktlib.inference.worlds import World

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array
    from nktlib.inference.worlds import State

    Chosen = tuple[int, ...]
    """Active causes as positions in the order of the search, ascending."""

MOST_EXPANSIONS = 5_000
"""Sets whose extensions are computed before the search gives up: some ten seconds, a few hundred megabytes."""

SLACK = 1e-9
"""A set is dropped where its bound is lower than the last that counts by more than rounding explains."""


@frozen
class Complete:
    """A complete assignment: the causes (indices) that are active while all others are not.

    They stand in the order of their own posterior probabilities, the most probable first.
    """

    active: tuple[int, ...]
    probability: float


def log_joint(network: Network, active: Collection[int]) -> float:
    """Natural logarithm of P(exactly these causes are active, and the findings); ``-inf`` where that cannot be.

    Raises :class:`~nktlib.errors.TooComplex` where more open findings hang together than a table holds.
    """
    world = World(network, range(len(network.causes)))
    state = world.empty
    for cause in sorted(active):
        state = world.add(state, cause)
    return _total([world.value(state)])


def best(networks: Sequence[Network], most: int, *, diverse: bool = False) -> tuple[Complete, ...]:
    """Give the ``most`` most probable complete assignments given the findings, the most probable first.

    ``networks`` are one, or several over the same causes of which one is true, each as probable as the other before the
    findings: an assignment is then summed over them. ``diverse`` gives those that differ in their first cause, the one
    that is most probable a posteriori: for each of the causes (and for none) the best assignment that it is first in.
    Impossible assignments are left out.

    Raises :class:`~nktlib.errors.TooComplex` as :func:`log_joint` and :func:`nktlib.inference.engine.infer` do, and
    after :data:`MOST_EXPANSIONS`; ``ZeroDivisionError`` if the findings are impossible.
    """
    posteriors = [infer(evolve(network, queries=())) for network in networks]
    evidence = float(np.logaddexp.reduce([one.log_evidence for one in posteriors]))
    weighted = [exp(one.log_evidence - evidence) * np.array(one.causes) for one in posteriors]
    marginals = np.sum(weighted, axis=0)
    order = sorted(range(len(marginals)), key=lambda cause: (-marginals[cause], cause))
    found = _search([World(network, order) for network in networks], most, diverse=diverse)
    return tuple(
        Complete(tuple(order[position] for position in chosen), exp(value - evidence)) for value, chosen in found
    )


def _search(worlds: Sequence[World], most: int, *, diverse: bool) -> list[tuple[float, Chosen]]:
    """Find the sets with the highest joint probabilities: their logarithms and the sets, the highest first."""
    start = [world.empty for world in worlds]
    nothing = _total([world.value(state) for world, state in zip(worlds, start, strict=True)])
    found: dict[Chosen, tuple[float, Chosen]] = {(): (nothing, ())}
    """The best set of each group; a set is a group of its own, or one with all that have the same first cause."""
    least, expansions = -inf, 0
    heap: list[tuple[float, Chosen, list[State], bool]] = [(-inf, (), start, True)]
    while heap and -heap[0][0] >= least - SLACK:
        bound, chosen, states, is_tight = heappop(heap)
        if diverse and chosen and -bound <= found.get(chosen[:1], (-inf,))[0]:
            continue
        if not is_tight:
            states = [world.add(state, chosen[-1]) for world, state in zip(worlds, states, strict=True)]
            tighter = -_total([world.bound(state) for world, state in zip(worlds, states, strict=True)])
            heappush(heap, (max(bound, tighter), chosen, states, True))
            continue
        expansions += 1
        if expansions > MOST_EXPANSIONS:
            raise TooComplex(expansions)
        children = [world.children(state) for world, state in zip(worlds, states, strict=True)]
        values, bounds = (
            np.logaddexp.reduce(np.hstack(of_worlds), axis=1) for of_worlds in zip(*children, strict=True)
        )
        for row in np.flatnonzero(np.isfinite(bounds) & (bounds >= least - SLACK)):
            more = (*chosen, states[0].position + int(row))
            heappush(heap, (-float(bounds[row]), more, states, False))
            group, value = more[:1] if diverse else more, float(values[row])
            if value > max(least, found.get(group, (-inf,))[0]):
                found[group] = (value, more)
            if len(found) > most:
                del found[min(found, key=lambda one: (found[one][0], one))]
            if len(found) == most:
                least = min(found.values())[0]
    return sorted((one for one in found.values() if one[0] > -inf), key=lambda one: (-one[0], one[1]))


def _total(logs: Sequence[Array]) -> float:
    """Add up all classes of all worlds."""
    return float(np.logaddexp.reduce(np.hstack(logs)))
