"""The lattice of a group's findings."""

from __future__ import annotations

import pytest

from nktlib.inference.lattice import Lattice


@pytest.mark.parametrize(
    ("sizes", "sums"),
    # Sizes are put together up to nine cells; each chunk of n cells adds up n at most: for left, right and result.
    [
        ((), 0),
        ((3,), 3 * 2),
        ((3, 3), 3 * 8),
        ((2, 2, 2), 3 * 7),
        ((2, 2, 2, 2), 3 * (7 + 1)),
        ((3, 2, 2), 3 * (5 + 1)),
    ],
)
def test_sums_behind_a_product(sizes: tuple[int, ...], sums: int) -> None:
    assert Lattice(sizes).sums == sums
