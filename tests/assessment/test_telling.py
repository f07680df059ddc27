"""What tests would tell comes out the same on arrays and without numpy, and as a network with the test itself says."""

from __future__ import annotations

import pytest

from nktlib.assessment import telling
from nktlib.assessment.candidates import Candidates
from nktlib.assessment.exact import infer
from nktlib.assessment.next_tests import proposing
from nktlib.assessment.telling import Telling, Told
from nktlib.atlas.load import load_atlas
from nktlib.model.build import build
from nktlib.model.model import load_model
from nktlib.sessions.finding import Session
from nktlib.sessions.resolve import resolve_session

ATLAS, MODEL = load_atlas(), load_model()
ROWS = [
    {"kind": "strength", "site": "soleus", "side": "right", "outcome": "weak"},
    {"kind": "strength", "site": "triceps surae", "side": "left", "outcome": "4"},
    {"kind": "strength", "site": "tibialis anterior", "side": "right", "outcome": "strong"},
    {"kind": "sign", "site": "straight leg raise", "side": "right", "outcome": "positive"},
    {"kind": "strength", "site": "everything else", "outcome": "strong"},
]
SESSION = Session.from_records(ROWS)
EVERY = 25


def fields(told: Told) -> tuple[float, ...]:
    return told.probability, told.bits, told.active, told.changes_first


def test_the_same_on_arrays_and_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved = resolve_session(SESSION, ATLAS).findings
    built = build(resolved, "left", ATLAS, MODEL)
    candidates = Candidates(built, resolved, "left", ATLAS, MODEL, spared={})
    looks = [one.look for one in (*candidates.strengths(), *candidates.touches(infer(built.network)))]
    # Some strength tests, and some touches, which come last.
    some = [*looks[::EVERY], *looks[-3:]]
    on_arrays = Telling.of(built.network, some, candidates.further)
    monkeypatch.setattr(telling, "find_spec", lambda _name: None)
    plainly = Telling.of(built.network, some, candidates.further)
    assert plainly.now == pytest.approx(on_arrays.now, rel=1e-10)
    expected = {told.look: told for told in on_arrays.told}
    found = {told.look: told for told in plainly.told}
    assert found.keys() == expected.keys() == set(range(len(some)))
    for look, told in expected.items():
        assert fields(found[look]) == pytest.approx(fields(told), rel=1e-9, abs=1e-12)
        assert found[look].subject == told.subject


def test_what_is_proposed_gets_better_and_the_last_is_the_answer() -> None:
    seen = list(proposing(SESSION, k=3))
    assert [one.seen for one in seen] == list(range(seen[-1].total + 1))
    best = [one.proposed[0].information_bits for one in seen[1:]]
    assert best == sorted(best)
    settled = [one.proposed.settled for one in seen]
    assert settled == sorted(settled)
    assert len(seen[-1].proposed) == 3
