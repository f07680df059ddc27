"""Posteriors of networks that are too dear for exact elimination: by sampling, with an error for each of them.

The cost of an exact answer grows exponentially with the weak findings that hang together. Here sets of active causes
are sampled (:mod:`nktlib.inference.anytime_chains`) and everything else is summed out. Why so: decision 14.
"""

from __future__ import annotations

from math import exp, hypot, inf
from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.anytime_arrays import NEVER, Collapsed
from nktlib.inference.anytime_chains import Chains
from nktlib.inference.anytime_errors import UNSEEN, estimate, independent_draws, mean_weight
from nktlib.inference.anytime_tally import HALVES, Tally
from nktlib.inference.posterior import Approximate, Effort, Errors, Hypothesis
from nktlib.inference.scale import scaled

if TYPE_CHECKING:
    from nktlib.inference.anytime_errors import Estimate
    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array

METHOD = "annealed chains over causes"

SWEEPS = 64
"""Sweeps of each chain that count, if nobody says otherwise: a few seconds for thirty weak findings in a limb."""

CHAINS = 64
"""Enough for the scatter of their means to be known to a tenth; the time is in proportion to them."""

STEPS = 32
"""Steps of annealing."""

SETTLING = 4
"""Of so many sweeps that count, one more goes before: the chains may not have come quite where they should."""

WELL_KNOWN = 0.25
"""A log Bayes factor that is known worse than so is estimated in a second way."""


def infer_anytime(network: Network, *, seed: int = 0, effort: int = SWEEPS) -> Approximate:
    """Estimate every posterior of ``network``, with an error for each; the same for the same ``seed``.

    ``effort`` is the number of sweeps of each chain that count: four times as many halve the errors.

    Raises :class:`~nktlib.errors.TooComplex` if a great many findings look at the very same firings of one cause,
    ``ZeroDivisionError`` if the findings are impossible under the network, and ``ValueError`` for an effort below 2.
    """
    if effort < HALVES:
        raise ValueError(f"an effort of {effort} shows no error: give at least {HALVES}")
    network, log_scale = scaled(network)
    arrays = Collapsed(network)
    random = np.random.default_rng(seed)
    chains = Chains(arrays, CHAINS, random)
    log_evidence, evidence_error = mean_weight(chains.anneal(STEPS))
    if log_evidence <= NEVER:
        raise ZeroDivisionError("the findings are impossible")
    for _ in range(effort // SETTLING):
        chains.sweep()
    tally = Tally(arrays, CHAINS)
    for sweep in range(effort):
        tally.half = sweep * HALVES // effort
        chains.sweep(tally)
        tally.swept(chains)
    means = tally.means()
    draws = independent_draws(estimate(means.causes), CHAINS, CHAINS * effort)
    causes, links, levels, classes = (
        estimate(one).widened(UNSEEN / draws) for one in (means.causes, means.links, means.levels, means.classes)
    )
    evidence = exp(log_evidence)
    counted = bool(arrays.flagged.any())
    expected = sum(value for value, cause in zip(causes.values.tolist(), network.causes, strict=True) if cause.flagged)
    (some, none), factor_error = _flags(estimate(means.flags), expected, UNSEEN / draws, counted=counted)
    some, none = some * evidence, none * evidence
    if factor_error > WELL_KNOWN and none < some and counted:
        # Too rarely without any flagged cause to be counted: so sample what it would take.
        log_none, none_error = mean_weight(Chains(arrays, CHAINS, random, flagged=False).anneal(STEPS))
        if hypot(none_error, evidence_error) < factor_error:
            none, factor_error = exp(log_none), hypot(none_error, evidence_error)
    some_before, none_before = _flags_before(network)
    if not some_before:
        some, none, factor_error = 0.0, 0.0, 0.0
    return Approximate(
        evidence=evidence,
        causes=tuple(causes.values.tolist()),
        links=tuple(links.values.tolist()),
        levels=_triples(levels.values),
        classes=tuple(classes.values.tolist()),
        flagged=Hypothesis(some, some_before),
        unflagged=Hypothesis(none, none_before),
        log_scale=log_scale,
        error=inf,
        method=METHOD,
        errors=Errors(
            causes=tuple(causes.errors.tolist()),
            links=tuple(links.errors.tolist()),
            levels=_triples(levels.errors),
            classes=tuple(classes.errors.tolist()),
            log_evidence=evidence_error,
            log_bayes_factor=factor_error,
        ),
        effort=Effort(CHAINS, effort, draws),
    )


def _triples(values: Array) -> tuple[tuple[float, float, float], ...]:
    return tuple((none, inhibited, paretic) for none, inhibited, paretic in values.tolist())


def _flags(flags: Estimate, expected: float, unseen: float, *, counted: bool) -> tuple[tuple[float, float], float]:
    """P(some, none of the flagged causes is active), and the half width of the logarithm of their ratio.

    ``expected`` is how many are active on average: where hardly ever one is, that is the probability that some are.
    They are either ``counted`` or all closed, so that all follows from the classes.
    """
    some, none = flags.values.tolist()
    if counted and some <= unseen:
        some = expected
    values = np.array([some, none])
    if not values.all():
        return (some, none), inf
    errors = flags.widened(unseen).errors / values if counted else flags.errors / values + unseen
    return (some, none), float(errors.sum())


def _flags_before(network: Network) -> tuple[float, float]:
    """P(some, none of the flagged causes is active) before the findings; twice 0 where there are none."""
    some, none = 0.0, 1.0
    for cause in network.causes:
        if cause.flagged:
            some, none = some + none * cause.probability, none * cause.complement
    return (some, none) if some else (0.0, 0.0)
