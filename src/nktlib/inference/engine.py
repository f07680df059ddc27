"""From a network to posteriors, exactly: eliminate forward for the evidence, backward for everything else.

Only sums and products of non-negative numbers occur, so each result is right to a few units in the last place times the
number of operations that led to it. The Bayes factor and the levels carry their answer along as one more axis (was a
flagged cause active? how high did this node fire?) instead of subtracting two evidences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nktlib.errors import TooComplex
from nktlib.inference.leaves import Leaves, shares
from nktlib.inference.plan import make_plan
from nktlib.inference.posterior import Posterior
from nktlib.inference.queries import flagged_hypotheses, node_levels
from nktlib.inference.rounding import error_bound
from nktlib.inference.run import Run, backward, forward
from nktlib.inference.scale import scaled

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array


MOST_COST = 10_000_000
"""Products of a plan that are still computed: with the levels of twenty nodes some seconds."""


def infer(network: Network) -> Posterior:
    """Compute every posterior of ``network``.

    Raises :class:`~nktlib.errors.TooComplex` where an exact answer would take minutes and gigabytes, and
    ``ZeroDivisionError`` if the findings are impossible under the network; where no likelihood is zero they
    never are.
    """
    network, log_scale = scaled(network)
    leaves = Leaves(network)
    plan = make_plan([leaf.axes for leaf in leaves.leaves], leaves.variables)
    if plan.cost > MOST_COST:
        raise TooComplex(plan.cost)
    tables = forward(plan, [leaf.values for leaf in leaves.leaves], leaves.closing)
    # The closed causes stand outside the plan: a number a class, by which everything that the plan gives is multiplied.
    closed = leaves.sums[leaves.closed_causes].prod(axis=0)
    by_class = leaves.factor * closed * (tables[-1][0] if tables else 1.0)
    evidence = float(by_class.sum())
    run = Run(plan, tables, backward(plan, tables, leaves.closing, leaves.factor[None]))

    active = by_class * shares(leaves.weights)[:, :, 1]
    for cause, number in leaves.prior_of.items():
        active[cause] = leaves.weights[cause, :, 1] * run.gradients[number][0, :, 1] * closed
    flagged, unflagged = flagged_hypotheses(leaves, run)
    return Posterior(
        evidence=evidence,
        causes=tuple(float(joint) / evidence for joint in active.sum(axis=1)),
        links=tuple(float(joint) / evidence for joint in _fired(leaves, active, run, closed)),
        levels=tuple(node_levels(leaves, run, node) for node in network.queries),
        classes=tuple(float(joint) / evidence for joint in by_class),
        flagged=flagged,
        unflagged=unflagged,
        log_scale=log_scale,
        error=error_bound(leaves, plan),
    )


def _fired(leaves: Leaves, active: Array, run: Run, closed: Array) -> Array:
    """P(findings and the link fired), for every link.

    In a part with an axis: the firings to level 1 and 2 against what the rest of the network says of the part.
    """
    causes = [link.cause for link in leaves.network.links]
    joint: Array = (active[causes] * leaves.firing[:, :, 1:].sum(axis=-1)).sum(axis=-1)
    for key, number in leaves.part_of.items():
        fired = leaves.tables(key)[:, 1:].sum(axis=1)
        weighted = fired * run.gradients[number][0, :, 1]
        links = [term.link for term in leaves.effects.parts[key[0]][key[1]].terms]
        joint[links] = weighted.reshape(len(links), len(closed), -1).sum(axis=-1) @ closed
    return joint
