"""What to test next: ranked by exact information, nothing painful proposed, and the list says when to stop."""

from __future__ import annotations

import json
from math import log2

import pytest
from attrs import evolve

from nktlib.assessment.next_tests import next_tests
from nktlib.assessment.proposals import SETTLED
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


CALF = session("strength, soleus, right, weak", "strength, tibialis anterior, right, strong")


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
