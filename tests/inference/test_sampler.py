"""Sets drawn from the posterior: as often as they are probable."""

from __future__ import annotations

from collections import Counter
from math import isclose, log, sqrt

import numpy as np
import pytest

from nktlib.errors import TooComplex
from nktlib.inference.network import Cause, Network
from nktlib.inference.sampler import Sampler
from tests.inference.fixed import network as fixed_network
from tests.inference.test_complete import joints

COUNT = 5_000
SURPRISE = 14.0
"""Natural logarithm of how seldom frequencies are farther off, one in a million; the seeds are fixed."""


def farthest(probability: float) -> float:
    """How far a frequency may be from a probability: Bernstein's inequality."""
    return sqrt(2 * probability * (1 - probability) * SURPRISE / COUNT) + SURPRISE / (3 * COUNT)


@pytest.mark.parametrize("seed", range(8))
def test_each_set_is_drawn_as_often_as_it_is_probable(seed: int) -> None:
    network = fixed_network(seed)
    expected = joints(network)
    evidence = sum(expected.values())
    if not evidence:
        with pytest.raises(ZeroDivisionError):
            Sampler(network)
        return
    sampler = Sampler(network)
    assert isclose(sampler.log_evidence, log(evidence), rel_tol=1e-12)
    drawn = sampler.draw(COUNT, np.random.default_rng(seed))
    assert drawn.shape == (COUNT, len(network.causes))
    counts = Counter(tuple(np.flatnonzero(row).tolist()) for row in drawn)
    assert set(counts) <= {chosen for chosen, joint in expected.items() if joint}
    for chosen, joint in expected.items():
        probability = float(joint / evidence)
        assert abs(counts[chosen] / COUNT - probability) <= farthest(probability)


def test_the_same_seed_draws_the_same() -> None:
    sampler = Sampler(fixed_network(1))
    one, same, other = (sampler.draw(50, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


def test_without_findings_causes_are_drawn_from_their_priors() -> None:
    drawn = Sampler(Network((Cause(0.25, 0.75), Cause(0.0, 1.0), Cause(1.0, 0.0)), (), 0)).draw(
        COUNT, np.random.default_rng(0)
    )
    assert abs(drawn[:, 0].mean() - 0.25) < farthest(0.25)
    assert drawn[:, 1:].mean(axis=0).tolist() == [0.0, 1.0]


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.sampler.MOST_COST", 1.0)
    with pytest.raises(TooComplex):
        Sampler(fixed_network(1))
