"""How far a mean over chains may be off.

The chains know nothing of each other, so the scatter of their means is that of independent numbers, however slowly each
of them moves. Two things it cannot show are added: that all chains still drift the same way, and what none has seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.anytime_chains import log_sum

if TYPE_CHECKING:
    from nktlib.inference.tables import Array

QUANTILE = 2.0
"""Standard errors to either side that hold 95 % of Student's distribution with as many degrees as there are chains."""

UNSEEN = 3.0
"""What was never seen in n independent draws has a probability below this over n, with 95 % confidence (1 - 3/n)^n."""

NOTICEABLE = 1e-4
"""Standard errors above this say how many independent draws the sampling was worth."""


@frozen(eq=False)
class Estimate:
    """Means, and half widths of intervals of 95 % confidence, of the same shape."""

    values: Array
    errors: Array

    def widened(self, unseen: float) -> Estimate:
        """Add the probability of what may not have been seen at all."""
        return Estimate(self.values, self.errors + unseen)


def estimate(means: Array) -> Estimate:
    """The mean over halves and chains, for means (half, .., chain).

    Where the halves differ by more than chance would have it, half the difference counts as an error too: so far is the
    mean off if the first half was and the second was not.
    """
    count = means.shape[-1]
    by_chain = means.mean(axis=0)
    variance = by_chain.var(axis=-1, ddof=1) / count
    drift = means[1] - means[0]
    excess = drift.mean(axis=-1) ** 2 - QUANTILE**2 * drift.var(axis=-1, ddof=1) / count
    return Estimate(by_chain.mean(axis=-1), QUANTILE * np.sqrt(variance + np.maximum(excess, 0.0) / 4))


def independent_draws(probabilities: Estimate, least: int, most: int) -> float:
    """To how many independent draws the most uncertain probability is equal: its binomial variance over its own."""
    variance = (probabilities.errors / QUANTILE) ** 2
    telling = variance > NOTICEABLE**2
    values = probabilities.values[telling]
    draws = values * (1.0 - values) / variance[telling]
    return float(max(draws.min(initial=most), least))


def mean_weight(weights: Array) -> tuple[float, float]:
    """Logarithm of the mean of weights (chain,) given as logarithms, and the half width of its interval.

    That the weights agree does not say that they have seen everything.
    """
    relative = np.exp(weights - weights.max())
    spread = relative.std(ddof=1) / relative.mean() / np.sqrt(len(weights))
    return float(log_sum(weights) - np.log(len(weights))), float(QUANTILE * spread) + UNSEEN / len(weights)
