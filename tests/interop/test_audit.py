"""Who recomputes a session from its audit files gets the posteriors of the engine."""

from __future__ import annotations

import re
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import HealthCheck, assume, given, settings

from nktlib.atlas.load import load_atlas
from nktlib.inference.engine import infer
from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading
from nktlib.interop.audit import bif, evidence, uai, xmlbif
from nktlib.interop.ordinary import ordinary
from nktlib.model.build import build
from nktlib.model.model import load_model
from nktlib.sessions.read import read_session
from nktlib.sessions.resolve import resolve_session
from tests.inference.networks import networks
from tests.interop.pyagrum_readers import SINGLE, load, observed_in, read_bif, read_uai, solve

if TYPE_CHECKING:
    import pyagrum

    from nktlib.model.build import Built

SESSIONS = Path(__file__).parents[2] / "data" / "sessions"
CASES = sorted(path.relative_to(SESSIONS).as_posix() for path in SESSIONS.rglob("*.csv"))
SHORT = ("practitioner/glute_med_and_opposite_ql.csv", "practitioner/tennis_elbow.csv")
"""Enough for every run: single tests, tests of groups, challenges, signs."""

FEW = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def built_from(case: str) -> list[Built]:
    """The networks of the first visit, one for each side that an unknown side may be."""
    atlas, model = load_atlas(), load_model()
    session = read_session(SESSIONS / case, atlas=atlas)
    visits = [finding.visit for finding in session.findings]
    if len(set(visits)) > 1:
        session = session.of_visit(visits[0] or "")
    findings = resolve_session(session, atlas).findings
    sides = ("left", "right") if any(one.has_unknown_side for one in findings) else ("left",)
    return [build(findings, side, atlas, model) for side in sides]


def possible(network: Network) -> bool:
    try:
        infer(network)
    except ZeroDivisionError:
        return False
    return True


def check_causes(built: Built | Network, engine: pyagrum.LazyPropagation, tolerance: float = 1e-9) -> None:
    """The first variables are the causes: what others get for them is what we get, and so is P(evidence)."""
    posterior = infer(built if isinstance(built, Network) else built.network)
    got = [engine.posterior(number)[1] for number in range(len(posterior.causes))]
    assert got == pytest.approx(posterior.causes, abs=tolerance)
    assert engine.evidenceProbability() == pytest.approx(posterior.evidence, rel=max(tolerance, 1e-9) * 100)


def check_everything(network: Network, engine: pyagrum.LazyPropagation) -> None:
    posterior = infer(network)
    check_causes(network, engine)
    for link, probability in zip(network.links, posterior.links, strict=True):
        fired = engine.posterior(f"fires_cause_{link.cause}_at_node_{link.node}")
        assert fired[1] + fired[2] == pytest.approx(probability, abs=1e-9)
    for group, probability in enumerate(posterior.classes):
        if len(posterior.classes) > 1:
            assert engine.posterior("examiner")[group] == pytest.approx(probability, abs=1e-9)


@pytest.mark.parametrize(
    "case", [case if case in SHORT else pytest.param(case, marks=pytest.mark.slow) for case in CASES]
)
def test_sessions_as_xmlbif(case: str) -> None:
    for built in built_from(case):
        check_causes(built, solve(load(xmlbif(built), "bifxml"), evidence(built)))


@pytest.mark.parametrize("case", SHORT)
def test_sessions_as_bif_and_uai(case: str) -> None:
    for built in built_from(case):
        text = bif(built)
        check_causes(built, solve(load(text, "bif"), evidence(built)), SINGLE)
        check_causes(built, solve(read_bif(text), evidence(built)))
        model, observed = uai(built)
        check_causes(built, solve(read_uai(model), observed_in(observed)))


@given(networks(max_causes=6, max_nodes=5, max_findings=5))
@FEW
def test_any_network_as_xmlbif(network: Network) -> None:
    assume(possible(network))
    check_everything(network, solve(load(xmlbif(network), "bifxml"), evidence(network)))


@given(networks(max_causes=5, max_nodes=4, max_findings=4))
@FEW
def test_any_network_as_bif(network: Network) -> None:
    assume(possible(network))
    check_everything(network, solve(read_bif(bif(network)), evidence(network)))


@given(networks(max_causes=5, max_nodes=4, max_findings=4))
@FEW
def test_any_network_as_uai(network: Network) -> None:
    assume(possible(network))
    model, observed = uai(network)
    check_causes(network, solve(read_uai(model), observed_in(observed)))


@given(networks(max_causes=5, max_nodes=4, max_findings=4))
@FEW
def test_one_class_at_a_time_gives_the_whole(network: Network) -> None:
    assume(possible(network))
    whole = infer(network)
    sums, total = [0.0] * len(network.causes), 0.0
    for group, weight in enumerate(network.classes):
        net = load(xmlbif(network, group), "bifxml")
        assert "examiner" not in net.names()
        engine = solve(net, evidence(network, group))
        joint = weight * engine.evidenceProbability()
        total += joint
        sums = [before + joint * engine.posterior(cause)[1] for cause, before in enumerate(sums)]
    assert total == pytest.approx(whole.evidence, rel=1e-9)
    assert [one / total for one in sums] == pytest.approx(whole.causes, abs=1e-9)


def two_causes(*readings: Reading, challenges: tuple[Challenge, ...] = ()) -> Network:
    causes = (Cause(0.25, 0.75), Cause(0.125, 0.875))
    links = (Link(0, 0, (0.5, 0.25, 0.25)), Link(1, 0, (0.5, 0.5, 0.0)), Link(1, 1, (0.25, 0.75, 0.0)))
    sign = Observation(((0, 0.5), (1, 0.75)), (0.25, 1.0))
    return Network(causes, links, 2, (0.5, 0.5), readings, challenges, (sign,))


STRONG = Reading(((0, 1.0),), (0.5, 0.75), ((0.875, 0.0, 0.0), (0.75, 0.0, 0.0)))
GRADED = Reading(((0, 0.25), (1, 0.5)), (0.5, 0.5), ((0.125, 0.5, 0.25), (0.25, 0.5, 0.25)))


def test_a_file_word_by_word() -> None:
    text = bif(two_causes(STRONG, GRADED))
    for part in (
        "probability ( cause_0 ) {\n  table 0.75, 0.25;\n}",
        "variable examiner {\n  type discrete [ 2 ] { class_0, class_1 };\n}",
        "probability ( fires_cause_0_at_node_0 | cause_0 ) {\n  (no) 1.0, 0.0, 0.0;\n  (yes) 0.5, 0.25, 0.25;\n}",
        "// test_0: strength of: node_0\n",
        "// test_1: strength of: node_0 (share 0.25), node_1 (share 0.5)\n",
        "// sign_0: bears on: cause_0, cause_1\n",
        "// test_0_outcome = seen\n",
        # 0.5 x 0.25 is noticed of a firing of a member with that share, by every examiner alike.
        "(inhibited) 0.875, 0.125, 0.0;\n  (paretic) 0.875, 0.0, 0.125;",
        # The member drawn: 0.25, 0.5, and neither.
        "variable test_1_draws_for_cause_1 {\n  type discrete [ 3 ] { node_0, node_1, none };\n}",
        "probability ( test_1_draws_for_cause_1 ) {\n  table 0.25, 0.5, 0.25;\n}",
        "  (node_0, inhibited) 0.5, 0.5, 0.0;\n",
        "  (node_1, inhibited) 1.0, 0.0, 0.0;\n",
        "probability ( test_0_outcome | examiner ) {\n  (class_0) 0.125, 0.875;\n  (class_1) 0.25, 0.75;\n}",
    ):
        assert part in text


def test_a_strong_test_is_observed_to_notice_nothing() -> None:
    assert evidence(two_causes(STRONG, GRADED)) == {
        "test_0_notices_cause_0_at_node_0": "none",
        "test_0_notices_cause_1_at_node_0": "none",
        "test_0_outcome": "seen",
        "test_1_outcome": "seen",
        "sign_0_outcome": "seen",
    }


def test_evidence_is_the_same_in_every_format() -> None:
    network = two_causes(STRONG, GRADED, challenges=(Challenge((0, 2), (0.25, 0.5), (0.75, 0.5)),))
    named = evidence(network)
    for text in (bif(network), xmlbif(network)):
        listed = re.findall(r"^(?:// )?(\w+) = (\w+)$", text, re.MULTILINE)
        assert dict(listed) == named
    variables = ordinary(network).variables
    numbered = observed_in(uai(network)[1])
    assert {
        variables[int(number)].name: variables[int(number)].states[state] for number, state in numbered.items()
    } == named


def test_names_are_those_of_the_session() -> None:
    (built,) = built_from("practitioner/tennis_elbow.csv")
    names = [variable.name for variable in ordinary(built).variables]
    assert names[: len(built.causes)] == [key.id.replace(":", "_") for key in built.causes]
    assert len(set(names)) == len(names)
    for text in (bif(built), xmlbif(built)):
        assert all(node in text for node in built.tested)


@pytest.mark.parametrize("case", CASES)
def test_names_are_plain_and_no_table_grows_with_the_causes(case: str) -> None:
    for built in built_from(case):
        members = max(len(reading.members) for reading in built.network.readings)
        largest = (members + 1) * 3 * len(built.network.classes)
        for variable in ordinary(built).variables:
            assert re.fullmatch(r"[a-z][a-z0-9_]*", variable.name)
            assert len(variable.parents) <= 3
            assert len(variable.rows) <= max(largest, 9)
            for row in variable.rows:
                assert min(row) >= 0
                assert sum(row) == pytest.approx(1.0, abs=1e-15)


def test_the_maxima_of_all_findings_halve_the_causes_alike() -> None:
    """Where two findings share causes, no maximum of one straddles a maximum of the other."""
    built = built_from("c25.csv")[0]
    known = {variable.name: variable for variable in ordinary(built).variables}
    under: dict[str, frozenset[str]] = {}
    maxima: dict[str, list[frozenset[str]]] = {}
    for name, variable in known.items():
        kind = name.split("_")
        if "notices" in kind:
            parent = variable.parents[-1]
            under[name] = frozenset(known[parent].parents if parent.startswith("fires_") else [parent])
        elif "highest" in kind:
            under[name] = frozenset().union(*[under[parent] for parent in variable.parents])
            maxima.setdefault("_".join(kind[:2]), []).append(under[name])
    assert len(maxima) == 6  # five weak tests and a pain
    for one, other in combinations(maxima.values(), 2):
        shared = frozenset().union(*one) & frozenset().union(*other)
        for left, right in product({causes & shared for causes in one}, {causes & shared for causes in other}):
            assert left <= right or right <= left or not left & right


def test_a_class_that_is_not_there() -> None:
    with pytest.raises(IndexError):
        bif(two_causes(), 2)


def test_a_challenge_of_nothing_and_no_findings() -> None:
    nothing = evolve(two_causes(), observations=(), challenges=(Challenge((), (0.25, 0.75), (1.0, 1.0)),))
    check_everything(nothing, solve(load(xmlbif(nothing), "bifxml"), evidence(nothing)))
    assert evidence(evolve(nothing, challenges=())) == {}
