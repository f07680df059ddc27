"""Orders of elimination worked out by hand. That they sum up to what they should, test_tables and test_fixed say."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from nktlib.inference.plan import TRIES, Contract, Join, Variable, _Greedy, make_plan
from tests.inference.fixed import forget

if TYPE_CHECKING:
    import pytest

CAUSE, FINDING, GRADE = Variable(2, convergent=False), Variable(2, convergent=True), Variable(3, convergent=True)


def test_tables_that_share_nothing_are_multiplied_at_the_end() -> None:
    plan = make_plan([(0,), (1,), (2,)], {0: CAUSE, 1: CAUSE, 2: CAUSE})
    assert plan.leaves == ((0,), (1,), (2,))
    assert plan.steps == (
        Contract(0, 0, 0),
        Contract(1, 1, 0),
        Contract(2, 2, 0),
        Join(5, 4, (), ()),
        Join(6, 3, (), ()),
    )
    assert plan.axes == ((0,), (1,), (2,), (), (), (), (), ())
    assert plan.cost == 2.0


def test_the_axes_of_a_leaf_are_put_in_order() -> None:
    plan = make_plan([(3, 0)], {0: CAUSE, 3: FINDING})
    assert plan.axes == ((0, 3), (3,), ())
    assert plan.steps == (Contract(0, 0, 0), Contract(1, 3, 0))


def test_two_causes_of_one_finding() -> None:
    plan = make_plan([(0,), (0, 2), (1,), (1, 2)], {0: CAUSE, 1: CAUSE, 2: FINDING})
    assert plan.steps == (
        Join(1, 0, (0, 2), ()),  # four cells
        Contract(4, 0, 0),
        Join(3, 2, (1, 2), ()),  # four
        Contract(6, 1, 0),
        Join(5, 7, (2,), (2,)),  # two levels on both sides: three products
        Contract(8, 2, 0),
    )
    assert plan.cost == 4 + 4 + 3


def test_the_smallest_table_first() -> None:
    # The cause 0 is in tables of 2 x 3 x 3 and of two cells: 18. The cause 1 in one of four: first.
    plan = make_plan([(0, 2, 3), (0,), (1, 4)], {0: CAUSE, 1: CAUSE, 2: GRADE, 3: GRADE, 4: FINDING})
    assert plan.steps[0] == Contract(2, 1, 0)


def by_leaf(leaves: list[tuple[int, ...]]) -> tuple[Join | Contract, ...]:
    return make_plan(leaves, {0: CAUSE, 10: FINDING, 11: FINDING, 12: FINDING}).steps


WIDE = [(10, 11, 12), (0,), (0, 10), (0, 11), (0, 12)]


def test_a_wide_cause_is_joined_leaf_by_leaf_with_a_table_that_has_all_its_findings() -> None:
    every = (0, 10, 11, 12)
    assert by_leaf(WIDE) == (
        Join(0, 2, every, (3,)),
        Join(5, 3, every, (4,)),
        Join(6, 4, every, (5,)),
        Join(7, 1, every, ()),
        Contract(8, 0, 0),
        Contract(9, 10, 0),
        Contract(10, 11, 0),
        Contract(11, 12, 0),
    )


def test_of_two_such_tables_the_smaller() -> None:
    variables = {0: CAUSE, 1: CAUSE, 10: FINDING, 11: FINDING, 12: FINDING}
    leaves = [(1, 10, 11, 12), (10, 11, 12), (0, 10), (0, 11), (0, 12), (0,)]
    assert make_plan(leaves, variables).steps[:1] == (Join(1, 2, (0, 10, 11, 12), (3,)),)


def test_a_cause_that_is_not_wide_is_put_together_first(monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    monkeypatch.setattr("nktlib.inference.plan.WIDE", 4)
    assert by_leaf(WIDE) == (
        Join(2, 1, (0, 10), ()),
        Join(3, 5, (0, 10, 11), ()),
        Join(6, 4, (0, 10, 11, 12), ()),
        Contract(7, 0, 0),
        Join(0, 8, (10, 11, 12), (2, 3, 4)),
        Contract(9, 10, 0),
        Contract(10, 11, 0),
        Contract(11, 12, 0),
    )
    forget()


def between(*pairs: tuple[int, int]) -> tuple[list[tuple[int, ...]], dict[int, Variable]]:
    """Causes that two findings see, the numbers of these."""
    leaves: list[tuple[int, ...]] = [(cause, *pair) for cause, pair in enumerate(pairs)]
    return leaves, {axis: FINDING if axis >= len(pairs) else CAUSE for leaf in leaves for axis in leaf}


def test_by_growth_if_that_is_cheaper_in_the_end() -> None:
    leaves, variables = between((100, 103), (100, 101), (101, 104), (100, 104), (100, 104))
    # The causes go first, and leave a table of four cells each. 104 is in three of them, 12 cells, and they become one
    # of eight: the two equal ones are joined for 9 products, then the other for 12. 100 and 101 grow by as much then;
    # 100 is in three: again 9 for equal ones, and 12.
    assert make_plan(leaves, variables).cost == 9 + 12 + 9 + 12
    assert _Greedy(leaves, variables, grow=False).plan().cost > 42


def test_where_it_is_dear_more_orders_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    leaves, variables = between((100, 101), (100, 101), (101, 102), (100, 103))
    forget()
    few = make_plan(leaves, variables).cost
    # The best: all but 100 and 101 are summed out, no join; the two equal tables 9, with that of 101 alone 6, and when
    # 101 is summed out, with that of 100 alone 3.
    best = 9 + 6 + 3
    assert few > best
    forget()
    monkeypatch.setattr("nktlib.inference.plan.DEAR", few)
    assert make_plan(leaves, variables).cost == few  # no dearer than that
    forget()
    monkeypatch.setattr("nktlib.inference.plan.DEAR", few - 1)
    assert make_plan(leaves, variables).cost == best
    forget()
    assert make_plan(leaves, variables) == make_plan(tuple(leaves), dict(variables))
    forget()


def test_more_orders_are_tried_besides_the_two(monkeypatch: pytest.MonkeyPatch) -> None:
    # Causes between neighbours in a square of three by three findings: taking the smallest table is hard to beat.
    rows = [((100 + one), (101 + one)) for one in (0, 1, 3, 4, 6, 7)]
    leaves, variables = between(*rows, *((100 + one, 103 + one) for one in range(6)))
    greedy = _Greedy(leaves, variables, grow=False).plan().cost
    assert all(_Greedy(leaves, variables, jitter=Random(seed)).plan().cost > greedy for seed in range(TRIES))
    forget()
    monkeypatch.setattr("nktlib.inference.plan.DEAR", 0)
    assert make_plan(leaves, variables).cost <= greedy
    forget()
