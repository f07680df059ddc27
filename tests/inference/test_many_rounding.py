"""The bound on rounding errors of many networks at once against counts made by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from nktlib.inference.engine import MOST_COST
from nktlib.inference.many import infer_many
from nktlib.inference.network import Cause, Link, Network, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS = (0.5, 0.25, 0.25)
OWN = 4
"""A cause besides its links and axes: its prior, inactive or active, a share."""
LINK = 4 + 3 + 3
"""A link: what is noticed of it, its levels, a product with what else its cause has."""
SHARES = 3
"""Additions in a product of two tables in two shares."""
RESULT = 5
"""How many times all that goes into a posterior counts."""
WITHOUT_FINDINGS = (2 + 1 + 2) + 1 + (2 + 1 + 2) + 1 + 2 * 5
"""The rest of a network of one class, without its causes: see the test of the one engine."""
CLOSED = 2 * 3
"""Another cause there."""


def roundings(links: Sequence[tuple[int, int]], outcomes: Sequence[str]) -> float:
    """How many roundings the bound stands for: n u / (1 - n u) solved for n."""
    rows = {"weak": (0.25, 1.0, 1.0), "graded": (0.25, 0.5, 1.0), "strong": (0.75, 0.0, 0.0)}
    network = Network(
        tuple(Cause(0.25, 0.75, flagged=cause == 0) for cause in range(1 + max(cause for cause, _node in links))),
        tuple(Link(cause, node, LEVELS) for cause, node in links),
        len(outcomes),
        readings=tuple(Reading(((node, 1.0),), (0.5,), (rows[one],)) for node, one in enumerate(outcomes)),
    )
    found = dict(infer_many([network] * 2, MOST_COST))
    assert found[0] == found[1]
    assert found[0] is not None
    bound = Fraction(found[0].error)
    return float(bound / (1 + bound) * 2**53)


def expected(island: int, *, causes: int, links: int, findings: int, islands: int = 1) -> int:
    products = (causes + 1 + islands) * (1 + SHARES)  # one cause that stands for none
    once = links * LINK + products + findings + 1  # one class
    return 2 * (WITHOUT_FINDINGS + causes * CLOSED) + RESULT * (island + once)


def test_one_finding() -> None:
    group = 2 * (1 + OWN) + 1 * (3 * (2 - 1) + 1 + SHARES)  # two causes of one axis, one product of two levels
    island = group + 2 + 2  # one axis multiplied out, two levels added up
    assert roundings([(0, 0), (1, 0)], ["weak"]) == pytest.approx(
        expected(island, causes=2, links=2, findings=1), abs=1e-6
    )


def test_many_roundings_are_more_than_so_many_units(monkeypatch: pytest.MonkeyPatch) -> None:
    count = roundings([(0, 0), (1, 0)], ["weak"])
    monkeypatch.setattr("nktlib.inference.together.UNIT", 2.0**-12)
    share = count / 2**12
    assert roundings([(0, 0), (1, 0)], ["weak"]) * 2.0**-53 == pytest.approx(share)


def test_two_findings_of_three_levels_with_a_cause_in_common() -> None:
    groups = (1 + OWN) + (1 + OWN) + (2 + OWN)  # two causes of one axis each, one of two
    product = 3 * (9 - 1) + 1 + SHARES  # of those of one axis, multiplied out, and the other
    island = groups + product + 2 * 2 + 9
    assert roundings([(0, 0), (1, 1), (2, 0), (2, 1)], ["graded", "graded"]) == pytest.approx(
        expected(island, causes=3, links=4, findings=2), abs=1e-6
    )


def test_two_islands() -> None:
    """And a strong test, which is in none of them."""
    island = (1 + OWN) + 2 + 2
    assert roundings([(0, 0), (1, 1), (1, 2)], ["weak", "weak", "strong"]) == pytest.approx(
        expected(2 * island, causes=2, links=3, findings=3, islands=2), abs=1e-6
    )


def test_one_finding_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of three findings; the first closes with its two tables, then the other two at once."""
    monkeypatch.setattr("nktlib.inference.island_tables.SMALL", 9)
    groups = 2 * (2 + OWN) + (1 + OWN)  # two causes of two axes, one of the first axis alone
    first = (3 * (4 - 1) + 1 + SHARES) + 2 * 2 + 2
    last = 2 * (3 * (4 - 1) + 1 + SHARES) + 2 * 2 + 4
    assert roundings([(0, 0), (0, 1), (1, 1), (1, 2), (2, 0)], ["weak"] * 3) == pytest.approx(
        expected(groups + first + last, causes=3, links=5, findings=3), abs=1e-6
    )
