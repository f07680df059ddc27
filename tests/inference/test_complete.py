"""Complete assignments against a walk through all of them in exact rational arithmetic."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, pairwise
from math import exp, inf, log, prod

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from nktlib.errors import TooComplex
from nktlib.inference.complete import best, log_joint
from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading
from nktlib.inference.worlds import World
from tests.inference.networks import networks
from tests.inference.oracle import _given_active, _Grid

BOUNDED = settings(
    deadline=None,
    max_examples=100,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
RELATIVE = 1e-11
"""Logarithms of a dozen numbers down to 1e-9 are added up: their rounding is some 1e-14 in the sum."""

Joints = dict[tuple[int, ...], Fraction]
small = networks(max_causes=6, max_nodes=5, max_findings=6)


def joints(network: Network) -> Joints:
    """P(exactly these causes are active, and the findings), for every set of causes."""
    grid = _Grid(network)
    causes = range(len(network.causes))
    active = [grid.below(cause) for cause in causes]
    return {
        chosen: grid.total(prod([active[c] if c in chosen else grid.inactive[c] for c in causes]))
        for size in range(len(causes) + 1)
        for chosen in combinations(causes, size)
    }


def close(value: float, exact: Fraction) -> bool:
    return value == pytest.approx(float(exact), rel=RELATIVE, abs=0)


def found_by(networks: list[Network], most: int) -> dict[tuple[int, ...], float]:
    """The k best as the joints are keyed."""
    return {tuple(sorted(one.active)): one.probability for one in best(networks, most)}


def compare(found: dict[tuple[int, ...], float], expected: Joints, most: int) -> None:
    """Hold the k best against all: each has its own probability, and as a row they are the greatest ones."""
    possible = sorted((joint for joint in expected.values() if joint), reverse=True)
    assert len(found) == min(most, len(possible))
    evidence = sum(expected.values())
    for chosen, probability in found.items():
        assert close(probability, expected[chosen] / evidence)
    assert all(one >= other for one, other in pairwise(found.values()))
    for probability, joint in zip(found.values(), possible, strict=False):
        assert close(probability, joint / evidence)


@given(networks(max_causes=3, max_nodes=2, max_findings=3))
@settings(BOUNDED, max_examples=30)
def test_the_oracle_equals_full_enumeration(network: Network) -> None:
    for chosen, joint in joints(network).items():
        active = tuple(cause in chosen for cause in range(len(network.causes)))
        prior = prod(
            (Fraction(c.probability if on else c.complement) for c, on in zip(network.causes, active, strict=True)),
            start=Fraction(1),
        )
        by_class = [Fraction(w) * _given_active(network, group, active) for group, w in enumerate(network.classes)]
        assert joint == prior * sum(by_class, start=Fraction(0))


@given(small)
@settings(BOUNDED)
def test_the_probability_of_an_assignment_is_exact(network: Network) -> None:
    for chosen, joint in joints(network).items():
        value = log_joint(network, chosen)
        assert close(exp(value), joint) if joint else value == -inf


@given(small, st.integers(1, 7))
@settings(BOUNDED)
def test_the_best_are_the_best(network: Network, most: int) -> None:
    expected = joints(network)
    if not any(expected.values()):
        with pytest.raises(ZeroDivisionError):
            best([network], most)
        return
    compare(found_by([network], most), expected, most)


@pytest.mark.slow
@given(networks(max_causes=9, max_nodes=8, max_findings=8, min_causes=5, min_findings=4), st.integers(1, 40))
@settings(BOUNDED, max_examples=100)
def test_the_best_of_larger_networks_are_the_best(network: Network, most: int) -> None:
    expected = joints(network)
    assume(any(expected.values()))
    compare(found_by([network], most), expected, most)


@given(networks(max_causes=5, max_nodes=5, max_findings=6, min_findings=1))
@settings(BOUNDED)
def test_no_set_exceeds_the_bounds_of_what_it_grew_from(network: Network) -> None:
    """For each set of causes: every set that adds later causes to it stays below both of its bounds."""
    expected = joints(network)
    assume(any(expected.values()))
    hold_to_bounds(network, expected)


def hold_to_bounds(network: Network, expected: Joints) -> None:
    """Every value is exact, and nothing that a set of causes can become exceeds its bounds."""
    world = World(network, range(len(network.causes)))
    for chosen, joint in expected.items():
        state = world.empty
        for cause in chosen:
            state = world.add(state, cause)
        assert close(exp(np.logaddexp.reduce(world.value(state))), joint)
        grown = {other: value for other, value in expected.items() if other[: len(chosen)] == chosen}
        assert exp(np.logaddexp.reduce(world.bound(state))) >= float(max(grown.values())) * (1 - RELATIVE)
        values, bounds = (np.exp(np.logaddexp.reduce(logs, axis=-1)) for logs in world.children(state))
        assert len(values) == len(bounds) == len(network.causes) - state.position
        for row, cause in enumerate(range(state.position, len(network.causes))):
            child = (*chosen, cause)
            assert close(values[row], expected[child])
            most = max(value for other, value in grown.items() if other[: len(child)] == child)
            assert bounds[row] >= float(most) * (1 - RELATIVE)


@given(small, st.integers(1, 7))
@settings(BOUNDED)
def test_diverse_ones_differ_in_their_first_cause(network: Network, most: int) -> None:
    expected = joints(network)
    marginals = [
        sum((joint for chosen, joint in expected.items() if cause in chosen), start=Fraction(0))
        for cause in range(len(network.causes))
    ]
    # Which of two equally probable causes is the first one is a matter of rounding.
    assume(all(float(one) > float(other) * (1 + 1e-9) for one, other in pairwise(sorted(marginals, reverse=True))))
    assume(any(expected.values()))
    groups: Joints = {}
    for chosen, joint in expected.items():
        first = tuple(sorted(chosen, key=lambda cause: -marginals[cause]))[:1]
        groups[first] = max(joint, groups.get(first, Fraction(0)))
    found = best([network], most, diverse=True)
    for one in found:
        assert list(one.active) == sorted(one.active, key=lambda cause: -marginals[cause])
    firsts = [one.active[:1] for one in found]
    assert len(set(firsts)) == len(firsts) == min(most, sum(1 for joint in groups.values() if joint))
    evidence = sum(expected.values())
    for one, first in zip(found, firsts, strict=True):
        assert close(one.probability, expected[tuple(sorted(one.active))] / evidence)
        assert close(one.probability, groups[first] / evidence)
    for one, joint in zip(found, sorted(groups.values(), reverse=True), strict=False):
        assert close(one.probability, joint / evidence)


@given(small, st.integers(1, 7), st.data())
@settings(BOUNDED)
def test_of_several_networks_an_assignment_is_summed_over(network: Network, most: int, data: st.DataObject) -> None:
    other = evolve(
        network,
        causes=tuple(data.draw(st.permutations(network.causes))),
        readings=network.readings[1:],
        observations=network.observations[1:],
    )
    one, another = joints(network), joints(other)
    assume(any(one.values()))
    assume(any(another.values()))
    mixed = {chosen: (joint + another[chosen]) / 2 for chosen, joint in one.items()}
    compare(found_by([network, other], most), mixed, most)


def test_findings_that_hang_together_are_one_component() -> None:
    """Two tests of a node, a test of its group, a challenge of two links: one table over all of them."""
    links = tuple(Link(cause, node, (0.25, 0.5, 0.25)) for cause in range(4) for node in range(3))
    graded = ((0.125, 0.75, 0.25), (0.25, 0.5, 0.5))
    network = Network(
        causes=tuple(Cause(p, 1 - p) for p in (0.25, 0.125, 0.5, 0.75)),
        links=links,
        nodes=3,
        classes=(0.75, 0.25),
        readings=(
            Reading(((0, 1.0),), (0.5, 0.75), graded),
            Reading(((0, 1.0),), (0.5, 0.75), graded),
            Reading(((0, 0.5), (1, 0.25)), (0.5, 0.75), ((0.125, 1.0, 1.0), (0.25, 1.0, 1.0))),
            Reading(((2, 1.0),), (0.5, 0.75), ((0.75, 0.0, 0.0), (0.5, 0.0, 0.0))),
        ),
        challenges=(Challenge((1, 4), (0.25, 0.25), (0.75, 0.5)), Challenge((2,), (0.25, 0.5), (0.75, 0.5))),
        observations=(Observation(((0, 0.5), (2, 0.25)), (0.25, 1.0)),),
    )
    compare(found_by([network], 16), joints(network), 16)


def test_certain_and_impossible_causes() -> None:
    causes = (Cause(1.0, 0.0), Cause(0.0, 1.0), Cause(0.25, 0.75))
    network = Network(
        causes, (Link(0, 0, (0.5, 0.5, 0.0)),), 1, readings=(Reading(((0, 1.0),), (0.5,), ((0.5, 1, 1),)),)
    )
    found = found_by([network], 5)
    assert found == pytest.approx({(0,): 0.75, (0, 2): 0.25})
    assert log_joint(network, ()) == -inf


def test_a_very_long_session_does_not_vanish() -> None:
    signs = (Observation(((0, 0.5),), (1e-3, 2e-3)),) * 300
    found = best([Network((Cause(0.5, 0.5),), (), 1, observations=signs)], 2)
    assert [one.active for one in found] == [(0,), ()]
    assert found[1].probability == pytest.approx(1.5**-300, rel=1e-9)


def test_the_order_of_a_very_long_session_does_not_vanish() -> None:
    signs = (Observation(((0, 0.5), (1, 0.75)), (1e-3, 2e-3)),) * 300
    found = best([Network((Cause(0.5, 0.5),) * 2, (), 1, observations=signs)], 1)
    assert [one.active for one in found] == [(1, 0)]


def test_a_search_that_is_too_long_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(tuple(Cause(0.25, 0.75) for _ in range(6)), (), 1)
    assert len(best([network], 64)) == 64
    monkeypatch.setattr("nktlib.inference.complete.MOST_EXPANSIONS", 3)
    with pytest.raises(TooComplex):
        best([network], 64)


def test_findings_too_many_for_one_table_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test looks at the nodes of two neighbours, so that all of them hang together."""
    links = tuple(Link(0, node, (0.5, 0.5, 0.0)) for node in range(5))
    weak = tuple(Reading(((node, 0.5), (node + 1, 0.5)), (0.5,), ((0.25, 1.0, 1.0),)) for node in range(4))
    network = Network((Cause(0.5, 0.5),), links, 5, readings=weak)
    monkeypatch.setattr("nktlib.inference.worlds.MOST_CELLS", 2**4)
    assert log_joint(network, ()) == pytest.approx(log(0.5 * 0.25**4))
    monkeypatch.setattr("nktlib.inference.worlds.MOST_CELLS", 2**4 - 1)
    with pytest.raises(TooComplex):
        log_joint(network, ())
