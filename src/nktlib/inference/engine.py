"""From a network to posteriors, exactly: eliminate forward for the evidence, backward for everything else.

Only sums and products of non-negative numbers occur, so each result is right to a few units in the last place times the
number of operations that led to it. The Bayes factor and the levels carry their answer along as one more axis (was a
flagged cause active? how high did this node fire?) instead of subtracting two evidences.
"""

from __future__ import annotations

from math import inf, log
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.leaves import Leaf, Leaves
from nktlib.inference.plan import make_plan
from nktlib.inference.queries import Hypothesis, flagged_hypotheses, node_levels
from nktlib.inference.run import backward, forward

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nktlib.inference.leaves import PartKey
    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array


@frozen
class Posterior:
    """What the findings say.

    ``causes``, ``links``: P(active), P(fired to level 1 or 2), in the order of the network. ``levels``: P(level 0, 1, 2)
    of each queried node. ``classes``: of the latent class. ``flagged`` and ``unflagged``: that at least one, and that
    none of the flagged causes is active.
    """

    evidence: float
    causes: tuple[float, ...]
    links: tuple[float, ...]
    levels: tuple[tuple[float, float, float], ...]
    classes: tuple[float, ...]
    flagged: Hypothesis
    unflagged: Hypothesis

    @property
    def log_evidence(self) -> float:
        """Natural logarithm of P(findings)."""
        return log(self.evidence)

    @property
    def log_bayes_factor(self) -> float:
        """log P(findings | some flagged cause) - log P(findings | none); 0 where no cause is flagged."""
        return log_bayes_factor(self.flagged, self.unflagged)


def log_bayes_factor(one: Hypothesis, other: Hypothesis) -> float:
    """Natural logarithm of the Bayes factor of two hypotheses; 0 where one of them cannot be: nothing to compare."""
    if not (one.prior and other.prior):
        return 0.0
    numerator, denominator = one.joint / one.prior, other.joint / other.prior
    if not denominator:
        return inf if numerator else 0.0
    return log(numerator / denominator) if numerator else -inf


def infer(network: Network) -> Posterior:
    """Compute every posterior of ``network``.

    Raises ``ZeroDivisionError`` if the findings are impossible under the network; where no likelihood is zero they never
    are.
    """
    leaves = Leaves(network)
    causes = range(len(network.causes))
    tables = [Leaf((cause,), leaves.weights(cause)[None]) for cause in causes if leaves.is_open(cause)]
    priors = len(tables)
    for cause in causes:
        tables += [*leaves.observed.get(cause, ()), *leaves.parts.get(cause, ())]
    factor = leaves.factor
    for cause in causes:
        if not leaves.is_open(cause):
            factor = factor * leaves.weights(cause).sum(axis=-1)
    plan = make_plan([leaf.axes for leaf in tables], leaves.variables)
    values = forward(plan, [leaf.values for leaf in tables], leaves.closing)
    by_class = factor * values[-1][0] if tables else factor
    evidence = float(by_class.sum())
    gradients = backward(plan, values, leaves.closing, factor[None]) if tables else []

    active: dict[int, Array] = {}
    for leaf, gradient in zip(tables[:priors], gradients[:priors], strict=True):
        active[leaf.axes[0]] = leaf.values[0, :, 1] * gradient[0, :, 1]
    for cause in causes:
        if cause not in active:
            weights = leaves.weights(cause)
            active[cause] = by_class * weights[:, 1] / weights.sum(axis=-1)
    pulled = {leaf.part: gradient[0, :, 1] for leaf, gradient in zip(tables, gradients, strict=True) if leaf.part}
    flagged, unflagged = flagged_hypotheses(leaves)
    return Posterior(
        evidence=evidence,
        causes=tuple(float(active[cause].sum()) / evidence for cause in causes),
        links=tuple(joint / evidence for joint in _fired(leaves, active, pulled)),
        levels=node_levels(leaves),
        classes=tuple(float(part) / evidence for part in by_class),
        flagged=flagged,
        unflagged=unflagged,
    )


def _fired(leaves: Leaves, active: Mapping[int, Array], pulled: Mapping[PartKey, Array]) -> list[float]:
    """P(findings and the link fired): its part with that firing required, against what the rest says of the part."""
    joint = [0.0] * len(leaves.network.links)
    for cause, effect in enumerate(leaves.effects.effects):
        for position, part in enumerate(effect.parts):
            key = (cause, position)
            if key in leaves.factors:
                whole = leaves.factors[key]
                rest = np.divide(active[cause], whole, out=np.zeros_like(whole), where=whole > 0)
            else:
                rest = pulled[key]
            for term in part.terms:
                joint[term.link] = float((leaves.effects.table(part, fired=term.link) * rest).sum())
    return joint
