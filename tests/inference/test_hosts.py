"""Sets of findings that go together, worked out by hand: a table costs three to the power of its findings."""

from __future__ import annotations

import pytest

from nktlib.inference.hosts import hosts_of

Axes = frozenset[int]


def hosts(counts: dict[str, int], step: float, most: int = 10**9) -> dict[str, str]:
    """Sets are written as their digits: what each goes into."""
    found = hosts_of({frozenset(map(int, key)): count for key, count in counts.items()}, cost, most, step)
    return {written(axes): written(host) for axes, host in found.items()}


def cost(axes: Axes) -> int:
    products: int = 3 ** len(axes)
    return products


def written(axes: Axes) -> str:
    return "".join(map(str, sorted(axes)))


def test_nothing_goes_nowhere() -> None:
    assert hosts({}, 10) == {}


@pytest.mark.parametrize(("step", "host"), [(36, "123"), (35, "12")])
def test_a_set_goes_into_one_that_contains_it_if_that_saves_a_step(step: float, host: str) -> None:
    # Two tables over three findings instead of two: 2 x (27 - 9).
    assert hosts({"123": 1, "12": 2}, step) == {"123": "123", "12": host}


def test_the_cheapest_that_contains_it() -> None:
    # Into three findings it adds 27 - 3 = 24, into four 81 - 3; these two apart: 81 - 27.
    assert hosts({"1234": 1, "123": 1, "1": 1}, 25) == {"1234": "1234", "123": "123", "1": "123"}


def test_the_cheapest_of_those_that_have_nothing_to_do_with_each_other() -> None:
    # Of 81 and 27 products; just as much as a step saves.
    assert hosts({"1234": 1, "156": 1, "1": 1}, 24) == {"1234": "1234", "156": "156", "1": "156"}


@pytest.mark.parametrize(("step", "together"), [(37, True), (36, False)])
def test_what_two_have_become_takes_in_a_third(step: float, together: bool) -> None:
    # Two of them become 123: 2 x (27 - 9). The third is contained in that: 18.
    found = hosts({"12": 1, "13": 1, "23": 1}, step)
    assert found == {axes: "123" if together else axes for axes in ("12", "13", "23")}


@pytest.mark.parametrize(("step", "together"), [(241, True), (240, False)])
def test_hosts_go_together_with_all_that_they_hold(step: float, together: bool) -> None:
    # 12 is in 123 (2 x 18). With 4 it is four findings: 3 x (81 - 27) + (81 - 3) = 240.
    found = hosts({"123": 1, "12": 2, "4": 1}, step)
    assert found == ({"123": "1234", "12": "1234", "4": "1234"} if together else {"123": "123", "12": "123", "4": "4"})


@pytest.mark.parametrize(("most", "together"), [(81, True), (80, False)])
def test_no_host_costs_more_than_the_most(most: int, together: bool) -> None:
    found = hosts({"123": 1, "4": 1}, 1000, most)
    assert found == ({"123": "1234", "4": "1234"} if together else {"123": "123", "4": "4"})


def test_what_saves_most_goes_together_first() -> None:
    # 1 and 3: 2 x 6, saves 28 of 40; 2 with either: 6 x 6, saves 4. Then 13 with 2: 2 x 18 + 5 x 24 = 156.
    assert hosts({"1": 1, "2": 5, "3": 1}, 40) == {"1": "13", "2": "2", "3": "13"}
    assert hosts({"1": 1, "2": 5, "3": 1}, 156) == {"1": "13", "2": "2", "3": "13"}
    assert hosts({"1": 1, "2": 5, "3": 1}, 157) == {"1": "123", "2": "123", "3": "123"}


def test_four_go_together_in_pairs() -> None:
    # Any two of them: (1 + 1) x 6 = 12. Two pairs: 4 x (81 - 9). A pair with another one: 2 x 18 + 24 = 60.
    assert hosts({"1": 1, "2": 1, "3": 1, "4": 1}, 13) == {"1": "12", "2": "12", "3": "34", "4": "34"}


def test_a_host_may_take_in_one_that_it_contains() -> None:
    # 12 (5 tables) does not go into 123 (5 x 18 = 90 > 70), 3 does (24). 4 and 5 join each other (12) and so on, but
    # 123 holds two tables now, and those with 4: 2 x 54 + 78.
    found = hosts({"123": 1, "12": 5, "3": 1, "4": 1, "5": 1}, 70)
    assert found == {"123": "123", "12": "12", "3": "123", "4": "45", "5": "45"}
