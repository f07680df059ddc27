"""The pattern of a network: everything about it but its numbers. Networks of one pattern share one, and its plan.

Given that a cause is active, its firings at different nodes are independent. A challenge of one link and a strong test
of one node look at a single firing and leave only a factor. Of the other findings, those that look at the same firing
(two weak tests of one muscle, a group test and a test of a member, a challenge of several links) are kept together in
one *part*, a table over the levels that each of them notices from this cause. A part whose findings all noticed nothing
has no axis. A cause that an open finding sees is *open*; any other is summed out at once.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.plan import Variable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from nktlib.inference.network import Network, Reading

    Integers = NDArray[np.intp]

LEVELS = 3

KEPT = 256
"""Patterns kept, some hundred kilobytes each at most."""

FindingKey = tuple[str, int]

PartKey = tuple[int, int]
"""A part of what a cause does: the cause, and the number of the part."""

Look = tuple[FindingKey, float]
"""A finding that looks at a firing, and the share that it gives it (a challenge the whole)."""


@frozen(eq=False)
class Term:
    """A link, and the findings that look at its firing."""

    link: int
    looks: tuple[Look, ...]


@frozen(eq=False)
class Part:
    """Firings of one cause that must be summed out together, and the findings that keep an axis."""

    terms: tuple[Term, ...]
    axes: tuple[FindingKey, ...]

    @property
    def is_simple(self) -> bool:
        """Whether one finding alone looks at one firing."""
        return len(self.terms) == 1 and len(self.terms[0].looks) == 1


@frozen
class Shape:
    """What a pattern depends on, see :func:`shape_of`."""

    causes: int
    links: tuple[tuple[int, int], ...]
    readings: tuple[tuple[tuple[tuple[int, float], ...], int], ...]
    challenges: tuple[tuple[tuple[int, ...], bool], ...]
    observations: tuple[tuple[tuple[tuple[int, float], ...], bool], ...]


def shape_of(network: Network) -> Shape:
    """What a pattern depends on: who acts on what, who looks at what, what outcomes tell apart."""
    return Shape(
        causes=len(network.causes),
        links=tuple([(link.cause, link.node) for link in network.links]),
        readings=tuple([(reading.members, levels_told_apart(reading)) for reading in network.readings]),
        challenges=tuple([(one.links, any(one.fired)) for one in network.challenges]),
        observations=tuple([(one.weights, one.likelihood[1] > 0) for one in network.observations]),
    )


def levels_told_apart(reading: Reading) -> int:
    """How many levels an outcome tells apart: one for a strong test, two for a plain weak one, three for a grade."""
    rows = reading.likelihood
    if not any(inhibited or paretic for _none, inhibited, paretic in rows):
        return 1
    return 2 if all(inhibited == paretic for _none, inhibited, paretic in rows) else LEVELS


def pattern_of(network: Network) -> Pattern:
    """Give the pattern of a network, the one kept from before where there is one."""
    return _pattern(shape_of(network))


@lru_cache(maxsize=KEPT)
def _pattern(shape: Shape) -> Pattern:
    return Pattern(shape)


class Looks:
    """All that is to be looked at, a row each, for the numbers of a network to be put in."""

    def __init__(self, looks: Iterable[Look], sizes: Mapping[FindingKey, int], readings: int) -> None:
        looks = list(looks)
        self.readings: Integers = np.array(
            [key[1] if key[0] == "reading" else readings for key, _ in looks], dtype=np.intp
        )
        """Which reading each is of; the number of readings for a challenge, which notices everything."""
        self.shares: NDArray[np.float64] = np.array([share for _key, share in looks]).reshape(-1, 1)
        self.most_levels = max(sizes.values(), default=1)
        self.noticeable = columns(
            [
                (row, fired, min(fired, sizes[key] - 1))
                for row, (key, _share) in enumerate(looks)
                if sizes[key] > 1
                for fired in range(1, LEVELS)
            ],
            3,
        )
        """What open findings may notice of a firing: the row, the level fired, and the level as which it counts."""


class Pattern:
    """The findings of a shape, seen from each of its causes, as indices."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.link_cause: Integers = np.array([cause for cause, _node in shape.links], dtype=np.intp)
        self.links_at: dict[int, list[int]] = {}
        for link, (_cause, node) in enumerate(shape.links):
            self.links_at.setdefault(node, []).append(link)
        self.sizes: dict[FindingKey, int] = {}
        """How many levels of each finding are kept apart; one if it is closed."""
        self.rows: dict[Look, int] = {}
        """Rows of :attr:`Effects.noticed`."""
        self.challenged: list[tuple[int, int]] = []
        """Challenges that look at one link alone: challenge and link."""
        looks: dict[int, list[Look]] = {}
        alone: list[tuple[int, int]] = []
        self._look(looks, alone)
        self.looks = Looks(self.rows, self.sizes, len(shape.readings))
        self.alone = [columns(one) for one in _rounds(alone)]
        """Strong tests of one node look at one firing alone: links and rows, no link twice in one pair of them."""
        terms: list[list[Term]] = [[] for _ in range(shape.causes)]
        for link, found in sorted(looks.items()):
            terms[shape.links[link][0]].append(Term(link, tuple(found)))
        self.parts: list[tuple[Part, ...]] = [tuple(self._parts(one)) for one in terms]
        opened = sorted(key for key, size in self.sizes.items() if size > 1)
        self.numbers = {key: shape.causes + position for position, key in enumerate(opened)}
        """The variable of every open finding; causes are the variables before these."""
        self.seen_by: list[set[int]] = [set() for _ in range(shape.causes)]
        """The open findings that see each cause."""
        for cause, parts in enumerate(self.parts):
            self.seen_by[cause].update(self.numbers[key] for part in parts for key in part.axes)
        self.observed: list[list[tuple[int, float]]] = [[] for _ in range(shape.causes)]
        """The open observations of each cause: the variable, and how probably it is noticed."""
        for index, (weights, is_open) in enumerate(shape.observations):
            if is_open:
                for cause, weight in weights:
                    self.observed[cause].append((self.numbers["observation", index], weight))
                    self.seen_by[cause].add(self.numbers["observation", index])
        self.open_causes = [cause for cause, seen in enumerate(self.seen_by) if seen]
        self.closed_causes = [cause for cause, seen in enumerate(self.seen_by) if not seen]
        seen = set().union(*self.seen_by)
        self.unseen = [number for number in self.numbers.values() if number not in seen]
        """Open findings on which no cause bears."""
        self.axisless = [
            (cause, number)
            for cause, parts in enumerate(self.parts)
            for number, part in enumerate(parts)
            if not part.axes
        ]
        """Parts whose findings all noticed nothing."""
        self.simple = [
            (cause, number)
            for cause, parts in enumerate(self.parts)
            for number, part in enumerate(parts)
            if part.is_simple
        ]
        """Parts that are one firing and one look, and where each stands among them."""
        self.simple_at = {key: position for position, key in enumerate(self.simple)}
        first = [self.parts[cause][number].terms[0] for cause, number in self.simple]
        self.simple_links: Integers = np.array([term.link for term in first], dtype=np.intp)
        self.simple_rows: Integers = np.array([self.rows[term.looks[0]] for term in first], dtype=np.intp)
        self.held_in = {
            term.link: ((cause, number), position)
            for cause, parts in enumerate(self.parts)
            for number, part in enumerate(parts)
            for position, term in enumerate(part.terms)
        }
        """The part that holds a link, and the number of its term there."""
        free = sorted((shape.links[link][0], link) for link in range(len(shape.links)) if link not in self.held_in)
        causes, self.free_links = columns(free)
        """Links that no part holds, by cause."""
        self.free_causes, self.free_starts = np.unique(causes, return_index=True)
        """The causes of these, and where the links of each begin."""

    @cached_property
    def variables(self) -> Mapping[int, Variable]:
        """Causes and open findings as axes of tables."""
        variables = {cause: Variable(2, convergent=False) for cause in range(self.shape.causes)}
        variables |= {number: Variable(self.sizes[key], convergent=True) for key, number in self.numbers.items()}
        return variables

    def variables_of(self, key: PartKey) -> tuple[int, ...]:
        """The open findings of a part."""
        return tuple([self.numbers[axis] for axis in self.parts[key[0]][key[1]].axes])

    def leaf_axes(self, cause: int) -> Iterator[tuple[int, ...]]:
        """The axes of the leaves of a cause: its prior, what observes it, and its parts with an axis."""
        yield (cause,)
        for number, _weight in self.observed[cause]:
            yield cause, number
        for number, part in enumerate(self.parts[cause]):
            if part.axes:
                yield (cause, *self.variables_of((cause, number)))

    def _look(self, looks: dict[int, list[Look]], alone: list[tuple[int, int]]) -> None:
        """Collect which findings look at which firings; those that leave a factor only go to ``alone``."""
        for index, (members, size) in enumerate(self.shape.readings):
            key = ("reading", index)
            self.sizes[key] = size
            for node, share in members:
                look = (key, share)
                self.rows[look] = self.rows.get(look, len(self.rows))
                links = self.links_at.get(node, [])
                if size == 1 and len(members) == 1:
                    alone += [(link, self.rows[look]) for link in links]
                else:
                    for link in links:
                        looks.setdefault(link, []).append(look)
        for index, (challenged, is_open) in enumerate(self.shape.challenges):
            if len(challenged) == 1:
                self.challenged.append((index, challenged[0]))
                continue
            look = (("challenge", index), 1.0)
            self.sizes[look[0]] = 2 if is_open else 1
            self.rows[look] = len(self.rows)
            for link in challenged:
                looks.setdefault(link, []).append(look)
        for index, (_weights, is_open) in enumerate(self.shape.observations):
            self.sizes["observation", index] = 2 if is_open else 1

    def _parts(self, terms: Sequence[Term]) -> Iterable[Part]:
        """Group the firings that some finding looks at together."""
        owner: dict[FindingKey, int] = {}
        groups: dict[int, list[Term]] = {}
        for position, term in enumerate(terms):
            merged = sorted({owner[key] for key, _share in term.looks if key in owner})
            groups[position] = [member for group in merged for member in groups.pop(group)] + [term]
            for member in groups[position]:
                owner.update((key, position) for key, _share in member.looks)
        for group in groups.values():
            keys = sorted({key for term in group for key, _share in term.looks})
            yield Part(tuple(group), tuple(key for key in keys if self.sizes[key] > 1))


def _rounds(pairs: Iterable[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Deal out pairs so that nothing comes first in two pairs of a round."""
    rounds: list[list[tuple[int, int]]] = []
    met: dict[int, int] = {}
    for pair in pairs:
        number = met[pair[0]] = met.get(pair[0], -1) + 1
        if number == len(rounds):
            rounds.append([])
        rounds[number].append(pair)
    return rounds


def columns(rows: Iterable[Sequence[int | None]], width: int = 2) -> Integers:
    """A list of rows as columns, shape (width, row)."""
    return np.array(list(rows), dtype=np.intp).reshape(-1, width).T
