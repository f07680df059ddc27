"""The sums over the grid of open findings that a posterior needs, by class of the latent variable, without numpy.

Up to given levels noticed, causes are independent: P(no finding notices more) is a plain product over causes of
P(inactive) + P(active) x what its parts leave. A finding's likelihood of exactly a level is a difference of two such
"up to", so each cell of the grid counts with a sign; see :mod:`nktlib.inference.plain` for why no digit is lost.
"""

from __future__ import annotations

from functools import cached_property
from math import prod
from operator import add, mul, sub
from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.inference.plain_grid import Factor, Grid, by_class, times
from nktlib.inference.plain_parts import PartMaker
from nktlib.inference.plain_weights import Weights, fixed, shares

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nktlib.inference.plain_findings import Findings
    from nktlib.inference.plain_grid import Axes, Table
    from nktlib.inference.plain_parts import PartTables

ByClass = tuple["Table", "Table"]
"""Sums and their errors, a number a class each, in units of 2^-(2 x bits)."""

KEPT = 4_000_000
"""Most cells of leaves that are kept to be used again for another node: about 200 MB."""

SHARE = 2
"""Units by which a share may be wrong: it is rounded down, and what it is a share of was rounded far finer."""


@frozen(eq=False)
class Open:
    """A cause that open findings see, as a share of its weight: inactive by class, and active over its axes.

    ``factors`` are the parts; ``rows`` the products of the first of them, ever more, with their axes one after the
    other; ``row`` the last of these with the axes in ascending order. ``first`` is the first cause that has just
    these numbers.
    """

    first: int
    inactive: Table
    rows: list[Table]
    factors: list[tuple[Axes, Table]]
    row: Sequence[int]


class Sums:
    """Every sum that a posterior needs, in units of 2^-bits."""

    def __init__(self, findings: Findings, bits: int) -> None:
        self.findings, self.bits = findings, bits
        self.network = network = findings.network
        self.classes = len(network.classes)
        self.plan = findings.plan
        self._weights = Weights(findings, bits)
        self.least = 1 << self._weights.wide
        """The smallest whole of which shares were taken, in units of 2^-(2 x bits): shares of less are less certain."""
        self.place: dict[int, tuple[int, PartTables, int]] = {}
        """Of each link that a part holds: the number of the part among the factors of its cause, and the term's."""
        self._parts: list[list[PartTables]] = [[] for _ in network.causes]
        self._fold_links()
        self._fold_parts()
        self.factor = self._weights.quiet()
        """What stands before every sum, in units of 2^-(2 x bits)."""
        self.shares: list[tuple[Table, Table]] = []
        """Of each cause: inactive and active with no limit to what is noticed, as shares of their sum."""
        self.open: dict[int, Open] = {}
        alike: dict[tuple[object, ...], Open] = {}
        for cause, (inactive, active) in enumerate(zip(self._weights.inactive, self._weights.active, strict=True)):
            whole = list(map(add, inactive, active))
            self.least = min(self.least, *whole)
            self.factor = times(self.factor, whole, self._weights.wide)
            self.shares.append((shares(inactive, whole, bits), shares(active, whole, bits)))
            if findings.axes_of[cause]:
                numbers = (*map(tuple, self.shares[-1]), *self._parts[cause], *findings.observed.get(cause, ()))
                if numbers not in alike:
                    alike[numbers] = self._opened(cause)
                self.open[cause] = alike[numbers]
        possible = [one for one, weight in zip(self.factor, network.classes, strict=True) if weight]
        self.least = min([self.least, *possible])
        closing = [self._weights.closing(number, bits) for number in findings.opened]
        leaves = [self._leaf(one.row, one.inactive) for one in map(self.open.__getitem__, findings.causes)]
        self._grid = Grid(self.plan, leaves, closing, bits)
        self.total = list(self._grid.factors[-1].table) if leaves else [1 << bits] * self.classes
        self._scaled: dict[tuple[object, ...], Factor] = {}
        self._bound()

    def _bound(self) -> None:
        """Bound errors: each rounding is wrong by less than a unit, and many of them add up in a sum over the grid.

        Leaves are one at most, so whatever a rounding is multiplied with on the way adds up to no more than weights do.
        """
        plan = self.plan
        most = max((len(one.factors) for one in self.open.values()), default=0)
        leaf = (SHARE + 1) * (most + 3)  # inactive, active, held up to a level, and the factors
        sums = [sum(max(map(abs, level)) for level in levels) / 2**self.bits for levels in self._grid.weights]
        size = 1.01 * prod([max(1.0, one) for one in sums])  # a hundredth for products of errors
        cells = sum(map(plan.cells, plan.axes)) // self.classes
        # Each weight, each step on the way to the sum; each cell on the way back, in the grid and then in the slopes.
        roundings = leaf * len(self.network.causes) + sum(plan.sizes) + len(plan.steps) + 2 * cells
        self.error = 3 + int(size * roundings)
        """Bound on the error of the total, whatever leaves are replaced, and of any sum over a slope, in units."""
        self.row_error = 1 + int(size * leaf)
        """What the error of the active branch adds to a sum over a slope."""

    def _fold_links(self) -> None:
        """Fold the links that no part holds into their causes."""
        weights, wide = self._weights, self._weights.wide
        self._alone: dict[int, Table] = {}
        for link, (none, low, high) in enumerate(weights.links):
            if link not in self.findings.looks:
                whole = self._alone[link] = [sum(levels) for levels in zip(none, low, high, strict=True)]
                cause = self.network.links[link].cause
                weights.active[cause] = times(weights.active[cause], whole, wide)
                self.least = min([self.least, *filter(None, whole)])

    def _fold_parts(self) -> None:
        """Fold what the parts leave with no limit into their causes, and keep their tables."""
        findings, weights, wide = self.findings, self._weights, self._weights.wide
        maker = PartMaker(weights, self.bits)
        for cause, parts in enumerate(findings.parts):
            for part in parts:
                tables = maker.tables(part)
                self.place.update(
                    (term.link, (len(self._parts[cause]), tables, place)) for place, term in enumerate(part.terms)
                )
                if part.axes:
                    self._parts[cause].append(tables)
                weights.active[cause] = times(weights.active[cause], tables.top, wide)
                self.least = min([self.least, *filter(None, tables.top)])

    def _opened(self, cause: int) -> Open:
        """Multiply what an active cause leaves, part after part, each along axes of its own."""
        findings, one = self.findings, 1 << self.bits
        factors = [(tables.axes, tables.whole) for tables in self._parts[cause]]
        for number, weight in findings.observed.get(cause, ()):
            if number in findings.axis_of:
                unnoticed = [one - fixed(weight, self.bits)] * self.classes
                factors.append(((findings.axis_of[number],), unnoticed + [one] * self.classes))
        inactive, active = self.shares[cause]
        rows = [active]
        for _axes, factor in factors:
            rows.append(_outer(rows[-1], factor[: -self.classes], self.classes, self.bits) + rows[-1])
        axes = tuple(axis for own, _factor in factors for axis in own)
        return Open(cause, inactive, rows, factors, self.plan.spread(axes, rows[-1], findings.axes_of[cause]))

    def _leaf(self, active: Sequence[int], inactive: Table) -> Table:
        """Add the inactive branch to an active one."""
        return list(map(add, active, inactive * (len(active) // len(inactive))))

    def _slope(self, cause: int) -> Iterator[tuple[int, Sequence[int]]]:
        """The derivative of the total by the active branch of a cause with ever fewer of its parts, the last first."""
        one = self.open[cause]
        axes = tuple(axis for own, _factor in one.factors for axis in own)
        gradient = self._grid.gradients[self.findings.leaf_of[cause]]
        slope = self.plan.spread(self.findings.axes_of[cause], gradient, axes)
        for number in range(len(one.factors), 0, -1):
            yield number, slope
            slope = _inner(slope, one.factors[number - 1][1], len(one.rows[number - 1]), self.classes, self.bits)
        yield 0, slope

    @cached_property
    def active(self) -> list[ByClass]:
        """For each cause the total with it active."""
        found: list[ByClass] = []
        self._fired: dict[tuple[int, int, int], ByClass] = {}
        for cause, (_inactive, active) in enumerate(self.shares):
            slope: Sequence[int] = self.total
            if cause in self.open:
                if self.open[cause].first < cause:
                    found.append(found[self.open[cause].first])
                    continue
                for number, slope in self._slope(cause):
                    if number and number <= len(self._parts[cause]):
                        self._fire(cause, number - 1, slope)
            errors = [self.error * share + SHARE * abs(one) for one, share in zip(slope, active, strict=True)]
            found.append((list(map(mul, slope, active)), errors))
        return found

    def _fire(self, cause: int, number: int, slope: Sequence[int]) -> None:
        """For each term of an open part the total with its link fired to level 1 or 2."""
        row, tables = self.open[cause].rows[number], self._parts[cause][number]
        cells = len(row)
        sums = [by_class(slope[start : start + cells], row, self.classes) for start in range(0, len(slope), cells)]
        weighed = [one >> self.bits for level in sums for one in level]
        errors = [(self.error * share >> self.bits) + self.row_error + 2 for share in self.shares[cause][1]]
        sizes = [2 * SHARE * sum(map(abs, weighed[one :: self.classes])) for one in range(self.classes)]
        for place, unfired in enumerate(tables.unfired):
            fired = list(map(sub, tables.whole, unfired * (len(tables.whole) // len(unfired))))
            most = [sum(fired[one :: self.classes]) for one in range(self.classes)]
            lost = list(map(add, map(mul, errors, most), sizes))
            self._fired[cause, number, place] = by_class(weighed, fired, self.classes), lost

    @cached_property
    def fired(self) -> list[ByClass]:
        """For each link the total with it fired to level 1 or 2."""
        found, bits = [], self.bits
        active = self.active
        for link, edge in enumerate(self.network.links):
            if link in self.place:
                number, tables, place = self.place[link]
                if tables.axes:
                    found.append(self._fired[self.open[edge.cause].first, number, place])
                    continue
                parts = list(map(sub, tables.whole, tables.unfired[place]))
            else:
                _none, low, high = self._weights.links[link]
                parts = shares(list(map(add, low, high)), self._alone[link], bits)
            values, errors = active[edge.cause]
            lost = [
                (error * part + 2 * SHARE * abs(one) >> bits) + 1
                for one, error, part in zip(values, errors, parts, strict=True)
            ]
            found.append((times(values, parts, bits), lost))
        return found

    def held(self, node: int, highest: int) -> Table:
        """The total with the node's level at most 0 or 1."""
        factor: Table = [1 << self.bits] * self.classes
        leaves: dict[int, Factor] = {}
        for link in self.findings.links_at.get(node, ()):
            edge = self.network.links[link]
            if not any(edge.levels[highest + 1 :]):
                continue
            up_to = self._up_to(link, highest)
            if edge.cause not in self.open:
                inactive, active = self.shares[edge.cause]
                factor = times(factor, map(add, inactive, times(active, up_to, self.bits)), self.bits)
            elif len(up_to) > self.classes:
                leaves[edge.cause] = self._held(edge.cause, self.place[link][0], up_to)
            else:
                looked = self.place[link][1].axes if link in self.place else ()
                leaves[edge.cause] = self._shared(edge.cause, up_to, looked)
        if self.plan.cost * len(self.network.queries) > KEPT:
            self._scaled.clear()
        return times(factor, self._changed(leaves), self.bits)

    def _shared(self, cause: int, share: Table, looked: Axes) -> Factor:
        """What a cause leaves with shares by class of its active branch, whatever was noticed on some axes."""
        one, axes = self.open[cause], self.findings.axes_of[cause]
        made = (one.first, looked, *share)
        if made not in self._scaled:
            left = tuple(axis for axis in axes if axis not in looked)
            row, bits = self.plan.spread(axes, one.row, left), self.bits
            repeat = len(row) // self.classes
            triples = zip(row, share * repeat, one.inactive * repeat, strict=True)
            self._scaled[made] = Factor(left, [(cell * part >> bits) + inactive for cell, part, inactive in triples])
        return self._scaled[made]

    def _up_to(self, link: int, highest: int) -> Table:
        """The share of a link's weight with it fired no higher."""
        if link in self.place:
            _number, tables, place = self.place[link]
            return (tables.unfired, tables.not_paretic)[highest][place]
        none, low, _high = self._weights.links[link]
        return shares(list(map(add, none, low)) if highest else none, self._alone[link], self.bits)

    def _held(self, cause: int, number: int, held: Table) -> Factor:
        """What a cause leaves with one of its parts replaced."""
        one, axes = self.open[cause], self.findings.axes_of[cause]
        row = _outer(one.rows[number], held, self.classes, self.bits)
        for _axes, factor in one.factors[number + 1 :]:
            row = _outer(row, factor[: -self.classes], self.classes, self.bits) + row
        own = tuple(axis for axes, _factor in one.factors for axis in axes)
        return Factor(axes, self._leaf(self.plan.spread(own, row, axes), one.inactive))

    def unflagged(self) -> Table:
        """The total with no flagged cause active."""
        factor: Table = [1 << self.bits] * self.classes
        leaves: dict[int, Factor] = {}
        for cause, one in enumerate(self.network.causes):
            if one.flagged and cause in self.open:
                leaves[cause] = Factor((), self.open[cause].inactive)
            elif one.flagged:
                factor = times(factor, self.shares[cause][0], self.bits)
        return times(factor, self._changed(leaves), self.bits)

    def _changed(self, leaves: dict[int, Factor]) -> Table:
        """The total with what some open causes leave replaced."""
        if not leaves:
            return self.total
        return self._grid.changed({self.findings.leaf_of[cause]: one for cause, one in leaves.items()})


def _outer(row: Table, factor: Table, classes: int, bits: int) -> Table:
    """Multiply each piece of a factor, by class, with a whole row: its axes come after those of the row."""
    repeat = len(row) // classes
    return [
        cell
        for start in range(0, len(factor), classes)
        for cell in times(row, factor[start : start + classes] * repeat, bits)
    ]


def _inner(slope: Sequence[int], factor: Table, cells: int, classes: int, bits: int) -> Table:
    """Sum a slope over the axes of a factor, weighted with it: what multiplies the row, by its cells."""
    repeat = cells // classes
    sums = list(slope[-cells:])
    for level, start in enumerate(range(0, len(factor) - classes, classes)):
        piece = slope[level * cells : (level + 1) * cells]
        sums = list(map(add, sums, times(piece, factor[start : start + classes] * repeat, bits)))
    return sums
