"""What one more finding would say equals what the network with that finding says."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from nktlib.inference import what_if
from nktlib.inference.engine import infer
from nktlib.inference.look import Look
from nktlib.inference.network import Challenge, Network, Reading
from nktlib.inference.what_if import information_bits, outlook
from tests.inference.networks import networks

if TYPE_CHECKING:
    from collections.abc import Sequence

RELATIVE = 1e-9


def strong_test(network: Network, node: int, notice: Sequence[float], specificity: Sequence[float]) -> Look:
    """A strength test of a node that read strong."""
    links = tuple(number for number, link in enumerate(network.links) if link.node == node)
    unfired = (1.0,) * len(network.classes)
    missed = tuple(1.0 - one for one in notice)
    return Look(links, (unfired,) * len(links), (missed,) * len(links), tuple(specificity))


def with_reading(
    network: Network, node: int, notice: Sequence[float], specificity: Sequence[float], *, weak: bool
) -> Network:
    likelihood = tuple((1.0 - one, 1.0, 1.0) if weak else (one, 0.0, 0.0) for one in specificity)
    return evolve(network, readings=(*network.readings, Reading(((node, 1.0),), tuple(notice), likelihood)))


@st.composite
def networks_with_tests(draw: st.DrawFn) -> tuple[Network, list[tuple[int, tuple[float, ...], tuple[float, ...]]]]:
    """A network, and tests (node, notice, specificity) of nodes that may have been tested before or not."""
    network = draw(networks())
    per = st.tuples(*[st.sampled_from([0.25, 0.5, 0.75, 0.875]) for _ in network.classes])
    tests = draw(st.lists(st.tuples(st.integers(0, network.nodes - 1), per, per), min_size=1, max_size=4))
    return network, tests


@given(networks_with_tests())
@settings(max_examples=150, deadline=None)
def test_a_strength_test_of_the_outlook_is_one_of_the_network(
    drawn: tuple[Network, list[tuple[int, tuple[float, ...], tuple[float, ...]]]],
) -> None:
    network, tests = drawn
    now = infer(evolve(network, queries=()))
    seen = outlook(network, [strong_test(network, *test) for test in tests])
    assert seen.causes == pytest.approx(now.causes, rel=RELATIVE, abs=1e-300)
    for row, test in enumerate(tests):
        then = infer(evolve(with_reading(network, *test, weak=False), queries=()))
        share = np.exp(then.log_evidence - now.log_evidence)
        assert seen.probability[row] == pytest.approx(share, rel=RELATIVE)
        assert seen.joint[row] == pytest.approx(np.array(then.causes) * share, rel=RELATIVE, abs=1e-300)


@given(networks(min_causes=2), st.data())
@settings(max_examples=100, deadline=None)
def test_a_challenge_of_the_outlook_is_one_of_the_network(network: Network, data: st.DataObject) -> None:
    if not network.links:
        return
    link = data.draw(st.integers(0, len(network.links) - 1))
    per = st.tuples(*[st.sampled_from([0.125, 0.5, 0.75]) for _ in network.classes])
    unfired, fired = data.draw(per), data.draw(per)
    now = infer(evolve(network, queries=()))
    look = Look((link,), (unfired,), (fired,), (1.0,) * len(network.classes))
    seen = outlook(network, [look])
    challenged = evolve(network, challenges=(*network.challenges, Challenge((link,), unfired, fired)), queries=())
    then = infer(challenged)
    share = np.exp(then.log_evidence - now.log_evidence)
    assert seen.probability[0] == pytest.approx(share, rel=RELATIVE)
    assert seen.joint[0] == pytest.approx(np.array(then.causes) * share, rel=RELATIVE, abs=1e-300)


@given(networks_with_tests())
@settings(max_examples=60, deadline=None)
def test_pieces_of_a_batch_say_the_same(
    drawn: tuple[Network, list[tuple[int, tuple[float, ...], tuple[float, ...]]]],
) -> None:
    network, tests = drawn
    looks = [strong_test(network, *test) for test in tests]
    whole = outlook(network, looks)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(what_if, "CELLS", 1)
        pieces = outlook(network, looks)
    assert pieces.joint == pytest.approx(whole.joint, rel=1e-12)
    assert pieces.probability == pytest.approx(whole.probability, rel=1e-12)


@given(networks_with_tests())
@settings(max_examples=100, deadline=None)
def test_the_information_is_that_of_the_joint_enumeration_of_outcomes(
    drawn: tuple[Network, list[tuple[int, tuple[float, ...], tuple[float, ...]]]],
) -> None:
    """H(cause) less what is expected to be left of it, each from networks with one outcome and with the other."""
    network, tests = drawn
    test = tests[0]
    now = infer(evolve(network, queries=()))
    expected = np.array([entropy(cause) for cause in now.causes], dtype=float)
    for weak in (False, True):
        then = infer(evolve(with_reading(network, *test, weak=weak), queries=()))
        share = float(np.exp(then.log_evidence - now.log_evidence))
        expected -= share * np.array([entropy(cause) for cause in then.causes])
    seen = outlook(network, [strong_test(network, *test)])
    probability = np.array([seen.probability[0], 1 - seen.probability[0]])
    joint = np.stack([seen.joint[0], np.maximum(seen.causes - seen.joint[0], 0)])
    assert information_bits(seen.causes, joint, probability) == pytest.approx(expected, abs=1e-9)


def entropy(probability: float) -> float:
    """Bits of a binary variable."""
    return -sum(p * log2(p) for p in (probability, 1 - probability) if 0 < p < 1)
