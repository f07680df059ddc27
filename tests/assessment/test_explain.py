"""Explanations, held against scoring again: with findings left out or turned round, with causes made certain."""

from __future__ import annotations

import json
import re
from itertools import combinations
from math import exp, isclose, log
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from nktlib.assessment.account import EXPLAINS, REMOVED, as_ratio
from nktlib.assessment.explain import explain, explanations
from nktlib.assessment.score import score
from nktlib.assessment.weighing import Weighing
from nktlib.errors import SessionError, UnknownName
from nktlib.inference.engine import infer
from nktlib.model.build import build
from nktlib.model.model import load_model
from nktlib.sessions.finding import Session
from nktlib.sessions.resolve import resolve_session
from tests.assessment.sessions import ATLAS, sessions
from tests.claims import case

if TYPE_CHECKING:
    from nktlib.inference.network import Network

MODEL = load_model()
CHECKS = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
CLOSE = 1e-9
Row = dict[str, object]


def strength(site: str, outcome: str, side: str | None = "left") -> Row:
    return {"kind": "strength", "site": site, "side": side, "outcome": outcome}


FOOT_DROP = [
    strength("tibialis anterior", "weak"),
    strength("extensor hallucis longus", "weak"),
    strength("gluteus medius", "weak"),
    strength("vastus medialis", "strong"),
]

ARM: list[Row] = [
    strength("triceps brachii", "weak"),
    strength("wrist extensors", "weak"),
    strength("biceps brachii", "strong"),
    {"kind": "reflex", "site": "triceps", "side": "left", "outcome": "absent"},
    {"kind": "sensation", "site": "C7 middle finger", "side": "left", "outcome": "normal"},
    {"kind": "sign", "site": "straight leg raise", "side": "left", "outcome": "positive"},
]
SHOULDER = [strength(site, "weak") for site in ("deltoid", "infraspinatus", "teres minor")]
NO_SIDE: Row = {"side": None}


@st.composite
def half_sided(draw: st.DrawFn) -> Session:
    """A session in which some findings have no side; of a test on one side and on none the latter would be a repeat."""
    rows: list[Row] = []
    for row in draw(sessions(max_tests=3)).records():
        blank = row.get("kind") != "challenge" and draw(st.booleans())
        rows.append({name: cell for name, cell in row.items() if not blank or name != "side"})
    try:
        session = Session.from_records(rows)
        resolve_session(session, ATLAS)
    except SessionError:
        assume(condition=False)
    return session


def logit(probability: float) -> float:
    return log(probability) - log(1.0 - probability)


def posterior(session: Session, cause: str) -> float | None:
    """P(a cause), where scoring lists it."""
    return next((one.probability for one in score(session).causes if one.id == cause), None)


@given(st.one_of(sessions(), half_sided()), st.data())
@CHECKS
def test_contributions_add_up_to_the_posterior(session: Session, data: st.DataObject) -> None:
    result = score(session)
    assume(result.causes)
    cause = data.draw(st.sampled_from(result.causes[:20]))
    account = explain(session, cause.id, contrast=False)
    whole = account.prior_log_odds + sum(step.contribution for step in account.steps)
    assert isclose(whole, logit(cause.probability), abs_tol=CLOSE)
    assert isclose(account.log_odds, logit(cause.probability), abs_tol=CLOSE)
    assert isclose(account.probability, cause.probability, rel_tol=CLOSE)
    if not any(finding.kind == "history" for finding in session.findings):
        assert isclose(account.prior, cause.prior, rel_tol=CLOSE)


@pytest.mark.slow
@given(sessions(max_tests=4), st.data())
@settings(CHECKS, max_examples=20)
def test_each_step_is_the_score_of_what_was_there(session: Session, data: st.DataObject) -> None:
    result = score(session)
    assume(result.causes)
    cause = data.draw(st.sampled_from(result.causes[:5])).id
    account = explain(session, cause, contrast=False)
    # Of a repeated test the weaker run counts throughout, and scoring without it would count the other one.
    assume(len(account.steps) == len(session.baseline()))
    for step in account.steps:
        position = step.finding.row - 1
        before = posterior(evolve(session, findings=session.findings[: position + 1]), cause)
        if before is not None:
            assert isclose(step.log_odds, logit(before), abs_tol=CLOSE)
        others = [finding for number, finding in enumerate(session.findings) if number != position]
        without = posterior(evolve(session, findings=others), cause)
        if without is not None:
            assert isclose(step.alone, account.log_odds - logit(without), abs_tol=CLOSE)
        assert step.explained == (step.finding.is_abnormal and exp(step.alone) >= EXPLAINS)


def given_exactly(network: Network, active: set[int]) -> float:
    """P(findings and exactly these causes), by making them certain and all others impossible."""
    prior, causes = 1.0, []
    for number, cause in enumerate(network.causes):
        is_active = number in active
        prior *= cause.probability if is_active else cause.complement
        causes.append(evolve(cause, probability=float(is_active), complement=float(not is_active), flagged=False))
    return prior * infer(evolve(network, causes=tuple(causes), queries=())).evidence


def by_certainty(session: Session, causes: tuple[str, ...]) -> float:
    """P(exactly these causes | findings), over both sides that an unknown one may be."""
    resolved = resolve_session(session, ATLAS).findings
    joint, evidence = 0.0, 0.0
    for latent, other in (("left", "right"), ("right", "left")):
        built = build(resolved, latent, ATLAS, MODEL)
        ends = {"_unknown_other": f"_{other[0]}", "_unknown": f"_{latent[0]}"}
        ids = [
            next((one.removesuffix(end) + to for end, to in ends.items() if one.endswith(end)), one) for one in causes
        ]
        numbers = {key.id: number for number, key in enumerate(built.causes)}
        assert set(ids) <= set(numbers)
        joint += given_exactly(built.network, {numbers[one] for one in ids})
        evidence += infer(evolve(built.network, queries=())).evidence
    return joint / evidence


@given(sessions(max_tests=3), st.booleans())
@CHECKS
def test_explanations_have_their_probability(session: Session, diverse: bool) -> None:
    found = explanations(session, 4, diverse=diverse)
    assert len({one.causes[:1] if diverse else one.causes for one in found}) == len(found)
    for one in found:
        assert isclose(one.probability, by_certainty(session, one.causes), rel_tol=CLOSE)


def test_no_set_of_up_to_two_causes_is_more_probable() -> None:
    session = Session.from_records(FOOT_DROP)
    found = explanations(session, 6)
    (built,) = [build(resolve_session(session, ATLAS).findings, "left", ATLAS, MODEL)]
    leading = sorted(score(session).causes, key=lambda cause: -cause.probability)[:12]
    ids = [cause.id for cause in leading]
    assert {one for explanation in found for one in explanation.causes} <= set(ids)
    numbers = {key.id: number for number, key in enumerate(built.causes)}
    evidence = infer(built.network).evidence
    all_sets = [chosen for size in range(3) for chosen in combinations(ids, size)]
    joints = sorted(
        (given_exactly(built.network, {numbers[one] for one in chosen}) for chosen in all_sets), reverse=True
    )
    assert [one.probability for one in found] == pytest.approx([joint / evidence for joint in joints[:6]], rel=CLOSE)


def test_diverse_explanations_differ_in_their_first_cause() -> None:
    session = Session.from_records([*FOOT_DROP, *ARM[:4]])
    rank = {cause.id: number for number, cause in enumerate(score(session).causes)}
    plain, diverse = explanations(session, 6), explanations(session, 6, diverse=True)
    assert ("root:c7_l", "root:l5_l") in [one.causes for one in plain]
    firsts = [one.causes[:1] for one in diverse]
    assert len(set(firsts)) == len(firsts) == 6
    for one in (*plain, *diverse):
        assert list(one.causes) == sorted(one.causes, key=rank.__getitem__)
    # Of those with one first cause it is the best one that stays.
    best = {one.causes[:1]: one.causes for one in reversed(plain)}
    assert all(best.get(one.causes[:1], one.causes) == one.causes for one in diverse)


def test_an_unknown_side_is_mixed() -> None:
    """Without any side the sides mirror each other, and every name is relative to the unknown one."""
    known = explanations(Session.from_records(FOOT_DROP), 5)
    blank = explanations(Session.from_records([row | NO_SIDE for row in FOOT_DROP]), 5)
    for one, other in zip(known, blank, strict=True):
        renamed = [re.sub("_r$", "_unknown_other", re.sub("_l$", "_unknown", cause)) for cause in one.causes]
        assert list(other.causes) == renamed
        assert isclose(one.probability, other.probability, rel_tol=CLOSE)


def test_a_side_that_some_findings_have_and_others_not() -> None:
    session = Session.from_records([*FOOT_DROP, *(row | NO_SIDE for row in ARM[:4])])
    found = explanations(session, 5)
    assert any("unknown" in cause for one in found for cause in one.causes)
    for one in found:
        assert isclose(one.probability, by_certainty(session, one.causes), rel_tol=CLOSE)


def changed(session: Session, changes: dict[int, str]) -> Session:
    """The session with findings (by row) removed or given another outcome."""
    made = [(finding, changes.get(row, finding.outcome)) for row, finding in enumerate(session.findings, start=1)]
    return evolve(session, findings=[evolve(one, outcome=outcome) for one, outcome in made if outcome != REMOVED])


def lead(whole: Session, changes: dict[int, str], cause: str, rival: str) -> float:
    """By how much a cause is more probable than its rival; one that nothing is left to bear on keeps its prior."""
    priors = {one.id: one.prior for one in score(whole).causes}
    after = {one.id: one.probability for one in score(changed(whole, changes)).causes}
    return (priors | after)[cause] - (priors | after)[rival]


@pytest.mark.slow
@given(sessions(max_tests=4))
@settings(CHECKS, max_examples=20)
def test_the_contrast_swaps_the_two(session: Session) -> None:
    result = score(session)
    assume(len(result.causes) > 1)
    first = result.causes[0].id
    contrast = explain(session, first).contrast
    assert contrast is not None
    assert contrast.rival_probability == pytest.approx(result.causes[1].probability)
    assert (contrast.changed is None) == (contrast.search == "none") == (not contrast.changes)
    if contrast.changed is not None:
        changes = {change.finding.row: change.made for change in contrast.changes}
        assert len(changes) == {"one": 1, "two": 2}.get(contrast.search, len(changes))
        after = changed(session, changes)
        assert contrast.changed[0] < contrast.changed[1]
        for cause, probability in zip((first, contrast.rival), contrast.changed, strict=True):
            scored = posterior(after, cause)
            assert scored is None or isclose(scored, probability, rel_tol=CLOSE)


def test_where_two_changes_are_said_to_be_needed_no_single_one_does() -> None:
    session = Session.from_records(SHOULDER)
    cause, rival = "joint:glenohumeral_l", "overwork:supraspinatus_l"
    contrast = explain(session, cause, rival).contrast
    assert contrast is not None
    assert (contrast.search, len(contrast.changes)) == ("two", 2)
    for row in range(1, len(SHOULDER) + 1):
        for made in (REMOVED, "strong"):
            assert lead(session, {row: made}, cause, rival) >= 0
    assert lead(session, {change.finding.row: change.made for change in contrast.changes}, cause, rival) < 0


@pytest.mark.parametrize(
    ("weak", "rival", "search", "many"),
    [(4, "overwork:longissimus_thoracis_l", "greedy", 3), (2, "overwork:extensor_hallucis_longus_l", "none", 0)],
)
def test_a_contrast_says_how_it_was_searched(weak: int, rival: str, search: str, many: int) -> None:
    sites = ["tibialis anterior", "extensor hallucis longus", "gluteus medius", "semitendinosus"][:weak]
    session = Session.from_records(strength(site, "weak") for site in sites)
    account = explain(session, "root:l5_l", rival)
    assert account.contrast is not None
    assert (account.contrast.search, len(account.contrast.changes)) == (search, many)
    closing = {"greedy": "perhaps fewer changes would do.", "none": "would turn that round."}[search]
    assert account.sentences[-1].endswith(closing)
    if many:
        changes = {change.finding.row: change.made for change in account.contrast.changes}
        assert lead(session, changes, "root:l5_l", rival) < 0
        for row in changes:
            fewer = {other: made for other, made in changes.items() if other != row}
            assert lead(session, fewer, "root:l5_l", rival) >= 0


def test_a_cause_that_is_behind_is_told_what_would_put_it_ahead() -> None:
    session = Session.from_records(SHOULDER)
    contrast = explain(session, "overwork:infraspinatus_l").contrast
    assert contrast is not None
    assert contrast.rival == "joint:glenohumeral_l"
    assert contrast.probability < contrast.rival_probability
    assert contrast.changed is not None
    assert contrast.changed[0] > contrast.changed[1]


def test_a_challenge_is_never_made_to_contradict_its_test() -> None:
    touch: Row = {"kind": "challenge", "stimulus": "touch", "on": "TFL", "on_side": "left"}
    rows = [FOOT_DROP[2], FOOT_DROP[2] | touch | {"outcome": "strengthens"}, *FOOT_DROP[:2]]
    session = Session.from_records(rows)
    for rival in [cause.id for cause in score(session).causes[1:6]]:
        contrast = explain(session, "overwork:tensor_fasciae_latae_l", rival).contrast
        assert contrast is not None
        made = {change.finding.row: change.made for change in contrast.changes}
        assert made.get(1) != "strong" or 2 in made
        score(changed(session, made))


def test_a_root_explains_its_reflex_and_no_other_roots_sign() -> None:
    account = explain(Session.from_records(ARM), "root:c7_l", contrast=False)
    assert [finding.row for finding in account.explained] == [1, 2, 4]
    assert [finding.row for finding in account.unexplained] == [6]
    other = explain(Session.from_records(ARM), "root:l5_l", contrast=False)
    assert [finding.row for finding in other.explained] == [6]
    assert [finding.row for finding in other.unexplained] == [1, 2, 4]


def test_sentences_are_made_from_the_numbers() -> None:
    account = explain(Session.from_records(ARM), "root:c7_l")
    first, raised, lowered, *_rest = account.sentences
    assert first == f"C7, left: root lesion: {100 * account.probability:.0f} %, before any finding 0.51 %."
    ratios = {step.finding.row: as_ratio(step.contribution) for step in account.steps}
    for row, site in ((4, "reflex, triceps, left: absent"), (1, "strength, triceps brachii, left: weak")):
        assert f"row {row} ({site}) {ratios[row]}" in raised
    assert f"row 3 (strength, biceps brachii, left: strong) {ratios[3]}" in lowered
    assert set(re.findall(r"\) (x\d+(?:\.\d+)?)", str(account))) <= set(ratios.values())
    assert str(account) == "\n".join(account.sentences)


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (1.0, "x1.0"),
        (3.24, "x3.2"),
        (11.6, "x12"),
        (340.0, "x340"),
        (0.0312, "x0.031"),
        (0.5, "x0.5"),
        (0.997, "x1.0"),
        (9.97, "x10"),
    ],
)
def test_a_ratio_prints_with_two_digits(ratio: float, text: str) -> None:
    assert as_ratio(log(ratio)) == text


def test_nothing_that_a_person_wrote_gets_out() -> None:
    secret = {"note": "Hamlet of Elsinore", "examiner": "Polonius", "position": "behind the arras"}
    session = Session.from_records([row | secret for row in FOOT_DROP])
    account = explain(session, score(session).causes[0].id)
    found = explanations(session)
    for text in (str(account), repr(account), json.dumps(account.to_dict()), str(found), repr(found)):
        assert not re.search("Hamlet|Polonius|arras", text)


def test_everything_prints_and_is_json() -> None:
    session = case("c07")
    account = explain(session, "overwork:scar_abdomen")
    plain = json.loads(json.dumps(account.to_dict()))
    assert plain["cause"] == "overwork:scar_abdomen"
    assert len(plain["steps"]) == len(account.steps)
    assert plain["contrast"]["search"] == "one"
    assert plain["explained"] == [finding.row for finding in account.explained]
    for one in explanations(session):
        assert json.loads(json.dumps(one.to_dict()))["causes"] == list(one.causes)
        assert str(one).endswith("; ".join(one.names) or "no cause")


def test_a_finding_on_both_sides_is_one_step_and_a_repeat_none() -> None:
    rows = [strength("soleus", "weak", "both"), strength("popliteus", "strong"), strength("popliteus", "weak")]
    account = explain(Session.from_records(rows), "root:s1_l", contrast=False)
    assert [(step.finding.row, step.finding.side) for step in account.steps] == [(1, "both"), (3, "left")]


def test_names_that_are_not_there() -> None:
    session = Session.from_records(FOOT_DROP)
    with pytest.raises(UnknownName) as error:
        explain(session, "root:l5")
    assert "root:l5_l" in error.value.suggestions
    with pytest.raises(UnknownName):
        explain(session, "root:l5_l", rival="root:c3_l")
    with pytest.raises(ValueError, match="at least 1"):
        explanations(session, 0)


def test_every_cause_of_an_assessment_can_be_explained() -> None:
    session = Session.from_records([*FOOT_DROP, strength("soleus", "weak", None)])
    assert {cause.id for cause in score(session).causes} == set(Weighing(session, ATLAS, MODEL).ids)
