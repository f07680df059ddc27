"""Many Markov chains side by side over which causes are active, with the class and all firings summed out.

Two moves leave the posterior as it is. A *visit* draws whether one cause is active given all others. A *swap* takes an
active cause out and draws what stands in its place from all that could, itself included: rivals such as a root and a
nerve, which hardly ever are active together, change places in one step. *Annealing* leads the chains to the posterior
from where the open findings say nothing, and its weights estimate the evidence (Neal 2001, "Annealed importance
sampling").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.anytime_arrays import TINY, log
from nktlib.inference.pattern import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

    from nktlib.inference.anytime_arrays import Collapsed, Integers, Share
    from nktlib.inference.anytime_tally import Tally
    from nktlib.inference.tables import Array

SWAPS = 4
"""Swaps a sweep. Without them chains took up to 20 times as many sweeps to forget where they were."""

STEEPEST = 700.0
"""Log odds against something beyond which it is as good as impossible: exp of more would overflow."""


class Chains:
    """The states of the chains; the chain is the last axis of every array.

    ``active`` (cause, chain); ``cells``, of each shared part, (chain,): what it makes its findings notice, if its cause
    is active; without ``flagged``, flagged causes stay inactive.
    """

    def __init__(self, arrays: Collapsed, count: int, random: Generator, *, flagged: bool = True) -> None:
        self.arrays, self.count, self.random = arrays, count, random
        self._base = arrays.base(flagged=flagged)
        self.allowed = np.flatnonzero(~arrays.flagged | flagged)
        causes = len(arrays.causes)
        self.active = np.zeros((causes, count), dtype=bool)
        self.cells: list[Integers] = [np.zeros(count, dtype=np.intp) for _ in arrays.shared]
        bounds = np.searchsorted(arrays.rows_of, np.arange(causes + 1))
        self._rows = [slice(*bounds[cause : cause + 2]) for cause in range(causes)]
        self._shared = [[n for n, one in enumerate(arrays.shared) if one.cause == cause] for cause in range(causes)]
        self._with_rows = np.unique(arrays.rows_of)
        self._at_most = np.zeros((causes, len(arrays.likelihood), arrays.classes, LEVELS - 1))
        self._at_most[arrays.rows_of, arrays.finding_of] = arrays.at_most
        self._work = np.empty((2, len(arrays.singles), count))
        """Room for a swap: to ask the system for it each time took longer than the rest of the swap."""
        self._weigh(1.0)

    def _weigh(self, power: float) -> None:
        """Let the open findings say only a power of what they say."""
        self._likelihood = self.arrays.likelihood**power
        self._reached = self.arrays.reach(self._likelihood)
        levels = np.arange(LEVELS)
        self._noticed: Array = self._likelihood[..., np.maximum(levels[:, None], levels)]
        """P(outcome | level noticed from one cause, highest of all others), shape (finding, class, level, level)."""
        self.refresh()

    def refresh(self) -> None:
        """Compute from the states what depends on them, so that rounding does not gather.

        ``below``: log P(highest level noticed <= 0, 1), shape (finding, class, level, chain). ``outcomes``: log
        P(outcome), shape (finding, class, chain). ``joint``: log P(class, state, findings), shape (class, chain).
        """
        # Not by matrix products: on a busy machine their threads wait for each other longer than they work.
        self.below: Array = np.einsum("nfcl,nk->fclk", self._at_most, self.active.astype(float))
        for share, cells in zip(self.arrays.shared, self.cells, strict=True):
            self.below[share.findings] += share.at_most[..., cells] * self.active[share.cause]
        self._settle()

    def _settle(self) -> None:
        """Compute what depends on ``below``."""
        arrays = self.arrays
        self.levels: Array = levels_of(self.below)
        self.outcomes: Array = log(_times(self._likelihood, self.levels))
        self.joint: Array = self._base[:, None] + np.einsum("nc,nk->ck", arrays.odds, self.active.astype(float))
        for share, cells in zip(arrays.shared, self.cells, strict=True):
            self.joint += share.logarithms[:, cells] * self.active[share.cause]
        self.joint += self.outcomes.sum(axis=0)

    def anneal(self, steps: int) -> Array:
        """Draw the states and lead them to the posterior; gives the log weight of each chain.

        The mean weight estimates P(findings) without bias; with flagged causes kept inactive, P(findings, so).
        """
        weights = self._start() - log_sum(self.joint)
        for power in np.linspace(0.0, 1.0, steps + 1)[1:]:
            self._weigh(power)
            weights += log_sum(self.joint)
            self.sweep()
            weights -= log_sum(self.joint)
        # A sweep changes no weight; the last one was taken off above for a next power that does not come.
        whole: Array = weights + log_sum(self.joint)
        return whole

    def _start(self) -> float:
        """Draw the states as if the open findings said nothing; gives the log of what all states then add up to."""
        arrays, odds = self.arrays, self.arrays.odds[self.allowed]
        classes = self._base + np.logaddexp(0.0, odds).sum(axis=0)
        classes_drawn = _draw(softmax(classes[:, None]).repeat(self.count, axis=1), self.random)
        uniform = self.random.random((len(odds), self.count))
        self.active[self.allowed] = uniform < _expit(odds[:, classes_drawn])
        for number, share in enumerate(arrays.shared):
            self.cells[number] = _draw(share.table[classes_drawn].T, self.random)
        self._weigh(0.0)
        return float(log_sum(classes))

    def sweep(self, tally: Tally | None = None) -> None:
        """Visit every cause once, in random order, and swap a few; count in ``tally`` what that says of causes."""
        for cause in self.random.permutation(self.allowed):
            self.visit(cause, tally)
        self.refresh()
        for _ in range(SWAPS):
            self.swap()

    def visit(self, cause: int, tally: Tally | None) -> None:
        """Draw whether a cause is active, given all others."""
        arrays, before = self.arrays, self.active[cause].copy()
        rows, odds = self._rows[cause], arrays.odds[cause][:, None]
        findings, at_most = arrays.finding_of[rows], arrays.at_most[rows, ..., None]
        below = np.minimum(self.below[findings] - at_most * before, 0.0)
        levels = levels_of(below)
        without, within = log(_times(self._likelihood[findings], levels)), log(_times(self._reached[rows], levels))
        rest = self.joint - odds * before - self.outcomes[findings].sum(axis=0)
        inactive, active = rest + without.sum(axis=0), rest + odds + within.sum(axis=0)
        weighed: list[Array] = []
        for number in self._shared[cause]:
            share, cells = arrays.shared[number], self.cells[number]
            self.below[share.findings] = np.minimum(
                self.below[share.findings] - share.at_most[..., cells] * before, 0.0
            )
            apart = levels_of(self.below[share.findings])
            weighed.append(self._weights(share, apart))
            gone = self.outcomes[share.findings].sum(axis=0) + share.logarithms[:, cells] * before
            inactive += log(_times(self._likelihood[share.findings], apart)).sum(axis=0) - gone
            active += log(weighed[-1].sum(axis=1)) - gone
        probability = _expit(log_sum(active) - log_sum(inactive))
        given = softmax(active)
        after = self.random.random(self.count) < probability
        if tally is not None:
            tally.visited(cause, probability * given, levels, within, weighed)
        self.active[cause] = after
        if weighed or (after != before).any():
            self.below[findings] = below + at_most * after
            self.outcomes[findings] = np.where(after, within, without)
            self.joint = np.where(after, active, inactive)
        if weighed:
            self._draw_cells(cause, weighed, _draw(given, self.random), slice(None))
            for number in self._shared[cause]:
                share, cells = arrays.shared[number], self.cells[number]
                self.below[share.findings] += share.at_most[..., cells] * after
            self._settle()

    def swap(self) -> None:
        """Take one active cause out of each chain and draw one in its place, itself included."""
        arrays, chains = self.arrays, np.flatnonzero(self.active.any(axis=0))
        if not len(chains):
            return
        out = (self.random.random(self.active.shape) * self.active).argmax(axis=0)
        self._turn(out[chains], chains, on=False)
        weights = self._with_one_more()
        possible = np.zeros_like(self.active)
        possible[self.allowed] = ~self.active[self.allowed]
        whole = np.where(possible, log_sum(weights.swapaxes(0, 1)), -np.inf)
        chosen = _draw(softmax(whole), self.random)
        for cause in sorted({share.cause for share in arrays.shared}.intersection(chosen[chains].tolist())):
            mine = chains[chosen[chains] == cause]
            shared = [arrays.shared[number] for number in self._shared[cause]]
            weighed = [self._weights(share, self.levels[share.findings][..., mine]) for share in shared]
            self._draw_cells(cause, weighed, _draw(softmax(weights[cause][:, mine]), self.random), mine)
        self._turn(chosen[chains], chains, on=True)

    def _turn(self, causes: Integers, chains: Integers, *, on: bool) -> None:
        """Turn one cause on or off in each of some chains."""
        sign = 1.0 if on else -1.0
        self.active[causes, chains] = on
        self.below[..., chains] += sign * np.moveaxis(self._at_most[causes], 0, -1)
        for share, cells in zip(self.arrays.shared, self.cells, strict=True):
            mine = chains[causes == share.cause]
            if len(mine):
                turned = np.zeros(self.count)
                turned[mine] = sign
                self.below[share.findings] += share.at_most[..., cells] * turned
        np.minimum(self.below, 0.0, out=self.below)
        self._settle()

    def _with_one_more(self) -> Array:
        """Log P(class, state, findings) if one more cause were active, shape (cause, class, chain)."""
        arrays = self.arrays
        result: Array = self.joint + arrays.odds[..., None]
        if arrays.singles:
            relative = self.levels / np.exp(self.outcomes)[:, :, None]
            starts = np.searchsorted(arrays.rows_of, self._with_rows)
            ratios, term = self._work
            for one in range(arrays.classes):
                ratios.fill(0.0)
                for level in range(LEVELS):
                    np.take(relative[:, one, level], arrays.finding_of, axis=0, out=term, mode="clip")
                    term *= self._reached[:, one, level, None]
                    ratios += term
                np.log(np.maximum(ratios, TINY, out=ratios), out=ratios)
                result[self._with_rows, one] += np.add.reduceat(ratios, starts)
        for share in arrays.shared:
            weighed = self._weights(share, self.levels[share.findings])
            result[share.cause] += log(weighed.sum(axis=1)) - self.outcomes[share.findings].sum(axis=0)
        return result

    def _weights(self, share: Share, levels: Array) -> Array:
        """P(cell, outcomes of the part's findings | cause active), shape (class, cell, chain).

        ``levels``: P(highest level that each finding notices from all else), shape (finding, class, level, chain).
        """
        reached = np.einsum("fcal,fclk->fcak", self._noticed[share.findings], levels)
        result: Array = share.table[..., None]
        for one, noticed in zip(reached, share.levels, strict=True):
            result = result * one[:, noticed]
        return result

    def _draw_cells(self, cause: int, weighed: Sequence[Array], classes: Integers, chains: Integers | slice) -> None:
        """Draw the cells of a cause's shared parts, given the class."""
        for number, weights in zip(self._shared[cause], weighed, strict=True):
            given = np.take_along_axis(weights, classes[None, None], axis=0)[0]
            self.cells[number][chains] = _draw(given, self.random)


def levels_of(below: Array) -> Array:
    """P(highest level is 0, 1, 2) from log P(highest <= 0, 1): shapes (.., level, chain). Nothing is subtracted."""
    none, one = below[..., 0, :], below[..., 1, :]
    return np.stack([np.exp(none), np.exp(one) * -np.expm1(np.minimum(none - one, 0.0)), -np.expm1(one)], axis=-2)


def log_sum(values: Array) -> Array:
    """Log of the sum of exponentials over the first axis."""
    top = values.max(axis=0)
    total: Array = top + np.log(np.exp(values - top).sum(axis=0))
    return total


def softmax(values: Array) -> Array:
    """Exponentials, scaled to a sum of one over the first axis."""
    weights = np.exp(values - values.max(axis=0))
    scaled: Array = weights / weights.sum(axis=0)
    return scaled


def _times(likelihood: Array, levels: Array) -> Array:
    outcome: Array = np.einsum("rcl,rclk->rck", likelihood, levels)
    return outcome


def _expit(odds: Array) -> Array:
    probability: Array = 1.0 / (1.0 + np.exp(np.minimum(-odds, STEEPEST)))
    return probability


def _draw(weights: Array, random: Generator) -> Integers:
    """Draw one of the states, shape (state, chain), in each chain."""
    sums = weights.cumsum(axis=0)
    drawn: Integers = (sums <= random.random(sums.shape[1]) * sums[-1]).sum(axis=0)
    return np.minimum(drawn, len(sums) - 1)
