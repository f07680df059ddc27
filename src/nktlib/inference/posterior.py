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


@frozen
class Errors:
    """Half widths of intervals of 95 % confidence, in the shape of what they are about.

    ``log_evidence`` and ``log_bayes_factor`` are on the scale of the natural logarithm.
    """

    causes: tuple[float, ...]
    links: tuple[float, ...]
    levels: tuple[tuple[float, float, float], ...]
    classes: tuple[float, ...]
    log_evidence: float
    log_bayes_factor: float


@frozen
class Effort:
    """What was done: chains, sweeps of each that count, and how many independent draws that was worth."""

    chains: int
    sweeps: int
    draws: float


@frozen(kw_only=True)
class Approximate(Posterior):
    """What the findings say, as far as sampling shows: a posterior with how it came about.

    ``errors`` are half widths of 95 % intervals; ``error``, which bounds relative errors, is infinite. The joint
    probabilities of ``flagged`` and ``unflagged`` are as uncertain as the evidence, their ratio as the Bayes factor.
    """

    method: str
    errors: Errors
    effort: Effort
