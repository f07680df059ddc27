"""Questions that carry their answer along as one more axis: the Bayes factor and the levels of nodes."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.effects import LEVELS
from nktlib.inference.leaves import Leaf, branches
from nktlib.inference.plan import Join, make_plan
from nktlib.inference.run import forward

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.leaves import Leaves
    from nktlib.inference.plan import Plan
    from nktlib.inference.tables import Array

BATCH_CELLS = 2_000_000
"""So many cells of the widest table are computed at once (16 MB); the nodes asked for are batched accordingly."""


@frozen
class Hypothesis:
    """P(findings and the hypothesis) and P(the hypothesis): their ratio is what the hypothesis says of the findings."""

    joint: float
    prior: float


def flagged_hypotheses(leaves: Leaves) -> tuple[Hypothesis, Hypothesis]:
    """At least one flagged cause is active, and none is: an axis that each of them raises and that is never summed out."""
    network, flag = leaves.network, leaves.flag_axis
    none, some = 1.0, 0.0
    for cause in network.causes:
        if cause.flagged:
            none, some = none * cause.complement, some + none * cause.probability
    factor = leaves.factor
    tables: list[Leaf] = []
    for number, cause in enumerate(network.causes):
        weights = leaves.weights(number)[None]
        if cause.flagged:
            raised = np.zeros((*weights.shape, 2))
            raised[..., 0, 0], raised[..., 1, 1] = weights[..., 0], weights[..., 1]
            tables.append(Leaf((number, flag), raised))
        elif leaves.is_open(number):
            tables.append(Leaf((number,), weights))
        else:
            factor = factor * weights[0].sum(axis=-1)
        tables += [*leaves.observed.get(number, ()), *leaves.parts.get(number, ())]
    if not some:
        return Hypothesis(0.0, 0.0), Hypothesis(0.0, 0.0)
    plan = make_plan([leaf.axes for leaf in tables], leaves.variables, keep=(flag,))
    result = forward(plan, [leaf.values for leaf in tables], leaves.closing)[-1][0]
    joint = (result * factor[:, None]).sum(axis=0)
    return Hypothesis(float(joint[1]), some), Hypothesis(float(joint[0]), none)


def node_levels(leaves: Leaves) -> tuple[tuple[float, float, float], ...]:
    """P(level 0, 1, 2 | findings) of each queried node, in a batch: one axis holds the level of the node in question."""
    queries = leaves.network.queries
    if not queries:
        return ()
    asked = set(queries)
    touching = {
        (cause, position)
        for cause, effect in enumerate(leaves.effects.effects)
        for position, part in enumerate(effect.parts)
        if any(term.node in asked for term in part.terms)
    }
    fixed: list[Leaf] = []
    factor = leaves.factor
    for cause in range(len(leaves.network.causes)):
        if leaves.is_open(cause) or any(key[0] == cause for key in touching):
            fixed.append(Leaf((cause,), leaves.weights(cause, without=touching)[None]))
        else:
            factor = factor * leaves.weights(cause).sum(axis=-1)
        fixed += leaves.observed.get(cause, ())
        fixed += [leaf for leaf in leaves.parts.get(cause, ()) if leaf.part not in touching]
    axes = [leaf.axes for leaf in fixed]
    for cause, position in sorted(touching):
        part = leaves.effects.effects[cause].parts[position]
        axes.append((cause, *(leaves.numbers[key] for key in part.axes), leaves.level_axis))
    plan = make_plan(axes, leaves.variables, keep=(leaves.level_axis,))
    size = max(1, BATCH_CELLS // (_widest(plan, leaves) * len(leaves.network.classes)))
    rows: list[tuple[float, float, float]] = []
    for start in range(0, len(queries), size):
        batch = queries[start : start + size]
        values = [leaf.values for leaf in fixed]
        values += [_with_levels(leaves, cause, position, batch) for cause, position in sorted(touching)]
        # Without any cause that acts on a node asked for there is no level axis: the level is 0.
        joint = np.eye(1, LEVELS)
        if plan.kept:
            joint = (forward(plan, values, leaves.closing)[-1] * factor[:, None]).sum(axis=1)
        joint = np.broadcast_to(joint, (len(batch), LEVELS))
        rows += [(float(row[0]), float(row[1]), float(row[2])) for row in joint / joint.sum(axis=1, keepdims=True)]
    return tuple(rows)


def _with_levels(leaves: Leaves, cause: int, position: int, batch: Sequence[int]) -> Array:
    """A part with the level axis: row by row the level of that row's node, 0 where the part does not act on it."""
    part = leaves.effects.effects[cause].parts[position]
    plain = leaves.effects.table(part)
    quiet = np.zeros((*plain.shape, LEVELS))
    quiet[..., 0] = plain
    nodes = {term.node for term in part.terms}
    rows = {node: branches(leaves.effects.table(part, level_of=node)) for node in nodes & set(batch)}
    silent = branches(quiet)
    return np.concatenate([rows.get(node, silent) for node in batch])


def _widest(plan: Plan, leaves: Leaves) -> int:
    joined = [step.axes for step in plan.steps if isinstance(step, Join)]
    return max(prod(leaves.variables[axis].size for axis in axes) for axes in (*plan.leaves, *joined, ()))
