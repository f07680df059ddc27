"""The numbers that a posterior derives from its own."""

from __future__ import annotations

from math import exp, inf, log

import pytest

from nktlib.inference.posterior import Hypothesis, Posterior, log_bayes_factor

NEVER = Hypothesis(0.0, 0.0)


def test_the_logarithms_of_evidence_and_factor() -> None:
    posterior = Posterior(
        evidence=exp(-2.0),
        causes=(),
        links=(),
        levels=(),
        classes=(),
        flagged=Hypothesis(0.06, 0.25),
        unflagged=Hypothesis(0.09, 0.75),
        log_scale=-500.0,
    )
    assert posterior.log_evidence == pytest.approx(-502.0)
    assert posterior.log_bayes_factor == pytest.approx(log(2.0))  # (0.06 / 0.25) / (0.09 / 0.75)


def test_without_a_scale_there_is_none() -> None:
    posterior = Posterior(1.0, (), (), (), (), NEVER, NEVER)
    assert (posterior.log_evidence, posterior.log_scale, posterior.error) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (NEVER, Hypothesis(0.5, 0.5), 0.0),
        (Hypothesis(0.5, 0.5), NEVER, 0.0),
        (Hypothesis(0.25, 0.5), Hypothesis(0.0, 0.5), inf),
        (Hypothesis(0.0, 0.5), Hypothesis(0.25, 0.5), -inf),
        (Hypothesis(0.0, 0.5), Hypothesis(0.0, 0.5), 0.0),
    ],
)
def test_what_cannot_be_is_not_compared(one: Hypothesis, other: Hypothesis, expected: float) -> None:
    assert log_bayes_factor(one, other) == expected
