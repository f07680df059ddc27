"""In hindsight: what each finding told is how far it moved the causes, and on average what was expected of it."""

from __future__ import annotations

import json
from math import exp, fsum, log2
from typing import TYPE_CHECKING

import pytest

from nktlib.assessment.hindsight import contributions
from nktlib.assessment.score import score
from nktlib.cli import main
from nktlib.errors import SessionError
from nktlib.sessions.finding import Session
from nktlib.sessions.read import read_session
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from nktlib.assessment.result import Assessment

SESSIONS = data_directory() / "sessions"
CALF = [
    {"kind": "strength", "site": "soleus", "side": "right", "outcome": "weak"},
    {"kind": "strength", "site": "tibialis anterior", "side": "right", "outcome": "strong"},
    {"kind": "challenge", "site": "soleus", "side": "right", "outcome": "strengthens", "stimulus": "touch",
     "on": "gastrocnemius", "on_side": "right"},
]  # fmt: skip


def moved(before: Assessment, after: Assessment) -> float:
    """Relative entropy in bits over the causes of both."""
    old = {cause.id: cause.probability for cause in before.causes}
    return fsum(
        part * log2(part / other)
        for cause in after.causes
        for part, other in (
            (cause.probability, old.get(cause.id, cause.prior)),
            (1 - cause.probability, 1 - old.get(cause.id, cause.prior)),
        )
    )


def test_each_finding_moves_what_those_before_it_left() -> None:
    found = contributions(Session.from_records(CALF))
    assert [one.finding.row for one in found] == [1, 2, 3]
    scored = [score(Session.from_records(CALF[:count])) for count in (1, 2, 3)]
    assert found[1].bits == pytest.approx(moved(scored[0], scored[1]), rel=1e-6)
    assert found[2].bits == pytest.approx(moved(scored[1], scored[2]), rel=1e-6)
    assert found[2].bits == found[2].bits_last
    without = score(Session.from_records([CALF[0], CALF[2]]))
    assert found[1].bits_last == pytest.approx(moved(without, scored[2]), rel=1e-6)
    last = {cause.id: cause.probability for cause in scored[2].causes}
    assert found[2].after == pytest.approx(last[found[2].subject], rel=1e-9)
    assert all(one.bits >= 0 and one.bits_last >= 0 for one in found)


def test_on_average_a_test_tells_what_is_expected_of_it() -> None:
    """The mean over its outcomes is the mutual information: of a challenge, which brings in no cause of its own."""
    before = score(Session.from_records(CALF[:2]))
    mean, expected = 0.0, fsum(entropy(cause.probability) for cause in before.causes)
    for outcome in ("strengthens", "no_change"):
        session = Session.from_records([*CALF[:2], CALF[2] | {"outcome": outcome}])
        after = score(session)
        share = exp(after.log_evidence - before.log_evidence)
        mean += share * contributions(session)[2].bits
        expected -= share * fsum(entropy(cause.probability) for cause in after.causes)
    assert mean == pytest.approx(expected, abs=1e-9)


def entropy(probability: float) -> float:
    return -sum(p * log2(p) for p in (probability, 1 - probability) if 0 < p < 1)


def test_what_is_recorded_only_is_left_out() -> None:
    recorded = {"kind": "challenge", "site": "soleus", "side": "right", "outcome": "no_change", "stimulus": "thought"}
    assert [one.finding.row for one in contributions(Session.from_records([recorded, *CALF]))] == [2, 3, 4]


def test_a_side_that_nobody_wrote_down_and_a_session_without_causes() -> None:
    sideless = [{name: cell for name, cell in row.items() if name != "side"} for row in CALF[:2]]
    assert "soleus_unknown" in contributions(Session.from_records(sideless))[0].subject
    assert contributions(Session.from_records([{"kind": "pain", "site": "knee", "outcome": "present"}])) == ()


def test_what_is_wrong_is_said_as_when_scoring() -> None:
    with pytest.raises(SessionError):
        contributions(Session.from_records([CALF[0] | {"site": "soleas"}]))


def test_the_method_and_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    session = read_session(SESSIONS / "n01.csv")
    found = score(session).contributions()
    assert found == contributions(session)
    assert main(["next", str(SESSIONS / "n01.csv"), "--hindsight"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == list(map(str, found))
    assert max(found, key=lambda one: one.bits).finding.kind == "reflex"
    assert main(["next", str(SESSIONS / "n01.csv"), "--hindsight", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [one.to_dict() for one in found]
