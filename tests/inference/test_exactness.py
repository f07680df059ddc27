"""The engine against exact rational arithmetic."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from nktlib.inference.engine import infer
from nktlib.inference.network import Network
from tests.inference.networks import networks
from tests.inference.oracle import by_distribution, by_enumeration

RELATIVE = Fraction(1, 10**12)


def assert_equal(value: float, exact: Fraction, what: str) -> None:
    """Hold a float within 1e-12 of a fraction, relatively; an exact zero must be zero."""
    assert abs(Fraction(value) - exact) <= RELATIVE * abs(exact), f"{what}: {value!r} is not {float(exact)!r}"


def compare(network: Network) -> None:
    """Compare everything that the engine says."""
    exact = by_distribution(network)
    if exact.evidence == 0:
        with pytest.raises(ZeroDivisionError):
            infer(network)
        return
    found = infer(network)
    assert_equal(found.evidence, exact.evidence, "evidence")
    for name in ("causes", "links", "classes"):
        for index, (value, expected) in enumerate(zip(getattr(found, name), getattr(exact, name), strict=True)):
            assert_equal(value, expected, f"{name}[{index}]")
    for node, row, expected_row in zip(network.queries, found.levels, exact.levels, strict=True):
        for level, (value, expected) in enumerate(zip(row, expected_row, strict=True)):
            assert_equal(value, expected, f"level {level} of node {node}")
    for name in ("flagged", "unflagged"):
        assert_equal(getattr(found, name).joint, getattr(exact, name)[0], f"{name} joint")
        assert_equal(getattr(found, name).prior, getattr(exact, name)[1], f"{name} prior")


@given(networks(max_causes=3, max_nodes=3, max_findings=3))
@settings(max_examples=100, deadline=None)
def test_the_oracle_equals_full_enumeration(network: Network) -> None:
    evidence, joint = by_enumeration(network)
    exact = by_distribution(network)
    assert exact.evidence == evidence
    if evidence:
        assert list(exact.causes) == [part / evidence for part in joint]


@given(networks(max_causes=6, max_nodes=6))
@settings(max_examples=200, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
def test_small_networks_are_exact(network: Network) -> None:
    compare(network)
