"""What must hold of posteriors whatever the numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from nktlib.inference.engine import infer
from nktlib.inference.network import (
    Cause,
    Challenge,
    Link,
    Network,
    Observation,
    Reading,
)
from tests.inference.networks import networks

BOUNDED = settings(
    deadline=None,
    max_examples=60,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def possible(network: Network) -> bool:
    try:
        infer(network)
    except ZeroDivisionError:
        return False
    return True


@given(networks(min_findings=1), st.data())
@settings(BOUNDED)
def test_order_is_irrelevant(network: Network, data: st.DataObject) -> None:
    assume(possible(network))
    causes = data.draw(st.permutations(range(len(network.causes))))
    links = data.draw(st.permutations(range(len(network.links))))
    cause_at = {old: new for new, old in enumerate(causes)}
    link_at = {old: new for new, old in enumerate(links)}
    moved = evolve(
        network,
        causes=tuple(network.causes[old] for old in causes),
        links=tuple(evolve(network.links[old], cause=cause_at[network.links[old].cause]) for old in links),
        readings=tuple(data.draw(st.permutations(network.readings))),
        challenges=tuple(
            evolve(one, links=tuple(link_at[link] for link in one.links))
            for one in data.draw(st.permutations(network.challenges))
        ),
        observations=tuple(
            evolve(one, weights=tuple((cause_at[cause], weight) for cause, weight in one.weights))
            for one in data.draw(st.permutations(network.observations))
        ),
    )
    before, after = infer(network), infer(moved)
    assert after.evidence == pytest.approx(before.evidence, rel=1e-12)
    assert after.log_bayes_factor == pytest.approx(before.log_bayes_factor, rel=1e-12, abs=1e-12)
    for old, new in cause_at.items():
        assert after.causes[new] == pytest.approx(before.causes[old], rel=1e-12, abs=0)
    for old, new in link_at.items():
        assert after.links[new] == pytest.approx(before.links[old], rel=1e-12, abs=0)
    for one, other in zip(before.levels, after.levels, strict=True):
        assert other == pytest.approx(one, rel=1e-12, abs=0)
    assert after.classes == pytest.approx(before.classes, rel=1e-12, abs=0)


@given(networks(min_findings=1), st.data())
@settings(BOUNDED)
def test_a_stronger_challenge_never_lowers_its_own_cause(network: Network, data: st.DataObject) -> None:
    assume(network.links)
    link = data.draw(st.integers(0, len(network.links) - 1))
    unfired = tuple(0.2 for _ in network.classes)
    probabilities = []
    for fired in sorted(data.draw(st.lists(st.floats(0.01, 1.0), min_size=2, max_size=4))):
        # The same factor in every class: a challenge that told the classes apart would speak of the examiner as well.
        challenge = Challenge((link,), unfired, tuple(fired for _ in network.classes))
        changed = evolve(network, challenges=(*network.challenges, challenge))
        assume(possible(changed))
        probabilities.append(infer(changed).causes[network.links[link].cause])
    assert all(one <= other * (1 + 1e-12) for one, other in pairwise(probabilities))


@given(networks(max_causes=8), st.data())
@settings(BOUNDED)
def test_a_strong_test_never_makes_its_node_more_likely_inhibited_within_a_class(
    network: Network, data: st.DataObject
) -> None:
    node = data.draw(st.integers(0, network.nodes - 1))
    group = data.draw(st.integers(0, len(network.classes) - 1))
    within = evolve(
        network,
        classes=(1.0,),
        queries=(node,),
        readings=tuple(
            evolve(one, notice=(one.notice[group],), likelihood=(one.likelihood[group],)) for one in network.readings
        ),
        challenges=tuple(
            evolve(one, unfired=(one.unfired[group],), fired=(one.fired[group],)) for one in network.challenges
        ),
    )
    assume(possible(within))
    strong = Reading(((node, 1.0),), (data.draw(st.floats(0.0, 1.0)),), ((0.9, 0.0, 0.0),))
    tested = evolve(within, readings=(*within.readings, strong))
    assume(possible(tested))
    assert infer(tested).levels[0][0] >= infer(within).levels[0][0] * (1 - 1e-12)


def test_impossible_findings_say_so() -> None:
    never = Reading(((0, 1.0),), (1.0,), ((0.0, 1.0, 1.0),))
    with pytest.raises(ZeroDivisionError):
        infer(Network((Cause(0.5, 0.5),), (), 1, readings=(never,)))


def test_no_finding_leaves_the_prior() -> None:
    causes = (Cause(0.25, 0.75, flagged=True), Cause(0.5, 0.5))
    found = infer(Network(causes, (Link(0, 0, (0.5, 0.25, 0.25)), Link(1, 0, (0.0, 1.0, 0.0))), 2, queries=(0, 1)))
    assert found.evidence == 1.0
    assert found.causes == (0.25, 0.5)
    assert found.links == (0.125, 0.5)
    assert found.levels == (((0.4375, 0.5, 0.0625)), (1.0, 0.0, 0.0))
    assert found.log_bayes_factor == 0.0


def test_bayes_factor_compares_some_flagged_cause_with_none() -> None:
    causes = (Cause(0.25, 0.75, flagged=True), Cause(0.5, 0.5))
    sign = Observation(((0, 1.0),), (0.25, 1.0))
    found = infer(Network(causes, (), 1, observations=(sign,)))
    assert (found.flagged.joint, found.flagged.prior) == (0.25, 0.25)
    assert (found.unflagged.joint, found.unflagged.prior) == (0.1875, 0.75)
    assert found.log_bayes_factor == pytest.approx(1.3862943611198906)
