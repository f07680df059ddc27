"""Complete assignments of the fixed networks, each of them against its exact probability."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import exp, log

import numpy as np
import pytest
from attrs import evolve

from nktlib.errors import TooComplex
from nktlib.inference import complete
from nktlib.inference.complete import best, log_joint
from nktlib.inference.network import Cause, Link, Network, Reading
from nktlib.inference.worlds import World
from tests.inference.fixed import COUNT, exact, network
from tests.inference.test_complete import Joints, close, compare, found_by, hold_to_bounds, joints

POSSIBLE = [seed for seed in range(COUNT) if exact(seed).evidence]


@cache
def every(seed: int) -> Joints:
    return joints(network(seed))


@pytest.fixture(params=POSSIBLE)
def case(request: pytest.FixtureRequest) -> tuple[Network, Joints]:
    """A network and all its assignments: made here so that the time of a test is that of what it tests."""
    return network(request.param), every(request.param)


def test_values_are_exact_and_nothing_exceeds_its_bounds(case: tuple[Network, Joints]) -> None:
    hold_to_bounds(*case)


@pytest.mark.parametrize("most", [1, 5])
def test_the_best_are_the_best(case: tuple[Network, Joints], most: int) -> None:
    one, expected = case
    compare(found_by([one], most), expected, most)
    chosen = max(expected, key=expected.__getitem__)
    assert close(exp(log_joint(one, chosen)), expected[chosen])


def test_of_two_networks_an_assignment_is_summed_over(case: tuple[Network, Joints]) -> None:
    one, expected = case
    other = evolve(one, causes=one.causes[::-1], readings=one.readings[1:])
    others = joints(other)
    mixed = {chosen: (joint + others[chosen]) / 2 for chosen, joint in expected.items()}
    compare(found_by([one, other], 4), mixed, 4)


def test_diverse_ones_differ_in_their_first_cause(case: tuple[Network, Joints]) -> None:
    one, expected = case
    evidence = sum(expected.values())
    marginals = [
        sum(joint for chosen, joint in expected.items() if cause in chosen) for cause in range(len(one.causes))
    ]
    if any(float(a) <= float(b) * (1 + 1e-9) for a, b in pairwise(sorted(marginals, reverse=True))):
        return  # which of two equally probable causes is the first one is a matter of rounding
    groups: Joints = {}
    for chosen, joint in expected.items():
        first = tuple(sorted(chosen, key=lambda cause: -marginals[cause]))[:1]
        groups[first] = max(joint, groups.get(first, joint))
    for most in (1, 2, 9):
        found = best([one], most, diverse=True)
        greatest = sorted((joint for joint in groups.values() if joint), reverse=True)[:most]
        assert len(found) == len(greatest)
        for assignment, joint in zip(found, greatest, strict=True):
            assert close(assignment.probability, joint / evidence)
            assert close(assignment.probability, expected[tuple(sorted(assignment.active))] / evidence)
            assert close(assignment.probability, groups[assignment.active[:1]] / evidence)
            assert list(assignment.active) == sorted(assignment.active, key=lambda cause: -marginals[cause])


def test_it_gives_up_after_the_most_expansions(monkeypatch: pytest.MonkeyPatch) -> None:
    # Two causes: after nothing, each alone is extended, and both together.
    one = Network((Cause(0.25, 0.75), Cause(0.125, 0.875)), (), 1)
    monkeypatch.setattr(complete, "MOST_EXPANSIONS", 4)
    assert [found.active for found in best([one], 4)] == [(), (0,), (1,), (0, 1)]
    assert [found.probability for found in best([one], 4)] == pytest.approx([21 / 32, 7 / 32, 3 / 32, 1 / 32])
    monkeypatch.setattr(complete, "MOST_EXPANSIONS", 0)
    with pytest.raises(TooComplex) as refused:
        best([one], 4)
    assert refused.value.cost == 1


def test_bounds_by_hand() -> None:
    """Three equal causes and a weak test: each is active with 0.4 and makes it notice something with a quarter."""
    weak = Reading(((0, 1.0),), (0.5,), ((0.25, 1.0, 1.0),))
    link = (0.5, 0.25, 0.25)
    world = World(
        Network((Cause(0.4, 0.6),) * 3, tuple(Link(c, 0, link) for c in range(3)), 1, readings=(weak,)), range(3)
    )
    idle, cost = 3 * log(0.6), log(0.6 / 0.4)
    # The likelihood with none, one or two of them active; the first gains most, and no other ever gains as much.
    none, one, two = log(0.25), log(0.75 * 0.25 + 0.25), log(0.75**2 * 0.25 + 1 - 0.75**2)
    gain = log(0.4375 / 0.25)
    left = 1 - cost / gain
    assert world.bound(world.empty) == pytest.approx([idle + none + left * min(-none, 3 * gain)], rel=1e-14)
    values, bounds = world.children(world.empty)
    assert values == pytest.approx(np.full((3, 1), idle - cost + one), rel=1e-14)
    after = [left * min(-one, 2 * gain), left * gain, 0.0]
    assert bounds == pytest.approx(np.array([[idle - cost + one + more] for more in after]), rel=1e-14)
    state = world.add(world.add(world.empty, 0), 1)
    # What is lacking now, is less than that gain: it is all that the third can add.
    assert -two < gain
    assert world.bound(state) == pytest.approx([idle - 2 * cost + two - two - cost], rel=1e-14)
    values, bounds = world.children(state)
    assert values == pytest.approx(bounds)
    assert world.value(state) == pytest.approx([idle - 2 * cost + two], rel=1e-14)
    # The second and the third after none.
    state = world.add(world.empty, 1)
    assert state.position == 2
    assert world.bound(state) == pytest.approx([idle - cost + one + left * gain], rel=1e-14)
