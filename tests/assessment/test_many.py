"""Many sessions at once: the same answers, lazily, in bounded memory."""

from __future__ import annotations

import copy
import pickle
import tracemalloc
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nktlib import Assessment, Session, SessionError, read_session, score, score_many
from nktlib.assessment.deferred import DeferredAssessment
from tests.assessment.sessions import sessions

if TYPE_CHECKING:
    from collections.abc import Iterator

SESSIONS = sorted((Path(__file__).resolve().parents[2] / "data" / "sessions").glob("*.csv"))
SITES = [
    "gluteus medius",
    "tibialis anterior",
    "extensor hallucis longus",
    "semitendinosus",
    "rectus femoris",
    "soleus",
]


def protocol(seed: int, *, outcomes: tuple[str, ...] = ("weak", "strong")) -> Iterator[Session]:
    """Sessions of the same tests, on and on."""
    random = Random(seed)
    while True:
        yield Session.from_records(
            {"kind": "strength", "site": site, "side": "left", "outcome": random.choice(outcomes)} for site in SITES
        )


def assert_same(one: Assessment, other: Assessment) -> None:
    """Both within the bounds of their errors; what is ranked alike to that accuracy may change places."""
    bound = one.error + other.error
    assert one.log_evidence == pytest.approx(other.log_evidence, rel=1e-12, abs=bound)
    assert one.log_bayes_factor == pytest.approx(other.log_bayes_factor, rel=1e-12, abs=4 * bound)
    assert {cause.id: cause.probability for cause in one.causes} == pytest.approx(
        {cause.id: cause.probability for cause in other.causes}, rel=bound
    )
    assert {(link.compensator, link.inhibited): link.probability for link in one.links} == pytest.approx(
        {(link.compensator, link.inhibited): link.probability for link in other.links}, rel=bound
    )
    assert dict(one.examiner) == pytest.approx(dict(other.examiner), rel=bound)
    assert (one.method, one.findings, one.provenance) == (other.method, other.findings, other.provenance)
    assert one.levels == other.levels
    assert one.flags == other.flags
    assert one.names == other.names


def test_a_protocol_with_any_outcomes() -> None:
    outcomes = ("weak", "strong", "4", "3-", "painful", "not_tested", "substitution")
    some = list(islice(protocol(1), 30)) + list(islice(protocol(2, outcomes=outcomes), 30))
    for session, found in zip(some, score_many(some), strict=True):
        assert_same(found, score(session))


def test_the_published_cases_in_one_call() -> None:
    cases = [read_session(path) for path in SESSIONS]
    for session, found in zip(cases, score_many(cases), strict=True):
        assert_same(found, score(session))


@pytest.mark.slow
@given(st.lists(sessions(max_tests=5), min_size=1, max_size=4), st.integers(1, 3))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_sessions(some: list[Session], repeats: int) -> None:
    for session, found in zip(some * repeats, score_many(some * repeats), strict=True):
        assert_same(found, score(session))


def test_a_result_is_an_assessment_like_any_other() -> None:
    (session,) = islice(protocol(3), 1)
    (found,) = score_many([session])
    assert isinstance(found, Assessment)
    assert isinstance(found, DeferredAssessment)
    plain = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
    assert type(plain) is Assessment
    assert found == plain == copy.copy(found)
    assert hash(found) == hash(plain)
    assert repr(found) == repr(plain)
    assert str(found) == str(plain)
    assert found.to_dict() == plain.to_dict()
    with pytest.raises(AttributeError):
        found.causes = ()  # type: ignore[misc]
    with pytest.raises(AttributeError, match="no attribute 'cause'"):
        found.cause  # noqa: B018


def test_results_come_before_the_session_that_fails() -> None:
    good = list(islice(protocol(4), 2))
    bad = Session.from_records([{"kind": "strength", "site": "no such muscle", "outcome": "weak"}])
    results = score_many([*good, bad])
    assert [next(results).log_evidence for _ in good] == pytest.approx([score(one).log_evidence for one in good])
    with pytest.raises(SessionError, match="S401"):
        next(results)


def test_what_is_no_session_is_refused() -> None:
    with pytest.raises(TypeError, match="not dict"):
        list(score_many([{}]))  # type: ignore[list-item]


def test_too_costly_sessions_are_sampled_alone() -> None:
    (session,) = islice(protocol(5, outcomes=("weak",)), 1)
    (found,) = score_many([session], max_cost=0)
    assert found.method != "exact"


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.assessment.many.AT_ONCE", 50)

    def peak(count: int) -> int:
        tracemalloc.start()
        for found in score_many(islice(protocol(6), count)):
            assert found.log_evidence < 0
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(800)  # what is kept for good
    assert peak(800) < 1.5 * peak(100)
