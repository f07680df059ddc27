"""Without numpy, one more finding says what it says on arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from nktlib.inference.look import Look
from nktlib.inference.plain_what_if import PlainOutlook
from nktlib.inference.what_if import outlook
from tests.inference.networks import networks
from tests.inference.test_what_if import networks_with_tests, strong_test

if TYPE_CHECKING:
    from nktlib.inference.network import Network

RELATIVE = 1e-9


def agree(network: Network, looks: list[Look]) -> None:
    seen = outlook(network, looks)
    plain = PlainOutlook(evolve(network, queries=()))
    assert plain.now == pytest.approx(tuple(seen.causes), rel=RELATIVE, abs=1e-300)
    for row, look in enumerate(looks):
        told = plain.told(look)
        assert told.probability == pytest.approx(seen.probability[row], rel=RELATIVE)
        assert told.joint == pytest.approx(tuple(seen.joint[row]), rel=RELATIVE, abs=1e-300)
        for probability, joint in plain.estimate(look).values():
            assert 0 <= joint <= probability * (1 + RELATIVE)


@given(networks_with_tests())
@settings(max_examples=100, deadline=None)
def test_a_strength_test(drawn: tuple[Network, list[tuple[int, tuple[float, ...], tuple[float, ...]]]]) -> None:
    network, tests = drawn
    agree(network, [strong_test(network, *test) for test in tests])


@given(networks(min_causes=2), st.data())
@settings(max_examples=100, deadline=None)
def test_a_challenge(network: Network, data: st.DataObject) -> None:
    if not network.links:
        return
    link = data.draw(st.integers(0, len(network.links) - 1))
    per = st.tuples(*[st.sampled_from([0.125, 0.5, 0.75]) for _ in network.classes])
    ones = (1.0,) * len(network.classes)
    agree(network, [Look((link,), (data.draw(per),), (data.draw(per),), ones)])
