"""Sets of causes drawn from the posterior of a session, and the probability of any one set."""

from __future__ import annotations

from math import isclose, log, sqrt
from typing import TYPE_CHECKING

import pytest

from nktlib.assessment.score import score
from nktlib.errors import UnknownName
from nktlib.sessions.finding import Session
from tests.assessment.test_explain import ARM, FOOT_DROP, strength

if TYPE_CHECKING:
    from nktlib.assessment.result import Assessment

COUNT = 1000
SURPRISE = log(1e6)
NO_SIDE = [strength("soleus", "weak", None), strength("tibialis anterior", "strong", None)]
SESSIONS = {"foot": FOOT_DROP, "arm": ARM, "no side": NO_SIDE}


@pytest.fixture(params=SESSIONS)
def result(request: pytest.FixtureRequest) -> Assessment:
    return score(Session.from_records(SESSIONS[request.param]))


def test_causes_are_drawn_as_often_as_they_are_probable(result: Assessment) -> None:
    drawn = result.samples(COUNT)
    assert len(drawn) == COUNT
    assert set().union(*drawn) <= {cause.id for cause in result.causes}
    for cause in result.causes:
        variance = cause.probability * (1 - cause.probability)
        # Bernstein's inequality: one time in a million it is farther off.
        farthest = sqrt(2 * variance * SURPRISE / COUNT) + SURPRISE / (3 * COUNT)
        assert abs(sum(cause.id in causes for causes in drawn) / COUNT - cause.probability) <= farthest


def test_sides_that_nobody_wrote_down_are_mixed_in_no_order() -> None:
    drawn = score(Session.from_records(NO_SIDE)).samples(COUNT)
    halves = [sum(map(len, half)) / len(half) for half in (drawn[: COUNT // 2], drawn[COUNT // 2 :])]
    assert halves[0] == pytest.approx(halves[1], rel=0.2)


def test_the_seed_decides(result: Assessment) -> None:
    assert result.samples(20) == result.samples(20, seed=0)
    assert result.samples(20) != result.samples(20, seed=1)
    assert result.samples(0) == ()


def test_a_set_has_the_probability_that_the_search_finds(result: Assessment) -> None:
    found = result.explanations(6)
    assert any(not one.causes for one in found)
    for one in found:
        assert isclose(result.probability_of(one.causes), one.probability, rel_tol=1e-9)


def test_what_is_no_cause_or_no_count_is_refused(result: Assessment) -> None:
    cause = result.causes[0].id
    with pytest.raises(UnknownName) as caught:
        result.probability_of([cause, f"{cause}x"])
    assert cause in caught.value.suggestions
    with pytest.raises(ValueError, match="at least 0"):
        result.samples(-1)
