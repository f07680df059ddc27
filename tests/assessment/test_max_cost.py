"""How dear an exact answer may be is the caller's to say; above that the answer is sampled, and says so."""

from __future__ import annotations

import json
from math import inf, isfinite

import pytest

from nktlib.assessment.score import score
from nktlib.cli import main
from nktlib.errors import TooComplex
from nktlib.inference import choose
from nktlib.sessions.finding import Session
from nktlib.sessions.read import read_session
from nktlib.tables.place import data_directory

N01 = data_directory() / "sessions" / "n01.csv"
SIDELESS = Session.from_records(
    [
        {"kind": "strength", "site": "soleus", "outcome": "weak"},
        {"kind": "strength", "site": "tibialis anterior", "outcome": "strong"},
        {"kind": "strength", "site": "gluteus maximus", "side": "right", "outcome": "weak"},
    ]
)


@pytest.mark.parametrize("session", [read_session(N01), SIDELESS], ids=["n01", "a side unknown"])
def test_above_it_the_answer_is_sampled_and_its_errors_cover_the_exact_one(session: Session) -> None:
    exact, sampled = score(session), score(session, max_cost=0)
    assert (exact.method, exact.errors) == ("exact", {})
    assert sampled.method != "exact"
    assert sampled.error == inf
    names = {cause.id for cause in exact.causes} | {f"{one.compensator} > {one.inhibited}" for one in exact.links}
    assert names | exact.levels.keys() >= sampled.errors.keys()
    truth = {cause.id: cause.probability for cause in exact.causes}
    truth |= {f"{one.compensator} > {one.inhibited}": one.probability for one in exact.links}
    stated = {cause.id: cause.probability for cause in sampled.causes}
    stated |= {f"{one.compensator} > {one.inhibited}": one.probability for one in sampled.links}
    covered = [abs(stated[name] - truth[name]) <= sampled.errors[name] for name in truth if name in sampled.errors]
    assert len(covered) > 50
    # Intervals of 95 %, and most of them of causes that hardly ever were active.
    assert sum(covered) >= 0.95 * len(covered)
    leading = [cause.id for cause in exact.causes[:3]]
    assert all(abs(stated[one] - truth[one]) <= 2 * sampled.errors[one] < 1 for one in leading)


def test_below_it_the_answer_is_exact_and_the_same() -> None:
    session = read_session(N01)
    assert score(session, max_cost=inf) == score(session)
    assert score(session, max_cost=10**6).method == "exact"


def test_what_was_sampled_is_the_same_again() -> None:
    session = read_session(N01)
    assert score(session, max_cost=0) == score(session, max_cost=0)


def test_without_numpy_what_is_too_dear_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "_has_numpy", lambda: False)
    session = read_session(N01)
    with pytest.raises(TooComplex):
        score(session, max_cost=10)
    assert score(session, max_cost=10**8).method == "exact"


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(N01), "--format", "json", "--max-cost", "0"]) == 0
    read = json.loads(capsys.readouterr().out)
    assert read["method"] != "exact"
    assert read["error"] is None
    assert all(isfinite(error) for error in read["errors"].values())
    assert main(["score", str(N01), "--format", "json", "--max-cost", "4e6"]) == 0
    assert json.loads(capsys.readouterr().out)["method"] == "exact"
