"""A mark on some tables of a tree: it brings the answer to a question through the same products.

How high did this node fire? Was a flagged cause active? A table that knows something of that has a mark as one more
axis, in front of its cells, and the mark of a product is the highest of its tables'. Many questions go through one tree
together; only products that depend on a marked table are computed again, each for the questions that this one is about.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.lattice import lattice_of
from nktlib.inference.pattern import columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.lattice import Tree
    from nktlib.inference.pattern import Integers
    from nktlib.inference.tables import Array

ROUTES = 256
"""Routes kept, some ten kilobytes each."""


@frozen(eq=False)
class _Stage:
    """How the marked tables of one level of a tree come about from those of the level below.

    Columns: ``both`` left, right, result; ``left`` and ``right`` (only that one is marked) table, pair, result;
    ``up`` table, result (the odd one).
    """

    both: Integers
    left: Integers
    right: Integers
    up: Integers
    count: int


@lru_cache(maxsize=ROUTES)
def _route(members: int, marked: tuple[tuple[int, int], ...]) -> tuple[_Stage, ...]:
    """The stages on which tables of a tree, marked for questions, come together: pairs (member, question), sorted."""
    stages = []
    at = {pair: number for number, pair in enumerate(marked)}
    while members > 1:
        pairs = members // 2
        results = {
            pair: number for number, pair in enumerate(sorted({(member // 2, question) for member, question in at}))
        }
        both, left, right, up = [], [], [], []
        for (pair, question), result in results.items():
            one, other = at.get((2 * pair, question)), at.get((2 * pair + 1, question))
            if pair == pairs:
                up.append((one, result))
            elif one is None:
                right.append((other, pair, result))
            elif other is None:
                left.append((one, pair, result))
            else:
                both.append((one, other, result))
        stages.append(_Stage(columns(both, 3), columns(left, 3), columns(right, 3), columns(up), len(results)))
        at, members = results, members - pairs
    return tuple(stages)


def marked_product(tree: Tree, marked: Sequence[tuple[int, int]], tables: Array) -> Array:
    """The product of a tree for each question, shape (question, row, mark, cell).

    ``marked`` are the pairs (member, question) that have a table with a mark, in ascending order, and ``tables`` these
    tables, shape (pair, row, mark, cell). Every question has at least one; they are numbered without a gap.
    """
    lattice, rows, marks = tree.lattice, tree.rows, tables.shape[2]
    with_mark = lattice_of((marks, *lattice.sizes))
    for stage, level in zip(_route(tree.members, tuple(marked)), tree.levels, strict=True):
        products = np.empty((stage.count, rows, marks, lattice.cells))
        one, other, result = stage.both
        if len(result):
            left = with_mark.widen(tables[one].reshape(-1, with_mark.cells), with_mark.left)
            left *= with_mark.widen(tables[other].reshape(-1, with_mark.cells), with_mark.right)
            products[result] = with_mark.narrow(left, with_mark.result).reshape(-1, rows, marks, lattice.cells)
        for (one, pair, result), side, others in (
            (stage.left, lattice.left, level.right),
            (stage.right, lattice.right, level.left),
        ):
            if len(result):
                wide = lattice.widen(tables[one].reshape(-1, lattice.cells), side)
                unmarked = others.reshape(lattice.products, level.pairs, rows)[:, pair]
                wide = wide.reshape(lattice.products, len(result) * rows, marks) * unmarked.reshape(
                    lattice.products, -1, 1
                )
                narrow = lattice.narrow(wide.reshape(lattice.products, -1), lattice.result)
                products[result] = narrow.reshape(-1, rows, marks, lattice.cells)
        one, result = stage.up
        products[result] = tables[one]
        tables = products
    return tables
