"""What one more finding would say, for many findings at once, without making a network of each.

A finding that looks at one firing of each of some links, and at nothing else, multiplies these firings by factors: it
opens no axis, so that the plan stays the same and only some leaves change. Many such findings are a batch of leaves,
carried through the plan together.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.leaves import Leaves, branches, shares
from nktlib.inference.look import Look
from nktlib.inference.pattern import LEVELS
from nktlib.inference.plan import make_plan
from nktlib.inference.run import backward, forward
from nktlib.inference.scale import scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.network import Link, Network
    from nktlib.inference.pattern import Integers
    from nktlib.inference.plan import Plan
    from nktlib.inference.tables import Array

CELLS = 4_000_000
"""Cells of the tables of a batch at once (32 MB): longer batches are carried out piece by piece."""


@frozen(eq=False)
class Outlook:
    """Posteriors now, and jointly with each further finding.

    ``causes``: P(active | findings), shape (cause,). ``probability``: P(further finding | findings), shape (look,).
    ``joint``: P(further finding and active | findings), shape (look, cause).
    """

    causes: Array
    probability: Array
    joint: Array


def outlook(network: Network, looks: Sequence[Look], further: Sequence[Link] = ()) -> Outlook:
    """Give what each of some further findings would say of the causes.

    ``further``: links that no finding of the network looks at; they are numbered after those of the network. So what
    only a look needs makes the network no larger.

    Costs one pass forward and backward over tables with an axis more, as long as there are looks.
    """
    network, _log_scale = scaled(network)
    leaves = Leaves(network)
    plan = make_plan([leaf.axes for leaf in leaves.leaves], leaves.variables)
    now = Look((), (), (), (1.0,) * len(network.classes))
    widest = max((prod(leaves.variables[axis].size for axis in axes) for axes in plan.axes), default=1)
    length = max(1, CELLS // (widest * len(network.classes)))
    pieces = [
        _joint(leaves, plan, [now, *looks[start : start + length]], further)
        for start in range(0, max(1, len(looks)), length)
    ]
    evidence, active = pieces[0][0][0], pieces[0][1][0]
    return Outlook(
        causes=active / evidence,
        probability=np.concatenate([piece[0][1:] for piece in pieces]) / evidence,
        joint=np.concatenate([piece[1][1:] for piece in pieces]) / evidence,
    )


def _joint(leaves: Leaves, plan: Plan, looks: Sequence[Look], further: Sequence[Link]) -> tuple[Array, Array]:
    """P(findings and look), shape (look,), and P(findings, look and active), shape (look, cause)."""
    weights = np.repeat(leaves.weights[None], len(looks), axis=0)
    values = [leaf.values for leaf in leaves.leaves]
    looked = _Looked(looks, len(leaves.network.classes))
    causes = np.array([link.cause for link in (*leaves.network.links, *further)], dtype=np.intp)[looked.links]
    held = np.isin(looked.links, list(leaves.place_of))
    firing = np.concatenate([leaves.firing, _firing(further, len(leaves.network.classes))])[looked.links]
    factor = firing[:, :, 0] * looked.unfired + firing[:, :, 1:].sum(axis=-1) * looked.fired
    np.multiply.at(weights[..., 1], (looked.rows[~held], causes[~held]), factor[~held])
    np.multiply.at(weights[..., 0], (looked.rows, causes), looked.unfired)
    for place in np.flatnonzero(held).tolist():
        key, term = leaves.place_of[int(looked.links[place])]
        number = leaves.part_of[key]
        if len(values[number]) == 1:
            values[number] = np.repeat(values[number], len(looks), axis=0)
        table = _looked_at(leaves.effects.tables(key)[term], looked.unfired[place], looked.fired[place])
        values[number][looked.rows[place]] = branches(table)[0]
    for cause, number in leaves.prior_of.items():
        values[number] = weights[:, cause]
    factor = leaves.factor * np.array([look.classes for look in looks])
    closed = weights[:, leaves.closed_causes].sum(axis=-1).prod(axis=1)
    tables = forward(plan, values, leaves.closing)
    by_class = factor * closed * (tables[-1] if tables else 1.0)
    active = shares(weights)[..., 1] * by_class[:, None]
    if tables:
        gradients = backward(plan, tables, leaves.closing, np.broadcast_to(factor, by_class.shape))
        for cause, number in leaves.prior_of.items():
            active[:, cause] = weights[:, cause, :, 1] * gradients[number][..., 1] * closed
    joint: tuple[Array, Array] = by_class.sum(axis=1), active.sum(axis=2)
    return joint


class _Looked:
    """What looks see, link by link: ``rows`` are the looks; ``unfired`` and ``fired`` have shape (link, class)."""

    def __init__(self, looks: Sequence[Look], classes: int) -> None:
        lengths = [len(look.links) for look in looks]
        self.rows: Integers = np.repeat(np.arange(len(looks)), lengths)
        self.links: Integers = np.array([link for look in looks for link in look.links], dtype=np.intp)
        self.unfired: Array = np.array([row for look in looks for row in look.unfired]).reshape(-1, classes)
        self.fired: Array = np.array([row for look in looks for row in look.fired]).reshape(-1, classes)


def _firing(links: Sequence[Link], classes: int) -> Array:
    """P(level fired | active) of links that nothing looks at, shape (link, class, level)."""
    firing = np.array([link.levels for link in links]).reshape(-1, 1, LEVELS)
    return np.repeat(firing, classes, axis=1)


def _looked_at(tables: Array, unfired: Array, fired: Array) -> Array:
    """A part, shape (level, class, axes), with the factors of its term's firing: shape (class, axes)."""
    shape = (-1, *(1,) * (tables.ndim - 2))
    looked: Array = tables[0] * unfired.reshape(shape) + tables[1:].sum(axis=0) * fired.reshape(shape)
    return looked


def information_bits(now: Array, joint: Array, probability: Array) -> Array:
    """Expected information about each cause of a finding with several outcomes, in bits: shape (..., cause).

    ``now``: P(active), shape (cause,); ``joint`` and ``probability``: of each outcome, shapes (..., outcome, cause) and
    (..., outcome); the outcomes exclude each other and are all that can come. The mutual information of cause and
    outcome: the sum of p(x, o) log2 p(x, o) / (p(x) p(o)) over both states x of the cause and all outcomes o.
    """
    both = np.stack([np.maximum(probability[..., None] - joint, 0.0), joint])
    # What is certain may come out a rounding above one.
    states = np.stack([np.maximum(1.0 - now, 0.0), now]).reshape(2, *(1,) * (joint.ndim - 1), -1)
    apart = states * probability[..., None]
    ratio = np.divide(both, apart, out=np.ones_like(both), where=(both > 0) & (apart > 0))
    bits: Array = (both * np.log2(ratio)).sum(axis=(0, -2))
    return bits
