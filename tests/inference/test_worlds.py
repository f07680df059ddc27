"""Complete assignments of the fixed networks, each of them against its exact probability."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import exp, inf, log

import numpy as np
import pytest
from attrs import evolve

from nktlib.errors import TooComplex
from nktlib.inference import complete
from nktlib.inference.complete import best, log_joint
from nktlib.inference.network import Cause, Link, Network, Reading
from nktlib.inference.worlds import World, _prospects
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


def test_a_set_that_is_hardly_better_is_the_best() -> None:
    even = Cause(0.5 + 2.5e-11, 0.5 - 2.5e-11)
    assert [found.active for found in best([Network((Cause(0.75, 0.25), even), (), 1)], 1)] == [(0, 1)]


def test_of_equally_probable_sets_the_first_ones_are_given() -> None:
    one = Network((Cause(0.25, 0.75),) * 3, (), 1)
    assert [found.active for found in best([one], 3)] == [(), (0,), (1,)]


def test_findings_that_a_class_cannot_have_leave_the_others() -> None:
    never = Reading(((0, 1.0),), (0.5, 0.5), ((0.0, 0.0, 0.0), (0.25, 1.0, 1.0)))
    one = Network((Cause(0.25, 0.75),), (Link(0, 0, (0.5, 0.25, 0.25)),), 1, (0.5, 0.5), (never,))
    hold_to_bounds(one, joints(one))
    compare(found_by([one], 2), joints(one), 2)


def test_what_effects_and_gains_are(case: tuple[Network, Joints]) -> None:
    """Tables add up to one; a gain is the most that noticing more ever multiplies the likelihood by."""
    one, _expected = case
    world = World(one, range(len(one.causes)))
    gains = np.zeros_like(world.gains)
    for number, effects in enumerate(world.effects):
        for effect in effects:
            cells = list(np.ndindex(*effect.tables.shape[2:]))
            for row, cause in enumerate(effect.causes):
                for group, (table, before) in enumerate(zip(effect.tables[row], effect.likelihood, strict=True)):
                    assert table.sum() == pytest.approx(1.0, rel=1e-12) or not (
                        table.any() or world.spent[cause, group] > -inf
                    )
                    after = {
                        at: sum(table[more] * before[tuple(np.maximum(at, more))] for more in cells) for at in cells
                    }
                    most = max(
                        (value / before[at] if before[at] else inf for at, value in after.items() if value), default=1.0
                    )
                    gains[cause, group, number] = max(0.0, log(most)) if world.spent[cause, group] > -inf else 0.0
    assert world.gains == pytest.approx(gains, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize(
    ("cause", "outcome"), [(Cause(0.5, 0.5), (0.5, 0.25, 0.0)), (Cause(0.0, 1.0), (0.5, 1.0, 1.0))]
)
def test_nothing_is_gained_by_what_speaks_against_a_cause_nor_by_one_that_cannot_be(
    cause: Cause, outcome: tuple[float, float, float]
) -> None:
    reading = Reading(((0, 1.0),), (0.5,), (outcome,))
    world = World(Network((cause,), (Link(0, 0, (0.5, 0.25, 0.25)),), 1, readings=(reading,)), (0,))
    assert world.gains.tolist() == [[[0.0]]]


def test_prospects_by_hand() -> None:
    """Three causes in turn, two components: what each costs, and what it gains of each of them."""
    gains = np.array([[[2.0, 0.0]], [[0.0, 4.0]], [[1.0, 1.0]]])
    rates, totals = _prospects(gains, np.array([[1.0], [1.0], [3.0]]))
    # The last costs more than it gains; the first gains nothing of the second component, the second of the first.
    assert rates == pytest.approx(np.array([[[0.5, 0.25]], [[1.0, 0.25]], [[1.0, 1.0]], [[1.0, 1.0]]]))
    assert totals == pytest.approx(np.array([[[3.0, 5.0]], [[1.0, 5.0]], [[1.0, 1.0]], [[0.0, 0.0]]]))


def test_bounds_by_hand() -> None:
    """Three equal causes and a weak test: each is active with 0.4; what it makes the test notice hangs on the class."""
    weak = Reading(((0, 1.0),), (0.5, 0.75), ((0.25, 1.0, 1.0), (0.0625, 0.5, 0.5)))
    network = Network(
        (Cause(0.4, 0.6),) * 3, tuple(Link(c, 0, (0.5, 0.25, 0.25)) for c in range(3)), 1, (0.5, 0.5), (weak,)
    )
    world = World(network, range(3))
    idle, cost = log(0.5) + 3 * log(0.6), log(0.6 / 0.4)
    for group, (notices, quiet, loud) in enumerate(((0.25, 0.25, 1.0), (0.375, 0.0625, 0.5))):
        # The likelihood with none, one or two of them active; the first gains most, and no other ever gains as much.
        none, one, two = (log(loud + (quiet - loud) * (1 - notices) ** active) for active in range(3))
        best_of_all, gain = log(loud), one - none
        left = 1 - cost / gain
        assert world.bound(world.empty)[group] == pytest.approx(idle + none + left * min(best_of_all - none, 3 * gain))
        values, bounds = (found[:, group] for found in world.children(world.empty))
        assert values == pytest.approx([idle - cost + one] * 3, rel=1e-14)
        after = [left * min(best_of_all - one, others * gain) for others in (2, 1, 0)]
        assert bounds == pytest.approx([idle - cost + one + more for more in after], rel=1e-14)
        # The second after none: of what the third can add, what is lacking may be less. Then one after the other.
        for state, now in ((world.add(world.empty, 1), one), (world.add(world.add(world.empty, 0), 1), two)):
            assert state.position == 2
            here = idle - cost * (1 if now is one else 2) + now
            more = max(0.0, min(gain, best_of_all - now) - cost)
            assert world.value(state)[group] == pytest.approx(here, rel=1e-14)
            assert world.bound(state)[group] == pytest.approx(here + more, rel=1e-14)
        values, bounds = (found[:, group] for found in world.children(state))
        assert values == pytest.approx(bounds)
