"""What comes after a score needs no numpy either: what to test next, and what speaks for a cause."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice

import pytest

from nktlib.assessment import exact, telling
from nktlib.assessment.next_tests import next_tests, proposing
from nktlib.assessment.score import score
from nktlib.sessions.finding import Session
from nktlib.sessions.read import read_session
from nktlib.tables.place import data_directory
from tests.assessment.test_without_numpy import PROGRAM

RELATIVE = 1e-9
CALF = Session.from_records(
    [
        {"kind": "strength", "site": "soleus", "side": "right", "outcome": "weak"},
        {"kind": "strength", "site": "tibialis anterior", "side": "right", "outcome": "strong"},
    ]
)


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (exact, telling):
        monkeypatch.setattr(module, "find_spec", lambda _name: None)


def test_the_modules_load_where_numpy_is_missing() -> None:
    asked = "result = nkt.score(nkt.read_session(sys.argv[1])); result.explain(result.causes[0].id, contrast=False)"
    program = PROGRAM.replace("print(json.dumps(nkt.score(nkt.read_session(sys.argv[1])).to_dict()))", asked)
    assert program != PROGRAM
    program += "\nfrom nktlib.assessment.next_tests import proposing"
    program += "\nprint(json.dumps(next(proposing(result.asked.session)).total))"
    path = data_directory() / "sessions" / "c07.csv"
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) > 0


def test_the_same_proposals(request: pytest.FixtureRequest) -> None:
    expected = next_tests(CALF)
    request.getfixturevalue("plainly")
    found = next_tests(CALF)
    assert [(one.site, one.on) for one in found] == [(one.site, one.on) for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.information_bits == pytest.approx(other.information_bits, rel=RELATIVE)
        assert one.subject == other.subject
        assert one.changes_first == pytest.approx(other.changes_first, rel=RELATIVE)
    assert found.settled == pytest.approx(expected.settled, rel=RELATIVE)


def test_the_promising_come_first(request: pytest.FixtureRequest) -> None:
    session = read_session(data_directory() / "sessions" / "n01.csv")
    best = [(one.site, one.on) for one in next_tests(session, k=5)]
    request.getfixturevalue("plainly")
    early = next(islice(proposing(session, k=5), 24, None))
    assert early.seen == 24
    assert [(one.site, one.on) for one in early.proposed] == best


def test_the_same_account(request: pytest.FixtureRequest) -> None:
    result = score(CALF)
    cause = result.causes[0].id
    expected = result.explain(cause)
    request.getfixturevalue("plainly")
    found = result.explain(cause)
    assert found.log_odds == pytest.approx(expected.log_odds, rel=RELATIVE)
    assert found.sentences == expected.sentences
