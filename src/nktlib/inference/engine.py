"""From a network to posteriors, exactly: eliminate forward for the evidence, backward for everything else.

Only sums and products of non-negative numbers occur, so each result is right to a few units in the last place times the
number of operations that led to it. The Bayes factor and the levels carry their answer along as one more axis (was a
flagged cause active? how high did this node fire?) instead of subtracting two evidences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.inference.evaluation import Evaluation
from nktlib.inference.leaves import shares
from nktlib.inference.levels import node_levels
from nktlib.inference.posterior import Hypothesis, Posterior
from nktlib.inference.queries import flagged_joints, flagged_priors
from nktlib.inference.scale import scaled

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array


MOST_COST = 4_000_000
"""Products of a plan that are still computed: with the levels of twenty nodes up to ten seconds."""


def infer(network: Network, most: float = MOST_COST) -> Posterior:
    """Compute every posterior of ``network``.

    Raises :class:`~nktlib.errors.TooComplex` where that takes more than ``most`` products, by default where it would
    take minutes and gigabytes, and
    ``ZeroDivisionError`` if the findings are impossible under the network; where no likelihood is zero they
    never are.
    """
    network, log_scale = scaled(network)
    one = Evaluation(network, most=most)
    return posterior_of(joints_of(one), network, log_scale, one.grouping.error)


@frozen(eq=False)
class Joints:
    """P(findings, class and ...), the class always second to last or last.

    ``evidence`` (class), ``causes`` active (cause, class), ``links`` fired (link, class), ``levels`` of nodes (query,
    class, level), ``flagged`` none and some (class, 2).
    """

    evidence: Array
    causes: Array
    links: Array
    levels: Array
    flagged: Array

    def of(self, classes: slice) -> Joints:
        """Those of some classes."""
        return Joints(
            self.evidence[classes],
            self.causes[:, classes],
            self.links[:, classes],
            self.levels[:, classes],
            self.flagged[classes],
        )


def joints_of(one: Evaluation) -> Joints:
    """Everything that a posterior is made of."""
    active = _active(one)
    return Joints(one.by_class, active, _fired(one, active), node_levels(one), flagged_joints(one))


def posterior_of(joints: Joints, network: Network, log_scale: float, error: float) -> Posterior:
    """Divide by the evidence.

    Raises ``ZeroDivisionError`` if that is zero.
    """
    evidence = float(joints.evidence.sum())
    if not evidence:
        raise ZeroDivisionError("the findings are impossible")
    levels = joints.levels.sum(axis=1)
    none, some = flagged_priors(network)
    unflagged, flagged = joints.flagged.sum(axis=0).tolist()
    return Posterior(
        evidence=evidence,
        causes=tuple((joints.causes.sum(axis=1) / evidence).tolist()),
        links=tuple((joints.links.sum(axis=1) / evidence).tolist()),
        levels=tuple([tuple(row) for row in (levels / levels.sum(axis=1, keepdims=True)).tolist()]),
        classes=tuple((joints.evidence / evidence).tolist()),
        flagged=Hypothesis(flagged, some),
        unflagged=Hypothesis(unflagged, none) if some else Hypothesis(0.0, 0.0),
        log_scale=log_scale,
        error=error,
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
    """P(findings and the link fired), shape (link, class).

    In a part with an axis: the firings to level 1 and 2 against what the rest of the network says of the part.
    """
    leaves = one.leaves
    joint: Array = active[leaves.pattern.link_cause] * (leaves.firing[:, :, 1] + leaves.firing[:, :, 2])
    for pulled in one.pulled:
        for links, fired in pulled.fired():
            joint[links] = fired * one.closed
    for key, number in leaves.part_of.items():
        weighted = leaves.effects.tables(key)[:, 1:].sum(axis=1) * one.run.gradients[one.wide_leaf(number)][0, :, 1]
        links = [term.link for term in leaves.pattern.parts[key[0]][key[1]].terms]
        joint[links] = weighted.reshape(*weighted.shape[:2], -1).sum(axis=-1) * one.closed
    return joint
