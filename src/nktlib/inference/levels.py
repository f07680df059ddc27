"""How high nodes fire: the level fired at a node is a mark that causes which act there carry, many nodes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.lattice import Tree, lattice_of
from nktlib.inference.leaves import branches
from nktlib.inference.marked_run import Marked
from nktlib.inference.pattern import LEVELS
from nktlib.inference.stack import outer
from nktlib.inference.tables import join

if TYPE_CHECKING:
    from nktlib.inference.asked import Asked
    from nktlib.inference.evaluation import Evaluation
    from nktlib.inference.stack import Stack
    from nktlib.inference.tables import Array

CELLS = 1_000_000
"""Cells of the tables of a batch of nodes at once (8 MB): more nodes are done piece by piece."""


def node_levels(one: Evaluation) -> Array:
    """P(findings, class and level) of every node that the network asks for, shape (query, class, level)."""
    queries = len(one.leaves.network.queries)
    length = max(1, CELLS // one.grouping.cells_of_query)
    pieces = [_joint(one, range(start, min(start + length, queries))) for start in range(0, queries, length)]
    return np.concatenate([np.zeros((0, len(one.closed), LEVELS)), *pieces])


def _joint(one: Evaluation, queries: range) -> Array:
    """The same for some of them."""
    leaves, grouping = one.leaves, one.grouping
    marked = {}
    for number, (stack, asked) in enumerate(zip(one.stacks, grouping.asked, strict=True)):
        pairs = asked.within(queries)
        if len(pairs.places):
            product = np.moveaxis(_of_group(stack, pairs, leaves.firing), 2, -1)
            shape = (*product.shape[:2], *stack.group.sizes, LEVELS)
            marked[number] = Marked(np.unique(pairs.queries), product.reshape(shape))
    wide: dict[int, list[tuple[int, Array]]] = {}
    for query in queries:
        for leaf, table in _of_wide(one, leaves.network.queries[query]):
            wide.setdefault(leaf, []).append((query - queries.start, table))
    for leaf, tables in wide.items():
        values = np.array([table for _query, table in tables])
        marked[one.wide_leaf(leaf)] = Marked(np.array([query for query, _table in tables]), values)
    joint = one.marked(marked, len(queries), LEVELS)
    pairs = grouping.closed_asked.within(queries)
    closed = np.zeros((len(queries), len(one.closed), LEVELS))
    closed[..., 0] = one.closed
    if len(pairs.places):
        causes = leaves.pattern.link_cause[pairs.links]
        fired = leaves.weights[causes, :, 1:] * leaves.firing[pairs.links]
        fired[:, :, 0] += leaves.weights[causes, :, 0]
        tree = Tree(leaves.sums[leaves.closed_causes][..., None], lattice_of(()))
        closed[np.unique(pairs.queries)] = pairs.product(tree, fired[..., None])[..., 0]
    return join(joint, closed, (2,))


def _of_group(stack: Stack, pairs: Asked, firing: Array) -> Array:
    """The product of a group's causes for each node at which they act, shape (query, class, level, cell)."""
    _count, classes, cells = stack.tables.shape
    active = np.zeros((len(pairs.places), classes, LEVELS, cells))
    free = pairs.free
    active[free] = stack.active[pairs.places[free]][:, :, None] * firing[pairs.links[free]][..., None]
    for axis, (numbers, rows) in enumerate(pairs.simple):
        if len(numbers):
            factors = [factor[pairs.places[numbers]] for factor in stack.factors]
            for level in range(LEVELS):
                factors[axis] = stack.effects.simple[rows, level, :, : stack.group.sizes[axis]]
                active[numbers, :, level] = outer(factors)
    for number, term, held in pairs.others:
        rest = stack.without(held.place, held.axes)
        for level, table in enumerate(stack.effects.tables(held.key)[term]):
            active[number, :, level] = (rest * stack.spread(held.axes, table)).reshape(classes, cells)
    active *= stack.weights[pairs.places, :, 1][:, :, None, None]
    active[:, :, 0, 0] += stack.weights[pairs.places, :, 0]
    return pairs.product(stack.tree, active)


def _of_wide(one: Evaluation, node: int) -> list[tuple[int, Array]]:
    """The leaves of wide causes with the level that each fires at a node."""
    leaves = one.leaves
    found = []
    for link in leaves.pattern.links_at.get(node, ()):
        cause = leaves.network.links[link].cause
        if link in leaves.place_of:
            key, term = leaves.place_of[link]
            table = branches(np.moveaxis(leaves.effects.tables(key)[term], 0, -1))
            found.append((leaves.part_of[key], table[0]))
        elif cause in leaves.prior_of:
            weights = np.zeros((len(leaves.factor), 2, LEVELS))
            weights[:, 0, 0] = leaves.weights[cause, :, 0]
            weights[:, 1] = leaves.weights[cause, :, 1, None] * leaves.firing[link]
            found.append((leaves.prior_of[cause], weights))
    return found
