"""Was at least one flagged cause active? The answer is carried along as a mark that each of them raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.lattice import Tree, lattice_of
from nktlib.inference.marked_run import Marked
from nktlib.inference.marked_tree import marked_product
from nktlib.inference.posterior import Hypothesis
from nktlib.inference.tables import join

if TYPE_CHECKING:
    from nktlib.inference.evaluation import Evaluation
    from nktlib.inference.pattern import Integers
    from nktlib.inference.stack import Stack
    from nktlib.inference.tables import Array

MARKS = 2

ONLY = np.zeros(1, dtype=np.intp)
"""The number of the only question."""


def flagged_hypotheses(one: Evaluation) -> tuple[Hypothesis, Hypothesis]:
    """At least one flagged cause is active, and none is."""
    leaves = one.leaves
    none, some = 1.0, 0.0
    for one_cause in leaves.network.causes:
        if one_cause.flagged:
            none, some = none * one_cause.complement, some + none * one_cause.probability
    if not some:
        return Hypothesis(0.0, 0.0), Hypothesis(0.0, 0.0)
    flagged = np.array([cause.flagged for cause in leaves.network.causes], dtype=bool)
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
    total = join(joint, closed, (1,))
    none_flagged, some_flagged = total.sum(axis=0).tolist()
    return Hypothesis(some_flagged, some), Hypothesis(none_flagged, none)


def _marked(stack: Stack, places: Integers) -> Array:
    """The product of a stack's causes, those at ``places`` flagged: shape (1, class, sizes, mark)."""
    _count, classes, cells = stack.tables.shape
    tables = np.zeros((len(places), classes, MARKS, cells))
    tables[:, :, 0, 0] = stack.weights[places, :, 0]
    tables[:, :, 1] = stack.active[places] * stack.weights[places, :, 1:]
    product = marked_product(stack.tree, [(int(place), 0) for place in places], tables)
    return np.moveaxis(product, 2, -1).reshape(1, classes, *stack.group.sizes, MARKS)
