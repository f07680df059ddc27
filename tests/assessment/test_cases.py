"""The six published cases, the planted compensator, and what a challenge may do to its own cause."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from attrs import evolve

from nktlib.assessment.score import score
from nktlib.atlas.load import load_atlas
from nktlib.inference.engine import infer
from nktlib.model.build import build
from nktlib.model.model import load_model
from nktlib.sessions.resolve import resolve_session
from nktlib.tables.place import data_directory
from tests.claims import CLAIMS, case
from tests.planted import mean_posterior


@pytest.mark.parametrize("name", CLAIMS)
def test_published_case(name: str) -> None:
    text, holds = CLAIMS[name]
    assert holds(score(case(name))), text


@pytest.mark.parametrize("name", ["c07", "c16"])
def test_a_stronger_challenge_never_lowers_its_own_cause(name: str) -> None:
    """Each challenge in turn gets a likelihood ratio half as high again."""
    resolved = resolve_session(case(name), load_atlas())
    built = build(resolved.findings, "left", load_atlas(), load_model())
    network = built.network
    before = infer(network)
    assert network.challenges
    for index, challenge in enumerate(network.challenges):
        raised = evolve(challenge, fired=tuple(1.5 * likelihood for likelihood in challenge.fired))
        changed = (*network.challenges[:index], raised, *network.challenges[index + 1 :])
        after = infer(evolve(network, challenges=changed))
        for link in challenge.links:
            cause = network.links[link].cause
            assert after.causes[cause] > before.causes[cause]


@pytest.mark.slow
def test_a_planted_compensator_is_found() -> None:
    assert mean_posterior(60) >= 0.5


def test_nothing_in_the_parameters_names_a_case() -> None:
    names = {*CLAIMS, *(name.upper() for name in CLAIMS)}
    for table in (data_directory() / "model").glob("*.csv"):
        words = set(re.findall(r"\w+", table.read_text(encoding="utf-8")))
        # "c7" as a root is no case; the cases have two digits.
        assert not names & words


def test_a_flag_says_why_and_where_from() -> None:
    flags = {flag.code: flag for flag in score(case("n14")).flags}
    assert flags["R102"].kind == "referral"
    assert "common_fibular_nerve_l" in flags["R102"].detail
    assert flags["R102"].source


def test_what_rests_on_an_unknown_side_says_so() -> None:
    result = score(case("c16"))
    sides = {cause.side for cause in result.causes}
    assert sides <= {"unknown", "unknown_other", "midline", "left", "right"}
    assert {"unknown", "unknown_other"} <= sides
    assert all(node.endswith("_unknown") for node in result.levels)


def test_the_unknown_side_is_the_sum_over_both() -> None:
    """All on one side that nobody wrote down: the answer is that of the same session with the side written."""
    session = case("c25")
    sided = [evolve(one, side="left") if one.side == "unknown" else one for one in session.findings]
    unknown, left = score(session), score(evolve(session, findings=tuple(sided)))
    by_id = {cause.id: cause.probability for cause in left.causes}
    for cause in unknown.causes:
        named = cause.id.replace("_unknown_other", "_r").replace("_unknown", "_l")
        assert cause.probability == pytest.approx(by_id[named], rel=1e-9)


def test_results_say_what_made_them() -> None:
    result = score(case("n01"))
    printed = json.loads(json.dumps(result.to_dict()))
    assert printed["provenance"]["atlas"] == load_atlas().version
    assert re.fullmatch(r"[0-9a-f]{64}", printed["provenance"]["session_digest"])
    assert printed["causes"][0]["id"] == "root:c7_l"
    assert list(result.to_frame("causes")["id"]) == [cause["id"] for cause in printed["causes"]]
    with pytest.raises(ValueError, match="no table"):
        result.to_frame("nonsense")


def test_levels_are_probabilities() -> None:
    result = score(case("p04"))
    for node, row in result.levels.items():
        assert sum(row) == pytest.approx(1)
        assert result.inhibited[node] == pytest.approx(row[1] + row[2])


def test_a_golden_text_that_was_read_by_eye() -> None:
    golden = Path(__file__).with_name("n01.txt").read_text(encoding="utf-8")
    assert str(score(case("n01"))) + "\n" == golden
