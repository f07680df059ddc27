"""The anytime method against the exact engine: what it states is as far off as it says, and no further."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings

from nktlib.atlas.load import load_atlas
from nktlib.errors import TooComplex
from nktlib.inference.anytime import CHAINS, SWEEPS, infer_anytime
from nktlib.inference.anytime_chains import levels_of
from nktlib.inference.engine import infer
from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading
from nktlib.model.build import build
from nktlib.model.model import load_model
from nktlib.sessions.finding import Session
from nktlib.sessions.resolve import resolve_session
from tests.inference.networks import networks

if TYPE_CHECKING:
    from nktlib.inference.posterior import Approximate, Posterior

LIKELY = 0.02
"""Causes above this are looked at apart: below it what may not have been seen is most of the stated error."""

MODERATE = settings(
    deadline=None,
    derandomize=True,
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def limb(seed: int, weak: int, *, specificity: float = 0.95, flag_all: bool = False) -> Network:
    """Muscles of one limb, as many weak as said, with causes of their own, rivals among neighbours and wide ones."""
    random = Random(seed)
    nodes = weak + 4
    causes, links = [], []
    for reach in [1] * nodes + [3] * (2 * nodes) + [nodes // 2] * 5:
        probability = random.uniform(0.005, 0.03)
        causes.append(Cause(probability, 1 - probability, flagged=reach == 3 or flag_all))
        for node in sorted(random.sample(range(nodes), reach)):
            paretic = random.uniform(0.0, 0.3)
            strength = random.uniform(0.2, 0.6)
            links.append(Link(len(causes) - 1, node, (1 - strength, strength - strength * paretic, strength * paretic)))
    readings = []
    for node in range(nodes):
        graded = (1 - specificity, 0.6, 0.3)
        outcome = (
            random.choice([graded, *[(1 - specificity, 1.0, 1.0)] * 3]) if node < weak else (specificity, 0.0, 0.0)
        )
        readings.append(Reading(((node, 1.0),), (0.8, 0.95), (outcome, outcome)))
    return Network(tuple(causes), tuple(links), nodes, (0.4, 0.6), tuple(readings), queries=(0, 1, nodes - 1))


def with_everything(network: Network) -> Network:
    """Add a second examiner, a group test, challenges and a sign: findings that look at the same firings."""
    again = Reading(((0, 1.0),), (0.7, 0.9), ((0.05, 1.0, 1.0),) * 2)
    group = Reading(((0, 0.25), (1, 0.5), (2, 0.125)), (0.8, 0.95), ((0.05, 1.0, 1.0),) * 2)
    either = tuple(number for number, link in enumerate(network.links) if link.node == 3)[:3]
    challenges = (Challenge(either, (0.25, 0.1), (0.75, 0.8)), Challenge((0,), (0.2, 0.2), (0.6, 0.6)))
    sign = Observation(((len(network.causes) - 1, 0.7), (0, 0.5)), (0.1, 0.8))
    return evolve(network, readings=(*network.readings, again, group), challenges=challenges, observations=(sign,))


def leg_session(seed: int, weak: int, strong: int) -> Network:
    """Random muscles of one leg, as the shipped atlas and model see them."""
    atlas, random = load_atlas(), Random(seed)
    muscles = sorted(
        one.id
        for one in atlas.muscles.values()
        if one.paired and one.tested and not one.parts and atlas.tables.regions[one.region].area == "lower_limb"
    )
    chosen = random.sample(muscles, weak + strong)
    rows = [
        {"kind": "strength", "site": name.replace("_", " "), "side": "right", "outcome": outcome}
        for name, outcome in zip(chosen, ["weak"] * weak + ["strong"] * strong, strict=True)
    ]
    resolved = resolve_session(Session.from_records(rows), atlas)
    return build(resolved.findings, "left", atlas, load_model()).network


def misses(found: Approximate, exact: Posterior) -> dict[str, list[float]]:
    """How far each estimate is off, in half widths of its interval."""
    triples = {
        name: (getattr(found, name), getattr(exact, name), getattr(found.errors, name))
        for name in ("causes", "links", "classes", "log_evidence", "log_bayes_factor", "levels")
    }
    return {
        name: [
            abs(one - other) / error if error else float(one != other)
            for one, other, error in zip(*(np.ravel(values).tolist() for values in triple), strict=True)
        ]
        for name, triple in triples.items()
    }


def share_covered(all_misses: list[float]) -> float:
    return sum(miss <= 1.0 for miss in all_misses) / len(all_misses)


def test_a_limb_is_estimated_within_the_stated_errors() -> None:
    network = limb(3, 10)
    found, exact = infer_anytime(network), infer(network)
    off = misses(found, exact)
    assert share_covered(off["causes"]) >= 0.93
    assert share_covered(off["links"]) >= 0.93
    assert max(map(max, off.values())) < 2
    assert max(found.errors.causes) < 0.05
    assert found.errors.log_evidence < 0.5
    assert found.errors.log_bayes_factor < 0.5


def test_findings_that_look_at_the_same_firings_are_sampled_too() -> None:
    network = with_everything(limb(4, 7))
    off = misses(infer_anytime(network, effort=24), infer(network))
    assert share_covered(off["causes"]) >= 0.93
    assert max(map(max, off.values())) < 2


@given(networks(max_causes=8, max_nodes=5, min_causes=3, min_findings=2))
@MODERATE
def test_any_network_is_estimated_within_a_few_stated_errors(network: Network) -> None:
    try:
        exact = infer(network)
    except ZeroDivisionError:
        with pytest.raises(ZeroDivisionError):
            infer_anytime(network, effort=2)
        return
    off = misses(infer_anytime(network, effort=12), exact)
    assert max(map(max, filter(None, off.values()))) < 5


def test_a_factor_too_large_to_be_counted_is_estimated_by_the_evidence() -> None:
    """Ten tests that only flagged causes explain: hardly ever is none of them active."""
    likely, rival = Cause(0.05, 0.95, flagged=True), Cause(0.01, 0.99)
    causes = (*[likely] * 10, *[rival] * 10)
    links = tuple(Link(cause, cause % 10, (0.4, 0.6, 0.0)) for cause in range(20))
    weak = tuple(Reading(((node, 1.0),), (0.9,), ((0.02, 1.0, 1.0),)) for node in range(10))
    network = Network(causes, links, 10, readings=weak)
    found, exact = infer_anytime(network), infer(network)
    assert exact.log_bayes_factor > 7
    assert found.log_bayes_factor == pytest.approx(exact.log_bayes_factor, abs=found.errors.log_bayes_factor)
    assert found.errors.log_bayes_factor < 1
    assert found.log_evidence == pytest.approx(exact.log_evidence, abs=found.errors.log_evidence)


def test_flagged_causes_that_are_hardly_ever_active_have_a_factor_too() -> None:
    causes = (Cause(1e-6, 1 - 1e-6, flagged=True), Cause(0.25, 0.75))
    weak = Reading(((0, 1.0),), (0.9,), ((0.05, 1.0, 1.0),))
    links = (Link(0, 0, (0.2, 0.8, 0.0)), Link(1, 0, (0.2, 0.8, 0.0)))
    network = Network(causes, links, 1, readings=(weak,))
    found, exact = infer_anytime(network), infer(network)
    assert found.log_bayes_factor == pytest.approx(exact.log_bayes_factor, abs=0.1)
    assert found.errors.log_bayes_factor > 1


def test_rivals_that_each_explain_everything_change_places() -> None:
    """Two causes of ten weak tests, hardly ever active together: chains that could not swap them would stay put."""
    rivals = (Cause(1e-5, 1 - 1e-5, flagged=True), Cause(2e-5, 1 - 2e-5))
    causes = (*rivals, *[Cause(0.001, 0.999)] * 10)
    links = [Link(cause, node, (0.25, 0.75, 0.0)) for cause in (0, 1) for node in range(10)]
    links += [Link(2 + node, node, (0.25, 0.75, 0.0)) for node in range(10)]
    weak = tuple(Reading(((node, 1.0),), (0.9,), ((0.001, 1.0, 1.0),)) for node in range(10))
    network = Network(causes, tuple(links), 10, readings=weak)
    found, exact = infer_anytime(network), infer(network)
    assert found.effort.draws > CHAINS * SWEEPS / 4
    for cause in range(12):
        assert found.causes[cause] == pytest.approx(exact.causes[cause], abs=2 * found.errors.causes[cause])
    assert found.log_bayes_factor == pytest.approx(exact.log_bayes_factor, abs=2 * found.errors.log_bayes_factor)


def test_it_says_what_was_done() -> None:
    network = limb(1, 4)
    found = infer_anytime(network, effort=8)
    assert "chains" in found.method
    assert (found.effort.chains, found.effort.sweeps) == (CHAINS, 8)
    assert CHAINS <= found.effort.draws <= CHAINS * 8
    assert len(found.errors.causes) == len(network.causes)
    assert len(found.errors.links) == len(network.links)
    assert [len(row) for row in found.errors.levels] == [3, 3, 3]
    assert len(found.errors.classes) == 2
    assert min(found.errors.causes) >= 3 / (CHAINS * 8)


def test_a_seed_gives_one_answer_and_another_another() -> None:
    network = limb(2, 4)
    assert infer_anytime(network, effort=4) == infer_anytime(network, effort=4, seed=0)
    assert infer_anytime(network, effort=4) != infer_anytime(network, effort=4, seed=1)


def test_more_effort_makes_the_errors_smaller() -> None:
    network = limb(5, 6)
    quick, long = infer_anytime(network, effort=4), infer_anytime(network, effort=SWEEPS)
    assert max(long.errors.causes) < max(quick.errors.causes) / 2


def test_without_open_findings_nothing_is_left_to_chance() -> None:
    strong = Reading(((0, 1.0),), (0.5,), ((0.9, 0.0, 0.0),))
    causes = (Cause(0.25, 0.75, flagged=True), Cause(0.5, 0.5))
    network = Network(causes, (Link(0, 0, (0.5, 0.25, 0.25)),), 1, readings=(strong,), queries=(0,))
    found, exact = infer_anytime(network, effort=2), infer(network)
    assert found.causes == pytest.approx(exact.causes, rel=1e-12)
    assert found.links == pytest.approx(exact.links, rel=1e-12)
    assert found.levels[0] == pytest.approx(exact.levels[0], rel=1e-12)
    assert found.log_evidence == pytest.approx(exact.log_evidence, rel=1e-12)
    assert found.log_bayes_factor == pytest.approx(exact.log_bayes_factor, rel=1e-12)


def test_without_flagged_causes_there_is_no_factor() -> None:
    network = limb(1, 3)
    unflagged = evolve(network, causes=tuple(evolve(cause, flagged=False) for cause in network.causes))
    found = infer_anytime(unflagged, effort=2)
    assert (found.log_bayes_factor, found.errors.log_bayes_factor) == (0.0, 0.0)


def test_a_very_long_session_does_not_vanish() -> None:
    once = limb(1, 5)
    strong = Reading(((8, 1.0),), (0.5, 0.5), ((0.5, 0.0, 0.0),) * 2)
    found = infer_anytime(evolve(once, readings=(*once.readings, *[strong] * 1200)), effort=4)
    assert found.log_scale < -700
    assert -900 < found.log_evidence < -800


def test_impossible_findings_say_so() -> None:
    never = Reading(((0, 1.0),), (1.0,), ((0.0, 1.0, 1.0),))
    unable = Link(0, 0, (1.0, 0.0, 0.0))
    with pytest.raises(ZeroDivisionError):
        infer_anytime(Network((Cause(0.5, 0.5),), (unable,), 1, readings=(never,)))


def test_too_little_effort_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        infer_anytime(limb(1, 2), effort=1)


def test_too_many_findings_on_the_same_firings_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.anytime_arrays.MOST_CELLS", 2)
    with pytest.raises(TooComplex):
        infer_anytime(with_everything(limb(4, 5)))


def test_the_highest_level_is_a_distribution_and_rare_levels_keep_their_digits() -> None:
    below = np.log(np.array([[1 - 2**-40, 0.25, 1e-300], [1 - 2**-50, 0.75, 1.0]]))
    none, one, two = levels_of(below)
    assert none == pytest.approx([1 - 2**-40, 0.25, 1e-300], rel=1e-12)
    assert one == pytest.approx([2**-40 - 2**-50, 0.5, 1.0], rel=1e-3)
    assert two == pytest.approx([2**-50, 0.25, 0.0], rel=1e-3)


@pytest.mark.slow
def test_stated_intervals_cover_the_truth_as_often_as_they_claim() -> None:
    """Limbs of all kinds, from noisy to nearly certain tests, which have several rival explanations apart."""
    cases = [limb(seed, 11, specificity=specificity) for seed in range(5) for specificity in (0.9, 0.98, 0.9999)]
    cases += [with_everything(limb(seed, 8, specificity=0.98)) for seed in range(20, 25)]
    cases += [evolve(leg_session(seed, 13, 6), queries=(0, 1)) for seed in range(5)]
    everything: dict[str, list[float]] = {}
    likely: list[float] = []
    for number, network in enumerate(cases):
        found, exact = infer_anytime(network, seed=number), infer(network)
        off = misses(found, exact)
        for name, values in off.items():
            everything.setdefault(name, []).extend(values)
        likely += [miss for miss, cause in zip(off["causes"], exact.causes, strict=True) if cause > LIKELY]
        assert max(found.errors.causes) < 0.15
    print({name: (share_covered(values), max(values)) for name, values in everything.items()}, share_covered(likely))
    for name, values in everything.items():
        assert share_covered(values) >= 0.93 - (name.startswith("log")) * 0.05, name
        assert max(values) < 5, name
    assert share_covered(likely) >= 0.93


@pytest.mark.slow
def test_thirty_weak_muscles_of_one_leg_are_answered() -> None:
    network = leg_session(1, 30, 5)
    with pytest.raises(TooComplex):
        infer(network)
    found, other = infer_anytime(network, seed=1), infer_anytime(network, seed=2)
    assert max(found.errors.causes) < 0.03
    for one, two, error, second in zip(
        found.causes, other.causes, found.errors.causes, other.errors.causes, strict=True
    ):
        assert abs(one - two) < 2 * (error + second)
