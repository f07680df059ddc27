"""What must hold of any session."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING, TypeVar

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nktlib.assessment.score import score
from nktlib.atlas.atlas import Atlas
from nktlib.atlas.entities import OTHER
from nktlib.sessions.finding import Session
from tests.assessment.sessions import ATLAS, LEG, MUSCLES, SIDES, sessions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nktlib.assessment.result import Assessment

CHECKS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
RELATIVE = 1e-9
Key = TypeVar("Key")


def mirrored_id(identifier: str) -> str:
    swapped = {"_l": "_r", "_r": "_l"}
    return identifier[:-2] + swapped[identifier[-2:]] if identifier[-2:] in swapped else identifier


def causes_of(result: Assessment) -> dict[str, float]:
    return {cause.id: cause.probability for cause in result.causes}


def links_of(result: Assessment) -> dict[tuple[str, str], float]:
    return {(link.compensator, link.inhibited): link.probability for link in result.links}


def assert_same(one: Mapping[Key, float], other: Mapping[Key, float]) -> None:
    assert one.keys() == other.keys()
    different = {key: (one[key], other[key]) for key in one if not isclose(one[key], other[key], rel_tol=RELATIVE)}
    assert not different


@given(sessions(), st.randoms(use_true_random=False))
@CHECKS
def test_the_order_of_findings_does_not_matter(session: Session, random: object) -> None:
    shuffled = list(session.findings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = score(session), score(evolve(session, findings=tuple(shuffled)))
    assert one.causes == other.causes
    assert one.links == other.links
    assert one.levels == other.levels
    assert (one.log_evidence, one.log_bayes_factor) == (other.log_evidence, other.log_bayes_factor)


@given(sessions())
@CHECKS
def test_a_mirrored_session_has_a_mirrored_assessment(session: Session) -> None:
    one, other = score(session), score(session.mirrored())
    assert_same({mirrored_id(key): value for key, value in causes_of(one).items()}, causes_of(other))
    swapped = {(mirrored_id(first), mirrored_id(second)): value for (first, second), value in links_of(one).items()}
    assert_same(swapped, links_of(other))
    assert isclose(one.log_bayes_factor, other.log_bayes_factor, rel_tol=RELATIVE, abs_tol=1e-12)
    assert isclose(one.log_evidence, other.log_evidence, rel_tol=RELATIVE)


@given(sessions(), st.sampled_from(LEG), st.sampled_from(SIDES))
@CHECKS
def test_what_was_not_tested_or_never_counts_changes_nothing(session: Session, muscle: str, side: str) -> None:
    untested = {"kind": "strength", "site": muscle, "side": side, "outcome": "not_tested"}
    substance = {"kind": "challenge", "site": muscle, "side": side, "outcome": "strengthens", "stimulus": "substance"}
    more = Session.from_records([*session.records(), untested, substance])
    one, other = score(session), score(more)
    assert one.causes == other.causes
    assert one.log_evidence == other.log_evidence
    assert one.levels == other.levels


HAND = [muscle for muscle in MUSCLES if ATLAS.muscles[muscle].region in ("forearm", "hand")]


@given(sessions(), st.sampled_from(HAND))
@CHECKS
def test_a_muscle_that_touches_nothing_tested_changes_nothing(session: Session, template: str) -> None:
    """A new muscle of the hand, beside every muscle that there was, while legs are tested."""
    muscles = {
        **ATLAS.muscles,
        "new_muscle": evolve(ATLAS.muscles[template], id="new_muscle", name="new muscle", names=(), latin=""),
    }
    larger = Atlas(ATLAS.tables.replace(muscles=muscles))
    one, other = score(session, ATLAS), score(session, larger)
    assert_same(
        dict(causes_of(one)), {key: value for key, value in causes_of(other).items() if "new_muscle" not in key}
    )
    assert one.levels.keys() == other.levels.keys()
    for node, row in one.levels.items():
        assert all(isclose(a, b, rel_tol=RELATIVE) for a, b in zip(row, other.levels[node], strict=True))


@given(sessions(), st.sampled_from(LEG), st.sampled_from(SIDES))
@CHECKS
def test_a_strong_test_never_raises_the_probability_of_inhibition(session: Session, muscle: str, side: str) -> None:
    base = Session.from_records(
        row
        for row in session.records()
        if not (row["kind"] == "strength" and str(row["site"]).replace(" ", "_") == muscle)
    )
    # A challenge of an untested muscle implies a baseline; a strong test would contradict or replace it.
    base = evolve(
        base,
        findings=tuple(
            one for one in base.findings if not (one.kind == "challenge" and one.site.replace(" ", "_") == muscle)
        ),
    )
    neutral = {"kind": "strength", "site": muscle, "side": side, "outcome": "painful", "examiner": "other"}
    strong = {"kind": "strength", "site": muscle, "side": side, "outcome": "strong"}
    before = score(Session.from_records([*base.records(), neutral]))
    after = score(Session.from_records([*base.records(), neutral, strong]))
    node = f"{muscle}_{side[0]}"
    assert after.inhibited[node] <= before.inhibited[node] * (1 + 1e-12)


def test_other_sides_are_mirror_images() -> None:
    """The helper of these tests agrees with the library about what the other side is."""
    for node in ATLAS.nodes.values():
        assert ATLAS.nodes[mirrored_id(node.id)].side == OTHER[node.side]
