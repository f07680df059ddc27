"""Sets drawn from the posterior: as often as they are probable."""

from __future__ import annotations

from collections import Counter
from math import isclose, log, sqrt
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from nktlib.errors import TooComplex
from nktlib.inference.network import Cause, Link, Network, Reading
from nktlib.inference.sampler import Sampler, _chosen
from tests.inference.fixed import network as fixed_network
from tests.inference.test_complete import joints

if TYPE_CHECKING:
    from nktlib.inference.tables import Array

COUNT = 20_000
SURPRISE = 14.0
"""Natural logarithm of how seldom frequencies are farther off, one in a million; the seeds are fixed."""


def farthest(probability: float) -> float:
    """How far a frequency may be from a probability: Bernstein's inequality."""
    return sqrt(2 * probability * (1 - probability) * SURPRISE / COUNT) + SURPRISE / (3 * COUNT)


@pytest.mark.parametrize("seed", range(6))
def test_each_set_is_drawn_as_often_as_it_is_probable(seed: int) -> None:
    network = fixed_network(seed)
    expected = joints(network)
    evidence = sum(expected.values())
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
    sampler = Sampler(Network((Cause(0.25, 0.75), Cause(0.0, 1.0), Cause(1.0, 0.0)), (), 0))
    assert sampler.log_evidence == 0.0
    drawn = sampler.draw(COUNT, np.random.default_rng(0))
    assert drawn.dtype == bool
    assert abs(drawn[:, 0].mean() - 0.25) < farthest(0.25)
    assert drawn[:, 1:].mean(axis=0).tolist() == [0.0, 1.0]


def test_impossible_findings_are_refused() -> None:
    never = Reading(((0, 1.0),), (1.0,), ((0.0, 1.0, 1.0),))
    with pytest.raises(ZeroDivisionError, match=r"^the findings are impossible$"):
        Sampler(Network((Cause(0.5, 0.5),), (), 1, readings=(never,)))


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.sampler.MOST_COST", 1.0)
    with pytest.raises(TooComplex) as caught:
        Sampler(fixed_network(1))
    monkeypatch.setattr("nktlib.inference.sampler.MOST_COST", caught.value.cost)
    Sampler(fixed_network(1))


def test_many_findings_are_scaled() -> None:
    strong = Reading(((0, 1.0),), (0.5,), ((2.0**-10, 0.0, 0.0),))
    network = Network((Cause(0.5, 0.5),), (Link(0, 0, (0.0, 1.0, 0.0)),), 1, readings=(strong,) * 200)
    expected = log(0.5 + 0.5 * 0.5**200) - 2000 * log(2)
    assert Sampler(network).log_evidence == pytest.approx(expected, rel=1e-12)


def test_more_classes_than_levels() -> None:
    """States under one class are not mistaken for those under another."""
    # Under the first three a weak test says nothing, under the others it says nearly all.
    outcomes = ((1.0, 1.0, 1.0),) * 3 + ((0.001, 1.0, 1.0),) * 2
    weak = tuple(Reading(((node, 1.0),), (1.0,) * 5, outcomes) for node in range(2))
    links = tuple(Link(cause, node, (0.25, 0.5, 0.25)) for cause in range(3) for node in range(2))
    network = Network((Cause(0.25, 0.75),) * 3, links, 2, (0.2,) * 5, weak)
    expected = joints(network)
    drawn = Sampler(network).draw(COUNT, np.random.default_rng(0))
    counts = Counter(tuple(np.flatnonzero(row).tolist()) for row in drawn)
    for chosen, joint in expected.items():
        probability = float(joint / sum(expected.values()))
        assert abs(counts[chosen] / COUNT - probability) <= farthest(probability)


class Always:
    """Draws the same number each time."""

    def __init__(self, number: float) -> None:
        self.number = number

    def random(self, shape: tuple[int, ...]) -> Array:
        return np.full(shape, self.number)


@pytest.mark.parametrize(("number", "expected"), [(0.0, 1), (0.5, 1), (1 - 2**-53, 2)])
def test_what_is_impossible_is_never_drawn(number: float, expected: int) -> None:
    random = cast("np.random.Generator", Always(number))
    assert _chosen(np.array([0.0, 0.5, 0.25, 0.0]), 2, random).tolist() == [expected] * 2
    assert _chosen(np.array([[0.0, 2.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0]]), 2, random).tolist() == [expected, 0]
