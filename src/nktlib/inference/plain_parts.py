"""What one active cause leaves *up to* given levels noticed, its firings summed out, without numpy.

The tables here are cumulative: the entry of a cell is the probability that no finding notices more than the cell says
(one that noticed nothing: nothing). Given the firings the findings are independent. A group test that looks at several
of the firings draws one member, or none: it contributes the share that none of them has, plus for each member its share
x (1 if it fired no higher than the cell says, else 1 - notice). So the terms of a part are multiplied as *polynomials*
in the group tests: a table for each set of group tests that have drawn, one after the other, and none draws twice.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache, reduce
from math import prod
from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.inference.plain_grid import BY_CLASS, CLASS, ONE, ZERO, around, picking, plus, times

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nktlib.inference.plain_findings import Findings, Part, Term
    from nktlib.inference.plain_grid import Axes, Pick, Table


@frozen(eq=False)
class PartTables:
    """A part: whole, and with the link of each term fired at most to level 0, and at most to level 1."""

    whole: Table
    unfired: tuple[Table, ...]
    not_paretic: tuple[Table, ...]


class PartMaker:
    """Makes the tables of parts for all classes; ``weights`` (link, level fired) are tables by class."""

    def __init__(self, findings: Findings, weights: Sequence[Sequence[Table]]) -> None:
        self.findings = findings
        self.weights = weights
        self._unnoticed = [[ONE - Decimal(one) for one in finding.notice] for finding in findings.findings]
        self._missed: dict[tuple[int, float], Table] = {}

    def tables(self, part: Part) -> PartTables:
        """Compute the tables of a part, over its axes.

        Terms at which only group tests look that draw from the part (most terms, of a wide group) are multiplied over
        the axes of these alone, and meet the other terms at the end.
        """
        if len(part.terms) == 1:
            whole, unfired, not_paretic = self._term(part.terms[0], {}, part.axes)
            return PartTables(whole, (unfired,), (not_paretic or whole,))
        findings = self.findings
        bits = {number: 1 << place for place, number in enumerate(part.draws)}
        narrow = findings.axes(part.draws)
        small = _algebra(len(bits), findings.grid.cells(narrow))
        large = _algebra(len(bits), findings.grid.cells(part.axes))
        first = [term for term in part.terms if all(number in bits for number, _share in term.looks)]
        then = [term for term in part.terms if term not in first]
        ones = [self._term(term, bits, narrow) for term in first]
        others = [self._term(term, bits, part.axes) for term in then]
        end: Table = [rest for rest in self._undrawn(part) for _ in range(large.cells)]
        after = reduce(large.before, [one[0] for one in others], end)
        found: dict[int, list[Table]] = {}
        for term, one, rest in zip(
            first, ones, around([one[0] for one in ones], small.one, small.product), strict=True
        ):
            held = [self._spread(small.product(rest, kind), narrow, part.axes) for kind in one[1:] if kind]
            found[term.link] = [large.dot(after, kind) for kind in held]
        start = self._spread(reduce(small.product, [one[0] for one in ones], small.one), narrow, part.axes)
        whole = large.dot(after, start)
        for term, one, rest in zip(then, others, around([one[0] for one in others], start, large.product), strict=True):
            found[term.link] = [large.dot(end, large.product(rest, kind)) for kind in one[1:] if kind]
        rows = [(*found[term.link], whole)[:2] for term in part.terms]
        return PartTables(whole, *zip(*rows, strict=True))

    def _term(self, term: Term, bits: Mapping[int, int], axes: Axes) -> tuple[Table, Table, Table]:
        """A term as a polynomial: whole, with its link unfired, and with its link fired to level 1 at most.

        The last is empty where the link never fires higher.
        """
        cells = self.findings.grid.cells(axes)
        none, inhibited, paretic = self.weights[term.link]
        mine = sum(bits.get(number, 0) for number, _share in term.looks)
        whole: list[Decimal] = []
        unfired: list[Decimal] = []
        not_paretic: list[Decimal] = []
        for mask in range(1 << len(bits)):
            if mask & ~mine:
                for table in (whole, unfired, not_paretic)[: 3 if any(paretic) else 2]:
                    table.extend([ZERO] * cells)
                continue
            looks = [(number, share) for number, share in term.looks if number not in bits or bits[number] & mask]
            scale = prod([Decimal(share) for number, share in looks if number in bits], start=ONE)
            looking = [
                (number, self._unnoticed[number] if number in bits else self._miss(number, share))
                for number, share in looks
            ]
            start = self._wide(none, scale, axes)
            unfired += start
            start = plus(start, times(self._wide(inhibited, scale, axes), self._leaving(looking, 1, axes)))
            if any(paretic):
                not_paretic += start
                start = plus(start, times(self._wide(paretic, scale, axes), self._leaving(looking, 2, axes)))
            whole += start
        return whole, unfired, not_paretic

    def _wide(self, by_class: Table, scale: Decimal, axes: Axes) -> Table:
        """Multiply numbers by class with one number, as a table over some axes."""
        scaled = by_class if scale is ONE else [scale * one for one in by_class]
        return self.findings.grid.spread(scaled, BY_CLASS, axes)

    def _miss(self, number: int, share: float) -> Table:
        """P(a finding does not notice a firing to which it gives a share), by class."""
        missed = self._missed.get((number, share))
        if missed is None:
            part = Decimal(share)
            missed = self._missed[number, share] = [ONE - part * (ONE - one) for one in self._unnoticed[number]]
        return missed

    def _leaving(self, looking: Sequence[tuple[int, Table]], level: int, axes: Axes) -> Table:
        """P(no finding notices more than the cell says | fired to this level), by what each leaves unnoticed."""
        tables: list[Table] = []
        for number, unnoticed in looking:
            finding = self.findings.findings[number]
            if finding.axis is None:
                tables.append(self.findings.grid.spread(unnoticed, BY_CLASS, axes))
                continue
            reached = min(level, finding.size - 1)
            certain = [ONE] * (finding.size - reached)
            states = [cell for one in unnoticed for cell in ([one] * reached + certain)]
            tables.append(self.findings.grid.spread(states, (CLASS, finding.axis), axes))
        return reduce(times, tables) if tables else [ONE] * self.findings.grid.cells(axes)

    def _undrawn(self, part: Part) -> list[Decimal]:
        """For each set of group tests that have drawn: P(the others draw none of the members looked at)."""
        rests = [ONE]
        for number in part.draws:
            shares = [Decimal(share) for term in part.terms for other, share in term.looks if other == number]
            # In front the sets in which this one has not drawn; it is the highest bit so far.
            rests = [rest * (ONE - sum(shares)) for rest in rests] + rests
        return rests

    def _spread(self, polynomial: Table, axes: Axes, target: Axes) -> Table:
        grid = self.findings.grid
        cells = grid.cells(axes)
        return [
            one
            for start in range(0, len(polynomial), cells)
            for one in grid.spread(polynomial[start : start + cells], axes, target)
        ]


class _Algebra:
    """Polynomials in some group tests, none of which draws twice, with tables of so many cells as coefficients."""

    def __init__(self, draws: int, cells: int) -> None:
        self.cells = cells
        masks = range(1 << draws)
        self.one: Table = [ONE] * cells + [ZERO] * cells * (len(masks) - 1)
        pairs = sorted((one | other, one, other) for one in masks for other in masks if not one & other)
        self._counts = [sum(both == mask for both, _one, _other in pairs) for mask in masks]
        self._one = self._pick([one for _both, one, _other in pairs])
        self._other = self._pick([other for _both, _one, other in pairs])
        pairs.sort(key=lambda pair: pair[1])
        self._rests = [sum(one == mask for _both, one, _other in pairs) for mask in masks]
        self._both = self._pick([both for both, _one, _other in pairs])
        self._factor = self._pick([other for _both, _one, other in pairs])

    def _pick(self, masks: Sequence[int]) -> Pick:
        return picking([mask * self.cells + cell for mask in masks for cell in range(self.cells)])

    def product(self, left: Table, right: Table) -> Table:
        """Multiply two polynomials."""
        return self._added(times(self._one(left), self._other(right)), self._counts)

    def before(self, after: Table, factor: Table) -> Table:
        """What comes after a factor, and the factor: by the set that has drawn before both."""
        return self._added(times(self._both(after), self._factor(factor)), self._rests)

    def dot(self, after: Table, polynomial: Table) -> Table:
        """What comes after a polynomial, and the polynomial."""
        return self._added(times(after, polynomial), [len(after) // self.cells])

    def _added(self, products: Sequence[Decimal], counts: Sequence[int]) -> Table:
        cells, end = self.cells, 0
        result: list[Decimal] = []
        for count in counts:
            start, end = end, end + count * cells
            added: Table = products[start : start + cells]
            for place in range(start + cells, end, cells):
                added = plus(added, products[place : place + cells])
            result += added
        return result


@cache
def _algebra(draws: int, cells: int) -> _Algebra:
    return _Algebra(draws, cells)
