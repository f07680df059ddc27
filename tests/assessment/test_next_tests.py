"""What to test next: ranked by exact information, nothing painful proposed, and the list says when to stop."""

from __future__ import annotations

import json
from math import exp, log2

import pytest
from attrs import evolve

from nktlib.assessment.next_tests import next_tests
from nktlib.assessment.proposals import SETTLED
from nktlib.assessment.score import score
from nktlib.atlas.load import load_atlas
from nktlib.cli import main
from nktlib.errors import SessionError
from nktlib.inference.engine import infer
from nktlib.inference.network import Reading
from nktlib.model.build import build
from nktlib.model.model import load_model
from nktlib.sessions.finding import Session
from nktlib.sessions.read import read_session
from nktlib.sessions.resolve import resolve_session
from nktlib.tables.place import data_directory

ATLAS, MODEL = load_atlas(), load_model()
SESSIONS = data_directory() / "sessions"
COLUMNS = ("kind", "site", "side", "outcome", "stimulus", "on", "on_side")


def session(*rows: str) -> Session:
    return Session.from_records(
        {name: cell for name, cell in zip(COLUMNS, map(str.strip, row.split(",")), strict=False) if cell}
        for row in rows
    )


CALF_ROWS = ("strength, soleus, right, weak", "strength, tibialis anterior, right, strong")
CALF = session(*CALF_ROWS)


def entropy(probability: float) -> float:
    return -sum(p * log2(p) for p in (probability, 1 - probability) if 0 < p < 1)


def test_the_information_is_what_scoring_both_outcomes_gives() -> None:
    """For the first test: the network with it read strong, and with it read weak."""
    best = next_tests(CALF, k=1)[0]
    assert best.kind == "strength"
    built = build(resolve_session(CALF, ATLAS).findings, "left", ATLAS, MODEL, [best.site])
    network = evolve(built.network, queries=())
    classes = MODEL.classes()
    now = infer(network)
    # Of the causes that the findings bear on: others came in with the test.
    plain = build(resolve_session(CALF, ATLAS).findings, "left", ATLAS, MODEL)
    asked = [built.causes.index(key) for key in plain.causes]
    expected = sum(entropy(now.causes[number]) for number in asked)
    for outcome, probability in best.outcomes:
        strong = outcome == "strong"
        likelihood = tuple((c.specificity, 0.0, 0.0) if strong else (1.0 - c.specificity, 1.0, 1.0) for c in classes)
        reading = Reading(((built.nodes.index(best.site), 1.0),), tuple(c.notice for c in classes), likelihood)
        then = infer(evolve(network, readings=(*network.readings, reading)))
        assert probability == pytest.approx(then.evidence / now.evidence, rel=1e-9)
        expected -= probability * sum(entropy(then.causes[number]) for number in asked)
    assert best.information_bits == pytest.approx(expected, abs=1e-9)


def test_the_most_telling_comes_first_and_nothing_twice() -> None:
    found = next_tests(CALF, k=1000)
    bits = [test.information_bits for test in found]
    assert bits == sorted(bits, reverse=True)
    assert len({(test.site, test.on) for test in found}) == len(found)
    assert not {"soleus_r", "tibialis_anterior_r"} & {test.site for test in found if test.kind == "strength"}
    assert all(sum(share for _outcome, share in test.outcomes) == pytest.approx(1) for test in found)


def test_the_plantar_flexors_tell_of_a_weak_soleus_more_than_a_jaw() -> None:
    found = {test.site: test.information_bits for test in next_tests(CALF, k=1000) if test.kind == "strength"}
    assert found["flexor_hallucis_longus_r"] > 20 * found["masseter_l"]
    best = ATLAS.nodes[next(iter(found))]
    assert ATLAS.tables.regions[ATLAS.muscles[best.base].region].area == "lower_limb"


def test_touching_the_likeliest_compensators_of_what_is_weak_is_proposed() -> None:
    challenges = [test for test in next_tests(CALF, k=1000) if test.kind == "challenge"]
    linked = {link.compensator for link in ATLAS.compensators("soleus_r")}
    assert challenges
    assert all(test.site == "soleus_r" and test.on in linked for test in challenges)
    done = session(
        "strength, soleus, right, weak", "challenge, soleus, right, strengthens, touch, gastrocnemius, right"
    )
    assert "gastrocnemius_r" not in {test.on for test in next_tests(done, k=1000)}


@pytest.mark.parametrize(
    ("row", "spared"),
    [
        ("strength, popliteus, right, painful", "popliteus_r"),
        ("pain, knee, right, present", "popliteus_r"),
        ("history, calf, right, strain", "flexor_hallucis_longus_r"),
        ("history, knee, right, surgery", "popliteus_r"),
    ],
)
def test_what_hurts_or_was_injured_is_never_proposed(row: str, spared: str) -> None:
    found = next_tests(session("strength, soleus, right, weak", row), k=1000)
    assert spared not in {test.site for test in found} | {test.on for test in found}
    assert spared in dict(found.left_out)
    assert spared in {test.site for test in next_tests(CALF, k=1000)}


def test_a_cost_changes_the_order() -> None:
    (best,) = next_tests(CALF, k=1)
    dear = next_tests(CALF, k=5, cost=lambda test: 1000.0 if test == best else 1.0)
    assert dear[0] != best


def test_discomfort_is_added_to_the_cost() -> None:
    best, second = next_tests(CALF, k=2)
    spared = next_tests(CALF, k=5, discomfort=lambda test: 1000.0 if test == best else 0.0)
    assert spared[0] == second
    both = next_tests(CALF, k=50, cost=lambda _test: 2.0, discomfort=lambda test: float(test.kind == "challenge"))
    worth = [test.information_bits / (2.0 + (test.kind == "challenge")) for test in both]
    assert worth == sorted(worth, reverse=True)


def test_a_test_that_costs_nothing_cannot_be_ranked() -> None:
    with pytest.raises(ValueError, match="positive"):
        next_tests(CALF, cost=lambda _test: 0.0)


def test_where_to_stop_is_the_callers_to_say() -> None:
    found = next_tests(CALF, k=1)
    assert not found.may_stop
    enough = next_tests(CALF, k=1, stop_at=found.settled)
    assert enough.may_stop
    assert f"above {found.settled:.0%}" in str(enough)
    assert not next_tests(CALF, k=1, stop_at=found.settled * 0.99).may_stop


def test_what_a_challenge_tells_is_what_scoring_its_outcomes_gives() -> None:
    best = next(test for test in next_tests(CALF, k=1000) if test.kind == "challenge")
    touch = "challenge, soleus, right, {}, touch, " + str(best.on).removesuffix("_r").replace("_", " ") + ", right"
    now = score(CALF)
    before = {cause.id: cause.probability for cause in now.causes}
    expected = sum(entropy(probability) for probability in before.values())
    for outcome, probability in best.outcomes:
        then = score(session(*CALF_ROWS, touch.format(outcome)))
        assert probability == pytest.approx(exp(then.log_evidence - now.log_evidence), rel=1e-9)
        after = {cause.id: cause.probability for cause in then.causes}
        assert after.keys() == before.keys()
        expected -= probability * sum(entropy(one) for one in after.values())
    assert best.information_bits == pytest.approx(expected, abs=1e-9)


def test_what_was_summed_up_as_strong_may_be_tested_by_itself() -> None:
    """The sum of the parts is in the network already: a test of one of them shares its firings."""
    summed = session(*CALF_ROWS, "strength, everything else, , strong")
    tests = [test for test in next_tests(summed, k=1000) if test.kind == "strength"]
    findings = resolve_session(summed, ATLAS).findings
    classes = MODEL.classes()
    notice, specificity = tuple(c.notice for c in classes), tuple((c.specificity, 0.0, 0.0) for c in classes)
    for test in tests[:2]:
        built = build(findings, "left", ATLAS, MODEL, [test.site])
        network = evolve(built.network, queries=())
        reading = Reading(((built.nodes.index(test.site), 1.0),), notice, specificity)
        then = infer(evolve(network, readings=(*network.readings, reading)))
        assert dict(test.outcomes)["strong"] == pytest.approx(then.evidence / infer(network).evidence, rel=1e-9)


def test_mirror_images_that_lead_together_are_no_change() -> None:
    """Two causes that differ by rounding only do not take the lead from each other."""
    twin = session("strength, gluteus maximus, right, weak", "strength, gluteus maximus, left, weak")
    causes = score(twin).causes
    assert causes[0].probability == pytest.approx(causes[1].probability, rel=1e-9)
    distant = next(test for test in next_tests(twin, k=1000) if test.site == "masseter_l")
    assert distant.changes_first < 0.01


def test_what_hurt_is_not_touched_again() -> None:
    rows = [{"kind": "strength", "site": "soleus", "side": "right", "outcome": "weak", "pain": True}]
    found = next_tests(Session.from_records(rows), k=1000)
    assert not [test for test in found if test.kind == "challenge"]
    assert "soleus_r" in dict(found.left_out)


def test_where_no_cause_bears_on_the_findings_nothing_can_be_told() -> None:
    found = next_tests(session("pain, knee, left, present"))
    assert len(found) == 0
    assert found.may_stop


def test_it_says_when_nothing_changes_what_is_first() -> None:
    root = next_tests(read_session(SESSIONS / "n01.csv"))
    assert root.may_stop
    assert root.settled <= SETTLED
    assert "No remaining test" in str(root)
    assert all(test.changes_first <= root.settled for test in root)


def test_a_side_that_nobody_wrote_down_stays_unknown() -> None:
    found = next_tests(session("strength, soleus, , weak"), k=1000)
    assert {test.side for test in found} == {"unknown", "unknown_other", "midline"}


def test_by_posture() -> None:
    found = next_tests(CALF, k=30)
    groups = found.by_posture()
    assert sum(map(len, groups.values())) == len(found)
    assert {"prone", "supine"} <= set(groups)
    plan = found.as_plan().splitlines()
    assert [line.rstrip(":").lower() for line in plan if line.endswith(":")] == [
        posture or "in any posture" for posture in groups
    ]
    assert sum(line.startswith("  ") for line in plan) == len(found)
    assert {test["posture"] for test in found.to_dict()["tests"]} == set(groups)


def test_what_is_wrong_is_said_as_when_scoring() -> None:
    with pytest.raises(SessionError):
        next_tests(session("strength, soleas, right, weak"))


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["next", str(SESSIONS / "n01.csv"), "-k", "3"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 5
    assert all(" bits  " in line and "tells most about" in line for line in said[:3])
    assert main(["next", str(SESSIONS / "n01.csv"), "-k", "3", "--format", "json"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert [test["site"] for test in read["tests"]] == [
        test.site for test in next_tests(read_session(SESSIONS / "n01.csv"), k=3)
    ]


def test_the_command_groups_by_posture_and_stops_where_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["next", str(SESSIONS / "c07.csv"), "-k", "8", "--by-posture", "--stop-at", "1"]) == 0
    said = capsys.readouterr().out
    assert said == next_tests(read_session(SESSIONS / "c07.csv"), k=8, stop_at=1.0).as_plan() + "\n"
    assert "No remaining test changes what is first with a probability above 100%." in said
