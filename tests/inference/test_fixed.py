"""The engine on a few small networks, exactly, with every limit at which it does something else moved into their reach.

Quick, because ``make mutants`` runs these tests against thousands of mutants.
"""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from nktlib.inference.engine import infer
from tests.inference.fixed import COUNT, exact, forget
from tests.inference.fixed import network as fixed_network

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LIMITS: dict[str, dict[str, float]] = {
    "as they are": {},
    "all causes wide": {"groups.MOST_PRODUCTS": 0},
    "some causes wide, no groups merged, chains": {
        "groups.MOST_PRODUCTS": 9,
        "groups.STEP": 0.0,
        "plan.WIDE": 1,
        "chain.MANY": 1,
    },
    "one large group": {"groups.STEP": 1e9, "groups.MOST_PRODUCTS": 10**9, "lattice.CHUNK": 1},
    "piece by piece, longer chains": {
        "levels.CELLS": 1,
        "tables.PIECE": 2,
        "effects.CACHED_CELLS": 0,
        "chain.MANY": 1,
        "chain.FEW": 27,
    },
    "other joins": {"groups.MOST_PRODUCTS": 0, "tables.MIXED_STATES": 1, "plan.DEAR": 0},
    "wide joins mixed": {"groups.MOST_PRODUCTS": 0, "tables.ROWS_REPAY": 100, "plan.WIDE": 100},
}


CASES = [
    (limits, seed)
    for seed in range(COUNT)
    for number, limits in enumerate(LIMITS)
    if number in (0, 1 + seed % 3, 4 + seed % 3)
]


@contextmanager
def limited(limits: str) -> Iterator[None]:
    """Set some limits; caches hold what was made under others."""
    forget()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in LIMITS[limits].items():
            patch.setattr(f"nktlib.inference.{name}", value)
        yield
    forget()


def close(found: Sequence[float], expected: Sequence[Fraction], bound: float) -> bool:
    """Whether each float is within 1e-13 and within its stated bound of its fraction, relatively."""
    most = min(Fraction(bound), Fraction(1, 10**13))
    return len(found) == len(expected) and all(
        abs(Fraction(one) - other) <= most * other for one, other in zip(found, expected, strict=True)
    )


@pytest.mark.parametrize(("limits", "seed"), CASES)
def test_a_small_network_is_exact(limits: str, seed: int) -> None:
    network, expected = fixed_network(seed), exact(seed)
    with limited(limits):
        if not expected.evidence:
            with pytest.raises(ZeroDivisionError, match=r"^the findings are impossible$"):
                infer(network)
            return
        found = infer(network)
    assert found.log_scale == 0.0
    assert 0.0 < found.error < 1e-12
    assert close([found.evidence], [expected.evidence], found.error)
    assert close(found.causes, expected.causes, found.error)
    assert close(found.links, expected.links, found.error)
    assert close(found.classes, expected.classes, found.error)
    assert len(found.levels) == len(expected.levels)
    assert all(close(one, other, found.error) for one, other in zip(found.levels, expected.levels, strict=True))
    assert close([found.flagged.joint, found.unflagged.joint], [expected.flagged[0], expected.unflagged[0]], 1.0)
    assert close([found.flagged.prior, found.unflagged.prior], [expected.flagged[1], expected.unflagged[1]], 1.0)
