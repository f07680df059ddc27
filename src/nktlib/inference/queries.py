"""Questions that carry their answer along as a mark: the Bayes factor and the levels of nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.effects import LEVELS
from nktlib.inference.leaves import branches
from nktlib.inference.posterior import Hypothesis
from nktlib.inference.run import forward_marked
from nktlib.inference.tables import join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nktlib.inference.leaves import Leaves
    from nktlib.inference.run import Run
    from nktlib.inference.tables import Array


def _marked(leaves: Leaves, run: Run, marked: Mapping[int, Array], causes: Mapping[int, Array], size: int) -> Array:
    """P(findings and highest mark), shape (mark,).

    ``marked``: leaves that carry a mark, by number; ``causes``: closed causes that do, each a table (class, mark).
    """
    if marked:
        joint = forward_marked(run, leaves.closing, marked)
    else:
        joint = leaves.factor[:, None] * np.eye(1, size)
        if run.tables:
            joint = joint * run.tables[-1][0, :, None]
    others = [cause for cause in leaves.closed_causes if cause not in causes]
    joint = joint * leaves.sums[others].prod(axis=0)[:, None]
    for table in causes.values():
        joint = join(joint, table, (1,))
    total: Array = joint.sum(axis=0)
    return total


def flagged_hypotheses(leaves: Leaves, run: Run) -> tuple[Hypothesis, Hypothesis]:
    """At least one flagged cause is active, and none is: each of them raises the mark."""
    none, some = 1.0, 0.0
    marked: dict[int, Array] = {}
    causes: dict[int, Array] = {}
    for cause, one in enumerate(leaves.network.causes):
        if one.flagged:
            none, some = none * one.complement, some + none * one.probability
            if cause in leaves.prior_of:
                marked[leaves.prior_of[cause]] = (leaves.weights[cause][:, :, None] * np.eye(2))[None]
            else:
                causes[cause] = leaves.weights[cause]
    if not some:
        return Hypothesis(0.0, 0.0), Hypothesis(0.0, 0.0)
    joint = _marked(leaves, run, marked, causes, 2)
    return Hypothesis(float(joint[1]), some), Hypothesis(float(joint[0]), none)


def node_levels(leaves: Leaves, run: Run, node: int) -> tuple[float, float, float]:
    """P(level 0, 1, 2 | findings) of a node: the mark is the level fired there."""
    marked: dict[int, Array] = {}
    causes: dict[int, Array] = {}
    for link in leaves.effects.links_at.get(node, ()):
        cause = leaves.network.links[link].cause
        if link in leaves.place_of:
            key, term = leaves.place_of[link]
            marked[leaves.part_of[key]] = branches(np.moveaxis(leaves.tables(key)[term], 0, -1))
            continue
        weights = np.zeros((len(leaves.factor), 2, LEVELS))
        weights[:, 0, 0] = leaves.weights[cause, :, 0]
        weights[:, 1] = leaves.weights[cause, :, 1, None] * leaves.firing[link]
        if cause in leaves.prior_of:
            marked[leaves.prior_of[cause]] = weights[None]
        else:
            causes[cause] = weights.sum(axis=1)
    joint = _marked(leaves, run, marked, causes, LEVELS)
    none, inhibited, paretic = (float(level) for level in joint / joint.sum())
    return (none, inhibited, paretic)
