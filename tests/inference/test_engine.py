"""What the engine says besides posteriors; those, test_fixed and test_exactness compare."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from nktlib.inference.engine import infer, joints_of
from nktlib.inference.evaluation import Evaluation
from nktlib.inference.network import Cause, Network, Observation
from tests.inference.fixed import COUNT, network

CAUSE = Cause(0.5, 0.5, flagged=True)


def test_a_very_long_session_has_its_evidence_as_a_logarithm() -> None:
    # Noticed if the cause is active, for certain: 0.5 x 0.25^300 + 0.5 x 0.125^300.
    found = infer(Network((CAUSE,), (), 1, observations=(Observation(((0, 1.0),), (0.125, 0.25)),) * 300))
    assert found.log_scale == pytest.approx(300 * log(0.25))
    assert found.log_evidence == pytest.approx(log(0.5) + 300 * log(0.25))
    assert found.evidence == pytest.approx(0.5)
    assert found.log_bayes_factor == pytest.approx(300 * log(2.0))
    assert found.causes == pytest.approx((1.0,))


def test_without_causes_there_is_the_evidence() -> None:
    found = infer(Network((), (), 2, observations=(Observation((), (0.125, 0.25)),), queries=(1,)))
    assert found.evidence == 0.125
    assert (found.causes, found.links, found.classes) == ((), (), (1.0,))
    assert found.levels == ((1.0, 0.0, 0.0),)
    assert found.log_bayes_factor == 0.0


@pytest.mark.parametrize("seed", [seed for seed in range(COUNT) if len(network(seed).classes) == 3])
def test_some_classes_of_what_a_posterior_is_made_of(seed: int) -> None:
    every = joints_of(Evaluation(network(seed), most=1e9))
    some = every.of(slice(1, 3))
    # The class is the last axis, or the one before the last where that is the level or whether one is flagged.
    np.testing.assert_array_equal(some.evidence, np.stack([every.evidence[1], every.evidence[2]]))
    np.testing.assert_array_equal(some.causes, np.stack([every.causes[:, 1], every.causes[:, 2]], axis=1))
    np.testing.assert_array_equal(some.links, np.stack([every.links[:, 1], every.links[:, 2]], axis=1))
    np.testing.assert_array_equal(some.levels, np.stack([every.levels[:, 1], every.levels[:, 2]], axis=1))
    np.testing.assert_array_equal(some.flagged, np.stack([every.flagged[1], every.flagged[2]]))
