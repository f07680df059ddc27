"""From a network to posteriors, exactly: eliminate forward for the evidence, backward for everything else.

Only sums and products of non-negative numbers occur, so each result is right to a few units in the last place times the
number of operations that led to it. The Bayes factor and the levels carry their answer along as one more axis (was a
flagged cause active? how high did this node fire?) instead of subtracting two evidences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nktlib.inference.evaluation import Evaluation
from nktlib.inference.leaves import shares
from nktlib.inference.levels import node_levels
from nktlib.inference.posterior import Posterior
from nktlib.inference.queries import flagged_hypotheses
from nktlib.inference.scale import scaled

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array


MOST_COST = 4_000_000
"""Products of a plan that are still computed: with the levels of twenty nodes up to ten seconds."""


def infer(network: Network) -> Posterior:
    """Compute every posterior of ``network``.

    Raises :class:`~nktlib.errors.TooComplex` where an exact answer would take minutes and gigabytes, and
    ``ZeroDivisionError`` if the findings are impossible under the network; where no likelihood is zero they
    never are.
    """
    network, log_scale = scaled(network)
    one = Evaluation(network, most=MOST_COST)
    by_class = one.by_class
    evidence = float(by_class.sum())
    active = _active(one)
    flagged, unflagged = flagged_hypotheses(one)
    return Posterior(
        evidence=evidence,
        causes=tuple([joint / evidence for joint in active.sum(axis=1).tolist()]),
        links=tuple([joint / evidence for joint in _fired(one, active).tolist()]),
        levels=node_levels(one),
        classes=tuple([joint / evidence for joint in by_class.tolist()]),
        flagged=flagged,
        unflagged=unflagged,
        log_scale=log_scale,
        error=one.grouping.error,
    )


def _active(one: Evaluation) -> Array:
    """P(findings and active), shape (cause, class)."""
    leaves = one.leaves
    active: Array = one.by_class * shares(leaves.weights)[:, :, 1]
    for stack, pulled in zip(one.stacks, one.pulled, strict=True):
        active[stack.group.causes] = pulled.active * one.closed
    for cause, number in leaves.prior_of.items():
        gradient = one.run.gradients[one.wide_leaf(number)][0, :, 1]
        active[cause] = leaves.weights[cause, :, 1] * gradient * one.closed
    return active


def _fired(one: Evaluation, active: Array) -> Array:
    """P(findings and the link fired), for every link.

    In a part with an axis: the firings to level 1 and 2 against what the rest of the network says of the part.
    """
    leaves = one.leaves
    joint: Array = (active[leaves.pattern.link_cause] * leaves.firing[:, :, 1:].sum(axis=-1)).sum(axis=-1)
    for pulled in one.pulled:
        for links, fired in pulled.fired():
            joint[links] = fired @ one.closed
    for key, number in leaves.part_of.items():
        weighted = leaves.effects.tables(key)[:, 1:].sum(axis=1) * one.run.gradients[one.wide_leaf(number)][0, :, 1]
        links = [term.link for term in leaves.pattern.parts[key[0]][key[1]].terms]
        joint[links] = weighted.reshape(*weighted.shape[:2], -1).sum(axis=-1) @ one.closed
    return joint
