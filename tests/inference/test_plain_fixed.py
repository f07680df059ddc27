"""The engine without numpy on a few small networks, exactly: what it says, and the errors that it states at few bits.

Quick, because ``make mutants`` runs these tests against thousands of mutants.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from nktlib.inference.plain import BITS, _Joints, infer_plain
from nktlib.inference.plain_findings import Findings
from tests.inference.fixed import COUNT, exact, network
from tests.inference.test_fixed import close

if TYPE_CHECKING:
    from nktlib.inference.plain import Joint

FEW = 40
CASES = [(seed, bits) for seed in range(COUNT) for bits in (BITS, FEW)]
"""As it is, and the joint probabilities with so few bits that errors show."""


@pytest.mark.parametrize(("seed", "bits"), CASES)
def test_a_small_network_is_exact(seed: int, bits: int) -> None:
    if bits == BITS:
        compare(seed)
    else:
        compare_joints(seed, bits)


def compare(seed: int) -> None:
    expected = exact(seed)
    if not expected.evidence:
        with pytest.raises(ZeroDivisionError):
            infer_plain(network(seed))
        return
    found = infer_plain(network(seed))
    assert found.log_scale == 0.0
    assert 0.0 < found.error < 1e-13
    assert close([found.evidence], [expected.evidence], found.error)
    assert close(found.causes, expected.causes, found.error)
    assert close(found.links, expected.links, found.error)
    assert close(found.classes, expected.classes, found.error)
    assert len(found.levels) == len(expected.levels)
    assert all(close(one, other, found.error) for one, other in zip(found.levels, expected.levels, strict=True))
    assert close([found.flagged.joint, found.flagged.prior], expected.flagged, found.error)
    assert close([found.unflagged.joint, found.unflagged.prior], expected.unflagged, found.error)


def compare_joints(seed: int, bits: int) -> None:
    """Each joint probability is within its error."""
    expected, joints = exact(seed), _Joints(Findings(network(seed)), bits)
    unit = 1 << 4 * bits
    pairs: list[tuple[Joint, Fraction]] = [
        (joints.evidence, Fraction(1)),
        *zip(joints.causes, expected.causes, strict=True),
        *zip(joints.links, expected.links, strict=True),
        *zip(joints.classes, expected.classes, strict=True),
        *zip(chain(*joints.levels), chain(*expected.levels), strict=True),
    ]
    for number, ((one, error), share) in enumerate(pairs):
        assert abs(one - share * expected.evidence * unit) <= error, number
    for (one, error), true in ((joints.flagged, expected.flagged[0]), (joints.unflagged, expected.unflagged[0])):
        assert abs(one - true * unit) <= error
