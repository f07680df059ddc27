"""The findings of a network seen from its causes, without numpy: which of them stay open, and what looks at what.

The same division as in :mod:`nktlib.inference.effects`: a strong test of one node and a challenge of one link leave a
factor of a link; of the other findings, those that look at one firing of a cause belong together in one *part*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.inference.plain_grid import Plan, elimination

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nktlib.inference.network import Network
    from nktlib.inference.plain_grid import Axes

LEVELS = 3


@frozen
class Finding:
    """A finding: how many levels its outcome tells apart, its likelihood for each, and how surely firings are noticed.

    ``size`` is 1 for one that noticed nothing; the others stay open. ``likelihood`` has a row a class, ``notice`` a
    number a class.
    """

    size: int
    likelihood: tuple[tuple[float, ...], ...]
    notice: tuple[float, ...]


@frozen
class Term:
    """A link, and the findings (numbers) that look at its firing, with the share that each gives it."""

    link: int
    looks: tuple[tuple[int, float], ...]


@frozen
class Part:
    """Firings of one cause that findings look at together; ``axes`` are those of its open findings, in order.

    ``draws`` are the group tests that look at several of the terms: they draw one of them.
    """

    terms: tuple[Term, ...]
    axes: Axes
    draws: tuple[int, ...]


class Findings:
    """What does not depend on numbers: findings, parts and the plan of the sum over all open findings."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.findings: list[Finding] = []
        self.links_at: dict[int, list[int]] = {}
        for link, edge in enumerate(network.links):
            self.links_at.setdefault(edge.node, []).append(link)
        self.looks: dict[int, list[tuple[int, float]]] = {}
        self.strong: list[tuple[int, int, float]] = []
        """Node, number and share of the tests of one node that noticed nothing."""
        self._add_readings()
        self._add_challenges()
        self.observed: dict[int, list[tuple[int, float]]] = {}
        """Of each cause: the observations (numbers) that bear on it, and how surely each notices it."""
        for observation in network.observations:
            number = self._add([observation.likelihood] * len(network.classes))
            for cause, weight in observation.weights:
                self.observed.setdefault(cause, []).append((number, weight))
        seen = [self._seen(cause) for cause in self._causes()]
        order = elimination({number: self.findings[number].size for one in seen for number in one}, set(seen))
        self.opened = order[::-1]
        """The findings that stay open, by the number of their axis: the first that is summed over comes last."""
        self.axis_of = {number: axis for axis, number in enumerate(self.opened)}
        self.parts = [tuple(self._parts(one)) for one in self._terms]
        self.axes_of = [tuple(sorted(self.axis_of[number] for number in one)) for one in seen]
        """The axes that each cause touches; with none it is closed, and a mere factor."""
        self.causes = [cause for cause, axes in enumerate(self.axes_of) if axes]
        """The open causes, each a leaf of the plan."""
        self.leaf_of = {cause: leaf for leaf, cause in enumerate(self.causes)}
        sizes = [self.findings[number].size for number in self.opened]
        self.plan = Plan(sizes, len(network.classes), [self.axes_of[cause] for cause in self.causes])

    def _add(self, likelihood: Sequence[Sequence[float]], notice: tuple[float, ...] | None = None) -> int:
        """Keep no more levels than the outcome tells apart: one for a strong test, two for a plain weak one."""
        size = len(likelihood[0])
        if not any(any(row[1:]) for row in likelihood):
            size = 1
        elif size == LEVELS and all(row[1] == row[2] for row in likelihood):
            size = 2
        rows = tuple(tuple(row[:size]) for row in likelihood)
        self.findings.append(Finding(size, rows, notice or (1.0,) * len(rows)))
        return len(self.findings) - 1

    def _add_readings(self) -> None:
        for reading in self.network.readings:
            number = self._add(reading.likelihood, reading.notice)
            for node, share in reading.members:
                if len(reading.members) == 1 and self.findings[number].size == 1:
                    self.strong.append((node, number, share))
                else:
                    for link in self.links_at.get(node, ()):
                        self.looks.setdefault(link, []).append((number, share))

    def _add_challenges(self) -> None:
        for challenge in self.network.challenges:
            if len(challenge.links) != 1:
                number = self._add(list(zip(challenge.unfired, challenge.fired, strict=True)))
                for link in challenge.links:
                    self.looks.setdefault(link, []).append((number, 1.0))

    def _causes(self) -> range:
        """Sort what looks at links by cause."""
        self._terms: list[list[Term]] = [[] for _ in self.network.causes]
        for link, looks in sorted(self.looks.items()):
            self._terms[self.network.links[link].cause].append(Term(link, tuple(looks)))
        return range(len(self.network.causes))

    def _seen(self, cause: int) -> frozenset[int]:
        """The open findings that see a cause."""
        numbers = [number for term in self._terms[cause] for number, _share in term.looks]
        numbers += [number for number, _weight in self.observed.get(cause, ())]
        return frozenset(number for number in numbers if self.findings[number].size > 1)

    def _parts(self, terms: Sequence[Term]) -> Iterable[Part]:
        """Group the firings that some finding looks at together."""
        owner: dict[int, int] = {}
        groups: dict[int, list[Term]] = {}
        for position, term in enumerate(terms):
            merged = sorted({owner[number] for number, _share in term.looks if number in owner})
            joined = [member for group in merged[1:] for member in groups.pop(group)] + [term]
            first = merged[0] if merged else position
            groups.setdefault(first, []).extend(joined)
            owner.update((number, first) for member in joined for number, _share in member.looks)
        tests = len(self.network.readings)
        for group in groups.values():
            seen = [number for term in group for number, _share in term.looks]
            draws = tuple(number for number in sorted(set(seen)) if number < tests and seen.count(number) > 1)
            yield Part(tuple(group), self.axes(seen), draws)

    def axes(self, numbers: Iterable[int]) -> Axes:
        """Axes of a table over those findings that are open."""
        return tuple(sorted({self.axis_of[number] for number in numbers if number in self.axis_of}))
