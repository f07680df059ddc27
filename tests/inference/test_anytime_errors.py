"""The stated errors, against their definitions."""

from __future__ import annotations

from math import log, sqrt
from statistics import fmean, variance

import numpy as np
import pytest

from nktlib.inference import anytime_errors
from nktlib.inference.anytime_errors import QUANTILE, UNSEEN, Estimate, estimate, independent_draws, mean_weight


@pytest.mark.parametrize("quantile", [QUANTILE, 1.5])
def test_an_estimate_has_the_scatter_of_its_chains_and_half_the_drift(
    quantile: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anytime_errors, "QUANTILE", quantile)
    random = np.random.default_rng(0)
    means = random.random((2, 3, 5))
    means[1, 1] += 7.0  # drifts
    means[1, 2] = means[0, 2] + 0.125  # all chains the same way
    found = estimate(means)
    assert found.values.shape == found.errors.shape == (3,)
    for one in range(3):
        first, second = means[0, one].tolist(), means[1, one].tolist()
        chains = [fmean(both) for both in zip(first, second, strict=True)]
        drift = [late - early for early, late in zip(first, second, strict=True)]
        beyond_chance = max(0.0, fmean(drift) ** 2 - quantile**2 * variance(drift) / 5)
        assert found.values[one] == pytest.approx(fmean(chains), rel=1e-12)
        assert found.errors[one] == pytest.approx(quantile * sqrt(variance(chains) / 5 + beyond_chance / 4), rel=1e-12)
    deep = estimate(means[:, None])
    assert deep.values == pytest.approx(found.values[None])
    assert deep.errors == pytest.approx(found.errors[None])


def test_what_was_not_seen_widens_every_error() -> None:
    found = Estimate(np.array([0.25, 0.5]), np.array([0.0, 0.125])).widened(0.0625)
    assert found.values.tolist() == [0.25, 0.5]
    assert found.errors.tolist() == [0.0625, 0.1875]


@pytest.mark.parametrize(
    ("values", "errors", "draws"),
    [
        # p (1 - p) over the variance, of the worst; the error is two standard errors.
        ([0.5, 0.2], [0.02, 0.02], 1600.0),
        ([0.5, 0.2], [0.02, 0.01], 2500.0),
        # Too small an error says nothing; where none does, it is the most.
        ([0.5, 0.0], [0.02, 2e-4], 2500.0),
        ([0.5, 1.0], [0.02, 2e-4 + 1e-9], 10.0),
        ([0.5, 0.5], [1e-4, 2e-4], 5000.0),
        ([0.5], [0.2], 25.0),
        ([0.5], [0.9], 10.0),
        ([0.5], [3e-4], 5000.0),
        ([], [], 5000.0),
    ],
)
def test_worth_so_many_independent_draws(values: list[float], errors: list[float], draws: float) -> None:
    found = independent_draws(Estimate(np.array(values), np.array(errors)), 10, 5000)
    assert found == pytest.approx(draws, rel=1e-9)


def test_the_mean_of_weights_far_below_what_has_an_exponential() -> None:
    weights = [1.0, 2.0, 3.0, 6.0]
    value, error = mean_weight(np.log(weights) - 2000.0)
    assert value == pytest.approx(log(fmean(weights)) - 2000.0, rel=1e-15)
    assert error == pytest.approx(QUANTILE * sqrt(variance(weights) / 4) / fmean(weights) + UNSEEN / 4, rel=1e-9)
