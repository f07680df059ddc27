"""Joins against their definition, and plans against what they promise."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nktlib.inference.plan import Contract, Join, Plan, Variable, make_plan
from nktlib.inference.tables import LEADING, join, join_adjoints, spread, times

if TYPE_CHECKING:
    from nktlib.inference.tables import Array


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Array, Array, tuple[int, ...]]:
    """Two spread tables and the axes along which they are max-convolved."""
    classes = draw(st.integers(1, 3))
    shapes: list[tuple[int, int]] = [(1, 1), (classes, classes)]
    convergent = []
    for axis in range(LEADING, LEADING + draw(st.integers(0, 5))):
        size = draw(st.integers(2, 3))
        kind = draw(st.sampled_from(["convergent", "convergent", "both", "left", "right"]))
        shapes.append((1 if kind == "right" else size, 1 if kind == "left" else size))
        if kind == "convergent":
            convergent.append(axis)
    random = np.random.default_rng(draw(st.integers(0, 2**32)))
    left, right = (random.random(shape) for shape in zip(*shapes, strict=True))
    return left, right, tuple(convergent)


def by_definition(left: Array, right: Array, convergent: tuple[int, ...]) -> Array:
    """Every pair of cells, into the cell of the higher levels."""
    result = np.zeros(np.broadcast_shapes(left.shape, right.shape))
    cells = [list(product(*map(range, table.shape))) for table in (left, right)]
    for one, other in product(*cells):
        fits = all(
            axis in convergent or a == b or 1 in (left.shape[axis], right.shape[axis])
            for axis, (a, b) in enumerate(zip(one, other, strict=True))
        )
        if fits:
            result[tuple(map(max, one, other))] += left[one] * right[other]
    return result


@pytest.mark.parametrize("shapes", [((7, 2), (2, 3)), ((2, 3), (3, 8)), ((2, 9), (9, 3)), ((1, 1), (1, 1))])
@pytest.mark.parametrize("stacks", [((), ()), ((3,), (3,)), ((2, 1), (5,))])
@pytest.mark.parametrize("piece", [1, 20, 35, 1000])
def test_a_product_in_pieces_is_the_whole_product(
    shapes: tuple[tuple[int, ...], ...], stacks: tuple[tuple[int, ...], ...], piece: int
) -> None:
    left, right = (
        np.random.default_rng(seed).integers(0, 9, (*stack, *shape)).astype(float)
        for seed, (stack, shape) in enumerate(zip(stacks, shapes, strict=True))
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nktlib.inference.tables.PIECE", piece)
        np.testing.assert_array_equal(times(left, right), np.einsum("...ij,...jk->...ik", left, right))


@pytest.mark.parametrize(
    ("shape", "piece", "calls"),
    [
        ((50, 2, 3), 20, 17),  # three of the long axis at once
        ((2, 50, 3), 20, 17),
        ((2, 3, 50), 20, 17),
        ((50, 4, 5), 20, 50),  # one at once
        ((2, 3, 4), 24, 1),
        ((2, 3, 4), 23, 2),
    ],
)
def test_no_piece_is_larger_than_said(
    shape: tuple[int, int, int], piece: int, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, inner, columns = shape
    multiply, met = np.matmul, []

    def noting(left: Array, right: Array, out: Array | None = None) -> Array:
        met.append(left.shape[-2] * left.shape[-1] * right.shape[-1])
        found: Array = multiply(left, right, out=out)
        return found

    monkeypatch.setattr("nktlib.inference.tables.PIECE", piece)
    monkeypatch.setattr("numpy.matmul", noting)
    found = times(np.ones((rows, inner)), np.ones((inner, columns)))
    assert (found == inner).all()
    assert len(met) == calls
    assert max(met) <= piece
    assert sum(met) == rows * inner * columns


@given(pairs())
@settings(deadline=None)
def test_join_equals_its_definition(pair: tuple[Array, Array, tuple[int, ...]]) -> None:
    left, right, convergent = pair
    np.testing.assert_allclose(join(left, right, convergent), by_definition(left, right, convergent), rtol=1e-13)


@given(pairs(), st.integers(0, 2**32))
@settings(deadline=None)
def test_adjoints_are_the_transposed_linear_maps(pair: tuple[Array, Array, tuple[int, ...]], seed: int) -> None:
    left, right, convergent = pair
    random = np.random.default_rng(seed)
    gradient = random.random(np.broadcast_shapes(left.shape, right.shape))
    to_left, to_right = join_adjoints(gradient, left, right, convergent)
    # A join is linear in each of its tables: <gradient, join(x, right)> = <to_left, x> for any x; so on the right.
    other_left, other_right = random.random(left.shape), random.random(right.shape)
    assert to_left.shape == left.shape
    assert to_right.shape == right.shape
    assert (gradient * join(other_left, right, convergent)).sum() == pytest.approx(
        (to_left * other_left).sum(), rel=1e-13
    )
    assert (gradient * join(left, other_right, convergent)).sum() == pytest.approx(
        (to_right * other_right).sum(), rel=1e-13
    )


def test_without_levels_to_combine_a_join_is_a_product_and_its_adjoints_sums() -> None:
    left, right = np.arange(1.0, 7.0).reshape(1, 1, 2, 3), np.array([2.0, 5.0]).reshape(1, 1, 2, 1)
    gradient = np.ones((1, 1, 2, 3))
    assert join(left, right, ()).tolist() == [[[[2.0, 4.0, 6.0], [20.0, 25.0, 30.0]]]]
    to_left, to_right = join_adjoints(gradient, left, right, ())
    assert to_left.tolist() == [[[[2.0, 2.0, 2.0], [5.0, 5.0, 5.0]]]]
    assert to_right.tolist() == [[[[6.0], [15.0]]]]


def test_a_wide_join_multiplies_what_lies_at_or_below() -> None:
    random = np.random.default_rng(1)
    shape = (1, 3, *(3,) * 8)
    left, right = random.random(shape), random.random(shape)
    joined = join(left, right, tuple(range(LEADING, LEADING + 8)))
    for axis in range(LEADING, LEADING + 8):
        left, right, joined = (table.cumsum(axis=axis) for table in (left, right, joined))
    np.testing.assert_allclose(joined, left * right, rtol=1e-13)


def test_spread_puts_each_axis_in_its_place() -> None:
    table = np.arange(12.0).reshape(1, 2, 2, 3)
    assert spread(table, (4, 9), (1, 4, 7, 9)).shape == (1, 2, 1, 2, 1, 3)


@st.composite
def scopes(draw: st.DrawFn) -> tuple[list[tuple[int, ...]], dict[int, Variable]]:
    """Leaves as a network gives them: a cause each, with any of the findings."""
    causes, findings = draw(st.integers(1, 12)), draw(st.integers(1, 8))
    variables = {cause: Variable(2, convergent=False) for cause in range(causes)}
    for number in range(causes, causes + findings):
        variables[number] = Variable(draw(st.integers(2, 3)), convergent=True)
    numbers = st.lists(st.integers(causes, causes + findings - 1), unique=True, max_size=3)
    leaves: list[tuple[int, ...]] = []
    for cause in range(causes):
        leaves.append((cause,))
        leaves += [(cause, *draw(numbers)) for _ in range(draw(st.integers(0, 4)))]
    return leaves, variables


def sources(step: Join | Contract) -> tuple[int, ...]:
    return (step.left, step.right) if isinstance(step, Join) else (step.source,)


def counted(plan: Plan, variables: dict[int, Variable]) -> float:
    """The cost of a plan from its steps."""
    total = 0.0
    for step in plan.steps:
        if isinstance(step, Join):
            sizes = [variables[axis].size for axis in step.axes]
            total += prod(sizes) * prod(2 - 1 / sizes[position - LEADING] for position in step.convergent)
    return total


@given(scopes())
@settings(deadline=None)
def test_a_plan_uses_every_table_once_and_sums_every_variable_out_when_it_is_done(
    drawn: tuple[list[tuple[int, ...]], dict[int, Variable]],
) -> None:
    leaves, variables = drawn
    plan = make_plan(leaves, variables)
    used = [number for step in plan.steps for number in sources(step)]
    last = len(leaves) + len(plan.steps) - 1
    assert sorted(used) == list(range(last))
    assert plan.axes[last] == ()
    summed = [step.variable for step in plan.steps if isinstance(step, Contract)]
    assert sorted(summed) == sorted({axis for leaf in leaves for axis in leaf})
    for number, step in enumerate(plan.steps, len(leaves)):
        if isinstance(step, Join):
            left, right = set(plan.axes[step.left]), set(plan.axes[step.right])
            assert set(step.axes) == left | right
            both = [axis for axis in step.axes if axis in left & right and variables[axis].convergent]
            assert [step.axes[position - LEADING] for position in step.convergent] == both
        else:
            assert plan.axes[step.source][step.position] == step.variable
            standing = [plan.axes[one] for one in range(number) if one not in used[: used.index(step.source) + 1]]
            assert not any(step.variable in axes for axes in standing)
    assert plan.cost == pytest.approx(counted(plan, variables))


def test_nothing_makes_an_empty_plan() -> None:
    assert make_plan([], {}).steps == ()
