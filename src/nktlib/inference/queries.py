"""Was at least one flagged cause active? The answer is carried along as a mark that each of them raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.lattice import Tree, lattice_of
from nktlib.inference.marked_run import Marked
from nktlib.inference.marked_tree import marked_product
from nktlib.inference.tables import join

if TYPE_CHECKING:
    from nktlib.inference.evaluation import Evaluation
    from nktlib.inference.network import Network
    from nktlib.inference.pattern import Integers
    from nktlib.inference.stack import Stack
    from nktlib.inference.tables import Array

MARKS = 2

ONLY = np.zeros(1, dtype=np.intp)
"""The number of the only question."""


def flagged_priors(network: Network) -> tuple[float, float]:
    """P(no flagged cause is active), P(at least one is)."""
    none, some = 1.0, 0.0
    for cause in network.causes:
        if cause.flagged:
            none, some = none * cause.complement, some + none * cause.probability
    return none, some


def flagged_joints(one: Evaluation) -> Array:
    """P(findings, class, and no flagged cause is active or at least one is), shape (class, 2)."""
    leaves = one.leaves
    flagged = np.array([cause.flagged for cause in leaves.network.causes], dtype=bool)
    if not flagged.any():
        return one.by_class[:, None] * np.eye(1, MARKS)
    marked = {}
    for number, stack in enumerate(one.stacks):
        places = np.flatnonzero(flagged[stack.group.causes])
        if len(places):
            marked[number] = Marked(ONLY, _marked(stack, places))
    for cause, number in leaves.prior_of.items():
        if flagged[cause]:
            table = leaves.weights[cause][:, :, None] * np.eye(MARKS)
            marked[one.wide_leaf(number)] = Marked(ONLY, table[None])
    joint = one.marked(marked, 1, MARKS)[0]
    closed = one.closed[:, None] * np.eye(1, MARKS)
    places = np.flatnonzero(flagged[leaves.closed_causes])
    if len(places):
        tree = Tree(leaves.sums[leaves.closed_causes][..., None], lattice_of(()))
        weights = leaves.weights[leaves.closed_causes][places]
        closed = marked_product(tree, [(int(place), 0) for place in places], weights[..., None])[0, ..., 0]
    return join(joint, closed, (1,))


def _marked(stack: Stack, places: Integers) -> Array:
    """The product of a stack's causes, those at ``places`` flagged: shape (1, class, sizes, mark)."""
    _count, classes, cells = stack.tables.shape
    tables = np.zeros((len(places), classes, MARKS, cells))
    tables[:, :, 0, 0] = stack.weights[places, :, 0]
    tables[:, :, 1] = stack.active[places] * stack.weights[places, :, 1:]
    product = marked_product(stack.tree, [(int(place), 0) for place in places], tables)
    return np.moveaxis(product, 2, -1).reshape(1, classes, *stack.group.sizes, MARKS)
