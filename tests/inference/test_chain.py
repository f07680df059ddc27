"""Chains of tables against their definition, in exact numbers."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nktlib.inference.chain import FEW, LEAST, MANY, Chain, is_chain, recurrence_of, roundings_of_chain
from nktlib.inference.engine import infer
from nktlib.inference.lattice import lattice_of
from nktlib.inference.network import Cause, Link, Network, Reading
from tests.inference.oracle import by_distribution

if TYPE_CHECKING:
    from nktlib.inference.tables import Array

UNIT = Fraction(1, 2**53)
WEIGHTS = st.integers(0, 63).map(lambda whole: whole / 64) | st.sampled_from([1e-9, 1 - 2**-30])

Levels = tuple[int, ...]
Table = dict[Levels, Fraction]


@st.composite
def chains(draw: st.DrawFn) -> tuple[tuple[int, ...], Array, Array]:
    """Sizes, tables (member, row, cell) and the gradient of their product (row, cell)."""
    sizes = draw(st.sampled_from([(2,), (3,), (2, 2), (2, 3), (2, 2, 2)]))
    members, rows, cells = draw(st.integers(1, 6)), draw(st.integers(1, 2)), int(np.prod(sizes))
    weights = draw(st.lists(WEIGHTS, min_size=(members + 1) * rows * cells, max_size=(members + 1) * rows * cells))
    numbers = np.array(weights).reshape(members + 1, rows, cells)
    numbers[:-1, :, 0] += 2**-9  # what stands here is divided by
    return sizes, numbers[:-1], numbers[-1]


def joined(one: Table, other: Table) -> Table:
    """Multiply two tables: the levels reached together are the higher ones."""
    found: Table = dict.fromkeys(one, Fraction(0))
    for (left, weight), (right, factor) in product(one.items(), other.items()):
        found[tuple(map(max, left, right))] += weight * factor
    return found


def exactly(row: Array, sizes: tuple[int, ...]) -> Table:
    return dict(zip(product(*map(range, sizes)), map(Fraction, row.tolist()), strict=True))


def assert_close(found: Array, expected: Table, roundings: int) -> None:
    for one, other in zip(found.tolist(), expected.values(), strict=True):
        assert abs(Fraction(one) - other) <= other * roundings * UNIT / (1 - roundings * UNIT)


@given(chains())
def test_product_and_gradients_are_what_they_are_by_definition(case: tuple[tuple[int, ...], Array, Array]) -> None:
    sizes, tables, gradient = case
    chain = Chain(tables, lattice_of(sizes))
    pulled = chain.gradients(gradient)
    roundings = roundings_of_chain(sizes, len(tables))
    nothing = dict.fromkeys(product(*map(range, sizes)), Fraction(0)) | {(0,) * len(sizes): Fraction(1)}
    for row in range(tables.shape[1]):
        exact = [exactly(table[row], sizes) for table in tables]
        assert_close(chain.product[row], reduce(joined, exact), roundings)
        by_levels = exactly(gradient[row], sizes)
        for place, table in enumerate(exact):
            others = reduce(joined, exact[:place] + exact[place + 1 :], nothing)
            expected = {
                levels: sum(
                    (weight * by_levels[tuple(map(max, levels, reached))] for reached, weight in others.items()),
                    Fraction(0),
                )
                for levels in table
            }
            assert_close(pulled[place, row], expected, roundings + len(table))


def test_moves_and_what_stays() -> None:
    # Cells: 00, 01, 10, 11. Each stays where a table reaches no higher; 11 is come to from below in three ways.
    recurrence = recurrence_of((2, 2))
    assert recurrence.below == [[], [0], [0], [0, 1, 2]]
    stays = [[1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [1, 1, 1, 1]]
    moves = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 1, 1], [0, 1, 0, 1]]
    assert recurrence.coefficients.tolist() == stays + moves
    assert recurrence.coefficients.dtype == float  # a product with whole numbers or truths takes longer


def test_roundings_counted_by_hand() -> None:
    # Ten tables of four cells. Two moves up: product, three more sums at most (four are counted), quotient, nine sums
    # (ten) and product for each, at both ends. A product of both, and sums of at most four cells on three sides.
    assert roundings_of_chain((2, 2), 10) == 10 * 4 + 2 * 2 * (10 + 4 + 1) + 1 + 3 * 3


@pytest.mark.parametrize(
    ("members", "cells", "lowest", "expected"),
    [
        (MANY, FEW, 1.0, True),
        (MANY - 1, FEW, 1.0, False),
        (MANY, FEW + 1, 1.0, False),
        (MANY, 2, 0.0, False),
        (MANY, 2, LEAST ** (1 / (2 * MANY)) * 0.99, False),  # two rows
        (MANY, 2, LEAST ** (1 / (2 * MANY)) * 1.01, True),
    ],
)
def test_only_many_tables_of_few_cells_that_divide_well_are_a_chain(
    members: int, cells: int, lowest: float, *, expected: bool
) -> None:
    tables = np.full((members, 2, cells), 0.5)
    tables[:, :, 0] = lowest
    assert is_chain(tables) is expected


def test_what_is_just_too_little_is_no_chain() -> None:
    tables = np.ones((MANY, 1, 2))
    tables[-1, 0, 0] = LEAST
    assert not is_chain(tables)


def test_where_a_cause_is_sure_to_be_noticed_nothing_is_divided_by() -> None:
    """Its table has nothing in the lowest cell."""
    causes = (Cause(1.0, 0.0), *(Cause(0.25, 0.75),) * MANY)
    links = tuple(
        Link(cause, node, (0.5, 0.25, 0.25) if cause or node else (0.0, 1.0, 0.0))
        for cause in range(len(causes))
        for node in range(2)
    )
    weak = tuple(Reading(((node, 1.0),), (1.0,), ((0.125, 0.5, 0.5),)) for node in range(2))
    network = Network(causes, links, 2, readings=weak)
    found, expected = infer(network), by_distribution(network)
    assert found.causes == pytest.approx([float(one) for one in expected.causes], rel=1e-13)
    assert found.links == pytest.approx([float(one) for one in expected.links], rel=1e-13)
