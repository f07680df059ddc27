"""What inference answers."""

from __future__ import annotations

from math import inf, log

from attrs import frozen


@frozen
class Hypothesis:
    """P(findings and the hypothesis) and P(the hypothesis): their ratio is what the hypothesis says of the findings."""

    joint: float
    prior: float


@frozen
class Posterior:
    """What the findings say.

    ``causes``, ``links``: P(active), P(fired to level 1 or 2), in the order of the network. ``levels``: P(level 0, 1,
    2) of each queried node. ``classes``: of the latent class. ``flagged`` and ``unflagged``: that at least one, and
    that none of the flagged causes is active. In a very long session ``evidence`` and the two joint probabilities are
    divided by exp(``log_scale``), lest they vanish; else that is 0. ``error`` bounds the relative error of every
    probability here, for the numbers of the network as they are.
    """

    evidence: float
    causes: tuple[float, ...]
    links: tuple[float, ...]
    levels: tuple[tuple[float, float, float], ...]
    classes: tuple[float, ...]
    flagged: Hypothesis
    unflagged: Hypothesis
    log_scale: float = 0.0
    error: float = 0.0

    @property
    def log_evidence(self) -> float:
        """Natural logarithm of P(findings)."""
        return log(self.evidence) + self.log_scale

    @property
    def log_bayes_factor(self) -> float:
        """Log P(findings | some flagged cause) - log P(findings | none); 0 where no cause is flagged."""
        return log_bayes_factor(self.flagged, self.unflagged)


def log_bayes_factor(one: Hypothesis, other: Hypothesis) -> float:
    """Natural logarithm of the Bayes factor of two hypotheses; 0 where one of them cannot be: nothing to compare."""
    if not (one.prior and other.prior):
        return 0.0
    numerator, denominator = one.joint / one.prior, other.joint / other.prior
    if not denominator:
        return inf if numerator else 0.0
    return log(numerator / denominator) if numerator else -inf
