"""What one active cause leaves *up to* given levels noticed, its firings summed out, without numpy.

The tables here are cumulative: the entry of a cell is the probability that no finding notices more than the cell says
(one that noticed nothing: nothing). Given the firings the findings are independent. A group test that looks at several
of the firings draws one member, or none: it contributes the share that none of them has, plus for each member its share
x (1 if it fired no higher than the cell says, else 1 - notice). So the terms of a part are multiplied as *polynomials*
in the group tests: a table for each set of group tests that have drawn, one after the other, and none draws twice.
"""

from __future__ import annotations

from itertools import accumulate
from math import prod
from operator import add
from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.inference.plain_grid import times
from nktlib.inference.plain_weights import fixed, shares

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nktlib.inference.plain_findings import Part, Term
    from nktlib.inference.plain_grid import Axes, Table
    from nktlib.inference.plain_weights import Weights

    Polynomial = Sequence[Sequence[int] | None]
    """A table for each set of draws, a bit each; ``None`` is zero."""


@frozen(eq=False)
class PartTables:
    """A part by its axes, as a share of ``top``, its weight by class with no limit to what is noticed.

    ``whole``, and with the link of each term fired at most to level 0, and at most to level 1. A term alone that has
    not fired leaves the same whatever was noticed: that is a number a class.
    """

    axes: Axes
    top: Table
    whole: Table
    unfired: tuple[Table, ...]
    not_paretic: tuple[Table, ...]


class PartMaker:
    """Makes the tables of parts, all classes in one."""

    def __init__(self, weights: Weights, bits: int) -> None:
        self.findings, self.weights = weights.findings, weights
        self.bits, self.wide = bits, weights.wide
        self.plan, self.classes = self.findings.plan, self.findings.plan.classes
        self._single: dict[tuple[object, ...], PartTables] = {}
        """Parts of one firing, by what they are made of: many links are alike."""

    def tables(self, part: Part) -> PartTables:
        """Compute the tables of a part."""
        if len(part.terms) > 1:
            return self._shared(part.axes, *self._product(part))
        term = part.terms[0]
        made = (term.looks, *map(tuple, self.weights.links[term.link]))
        if made not in self._single:
            ((whole,), (unfired,), (not_paretic,)) = self._term(term, {}, part.axes)
            self._single[made] = self._shared(
                part.axes, whole or [], [(unfired and unfired[: self.classes], not_paretic)]
            )
        return self._single[made]

    def _shared(self, axes: Axes, whole: Sequence[int], held: Sequence[Sequence[Sequence[int] | None]]) -> PartTables:
        top = list(whole[-self.classes :])

        def share(table: Sequence[int]) -> Table:
            return shares(table, top * (len(table) // len(top)), self.bits)

        tables = [[share(table or whole) for table in one] for one in held]
        return PartTables(axes, top, share(whole), *map(tuple, zip(*tables, strict=True)))

    def _product(self, part: Part) -> tuple[Table, list[list[Table | None]]]:
        """Multiply the terms of a part: the whole, and for each term what is left with its link held.

        Terms at which only group tests look that draw from the part (most terms, of a wide group) are multiplied over
        the axes of these alone, and meet the other terms at the end.
        """
        bits = {number: 1 << place for place, number in enumerate(part.draws)}
        narrow = self.findings.axes(part.draws)
        one: Polynomial = [[1 << self.wide] * self.plan.cells(narrow), *[None] * ((1 << len(bits)) - 1)]
        first = [term for term in part.terms if all(number in bits for number, _share in term.looks)]
        then = [term for term in part.terms if term not in first]
        ones = [self._term(term, bits, narrow) for term in first]
        others = [self._term(term, bits, part.axes) for term in then]
        inner, rests = _around([kinds[0] for kinds in ones], one, self._times)
        start = self._spread(inner, narrow, part.axes)
        outer, then_rests = _around([kinds[0] for kinds in others], self._spread(one, narrow, part.axes), self._times)
        undrawn = self._undrawn(part)
        held: dict[int, list[Table | None]] = {}
        for term, kinds, rest in zip(first, ones, rests, strict=True):
            tables = [self._spread(self._times(rest, kind), narrow, part.axes) for kind in kinds[1:] if any(kind)]
            held[term.link] = [self._total(outer, table, undrawn) for table in tables]
        for term, kinds, rest in zip(then, others, then_rests, strict=True):
            tables = [self._times(start, kind) for kind in kinds[1:] if any(kind)]
            held[term.link] = [self._total(rest, table, undrawn) for table in tables]
        return self._total(outer, start, undrawn), [[*held[term.link], None][:2] for term in part.terms]

    def _term(self, term: Term, bits: Mapping[int, int], axes: Axes) -> tuple[Polynomial, Polynomial, Polynomial]:
        """A term as a polynomial: whole, with its link unfired, and with its link fired to level 1 at most.

        The last is zero where the link never fires higher.
        """
        none, low, high = self.weights.links[term.link]
        mine = sum(bits.get(number, 0) for number, _share in term.looks)
        kinds: tuple[list[Table | None], list[Table | None], list[Table | None]] = ([], [], [])
        for mask in range(1 << len(bits)):
            if mask & ~mine:
                for kind in kinds:
                    kind.append(None)
                continue
            looks = [(number, share) for number, share in term.looks if number not in bits or bits[number] & mask]
            scale = prod([share for number, share in looks if number in bits])
            missed = self.weights.missed
            looking = [(number, missed(number, 1.0 if number in bits else share)) for number, share in looks]
            unfired = self._scaled(none, scale) * (self.plan.cells(axes) // self.classes)
            not_paretic = list(map(add, unfired, self._leaving(self._scaled(low, scale), looking, 1, axes)))
            whole = not_paretic
            if any(high):
                whole = list(map(add, not_paretic, self._leaving(self._scaled(high, scale), looking, 2, axes)))
            kinds[0].append(whole)
            kinds[1].append(unfired)
            kinds[2].append(not_paretic if any(high) else None)
        return kinds

    def _scaled(self, weights: Table, share: float) -> Table:
        return times(weights, [fixed(share, self.wide)] * self.classes, self.wide)

    def _leaving(self, weights: Table, looking: Sequence[tuple[int, Table]], level: int, axes: Axes) -> Sequence[int]:
        """P(no finding notices more than the cell says | fired to this level), by what each misses, times weights."""
        table = weights
        own: Axes = ()
        for number, missed in looking:
            less = times(table, missed * (len(table) // self.classes), self.wide)
            axis = self.findings.axis_of.get(number)
            if axis is None:
                table = less
                continue
            size = self.findings.findings[number].size
            reached = min(level, size - 1)
            table, own = less * reached + table * (size - reached), (*own, axis)
        return self.plan.spread(own, table, axes)

    def _undrawn(self, part: Part) -> list[int]:
        """For each set of group tests that have drawn: P(the others draw none of the members looked at)."""
        one = 1 << self.wide
        rests = [one]
        for number in part.draws:
            drawn = [fixed(share, self.wide) for term in part.terms for other, share in term.looks if other == number]
            # In front the sets in which this one has not drawn; it is the highest bit so far.
            rests = [rest * max(0, one - sum(drawn)) >> self.wide for rest in rests] + rests
        return rests

    def _spread(self, polynomial: Polynomial, axes: Axes, target: Axes) -> Polynomial:
        return [table and self.plan.spread(axes, table, target) for table in polynomial]

    def _times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """Multiply two polynomials: no test draws in both."""
        product: list[Table | None] = [None] * len(left)
        for one, table in enumerate(left):
            for other, factor in enumerate(right):
                if table is None or factor is None or one & other:
                    continue
                cells, before = times(table, factor, self.wide), product[one | other]
                product[one | other] = cells if before is None else list(map(add, before, cells))
        return product

    def _total(self, left: Polynomial, right: Polynomial, undrawn: Sequence[int]) -> Table:
        """Multiply two polynomials, and what has not drawn draws none of the members."""
        found = [
            [cell * rest >> self.wide for cell in table]
            for table, rest in zip(self._times(left, right), undrawn, strict=True)
            if table is not None
        ]
        return list(map(sum, zip(*found, strict=True)))


def _around(
    factors: Sequence[Polynomial], base: Polynomial, product: Callable[[Polynomial, Polynomial], Polynomial]
) -> tuple[Polynomial, list[Polynomial]]:
    """The product of the base and all factors, and for each factor the product without it."""
    before = list(accumulate(factors, product, initial=base))
    rests = before[:-1]
    later: Polynomial | None = None
    for place in range(len(factors) - 1, -1, -1):
        if later is not None:
            rests[place] = product(rests[place], later)
        later = factors[place] if later is None else product(factors[place], later)
    return before[-1], rests
