"""What sessions of one protocol have in common, and the order in which their results come."""

from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from nktlib import score, score_many
from nktlib.assessment.branches import TIED, in_order, ranked
from nktlib.assessment.result import CausePosterior
from tests.assessment.test_many import protocol

ABOUT = [0.5, 0.25, 0.0]
probabilities = st.builds(
    lambda value, ties: value * (1.0 - TIED / 2) ** ties, st.sampled_from(ABOUT), st.integers(0, 4)
)


def counting_as_the_same(values: list[float], number: int) -> set[int]:
    """Places of all that is as probable as one of them, or as one that is, and so on."""
    found = {number}
    while True:
        near = {
            other
            for other, value in enumerate(values)
            if any(min(value, values[one]) >= max(value, values[one]) * (1.0 - TIED) for one in found)
        }
        if near == found:
            return found
        found = near


@given(st.lists(probabilities, max_size=12))
def test_what_is_as_probable_comes_in_the_order_of_names(values: list[float]) -> None:
    most = [max(values[one] for one in counting_as_the_same(values, number)) for number in range(len(values))]
    expected = sorted(range(len(values)), key=lambda number: (-most[number], number))
    assert in_order(values) == expected
    rows = [CausePosterior("nerve", f"{number:02}", "left", value, 0.5, "D") for number, value in enumerate(values)]
    assert ranked(reversed(rows), lambda row: row.target) == tuple(rows[number] for number in expected)


def test_results_come_in_the_same_order_and_say_the_same_of_each_cause_and_link() -> None:
    some = list(islice(protocol(6, outcomes=("weak", "strong", "4")), 6))
    for session, found in zip(some, score_many(some), strict=True):
        alone = score(session)
        assert [(one.id, one.prior, one.grade) for one in found.causes] == [
            (one.id, one.prior, one.grade) for one in alone.causes
        ]
        assert [(one.compensator, one.inhibited, one.basis, one.grade, one.sources) for one in found.links] == [
            (one.compensator, one.inhibited, one.basis, one.grade, one.sources) for one in alone.links
        ]
