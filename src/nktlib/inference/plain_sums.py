"""The sums over the grid of open findings that a posterior needs, by class of the latent variable, without numpy.

Up to given levels noticed, causes are independent: P(no finding notices more) is a plain product over causes of
P(inactive) + P(active) x what its parts leave. A finding's likelihood of exactly a level is a difference of two such
"up to", so each cell of the grid counts with a sign; see :mod:`nktlib.inference.plain` for why no digit is lost.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property, reduce
from itertools import pairwise
from operator import sub
from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.inference.plain_grid import BY_CLASS, CLASS, ONE, ZERO, around, plus, times
from nktlib.inference.plain_parts import PartMaker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nktlib.inference.plain_findings import Findings
    from nktlib.inference.plain_grid import Table
    from nktlib.inference.plain_parts import PartTables


@frozen(eq=False)
class _Open:
    """A cause that open findings see: what it leaves if inactive and if active, over its axes.

    ``parts`` are the numbers of its open parts, with their tables and the product of all that is not theirs.
    """

    inactive: Table
    active: Table
    parts: Mapping[int, tuple[PartTables, Table]]


class Sums:
    """Every sum that a posterior needs, with all factors: tables by class."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.network = findings.network
        self.classes = len(self.network.classes)
        self._place: dict[int, tuple[int, int]] = {}
        """Part and number of the term of each link in an open part."""
        self._up_to: dict[int, tuple[Table, Table]] = {}
        """P(fired at most to level 0, 1 | the cause is active, its findings) of the other links."""
        self._fired: dict[int, Table] = {}
        """P(fired to level 1 or 2 | the cause is active, its findings) of these."""
        self._closed: dict[int, tuple[Table, Table]] = {}
        """Causes that no open finding sees: what is left if inactive and if active."""
        self._open: dict[int, _Open] = {}
        self._fold()
        factors: list[Table] = [list(map(Decimal, self.network.classes))]
        factors += [[Decimal(row[0]) for row in one.likelihood] for one in findings.findings if one.axis is None]
        factors += [plus(*branches) for branches in self._closed.values()]
        self._factor: Table = reduce(times, factors)
        self._either: dict[int, Table] = {cause: plus(one.inactive, one.active) for cause, one in self._open.items()}
        leaves: list[Table] = [
            reduce(times, [self._either[cause] for cause in causes]) for causes in findings.groups.values()
        ]
        self._leaf_of = {axes: number for number, axes in enumerate(findings.groups, len(findings.opened))}
        self._tables = findings.plan.forward(self._closings() + leaves)
        self._gradients = findings.plan.backward(self._tables)
        self._sum = self._tables[-1] if self._tables else [ONE] * self.classes
        self.total = times(self._factor, self._sum)
        """P(findings and class)."""
        sizes = findings.plan.forward([[abs(one) for one in table] for table in self._closings()] + leaves)
        self.size = times(self._factor, sizes[-1] if sizes else self._sum)
        """The same sum of absolute values: none of the others has more in it."""

    def _closings(self) -> list[Table]:
        """The likelihood of each open finding, as weights of "up to" its levels."""
        closings: list[Table] = []
        for finding in self.findings.opened:
            rows = [[*map(Decimal, row), ZERO] for row in finding.likelihood]
            closings.append([here - above for row in rows for here, above in pairwise(row)])
        return closings

    def _weights(self) -> tuple[list[Sequence[Table]], list[Table]]:
        """The weights of each link by level fired, and what an inactive cause has by challenges of its links."""
        network = self.network
        weights: list[Sequence[Table]] = [
            [[Decimal(one)] * self.classes for one in link.levels] for link in network.links
        ]
        inactive: list[Table] = [[ONE] * self.classes] * len(network.causes)
        for node, number, share in self.findings.strong:
            part = Decimal(share)
            unnoticed = [ONE - part * Decimal(notice) for notice in self.findings.findings[number].notice]
            for link in self.findings.links_at.get(node, ()):
                none, inhibited, paretic = weights[link]
                weights[link] = (none, times(inhibited, unnoticed), times(paretic, unnoticed))
        for challenge in network.challenges:
            if len(challenge.links) == 1:
                link = challenge.links[0]
                unfired, fired = list(map(Decimal, challenge.unfired)), list(map(Decimal, challenge.fired))
                weights[link] = [times(*pair) for pair in zip(weights[link], (unfired, fired, fired), strict=True)]
                cause = network.links[link].cause
                inactive[cause] = times(inactive[cause], unfired)
        return weights, inactive

    def _fold(self) -> None:
        """Multiply what each cause leaves: a number a class for what is closed, tables for the rest."""
        findings, network = self.findings, self.network
        weights, inactive = self._weights()
        active: list[Table] = [[Decimal(cause.probability)] * self.classes for cause in network.causes]
        for link, (none, inhibited, paretic) in enumerate(weights):
            if link not in findings.looks:
                cause, low = network.links[link].cause, plus(none, inhibited)
                active[cause] = times(active[cause], self._note(link, none, low, plus(low, paretic)))
        maker = PartMaker(findings, weights)
        for cause, parts in enumerate(findings.parts):
            tables = {}
            for number, part in enumerate(parts):
                one = maker.tables(part)
                if part.axes == BY_CLASS:
                    for term, unfired, not_paretic in zip(part.terms, one.unfired, one.not_paretic, strict=True):
                        self._note(term.link, unfired, not_paretic, one.whole)
                    active[cause] = times(active[cause], one.whole)
                else:
                    tables[number] = one
                    self._place.update((term.link, (number, place)) for place, term in enumerate(part.terms))
            none = [Decimal(network.causes[cause].complement) * one for one in inactive[cause]]
            some = self._observed(cause, active[cause])
            if findings.axes_of[cause] == BY_CLASS:
                self._closed[cause] = (none, some)
            else:
                self._open[cause] = self._opened(cause, none, some, tables)

    def _note(self, link: int, unfired: Table, not_paretic: Table, whole: Table) -> Table:
        """Keep how a link fires that no open finding looks at."""
        self._up_to[link] = (_shares(unfired, whole), _shares(not_paretic, whole))
        self._fired[link] = _shares(list(map(sub, whole, unfired)), whole)
        return whole

    def _observed(self, cause: int, active: Table) -> Table:
        """What an active cause leaves, over its axes, by observations alone."""
        findings, axes = self.findings, self.findings.axes_of[cause]
        table = findings.grid.spread(active, BY_CLASS, axes)
        for number, weight in findings.observed.get(cause, ()):
            axis, unnoticed = findings.findings[number].axis, ONE - Decimal(weight)
            own, states = (BY_CLASS, [unnoticed]) if axis is None else ((CLASS, axis), [unnoticed, ONE])
            table = times(table, findings.grid.spread(states * self.classes, own, axes))
        return table

    def _opened(self, cause: int, none: Table, base: Table, tables: Mapping[int, PartTables]) -> _Open:
        findings, axes = self.findings, self.findings.axes_of[cause]
        wide = [
            findings.grid.spread(one.whole, findings.parts[cause][number].axes, axes) for number, one in tables.items()
        ]
        parts = {number: (one, rest) for (number, one), rest in zip(tables.items(), around(wide, base), strict=True)}
        active = times(wide[0], next(iter(parts.values()))[1]) if wide else base
        return _Open(findings.grid.spread(none, BY_CLASS, axes), active, parts)

    @cached_property
    def _slopes(self) -> dict[int, Table]:
        """Of each open cause: the derivative of the total by what it leaves."""
        slopes: dict[int, Table] = {}
        for axes, causes in self.findings.groups.items():
            leaf = self._leaf_of[axes]
            gradient = times(self._gradients[leaf], self.findings.grid.spread(self._factor, BY_CLASS, axes))
            slopes.update(zip(causes, around([self._either[cause] for cause in causes], gradient), strict=True))
        return slopes

    @cached_property
    def active(self) -> list[Table]:
        """P(findings and the cause is active)."""
        active: dict[int, Table] = {
            cause: times(self.total, _shares(some, plus(none, some))) for cause, (none, some) in self._closed.items()
        }
        for cause, one in self._open.items():
            axes = self.findings.axes_of[cause]
            active[cause] = self.findings.grid.gather(times(self._slopes[cause], one.active), axes, BY_CLASS)
        return [active[cause] for cause in range(len(active))]

    @cached_property
    def fired(self) -> list[Table]:
        """P(findings and the link fired to level 1 or 2)."""
        grid, links = self.findings.grid, self.network.links
        fired: dict[int, Table] = {
            link: times(one, self.active[links[link].cause]) for link, one in self._fired.items()
        }
        for cause, one in self._open.items():
            for number, (tables, rest) in one.parts.items():
                part = self.findings.parts[cause][number]
                slope = grid.gather(times(self._slopes[cause], rest), self.findings.axes_of[cause], part.axes)
                for term, unfired in zip(part.terms, tables.unfired, strict=True):
                    joint = times(slope, list(map(sub, tables.whole, unfired)))
                    fired[term.link] = grid.gather(joint, part.axes, BY_CLASS)
        return [fired[link] for link in range(len(fired))]

    def held(self, node: int, highest: int) -> Table:
        """P(findings and the node's level is at most 0 or 1)."""
        factor: Table = self._factor
        changed: dict[int, Table] = {}
        for link in self.findings.links_at.get(node, ()):
            if not any(self.network.links[link].levels[highest + 1 :]):
                continue
            cause = self.network.links[link].cause
            if cause in self._closed:
                none, active = self._closed[cause]
                factor = times(
                    factor, _shares(plus(none, times(active, self._up_to[link][highest])), plus(none, active))
                )
            else:
                changed[cause] = plus(self._open[cause].inactive, self._held(cause, link, highest))
        return times(factor, self._changed(changed))

    def _held(self, cause: int, link: int, highest: int) -> Table:
        """What an active cause leaves with one link held."""
        grid, axes = self.findings.grid, self.findings.axes_of[cause]
        if link not in self._place:
            return times(self._open[cause].active, grid.spread(self._up_to[link][highest], BY_CLASS, axes))
        number, place = self._place[link]
        tables, rest = self._open[cause].parts[number]
        table = (tables.unfired, tables.not_paretic)[highest][place]
        return times(rest, grid.spread(table, self.findings.parts[cause][number].axes, axes))

    @cached_property
    def unflagged(self) -> Table:
        """P(findings and no flagged cause is active)."""
        factor: Table = self._factor
        changed: dict[int, Table] = {}
        for cause, one in enumerate(self.network.causes):
            if one.flagged and cause in self._closed:
                none, active = self._closed[cause]
                factor = times(factor, _shares(none, plus(none, active)))
            elif one.flagged:
                changed[cause] = self._open[cause].inactive
        return times(factor, self._changed(changed))

    def _changed(self, changed: Mapping[int, Table]) -> Table:
        """The sum, without factors, with what some open causes leave replaced."""
        leaves = {}
        for axes in {self.findings.axes_of[cause]: None for cause in changed}:
            causes = self.findings.groups[axes]
            leaves[self._leaf_of[axes]] = reduce(times, [changed.get(one) or self._either[one] for one in causes])
        return self.findings.plan.changed(self._tables, self._gradients, leaves) if leaves else self._sum


def _shares(part: Table, whole: Table) -> Table:
    """Divide; where there is nothing, nothing is a part of it."""
    return [one / other if other else ZERO for one, other in zip(part, whole, strict=True)]
