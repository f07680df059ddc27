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

from nktlib.inference.leaves import Leaves, branches
from nktlib.inference.plan import make_plan
from nktlib.inference.run import backward, forward
from nktlib.inference.scale import scaled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.network import Network
    from nktlib.inference.plan import Plan
    from nktlib.inference.tables import Array

CELLS = 4_000_000
"""Cells of the tables of a batch at once (32 MB): longer batches are carried out piece by piece."""


@frozen
class Look:
    """A further finding: for each link (index) the factors if it did not fire and if it did, an entry a class.

    ``inactive`` says whether an inactive cause has the factors of a link that did not fire (a challenge), or none (a
    test that noticed nothing). ``classes`` is a factor whatever the causes.
    """

    links: tuple[int, ...]
    unfired: tuple[tuple[float, ...], ...]
    fired: tuple[tuple[float, ...], ...]
    classes: tuple[float, ...]
    inactive: bool = False


@frozen(eq=False)
class Outlook:
    """Posteriors now, and jointly with each further finding.

    ``causes``: P(active | findings), shape (cause,). ``probability``: P(further finding | findings), shape (look,).
    ``joint``: P(further finding and active | findings), shape (look, cause).
    """

    causes: Array
    probability: Array
    joint: Array


def outlook(network: Network, looks: Sequence[Look]) -> Outlook:
    """Give what each of some further findings would say of the causes.

    Costs one pass forward and backward over tables with an axis more, as long as there are looks.
    """
    network, _log_scale = scaled(network)
    leaves = Leaves(network)
    plan = make_plan([leaf.axes for leaf in leaves.leaves], leaves.variables)
    now = Look((), (), (), (1.0,) * len(network.classes))
    widest = max((prod(leaves.variables[axis].size for axis in axes) for axes in plan.axes), default=1)
    length = max(1, CELLS // (widest * len(network.classes)))
    pieces = [
        _joint(leaves, plan, [now, *looks[start : start + length]]) for start in range(0, max(1, len(looks)), length)
    ]
    evidence, active = pieces[0][0][0], pieces[0][1][0]
    return Outlook(
        causes=active / evidence,
        probability=np.concatenate([piece[0][1:] for piece in pieces]) / evidence,
        joint=np.concatenate([piece[1][1:] for piece in pieces]) / evidence,
    )


def _joint(leaves: Leaves, plan: Plan, looks: Sequence[Look]) -> tuple[Array, Array]:
    """P(findings and look), shape (look,), and P(findings, look and active), shape (look, cause)."""
    weights = np.repeat(leaves.weights[None], len(looks), axis=0)
    values = [leaf.values for leaf in leaves.leaves]
    parts: dict[int, Array] = {}
    for row, look in enumerate(looks):
        for link, unfired, fired in zip(look.links, look.unfired, look.fired, strict=True):
            cause = leaves.network.links[link].cause
            if look.inactive:
                weights[row, cause, :, 0] *= unfired
            if link in leaves.place_of:
                key, term = leaves.place_of[link]
                number = leaves.part_of[key]
                if number not in parts:
                    parts[number] = np.repeat(values[number], len(looks), axis=0)
                parts[number][row] = branches(_looked_at(leaves.effects.tables(key)[term], unfired, fired))[0]
            else:
                shares = leaves.firing[link]
                weights[row, cause, :, 1] *= shares[:, 0] * unfired + shares[:, 1:].sum(axis=-1) * fired
    for number, table in parts.items():
        values[number] = table
    for cause, number in leaves.prior_of.items():
        values[number] = weights[:, cause]
    factor = leaves.factor * np.array([look.classes for look in looks])
    sums = weights.sum(axis=-1)
    closed = sums[:, leaves.closed_causes].prod(axis=1)
    tables = forward(plan, values, leaves.closing)
    by_class = factor * closed * (tables[-1] if tables else 1.0)
    active = np.divide(weights[..., 1], sums, out=np.zeros_like(sums), where=sums > 0) * by_class[:, None]
    if tables:
        gradients = backward(plan, tables, leaves.closing, np.broadcast_to(factor, by_class.shape))
        for cause, number in leaves.prior_of.items():
            active[:, cause] = weights[:, cause, :, 1] * gradients[number][..., 1] * closed
    joint: tuple[Array, Array] = by_class.sum(axis=-1), active.sum(axis=-1)
    return joint


def _looked_at(tables: Array, unfired: Sequence[float], fired: Sequence[float]) -> Array:
    """A part, shape (level, class, axes), with the factors of its term's firing: shape (class, axes)."""
    shape = (-1, *(1,) * (tables.ndim - 2))
    looked: Array = tables[0] * np.reshape(unfired, shape) + tables[1:].sum(axis=0) * np.reshape(fired, shape)
    return looked


def information_bits(now: Array, joint: Array, probability: Array) -> Array:
    """Expected information about each cause of a finding with several outcomes, in bits: shape (cause,).

    ``now``: P(active), shape (cause,); ``joint`` and ``probability``: of each outcome, shapes (outcome, cause) and
    (outcome,); the outcomes exclude each other and are all that can come. The mutual information of cause and outcome:
    the sum of p(x, o) log2 p(x, o) / (p(x) p(o)) over both states x of the cause and all outcomes o.
    """
    both = np.stack([np.maximum(probability[:, None] - joint, 0.0), joint])
    # What is certain may come out a rounding above one.
    apart = np.stack([np.maximum(1.0 - now, 0.0), now])[:, None] * probability[None, :, None]
    ratio = np.divide(both, apart, out=np.ones_like(both), where=(both > 0) & (apart > 0))
    bits: Array = (both * np.log2(ratio)).sum(axis=(0, 1))
    return bits
