"""What one more finding would say without numpy, for each that there can be on the fixed networks, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from nktlib.inference.look import Look
from nktlib.inference.network import Cause, Link, Network, Reading
from nktlib.inference.plain import infer_plain
from nktlib.inference.plain_what_if import PlainOutlook
from tests.inference.fixed import SOME, exact, network
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


THREE = Network(
    (Cause(0.25, 0.75), Cause(0.5, 0.5), Cause(0.125, 0.875)),
    (Link(0, 0, (0.5, 0.25, 0.25)), Link(1, 1, (0.25, 0.5, 0.25)), Link(2, 2, (0.5, 0.5, 0.0)), Link(2, 3, SOME)),
    4,
    readings=(Reading(((0, 1.0),), (0.75,), ((0.25, 1.0, 1.0),)), Reading(((2, 1.0),), (0.5,), ((0.75, 0.0, 0.0),))),
)
"""Causes that have nothing in common: one that an open finding sees, two that none does."""


@pytest.mark.parametrize("inactive", [False, True])
@pytest.mark.parametrize("links", [(0,), (1,), (2,), (2, 3), (0, 1), (1, 2, 3), (0, 1, 2, 3)])
def test_an_estimate_is_right_where_causes_are_independent(links: tuple[int, ...], *, inactive: bool) -> None:
    unfired = ((0.875,), (0.75,), (0.625,), (0.9375,))[: len(links)] if inactive else ((1.0,),) * len(links)
    fired = ((0.25,), (0.125,), (0.375,), (0.5,))[: len(links)]
    look = Look(links, unfired, fired, (0.5,))
    plain = PlainOutlook(THREE)
    told, guessed = plain.told(look), plain.estimate(look)
    assert guessed.keys() == {THREE.links[link].cause for link in links}
    for cause, (probability, joint) in guessed.items():
        assert probability == pytest.approx(told.probability, rel=1e-12)
        assert joint == pytest.approx(told.joint[cause], rel=1e-12)


def test_an_estimate_takes_the_first_class_for_the_share_of_a_cause() -> None:
    """Of a cause that is active in a quarter of the cases, in both classes; the look misses it with 1/2 and 1/4."""
    network = Network((Cause(0.25, 0.75),), (Link(0, 0, (0.0, 1.0, 0.0)),), 1, (0.5, 0.5))
    look = Look((0,), ((1.0, 1.0),), ((0.5, 0.25),), (0.75, 0.5))
    missed = 0.5 * 0.75 * (0.75 + 0.25 * 0.5), 0.5 * 0.5 * (0.75 + 0.25 * 0.25)
    probability, joint = PlainOutlook(network).estimate(look)[0]
    assert probability == pytest.approx(sum(missed), rel=1e-12)
    assert joint == pytest.approx(sum(missed) * 0.125 / 0.875, rel=1e-12)


def test_an_estimate_of_what_cannot_be() -> None:
    """A look that a certain cause rules out, in the first class."""
    network = Network((Cause(1.0, 0.0),), (Link(0, 0, (0.0, 1.0, 0.0)),), 1, (0.5, 0.5))
    look = Look((0,), ((1.0, 1.0),), ((0.0, 0.5),), (1.0, 1.0))
    assert PlainOutlook(network).estimate(look) == {0: (0.25, 0.0)}


def test_a_cause_without_a_prior_is_never_told_of() -> None:
    """Its weak node cannot be weak by it: no firing has a share of nothing."""
    causes = (Cause(0.0, 1.0), Cause(0.5, 0.5))
    weak = Reading(((0, 1.0),), (0.75,), ((0.25, 1.0, 1.0),))
    network = Network(causes, (Link(0, 0, (0.0, 1.0, 0.0)), Link(1, 0, (0.5, 0.5, 0.0))), 1, readings=(weak,))
    look = Look((0,), ((1.0,),), ((0.5,),), (1.0,))
    plain = PlainOutlook(network)
    assert plain.now[0] == 0.0
    assert plain.estimate(look) == {0: (1.0, 0.0)}
    assert plain.told(look).joint[0] == 0.0


def test_an_estimate_of_a_link_that_never_fires() -> None:
    """Its node was weak, so that the link stays in the small network; what is said of it fired does not matter."""
    weak = Reading(((0, 1.0),), (0.75,), ((0.25, 1.0, 1.0),))
    network = Network((Cause(0.5, 0.5),), (Link(0, 0, (1.0, 0.0, 0.0)),), 1, readings=(weak,))
    look = Look((0,), ((0.5,),), ((0.25,),), (1.0,))
    assert PlainOutlook(network).estimate(look)[0] == pytest.approx((0.5, 0.25))


def test_an_estimate_where_an_active_cause_cannot_be_in_one_class() -> None:
    """Active is 0 of 3/8 and 1/16 of 7/16, in all 1/13; the look misses nothing of it then, and half."""
    strong = Reading(((0, 1.0),), (1.0, 0.5), ((1.0, 0.0, 0.0),) * 2)
    network = Network((Cause(0.25, 0.75),), (Link(0, 0, (0.0, 1.0, 0.0)),), 1, (0.5, 0.5), (strong,))
    look = Look((0,), ((1.0, 1.0),), ((0.5, 0.5),), (1.0, 1.0))
    missed = (6 * 12 + 7 * 12.5) / 13**2
    assert PlainOutlook(network).estimate(look)[0] == pytest.approx((missed, 0.0), rel=1e-12)


def test_a_long_session_of_closed_causes_does_not_vanish() -> None:
    """Each strong test has 1e-5 and misses half of what its cause would fire; a cause is left with 1/7."""
    links = tuple(Link(cause, cause, (0.0, 1.0, 0.0)) for cause in range(40))
    strong = tuple(Reading(((node, 1.0),), (0.5,), ((1e-5, 0.0, 0.0),)) for node in range(40))
    plain = PlainOutlook(Network((Cause(0.25, 0.75),) * 40, links, 40, readings=strong))
    assert plain.now == pytest.approx([1 / 7] * 40, rel=1e-12)
    look = Look((0,), ((1.0,),), ((0.5,),), (1.0,))
    assert plain.told(look).probability == pytest.approx(13 / 14, rel=1e-12)


@pytest.mark.parametrize("likelihood", [(0.5, 0.25, 0.0), (0.25, 0.0, 0.5)])
def test_an_outcome_that_rules_out_one_higher_level_leaves_its_cause_open(
    likelihood: tuple[float, float, float],
) -> None:
    one = evolve(THREE, readings=(Reading(((2, 1.0),), (0.5,), (likelihood,)),))
    assert PlainOutlook(one).now == pytest.approx(infer_plain(one).causes, rel=1e-12)
