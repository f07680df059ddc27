"""The errors that the engine without numpy states, worked out by hand on networks whose numbers need no rounding."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from attrs import evolve

from nktlib.errors import TooComplex
from nktlib.inference import plain, plain_sums
from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading
from nktlib.inference.plain import UNIT, _Joints, _known, infer_plain, plain_cost
from nktlib.inference.plain_findings import Finding, Findings
from nktlib.inference.plain_grid import Plan, elimination
from nktlib.inference.plain_sums import Sums
from nktlib.inference.plain_weights import Weights, fixed, shares

BITS = 40
ONE = 1 << BITS
ONE_LINK = Network(
    (Cause(0.25, 0.75, flagged=True),),
    (Link(0, 0, (0.5, 0.25, 0.25)),),
    1,
    readings=(Reading(((0, 1.0),), (0.75,), ((0.25, 1.0, 1.0),)),),
    queries=(0,),
)
"""One cause with one link, to a node that was weak. P(weak) is 41/128.

Not noticed up to level 0 is 5/8 of the active branch, so the leaf has 29/32 and 1, and weights -3/4 and 1: 41/128.
"""
TWO_CLASSES = Network(
    (Cause(0.25, 0.75), Cause(0.5, 0.5)),
    (Link(0, 0, (0.5, 0.25, 0.25)), Link(0, 2, (0.25, 0.25, 0.5)), Link(1, 1, (0.75, 0.25, 0.0))),
    3,
    (0.25, 0.75),
    (
        Reading(((0, 1.0),), (0.75, 0.5), ((0.25, 1.0, 1.0), (0.5, 1.0, 1.0))),
        Reading(((2, 1.0),), (0.5, 0.5), ((0.5, 0.25, 0.125), (0.5, 0.25, 0.125))),
    ),
)
"""A cause with two open findings, of two levels and of three, and a closed cause, in two classes."""


def whole(number: Fraction) -> int:
    assert number.denominator == 1
    return int(number)


def test_the_error_of_a_total_counts_roundings() -> None:
    """A leaf has two shares and two factors at most: four times SHARE and a rounding. Weights add up to 3/4 + 1.

    Twelve, two weights, one step, and there and back two cells of the leaf and one of the result: 21 x 1.75 x 1.01.
    """
    sums = Sums(Findings(ONE_LINK), BITS)
    assert sums.total == [41 * ONE // 128]
    assert sums.error == 3 + floor(Fraction(21 * 175 * 101, 100 * 100))
    assert sums.row_error == 1 + floor(Fraction(12 * 175 * 101, 100 * 100))


def test_the_error_of_a_total_takes_the_larger_class_and_no_weights_below_one() -> None:
    """Two leaves or causes of 15; five weights; two steps; 6 + 3 + 1 cells. The weights of the grade add up to 1/2."""
    sums = Sums(Findings(TWO_CLASSES), BITS)
    assert sums.error == 3 + floor(Fraction((2 * 15 + 5 + 2 + 2 * 10) * 175 * 101, 100 * 100))
    assert sums.row_error == 1 + floor(Fraction(15 * 175 * 101, 100 * 100))


def test_causes_alike_share_their_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """So do leaves with the same share held, if not too many are kept: here six products at two nodes."""
    links = tuple(Link(cause, node, (0.5, 0.25, 0.25)) for cause in range(4) for node in range(2))
    causes = (Cause(0.25, 0.75), Cause(0.125, 0.875), Cause(0.25, 0.75), Cause(0.25, 0.75, flagged=True))
    network = evolve(ONE_LINK, causes=causes, links=links, nodes=2, queries=(0, 1))
    for kept, leaves in ((12, {0, 1}), (11, set[int]())):
        monkeypatch.setattr(plain_sums, "KEPT", kept)
        sums = Sums(Findings(network), BITS)
        assert [sums.open[cause].first for cause in range(4)] == [0, 1, 0, 0]
        assert sums.active[0] == sums.active[2] == sums.active[3]
        sums.held(1, 0)
        assert {one[0] for one in sums._scaled} == leaves
    first, second = sums.place[0][1], sums.place[4][1]
    assert first is second
    assert [len(one) for one in (first.whole, *first.unfired, *first.not_paretic)] == [2, 1, 2]


def test_no_open_finding_leaves_an_error_of_closed_causes() -> None:
    sums = Sums(Findings(evolve(ONE_LINK, readings=())), BITS)
    assert sums.total == [ONE]
    assert sums.error == 3 + floor(Fraction(3 * 3 * 101, 100))


def test_sums_of_an_open_cause_and_link() -> None:
    """The slope of the active branch is 1 - 3/4 x 5/8; by level -3/4 and 1, of which a quarter is active.

    The link fires in 1/2 of it and goes unnoticed in 1/8.
    """
    sums = Sums(Findings(ONE_LINK), BITS)
    assert sums.active == [([17 * ONE * ONE // 128], [40 * ONE // 4 + 2 * 17 * ONE // 32])]
    error = 40 // 4 + 22 + 2
    lost = error * (ONE // 8 + ONE // 2) + 4 * (3 * ONE // 16 + ONE // 4)
    assert sums.fired == [([13 * ONE * ONE // 128], [lost])]


def test_sums_of_a_closed_cause_and_link() -> None:
    """Half of the total with the cause active, and with its link fired a quarter of that."""
    sums = Sums(Findings(TWO_CLASSES), BITS)
    half = [one * ONE // 2 for one in sums.total]
    errors = [sums.error * ONE // 2 + 2 * one for one in sums.total]
    assert sums.active[1] == (half, errors)
    lost = [(error * ONE // 4 + 4 * one >> BITS) + 1 for error, one in zip(errors, half, strict=True)]
    assert sums.fired[2] == ([one // 4 for one in half], lost)


def test_joint_probabilities_and_their_errors() -> None:
    joints = _Joints(Findings(ONE_LINK), BITS)
    unit = ONE**4

    def joint(value: Fraction, error: Fraction) -> tuple[int, int]:
        return whole(value * unit), whole(error * unit)

    error = Fraction(40, ONE)
    assert joints.evidence == joint(Fraction(41, 128), error)
    assert joints.classes == [joint(Fraction(41, 128), error)]
    active = Fraction(40, 4 * ONE) + Fraction(2 * 17, 32 * ONE)
    assert joints.causes == [joint(Fraction(17, 128), active)]
    fired = Fraction(34 * 5, 8 * ONE) + Fraction(7, 4 * ONE)
    assert joints.links == [joint(Fraction(13, 128), fired)]
    # Level 0 has 1/4 of 7/8; with level 1 as well, not noticed up to level 0 is 9/16 of 3/4 fired so far at most.
    levels = (Fraction(7, 32), Fraction(13, 256), Fraction(13, 256))
    assert joints.levels == [tuple(map(joint, levels, (error, 2 * error, 2 * error)))]
    assert joints.unflagged == joint(Fraction(3, 16), error)
    assert joints.flagged == joint(Fraction(17, 128), 2 * error)
    assert (joints.some, joints.none) == (0.25, 0.75)
    worst = max(fired / Fraction(13, 128), 2 * error / Fraction(13, 256))
    assert joints.posterior(0.0).error == pytest.approx(float(3 * worst) + 2 * UNIT, rel=1e-15)
    assert joints.posterior(-1.0).error == pytest.approx(float(3 * worst) + 3 * UNIT, rel=1e-15)
    assert joints.posterior(-1.0).log_scale == -1.0


def test_what_cannot_be_has_no_error() -> None:
    joints = _Joints(Findings(evolve(ONE_LINK, causes=(Cause(0.0, 1.0),))), BITS)
    assert joints.causes == joints.links == [(0, 0)]
    assert joints.levels == [(joints.evidence, (0, 0), (0, 0))]


def test_of_many_bits_an_error_of_floats_is_left() -> None:
    joints = _Joints(Findings(ONE_LINK), 120)
    assert joints.posterior(0.0).error == 2 * UNIT
    assert joints.posterior(-1.0).error == 3 * UNIT
    assert _Joints(Findings(TWO_CLASSES), 120).posterior(-1.0).error == 4 * UNIT


def test_a_joint_probability_is_certain_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least certain one is that of a level: 13/256, with an error of 80 units."""
    limit = Fraction(13 * ONE, 256 * 80)
    for accuracy, certain in ((limit, True), (limit + Fraction(1, ONE), False)):
        monkeypatch.setattr(plain, "ACCURACY", accuracy)
        assert _Joints(Findings(ONE_LINK), BITS).certain == certain


def test_shares_are_certain_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three roundings a link, a cause and a finding, the smallest whole is ``least``: here one."""
    monkeypatch.setattr(plain, "ACCURACY", 1)
    for roundings, certain in ((ONE // 4, True), (ONE // 4 + 1, False)):
        monkeypatch.setattr(plain, "ROUNDINGS", roundings)
        network = evolve(ONE_LINK, links=(*ONE_LINK.links, Link(0, 0, (1.0, 0.0, 0.0))))
        assert _Joints(Findings(network), BITS).certain == certain


STRONG = Reading(((0, 1.0),), (0.75,), ((1.0, 0.0, 0.0),))


@pytest.mark.parametrize(
    ("network", "least"),
    [
        (evolve(ONE_LINK, readings=()), Fraction(1)),
        # A link that fires for sure and is missed in a quarter of the cases, alone and below a group test.
        (evolve(ONE_LINK, links=(Link(0, 0, (0.0, 1.0, 0.0)),), readings=(STRONG,)), Fraction(1, 4)),
        (
            evolve(
                ONE_LINK,
                links=(Link(0, 0, (0.0, 0.5, 0.5)), Link(0, 1, (0.5, 0.0, 0.5))),
                nodes=2,
                readings=(evolve(STRONG, members=((0, 0.5), (1, 0.5))),),
            ),
            Fraction(1, 2) * Fraction(1, 4) + Fraction(1, 2) * Fraction(5, 8),
        ),
        # A cause of which little is left, and likelihoods.
        (
            evolve(ONE_LINK, readings=(), challenges=(Challenge((0,), (0.125,), (0.125,)),)),
            Fraction(1, 8),
        ),
        (
            evolve(ONE_LINK, readings=(evolve(STRONG, members=((0, 0.0),), likelihood=((0.125, 0.0, 0.0),)),)),
            Fraction(1, 8),
        ),
        (evolve(ONE_LINK, readings=(), observations=(Observation(((0, 1.0),), (0.125, 0.0)),)), Fraction(3, 32)),
    ],
)
def test_the_smallest_whole_of_shares(network: Network, least: Fraction) -> None:
    assert Sums(Findings(network), BITS).least == whole(least * ONE * ONE)


def test_a_cost_by_hand() -> None:
    """One leaf needs no product, two leaves of the same two cells need one in each class; a query counts twice."""
    assert plain_cost(ONE_LINK) == 0
    two = evolve(ONE_LINK, causes=ONE_LINK.causes * 2, links=(*ONE_LINK.links, Link(1, 0, (0.5, 0.5, 0.0))))
    assert plain_cost(two) == 2 * (4 + 2)
    both = Reading(((0, 1.0),), (0.75, 0.5), ((0.25, 1.0, 1.0),) * 2)
    assert plain_cost(evolve(two, classes=(0.5, 0.5), readings=(both,), queries=())) == 4 * 4


def test_the_smallest_tables_are_multiplied_first() -> None:
    """Two cells with four are four, then four with eight are eight, and sixteen at the end."""
    assert Plan([2] * 4, 1, [(3,), (0, 3), (2, 3), (0, 1, 3)]).cost == 4 + 8 + 16


def test_a_cost_of_parts_by_hand() -> None:
    """A group test that looks at two firings of a cause and draws from them: for both, six products of three tables."""
    links = (Link(0, 0, (0.5, 0.5, 0.0)), Link(0, 1, (0.5, 0.5, 0.0)))
    group = Reading(((0, 0.5), (1, 0.5)), (0.75,), ((0.25, 1.0, 1.0),))
    assert plain_cost(evolve(ONE_LINK, links=links, nodes=2, readings=(group,))) == 2 * 6 * 3 * 2
    # Two such tests have nine tables, over four cells.
    assert plain_cost(evolve(ONE_LINK, links=links, nodes=2, readings=(group, group))) == 2 * 6 * 9 * 4


def test_what_costs_just_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    two = evolve(ONE_LINK, causes=ONE_LINK.causes * 2, links=(*ONE_LINK.links, Link(1, 0, (0.5, 0.5, 0.0))))
    monkeypatch.setattr(plain, "MOST_COST", 12)
    infer_plain(two)
    monkeypatch.setattr(plain, "MOST_COST", 11)
    with pytest.raises(TooComplex) as caught:
        infer_plain(two)
    assert caught.value.cost == 12


def test_the_smallest_next_table_is_summed_first() -> None:
    """Axis 2 meets only axis 1; then 1 meets 0 alone, and of 0 and 3, which meet, the first in number."""
    sets = [frozenset({0, 1}), frozenset({1, 2}), frozenset({0, 3}), frozenset({3})]
    assert elimination({0: 2, 1: 2, 2: 2, 3: 3}, sets) == [2, 1, 0, 3]
    assert elimination({0: 3, 1: 2}, [frozenset({0}), frozenset({1})]) == [1, 0]
    assert elimination({}, []) == []


@pytest.mark.parametrize("value", [0.0, 1.0, 0.1, 1 / 3, 1e-9, 2.0**-60, 1 - 2.0**-53, 3.0])
@pytest.mark.parametrize("bits", [10, 52, 53, 54, 120])
def test_a_number_is_rounded_down(value: float, bits: int) -> None:
    assert fixed(value, bits) == floor(Fraction(value) * 2**bits)


def test_weights_of_up_to_a_level_are_differences() -> None:
    """Of likelihoods 1/2, 1/4 and 1/8, and of 1/4 and 1 in the first class, 1/2 and 1 in the second."""
    weights = Weights(Findings(TWO_CLASSES), BITS)
    assert weights.closing(1, 3) == [[2, 2], [1, 1], [1, 1]]
    assert weights.closing(0, 3) == [[-6, -4], [8, 8]]


def test_shares_are_rounded_down() -> None:
    assert shares([1, 2, 3, 0], [3, 3, 3, 0], 4) == [5, 10, 16, 0]


def test_what_findings_leave_open() -> None:
    """Of each: how many levels it tells apart, what looks at which link, and which axes a cause touches."""
    network = Network(
        (Cause(0.25, 0.75), Cause(0.5, 0.5), Cause(0.5, 0.5)),
        tuple(Link(cause, node, (0.5, 0.25, 0.25)) for cause in range(2) for node in range(4)),
        4,
        readings=(
            Reading(((0, 1.0),), (0.75,), ((0.5, 0.0, 0.0),)),
            Reading(((1, 1.0),), (0.5,), ((0.25, 1.0, 1.0),)),
            Reading(((1, 1.0),), (0.25,), ((0.5, 0.25, 0.125),)),
            Reading(((2, 0.5), (3, 0.25)), (0.75,), ((0.5, 0.0, 0.0),)),
            Reading(((2, 0.5), (3, 0.25)), (0.75,), ((0.5, 0.0, 0.25),)),
        ),
        challenges=(
            Challenge((0,), (0.5,), (0.25,)),
            Challenge((4, 5), (0.5,), (0.25,)),
            Challenge((), (0.5,), (0.0,)),
        ),
        observations=(Observation(((2, 0.5),), (0.75, 0.0)), Observation(((2, 0.5), (0, 0.25)), (0.25, 0.5))),
        queries=(2,),
    )
    found = Findings(network)
    assert [one.size for one in found.findings] == [1, 2, 3, 1, 3, 2, 1, 1, 2]
    assert found.findings[1] == Finding(2, ((0.25, 1.0),), (0.5,))
    assert found.findings[5] == Finding(2, ((0.5, 0.25),), (1.0,))
    assert found.strong == [(0, 0, 1.0)]
    node_one, group = [(1, 1.0), (2, 1.0)], [[(3, 0.5), (4, 0.5)], [(3, 0.25), (4, 0.25)]]
    of_cause = {1: node_one, 2: group[0], 3: group[1]}
    assert found.looks == of_cause | {4 + link: looks for link, looks in of_cause.items()} | {
        4: [(5, 1.0)],
        5: [*node_one, (5, 1.0)],
    }
    assert found.observed == {2: [(7, 0.5), (8, 0.5)], 0: [(8, 0.25)]}
    # The challenge and the sign have the smallest table; then all tables meet in one, so that they go by number.
    assert found.opened == [8, 4, 2, 1, 5]
    assert [[tuple(term.link for term in part.terms) for part in parts] for parts in found.parts] == [
        [(1,), (2, 3)],
        [(4, 5), (6, 7)],
        [],
    ]
    assert [[part.draws for part in parts] for parts in found.parts] == [[(), (3, 4)], [(), (3, 4)], []]
    assert [[{found.opened[axis] for axis in part.axes} for part in parts] for parts in found.parts] == [
        [{1, 2}, {4}],
        [{1, 2, 5}, {4}],
        [],
    ]
    assert [{found.opened[axis] for axis in axes} for axes in found.axes_of] == [{1, 2, 4, 8}, {1, 2, 4, 5}, {8}]
    assert found.causes == [0, 1, 2]


def test_bits_double_until_that_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is impossible needs none: a class, a level that no link fires to, a cause without a prior."""
    tried = []

    def joints(findings: Findings, bits: int) -> _Joints:
        tried.append(bits)
        return _Joints(findings, bits)

    monkeypatch.setattr(plain, "_Joints", joints)
    infer_plain(ONE_LINK)
    infer_plain(evolve(TWO_CLASSES, classes=(0.0, 1.0)))
    levels = (Link(0, 0, (0.5, 0.5, 0.0)), Link(1, 1, (0.5, 0.25, 0.25)), Link(0, 2, (0.5, 0.0, 0.5)))
    causes = (Cause(0.25, 0.75), Cause(0.0, 1.0))
    infer_plain(evolve(ONE_LINK, causes=causes, links=levels, nodes=4, queries=(0, 1, 2, 3)))
    assert tried == [120, 120, 120]
    monkeypatch.setattr(plain, "ACCURACY", 10**600)
    infer_plain(ONE_LINK)
    assert tried == [120, 120, 120, 120, 240, 480, 960, 1920]


def test_what_does_not_exceed_its_error_is_nothing() -> None:
    assert [_known((one, 5)) for one in (4, 5, 6)] == [0, 0, 6]
