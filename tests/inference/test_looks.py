"""What one more finding would say, for each that there can be on the fixed networks, against exact answers with it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest
from attrs import evolve

from nktlib.inference import what_if
from nktlib.inference.look import Look
from nktlib.inference.network import Challenge, Link, Network, Reading
from nktlib.inference.what_if import information_bits, outlook
from tests.inference.fixed import COUNT, exact, network
from tests.inference.oracle import by_distribution
from tests.inference.test_what_if import strong_test

if TYPE_CHECKING:
    from tests.inference.oracle import Exact

POSSIBLE = [seed for seed in range(COUNT) if exact(seed).evidence]
NOTICE, SPECIFICITY = (0.75, 0.5, 0.625), (0.875, 0.75, 0.5)
UNFIRED, FIRED = (0.25, 0.375, 0.5), (0.75, 0.625, 0.125)

Case = tuple[Network, tuple[Link, ...], list[tuple[Look, "Exact"]]]


def further(one: Network) -> tuple[Link, ...]:
    """A link or two to a node that nothing has looked at."""
    return (Link(0, one.nodes, (0.5, 0.25, 0.25)), Link(1, one.nodes, (0.25, 0.5, 0.25)))[: len(one.causes)]


@cache
def looks(seed: int) -> list[tuple[Look, Exact]]:
    """A strong test of every node, and a challenge of every link, with the answers if they had been made."""
    now = network(seed)
    one = evolve(now, links=(*now.links, *further(now)), nodes=now.nodes + 1, queries=())
    classes = len(one.classes)
    found = []
    for node in range(one.nodes):
        strong = Reading(((node, 1.0),), NOTICE[:classes], tuple((right, 0.0, 0.0) for right in SPECIFICITY[:classes]))
        look = strong_test(one, node, NOTICE[:classes], SPECIFICITY[:classes])
        found.append((look, by_distribution(evolve(one, readings=(*one.readings, strong)))))
    for link in range(len(one.links)):
        challenge = Challenge((link,), UNFIRED[:classes], FIRED[:classes])
        look = Look((link,), (UNFIRED[:classes],), (FIRED[:classes],), (1.0,) * classes)
        found.append((look, by_distribution(evolve(one, challenges=(*one.challenges, challenge)))))
    return found


@pytest.fixture(params=POSSIBLE)
def case(request: pytest.FixtureRequest) -> Case:
    """A network, links besides, and looks with the answers: made here, so that a test takes the time of the outlook."""
    return network(request.param), further(network(request.param)), looks(request.param)


def compare(one: Network, besides: tuple[Link, ...], expected: list[tuple[Look, Exact]], now: Exact) -> None:
    seen = outlook(one, [look for look, _exact in expected], besides)
    assert seen.causes == pytest.approx(list(map(float, now.causes)), rel=1e-12, abs=0)
    assert seen.probability.shape == (len(expected),)
    assert seen.joint.shape == (len(expected), len(one.causes))
    for row, (_look, then) in enumerate(expected):
        share = then.evidence / now.evidence
        assert seen.probability[row] == pytest.approx(float(share), rel=1e-12, abs=0)
        assert seen.joint[row] == pytest.approx([float(cause * share) for cause in then.causes], rel=1e-12, abs=0)


def test_every_look_says_what_the_network_with_it_says(case: Case) -> None:
    one, besides, expected = case
    compare(one, besides, expected, exact(network_seed(one)))


@pytest.mark.parametrize("length", [1, 2])
def test_piece_by_piece(case: Case, length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    one, besides, expected = case
    monkeypatch.setattr(what_if, "CELLS", length)
    compare(one, besides, expected, exact(network_seed(one)))


def test_no_look_leaves_the_posteriors(case: Case) -> None:
    one, _besides, _expected = case
    compare(one, (), [], exact(network_seed(one)))


def network_seed(one: Network) -> int:
    return next(seed for seed in POSSIBLE if network(seed) is one)


def test_information_in_bits() -> None:
    # A fair cause, and a finding that is made with 3/4 if it is active and with 1/4 if not: 1 - H(1/4) bits. Of a cause
    # that has nothing to do with it, and of one that is certain: none.
    now = np.array([0.5, 0.25, 1.0])
    joint = np.array([[0.375, 0.125, 0.5], [0.125, 0.125, 0.5]])
    probability = np.array([0.5, 0.5])
    expected = [1 - (0.25 * 2 + 0.75 * np.log2(4 / 3)), 0.0, 0.0]
    assert information_bits(now, joint, probability) == pytest.approx(expected, abs=1e-15)
    both = information_bits(now, np.stack([joint, joint[::-1]]), np.stack([probability, probability]))
    assert both == pytest.approx(np.array([expected, expected]), abs=1e-15)


def test_information_of_an_outcome_that_rules_a_cause_out() -> None:
    # Active with 1/4; ruled out by one outcome, even by the other: H(1/4) is known, half a bit is left on average.
    found = information_bits(np.array([0.25]), np.array([[0.0], [0.25]]), np.array([0.5, 0.5]))
    assert found == pytest.approx([0.25 * 2 + 0.75 * np.log2(4 / 3) - 0.5], abs=1e-15)


def test_information_of_what_is_nearly_certain_is_finite() -> None:
    # A rounding above one, and joint probabilities a rounding above that of the outcome, or below it.
    found = information_bits(np.array([1 + 2**-52]), np.array([[0.5 + 2**-53], [0.5]]), np.array([0.5, 0.5]))
    assert found == pytest.approx([0.0], abs=1e-15)
    found = information_bits(np.array([1.0]), np.array([[0.5 - 2**-54], [0.5]]), np.array([0.5, 0.5]))
    assert found == pytest.approx([0.0], abs=1e-15)
