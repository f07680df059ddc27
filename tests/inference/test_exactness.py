"""The engine against exact rational arithmetic."""

from __future__ import annotations

from fractions import Fraction
from math import log
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from nktlib.inference.engine import infer
from nktlib.inference.network import Cause, Link, Network, Reading
from tests.inference.networks import networks
from tests.inference.oracle import by_distribution, by_enumeration

RELATIVE = Fraction(1, 10**12)

# No shrinking: on a dozen causes it takes minutes. A failure is printed as it was found; draw smaller ones to simplify.
BOUNDED = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def assert_equal(value: float, exact: Fraction, what: str, bound: float = 1.0) -> None:
    """Hold a float within 1e-12 and within its bound of a fraction, relatively; an exact zero must be zero."""
    most = min(RELATIVE, Fraction(bound)) * abs(exact)
    assert abs(Fraction(value) - exact) <= most, f"{what}: {value!r} is not {float(exact)!r} to {bound:.1e}"


def compare(network: Network) -> None:
    """Compare everything that the engine says."""
    exact = by_distribution(network)
    if exact.evidence == 0:
        with pytest.raises(ZeroDivisionError):
            infer(network)
        return
    found = infer(network)
    assert_equal(found.evidence, exact.evidence, "evidence", found.error)
    for name in ("causes", "links", "classes"):
        for index, (value, expected) in enumerate(zip(getattr(found, name), getattr(exact, name), strict=True)):
            assert_equal(value, expected, f"{name}[{index}]", found.error)
    for node, row, expected_row in zip(network.queries, found.levels, exact.levels, strict=True):
        for level, (value, expected) in enumerate(zip(row, expected_row, strict=True)):
            assert_equal(value, expected, f"level {level} of node {node}", found.error)
    for name in ("flagged", "unflagged"):
        assert_equal(getattr(found, name).joint, getattr(exact, name)[0], f"{name} joint", found.error)
        assert_equal(getattr(found, name).prior, getattr(exact, name)[1], f"{name} prior")
    (some, some_prior), (none, none_prior) = exact.flagged, exact.unflagged
    if some and none:
        # The factor itself to 1e-12 is its logarithm to 1e-12, whatever the logarithm's size.
        factor = float((some / some_prior) / (none / none_prior))
        assert found.log_bayes_factor == pytest.approx(log(factor), rel=1e-12, abs=1e-12)


@given(networks(max_causes=3, max_nodes=2, max_findings=3))
@settings(BOUNDED, max_examples=50)
def test_the_oracle_equals_full_enumeration(network: Network) -> None:
    evidence, joint = by_enumeration(network)
    exact = by_distribution(network)
    assert exact.evidence == evidence
    if evidence:
        assert list(exact.causes) == [part / evidence for part in joint]


@given(networks(max_causes=6, max_nodes=6, max_findings=6))
@settings(BOUNDED, max_examples=100)
def test_small_networks_are_exact(network: Network) -> None:
    compare(network)


@pytest.mark.slow
@given(networks(min_causes=6, min_findings=4, max_findings=9))
@settings(BOUNDED, max_examples=600)
def test_larger_networks_are_exact(network: Network) -> None:
    compare(network)


@given(networks(max_causes=4, max_nodes=4, min_findings=2))
@settings(BOUNDED, max_examples=30)
def test_parts_too_large_to_keep_are_computed_anew(network: Network) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nktlib.inference.effects.CACHED_CELLS", 0)
        compare(network)


def test_wide_causes_are_exact() -> None:
    """Causes that many open findings see: the plan joins them leaf by leaf with a table that has all these findings."""
    random = Random(7)
    for _ in range(5):
        causes = [Cause(p, 1 - p, flagged=random.random() < 0.5) for p in (random.random() / 4 for _ in range(12))]
        links = [
            Link(cause, node, (0.5, 0.25, 0.25))
            for cause in range(len(causes))
            for node in random.sample(range(5), random.choice([4, 5]))
        ]
        graded = [Reading(((node, 1.0),), (0.75,), ((0.125, 0.5, 0.25),)) for node in range(5)]
        compare(Network(tuple(causes), tuple(links), 5, readings=tuple(graded), queries=(0, 4)))


def test_a_class_in_which_the_findings_are_impossible_drops_out() -> None:
    certain = Cause(1.0, 0.0, flagged=True)
    strong = Reading(((0, 1.0),), (1.0, 0.5), ((0.9, 0.0, 0.0), (0.9, 0.0, 0.0)))
    compare(Network((certain,), (Link(0, 0, (0.0, 1.0, 0.0)),), 1, (0.5, 0.5), (strong,), queries=(0,)))
