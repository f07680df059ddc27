"""What one more finding would say without numpy, for each that there can be on the fixed networks, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from nktlib.inference.plain_what_if import PlainOutlook
from tests.inference.fixed import exact, network
from tests.inference.test_looks import POSSIBLE, further, looks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction


def near(values: Iterable[Fraction]) -> object:
    return pytest.approx([float(one) for one in values], rel=1e-12, abs=0)


@pytest.mark.parametrize("seed", POSSIBLE)
def test_each_look_says_what_the_network_with_it_says(seed: int) -> None:
    now, expected = exact(seed), looks(seed)
    one = network(seed)
    plain = PlainOutlook(evolve(one, links=(*one.links, *further(one)), nodes=one.nodes + 1, queries=()))
    assert plain.now == near(now.causes)
    for look, then in expected:
        share = then.evidence / now.evidence
        told = plain.told(look)
        assert told.probability == pytest.approx(float(share), rel=1e-12, abs=0)
        assert told.joint == near(share * cause for cause in then.causes)
