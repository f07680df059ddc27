"""A network as arrays for sampling: only the set of active causes is sampled, everything else is summed out.

Given that set and the class, an open finding notices each level with a probability that is a plain product over the
active causes, up to a difference that is taken of logarithms: its likelihood costs one sum a level. Only where several
open findings look at the same firings of one cause, a *shared* part, the levels that they notice from it (a *cell* of
the part's table) are sampled together with the cause.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.errors import TooComplex
from nktlib.inference.leaves import Leaves, shares
from nktlib.inference.pattern import LEVELS, pattern_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from nktlib.inference.network import Network
    from nktlib.inference.tables import Array

    Integers = NDArray[np.intp]

TINY = 1e-300
"""Stands for a probability of zero, so that it has a logarithm."""

NEVER = float(np.log(TINY))

MOST_CELLS = 2**15
"""Cells of a part that are still sampled; a table of it for all chains takes some 50 MB."""


@frozen(eq=False)
class Share:
    """A part of what an active cause does, seen by open findings, as probabilities.

    ``levels`` (finding, cell): what each finding notices; ``table`` (class, cell): how probable that is, zero where the
    cause cannot be active; ``fired`` (link, class, level fired, cell): P(level fired | cell) for each of ``links``.
    ``at_most`` (finding, 1, level, cell) and ``logarithms`` (class, cell) are log P(noticed <= 0, 1 | cell) and the
    logarithms of ``table``.
    """

    cause: int
    findings: Integers
    links: tuple[int, ...]
    levels: Integers
    table: Array
    fired: Array
    at_most: Array
    logarithms: Array


class Collapsed:
    """The open causes and findings of a network, numbered from zero.

    Raises :class:`~nktlib.errors.TooComplex` if more findings look at the same firings of a cause than can be kept.
    """

    def __init__(self, network: Network) -> None:
        pattern = pattern_of(network)
        parts = [part for parts in pattern.parts for part in parts]
        cells = max([prod(pattern.sizes[key] for key in part.axes) for part in parts], default=1)
        if cells > MOST_CELLS:
            raise TooComplex(cells)
        leaves = self.leaves = Leaves(network)
        self.classes = len(network.classes)
        self.causes = sorted(leaves.prior_of)
        opened = sorted({axis for leaf in leaves.leaves for axis in leaf.axes}.intersection(leaves.closing))
        likelihood = [_all_levels(leaves.closing[number]) for number in opened]
        self.likelihood: Array = np.array(likelihood).reshape(-1, self.classes, LEVELS)
        """P(outcome | highest level noticed), shape (finding, class, level)."""
        weights = leaves.weights[self.causes]
        shares = []
        cause_at = {cause: position for position, cause in enumerate(self.causes)}
        finding_at = {number: position for position, number in enumerate(opened)}
        for axes, links, tables in _parts(leaves):
            cause = cause_at[axes[0]]
            whole = tables[0].sum(axis=0).reshape(self.classes, -1)
            weights[cause, :, 1] *= whole.sum(axis=1)
            findings = np.array([finding_at[number] for number in axes[1:]])
            shares.append(_share(cause, findings, links, tables))
        self.singles = sorted((one for one in shares if len(one.findings) == 1), key=lambda one: one.cause)
        self.shared = [one for one in shares if len(one.findings) > 1]
        self.odds: Array = log(weights[:, :, 1]) - log(weights[:, :, 0])
        """Log of what an active cause contributes over an inactive one, open findings apart, shape (cause, class)."""
        self.inactive: Array = log(weights[:, :, 0]).sum(axis=0)
        self.flagged = np.array([network.causes[cause].flagged for cause in self.causes], dtype=bool)
        self.rows_of = np.array([one.cause for one in self.singles], dtype=np.intp)
        """The cause of each single part, ascending; the following have one row for each."""
        self.finding_of = np.array([one.findings[0] for one in self.singles], dtype=np.intp)
        self._noticed = np.array([one.table for one in self.singles]).reshape(-1, self.classes, LEVELS)
        self.at_most: Array = log(self._noticed.cumsum(axis=-1)[:, :, :-1])
        """Log P(noticed from this cause <= 0, 1 | active), shape (row, class, level)."""

    def reach(self, likelihood: Array) -> Array:
        """P(outcome | highest level from all other causes, cause active), shape (row, class, level)."""
        return with_noticed(likelihood[self.finding_of], self._noticed)

    def base(self, *, flagged: bool) -> Array:
        """Log of what classes and closed causes contribute; without ``flagged``, while the flagged are inactive."""
        leaves = self.leaves
        closed = [
            leaves.sums[cause] if flagged or not leaves.network.causes[cause].flagged else leaves.weights[cause, :, 0]
            for cause in leaves.closed_causes
        ]
        factors = log(np.array(closed).reshape(-1, self.classes)).sum(axis=0)
        total: Array = log(leaves.factor) + factors + self.inactive
        return total


def with_noticed(likelihood: Array, noticed: Array) -> Array:
    """Sum a likelihood over one more level noticed: shapes (row, class, level), by the highest of all the others."""
    result: Array = np.zeros_like(noticed)
    for level in range(LEVELS):
        for other in range(LEVELS):
            result[..., other] += noticed[..., level] * likelihood[..., max(level, other)]
    return result


def log(values: Array) -> Array:
    """Natural logarithm, with a large negative number in place of that of zero."""
    logarithm: Array = np.log(np.maximum(values, TINY))
    return logarithm


def _parts(leaves: Leaves) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], Array]]:
    """Every leaf over a cause and findings: its axes, links and table (term, level fired, class, sizes of the axes)."""
    keys = {number: key for key, number in leaves.part_of.items()}
    for number, leaf in enumerate(leaves.leaves):
        if number in keys:
            cause, part = keys[number]
            terms = leaves.pattern.parts[cause][part].terms
            yield leaf.axes, tuple(term.link for term in terms), leaves.effects.tables(keys[number])
        elif len(leaf.axes) > 1:
            yield leaf.axes, (), leaf.values[:, None, :, 1]


def _share(cause: int, findings: Integers, links: tuple[int, ...], tables: Array) -> Share:
    sizes = tables.shape[3:]
    if len(sizes) == 1:  # so that all single parts have the same shape
        tables = np.pad(tables, ((0, 0),) * 3 + ((0, LEVELS - sizes[0]),))
        sizes = (LEVELS,)
    tables = tables.reshape(*tables.shape[:3], -1).swapaxes(1, 2)
    table = shares(tables[0].sum(axis=1))
    fired = shares(tables.swapaxes(2, 3)).swapaxes(2, 3)
    levels = np.indices(sizes).reshape(len(sizes), -1)
    at_most = np.where(levels[:, None, None] > np.arange(LEVELS - 1)[:, None], NEVER, 0.0)
    return Share(cause, findings, links, levels, table, fired[: len(links)], at_most, log(table))


def _all_levels(likelihood: Array) -> Array:
    """Write a likelihood (class, size) out for all levels: the last one told apart stands for those above it."""
    return likelihood[:, np.minimum(np.arange(LEVELS), likelihood.shape[1] - 1)]
