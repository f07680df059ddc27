"""Which causes go together, and what that costs, worked out by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from nktlib.errors import TooComplex
from nktlib.inference.engine import infer
from nktlib.inference.groups import grouping_of
from nktlib.inference.network import Cause, Link, Network, Reading
from tests.inference.fixed import forget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.inference.groups import Grouping


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    """Nothing is kept from under other limits."""
    forget()
    yield
    forget()


def weak_tests(*nodes_of_causes: tuple[int, ...], classes: int = 1, queries: int = 0) -> Network:
    """Causes that act on some nodes, each of which has tested weak."""
    nodes = 1 + max((node for nodes in nodes_of_causes for node in nodes), default=0)
    links = [Link(cause, node, (0.5, 0.25, 0.25)) for cause, nodes in enumerate(nodes_of_causes) for node in nodes]
    weak = [Reading(((node, 1.0),), (0.5,) * classes, ((0.25, 1.0, 1.0),) * classes) for node in range(nodes)]
    return Network(
        (Cause(0.25, 0.75),) * len(nodes_of_causes),
        tuple(links),
        nodes,
        (1 / classes,) * classes,
        tuple(weak),
        queries=tuple(range(queries)),
    )


def grouping(network: Network) -> Grouping:
    return grouping_of(network)


def together(network: Network) -> list[list[int]]:
    return [group.causes.tolist() for group in grouping(network).groups]


def test_a_cause_that_more_than_seven_weak_tests_see_is_wide() -> None:
    found = grouping(weak_tests(tuple(range(7)), tuple(range(8)), (0,)))
    assert found.wide == [1]
    assert [group.causes.tolist() for group in found.groups] == [[0, 2]]


@pytest.mark.parametrize(
    ("step", "classes", "queries", "apart"),
    # Both causes in a table of two findings: that of the first has 9 products instead of 3. For each class (two to four
    # count as four, five as sixteen) and, five times, each node that is asked for.
    [
        (6, 1, 0, False),
        (5, 1, 0, True),
        (24, 2, 0, False),
        (23, 4, 0, True),
        (96, 5, 0, False),
        (95, 5, 0, True),
        (264, 2, 2, False),
        (263, 2, 2, True),
    ],
)
def test_a_cause_goes_with_another_if_that_costs_less_than_a_step(
    step: float, classes: int, queries: int, apart: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nktlib.inference.groups.STEP", step)
    assert together(weak_tests((0,), (0, 1), classes=classes, queries=queries)) == ([[0], [1]] if apart else [[0, 1]])


@pytest.mark.parametrize(("step", "apart"), [(12, False), (11, True)])
def test_all_causes_that_see_the_same_go_together(step: float, apart: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.groups.STEP", step)
    assert together(weak_tests((0,), (0,), (0, 1))) == ([[0, 1], [2]] if apart else [[0, 1, 2]])


def test_the_cost_is_that_of_the_groups_and_of_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    assert grouping(weak_tests((0,))).cost == 3  # two levels: three products, one cause
    assert grouping(weak_tests((0, 1), (0, 1), (1,))).cost == 3 * 9
    forget()
    monkeypatch.setattr("nktlib.inference.groups.MOST_PRODUCTS", 0)
    # Each cause with its part: four products; then both over the finding: three.
    assert grouping(weak_tests((0,), (0,))).cost == 4 + 4 + 3


def test_two_groups_are_joined_by_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.groups.STEP", 0.0)
    # Groups over 0 and over both: 3 and 9. Either finding comes up in four cells; for that of 0 both tables are joined.
    assert grouping(weak_tests((0,), (0, 1))).cost == 3 + 9 + 4 * 1.5


def test_what_costs_too_much_is_refused() -> None:
    network = weak_tests((0, 1), (0, 1), (1,))
    assert infer(network, 27).evidence > 0
    with pytest.raises(TooComplex) as refused:
        infer(network, 26)
    assert refused.value.args == TooComplex(27).args


def test_what_one_finding_alone_sees_is_a_factor_and_what_several_see_is_held() -> None:
    network = weak_tests((0, 1), (1,))
    (group,) = grouping(network).groups
    assert (group.held, group.others) == ((), ())
    assert [places.tolist() for places, _rows in group.simple] == [[0], [0, 1]]
    # A second test of the node 0 looks at the same firing: a part over two axes. The other part of that cause is then
    # not one of the simple ones.
    (group,) = grouping(evolve(network, readings=(*network.readings, network.readings[0]))).groups
    assert [(one.place, one.key, one.axes) for one in group.held] == [(0, (0, 0), (0, 2))]
    assert [(one.place, one.key, one.axes) for one in group.others] == [(0, (0, 0), (0, 2)), (0, (0, 1), (1,))]
    assert [places.tolist() for places, _rows in group.simple] == [[], [1], []]


@pytest.mark.parametrize(
    ("network", "cells"),
    [
        (weak_tests((0, 1), (0, 1), (1,), classes=2), 3 * 4 * 4),  # three causes, two findings, up to four classes
        (weak_tests((), (), classes=2), 4),  # nothing but classes
    ],
)
def test_a_query_needs_the_widest_tables_with_a_mark(network: Network, cells: int) -> None:
    # A mark of three levels: five products.
    assert grouping(network).cells_of_query == 5 * cells


@pytest.mark.parametrize(
    ("nodes", "cells"),
    [
        ((0, 1), 3 * 3),  # the tables that the causes leave are joined over both findings: three products each
        ((0, 1, 2), 2 * 2 * 3),  # each finding is summed out first, from a table over both causes and it
    ],
)
def test_a_query_of_wide_causes_needs_the_joins_of_the_plan(
    nodes: tuple[int, ...], cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nktlib.inference.groups.MOST_PRODUCTS", 0)
    assert grouping(weak_tests(nodes, nodes)).cells_of_query == 5 * cells
