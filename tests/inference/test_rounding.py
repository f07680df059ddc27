"""The bound on rounding errors against counts made by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from nktlib.inference.groups import grouping_of
from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading
from nktlib.inference.rounding import error_bound
from tests.inference.fixed import forget

CAUSE = Cause(0.25, 0.75)
LEVELS = (0.5, 0.25, 0.25)
NOTICED = 4 + 3
"""Roundings of what a finding notices of a firing, and by which it gets into a part; its size comes on top."""
FIRED = 1 + 3
"""Of a link's levels in a part or a cause: a product, and three levels added up with what else there is."""
WEIGHTED = 3
"""A finding closes: its likelihood scaled and weighted, and levels added up."""
MARK = 5
"""A mark raised in a join."""


def weak(*members: int, classes: int = 1) -> Reading:
    return Reading(tuple((node, 1 / len(members)) for node in members), (0.5,) * classes, ((0.25, 1.0, 1.0),) * classes)


def strong(*members: int, classes: int = 1) -> Reading:
    return Reading(tuple((node, 1 / len(members)) for node in members), (0.5,) * classes, ((0.75, 0.0, 0.0),) * classes)


def roundings(network: Network) -> float:
    """How many roundings the bound stands for: n u / (1 - n u) solved for n."""
    bound = Fraction(error_bound(grouping_of(network)))
    return float(bound / (1 + bound) * 2**53)


def test_without_findings() -> None:
    factor = 2  # the class, the product
    outside = factor + (1 + 2) + 1 + 2  # a closed cause; one class
    expected = outside + 1 + outside + 1 + 2 * MARK
    assert (outside, expected) == (8, 28)
    assert roundings(Network((CAUSE,), (), 1)) == pytest.approx(expected, abs=1e-6)


def test_many_roundings_are_more_than_so_many_units(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    monkeypatch.setattr("nktlib.inference.rounding.UNIT", 2.0**-8)
    assert error_bound(grouping_of(Network((CAUSE,), (), 1))) == pytest.approx(28 / 256 / (1 - 28 / 256))
    forget()


def test_one_cause_and_one_weak_test() -> None:
    part = (NOTICED + 2) + (1 + FIRED)  # a finding of two levels, a link
    table = 1 + 1 + 2 + (part + 1)  # the prior, one axis, inactive or active; the part
    result = table + WEIGHTED + 2
    factor = 1 + 2  # one finding, the class, the product
    outside = factor + 1 + 2  # one class
    evidence = result + outside
    gradient = factor + WEIGHTED
    joint = table + table + gradient + 2 + outside  # what made the table once more on the way down; two cells
    expected = joint + evidence + 1 + 2 * MARK
    assert (part, table, evidence, joint, expected) == (14, 19, 30, 52, 93)
    network = Network((CAUSE,), (Link(0, 0, LEVELS),), 1, readings=(weak(0),))
    assert roundings(network) == pytest.approx(expected, abs=1e-6)


def test_a_chain() -> None:
    one = 1 + 1 + 2 + (14 + 1)  # as above
    # Eight causes of two cells: each adds up and is multiplied, one move up from both ends (product, two sums of two
    # cells, quotient and product beside those of eight tables), a product of both ends, sums of at most two cells.
    # With a mark they are a tree: seven products and sums of six cells.
    table, marked = 8 * one + 8 * 2 + 2 * (8 + 2 + 1) + 1 + 3, 8 * one + 7 * (1 + 3 * 5)
    outside = 1 + 2 + 1 + 2
    evidence = table + WEIGHTED + 2 + outside
    joint = 2 * marked + (1 + 2 + WEIGHTED) + 2 + outside
    expected = joint + evidence + 1 + 2 * MARK
    assert (table, marked, evidence, joint, expected) == (194, 264, 205, 542, 758)
    links = tuple(Link(cause, 0, LEVELS) for cause in range(8))
    assert roundings(Network((CAUSE,) * 8, links, 1, readings=(weak(0),))) == pytest.approx(expected, abs=1e-6)


def test_two_open_causes_and_a_closed_one_with_every_kind_of_finding() -> None:
    links = [(0, 0), (1, 0), (2, 1), (0, 2), (2, 3), (2, 4)]
    network = Network(
        (CAUSE,) * 3,
        tuple(Link(cause, node, LEVELS) for cause, node in links),
        5,
        (0.5, 0.5),
        (weak(0, classes=2), strong(1, classes=2), strong(3, 4, classes=2), strong(0, classes=2)),
        (Challenge((2,), (0.5, 0.5), (0.75, 0.75)), Challenge((0, 1), (0.5, 0.5), (0.75, 0.75))),
        (Observation(((0, 0.5),), (0.75, 0.0)), Observation(((1, 0.5),), (0.25, 1.0))),
    )
    tested = 1 + 5  # a link that a strong test looks at alone: its levels, what it notices (four roundings), a product
    challenged = tested + 2
    observed = 1 + 2 * 2  # a prior and two observations
    free = 1 + FIRED  # the link that nothing looks at
    quiet = 2 * (NOTICED + 1) + 2 * (1 + FIRED)  # a strong test of two firings
    causes = (observed + free, observed, observed + (challenged + FIRED) + (quiet + 3) + 1)
    part = 2 * (NOTICED + 2) + (tested + FIRED)  # a weak test and a challenge of two links look at the same firing
    leaves = sum(cause + 3 + 2 for cause in causes[:2]) + 2 * (part + 1)  # three axes
    # Two causes are multiplied: eight cells at most are added up on the left, on the right and for the result. With a
    # mark of three levels it is six and then four cells.
    table, marked = leaves + 1 + 3 * 7, leaves + 1 + 3 * (5 + 3)
    result = table + 3 * (WEIGHTED + 2)
    factor = 4 + 2 + 2 + 2
    outside = factor + (causes[2] + 2) + 4 + 2  # two classes count as up to four
    evidence = result + outside
    joint = 2 * marked + (factor + 3 * WEIGHTED) + 8 + outside
    expected = joint + causes[2] + evidence + 1 + 2 * MARK
    assert (causes, table, marked, evidence, joint) == ((10, 5, 47), 105, 108, 185, 308)
    assert roundings(network) == pytest.approx(expected, abs=1e-6)


def graded(node: int) -> Reading:
    return Reading(((node, 1.0),), (0.5,), ((0.25, 0.5, 0.75),))


GRADED = (NOTICED + 3) + (1 + FIRED)
"""A part: a finding of three levels, and a link."""
JOIN = 1 + 2 * 9 + 2 * 3 + 2 * 3
"""A product, two sides of nine mixed states, two axes of three levels widened and narrowed."""


def test_two_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    monkeypatch.setattr("nktlib.inference.groups.STEP", 0.0)
    # One cause sees the first finding, the other both. Their tables are joined and the findings summed out.
    links = (Link(0, 0, LEVELS), Link(1, 0, LEVELS), Link(1, 1, LEVELS))
    network = Network((CAUSE,) * 2, links, 2, readings=(graded(0), graded(1)))
    one, both = 1 + 1 + 2 + (GRADED + 1), 1 + 2 + 2 + 2 * (GRADED + 1)
    factor = 2 + 2
    outside = factor + 1 + 2
    closing = WEIGHTED + 3
    evidence = one + both + JOIN + 2 * closing + outside
    # The largest count is that of a cause in the second group: down from the result past the join with the first.
    gradient = factor + 2 * WEIGHTED + JOIN + one + 1
    joint = 2 * both + gradient + 9 + outside
    expected = joint + evidence + 1 + 2 * MARK
    assert (one, both, evidence, gradient, joint, expected) == (20, 37, 107, 62, 152, 270)
    assert roundings(network) == pytest.approx(expected, abs=1e-6)
    forget()


def test_two_groups_the_smaller_with_more_causes(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    monkeypatch.setattr("nktlib.inference.groups.STEP", 0.0)
    links = (Link(0, 0, LEVELS), Link(1, 0, LEVELS), Link(1, 1, LEVELS), Link(2, 0, LEVELS))
    network = Network((CAUSE,) * 3, links, 2, readings=(graded(0), graded(1)))
    # Two causes multiplied: sums of three cells, with a mark of nine.
    one, marked = 2 * 20 + 1 + 3 * 2, 2 * 20 + 1 + 3 * 8
    both = 37
    factor = 2 + 2
    outside = factor + 1 + 2
    evidence = one + both + JOIN + 2 * (WEIGHTED + 3) + outside
    # Down to the smaller table the three levels of the finding that it does not have are added up.
    gradient = factor + 2 * WEIGHTED + JOIN + both + 3
    joint = 2 * marked + gradient + 3 + outside
    expected = joint + evidence + 1 + 2 * MARK
    assert (one, marked, evidence, gradient, joint, expected) == (47, 65, 134, 81, 221, 366)
    assert roundings(network) == pytest.approx(expected, abs=1e-6)
    forget()


def test_a_wide_cause_with_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    monkeypatch.setattr("nktlib.inference.groups.MOST_PRODUCTS", 0)
    sign = Observation(((0, 0.5),), (0.25, 1.0))
    network = Network((CAUSE,), (Link(0, 0, LEVELS),), 1, readings=(weak(0),), observations=(sign,))
    # The sign and the test are summed out, each product with the prior is one rounding, and then the cause.
    prior, seen, part = 1 + 2, 1 + WEIGHTED + 2, 14 + WEIGHTED + 2
    result = prior + part + 1 + seen + 1 + WEIGHTED + 2
    factor = 2 + 2
    outside = factor + 1 + 2
    evidence = result + outside
    joint = result + 2 * MARK + factor + 1 + outside
    expected = joint + evidence + 1 + 2 * MARK
    assert (result, evidence, joint, expected) == (35, 42, 57, 110)
    assert roundings(network) == pytest.approx(expected, abs=1e-6)
    forget()


def test_two_wide_causes_and_one_weak_test(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    monkeypatch.setattr("nktlib.inference.groups.MOST_PRODUCTS", 0)
    network = Network((CAUSE,) * 2, (Link(0, 0, LEVELS), Link(1, 0, LEVELS)), 1, readings=(weak(0),))
    # Each cause: its part times its prior, summed out; then both over the finding, and that closes.
    part = (NOTICED + 2) + (1 + FIRED)
    cause = part + 1 + 1 + WEIGHTED + 2
    join = 1 + 2 * 9 + 2 * 2  # a product, two sides of nine mixed states, an axis of two levels widened and narrowed
    result = cause + cause + join + WEIGHTED + 2
    factor = 1 + 2
    outside = factor + 1 + 2
    evidence = result + outside
    # With a mark every join has more; the largest count is that of the result.
    marked = 2 * (cause + MARK) + join + MARK + WEIGHTED + 2
    expected = marked + factor + 1 + outside + evidence + 1 + 2 * MARK
    assert (cause, evidence, marked, expected) == (21, 76, 85, 182)
    assert roundings(network) == pytest.approx(expected, abs=1e-6)
    forget()
