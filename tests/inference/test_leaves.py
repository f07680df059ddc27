"""The leaves that a plan is made for, on small networks."""

from __future__ import annotations

import numpy as np
import pytest

from nktlib.inference.leaves import Leaves, shares
from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading
from tests.inference.fixed import COUNT
from tests.inference.fixed import network as fixed_network

LEVELS = (0.5, 0.25, 0.25)


@pytest.mark.parametrize("seed", range(COUNT))
def test_a_table_is_over_the_axes_that_it_says(seed: int) -> None:
    leaves = Leaves(fixed_network(seed))
    for leaf in leaves.leaves:
        sizes = tuple(leaves.variables[axis].size for axis in leaf.axes)
        assert leaf.values.shape == (1, len(leaves.network.classes), *sizes)


def test_a_cause_has_its_prior_what_observes_it_and_its_parts() -> None:
    weak, graded = ((0.25, 1.0, 1.0),), ((0.25, 0.5, 0.75),)
    network = Network(
        (Cause(0.25, 0.75),) * 3,
        (Link(0, 0, LEVELS), Link(0, 1, LEVELS), Link(1, 1, LEVELS), Link(2, 2, LEVELS)),
        3,
        readings=(Reading(((0, 1.0),), (0.5,), weak), Reading(((1, 1.0),), (0.5,), graded)),
        challenges=(Challenge((0, 1), (0.5,), (0.75,)), Challenge((3,), (0.5,), (0.75,))),
        observations=(Observation(((1, 0.5),), (0.25, 1.0)), Observation(((2, 0.5),), (0.75, 0.0))),
    )
    # Open findings come after the causes: the challenge 3, the observation 4, the tests 5 and 6.
    assert [leaf.axes for leaf in Leaves(network).leaves] == [(0,), (0, 3, 5, 6), (1,), (1, 4), (1, 6)]
    assert [leaf.axes for leaf in Leaves(network, [1]).leaves] == [(1,), (1, 4), (1, 6)]
    assert Leaves(network).prior_of == {0: 0, 1: 2}
    assert Leaves(network).part_of == {(0, 0): 1, (1, 0): 4}


def test_shares_add_up_to_one_or_are_zero() -> None:
    weights = np.array([[1.0, 3.0], [0.0, 0.0], [0.0, 2.0]])
    np.full(weights.shape, np.nan)  # is let go at once, so that nothing is left to find in new memory
    assert shares(weights).tolist() == [[0.25, 0.75], [0.0, 0.0], [0.0, 1.0]]
