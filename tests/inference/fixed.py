"""Networks that are always the same ones, small and with something of everything: for quick tests of every detail."""

from __future__ import annotations

import sys
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading
from tests.inference.oracle import by_distribution

if TYPE_CHECKING:
    from tests.inference.oracle import Exact

DRAWN = 48
CLASSES = ((1.0,), (0.25, 0.75), (0.5, 0.125, 0.375))
OUTCOMES = ("strong", "weak", "grade")
KINDS = ("weak", "weak", "grade", "grade", "strong", "group", "group", "challenge", "sign")


class _Drawn:
    """What a network is made of, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random = Random(seed)
        self.classes = CLASSES[seed % 3]
        self.nodes = random.randint(2, 5)
        self.causes = tuple(self.cause() for _ in range(random.randint(2, 6)))
        self.links = tuple(link for cause in range(len(self.causes)) for link in self.links_of(cause))
        self.readings: list[Reading] = []
        self.challenges: list[Challenge] = []
        self.observations: list[Observation] = []
        for _ in range(random.randint(2, 7)):
            self.find(random.choice(KINDS))
        self.queries = tuple(random.sample(range(self.nodes), random.randint(0, self.nodes)))

    def some(self) -> float:
        return self.random.randint(1, 63) / 64

    def per_class(self) -> tuple[float, ...]:
        return tuple(self.some() for _ in self.classes)

    def cause(self) -> Cause:
        probability = self.some()
        return Cause(probability, 1 - probability, flagged=self.random.random() < 0.5)

    def links_of(self, cause: int) -> list[Link]:
        nodes = self.random.sample(range(self.nodes), self.random.randint(0 if cause else 1, min(3, self.nodes)))
        return [Link(cause, node, (self.some(), self.some(), self.some())) for node in sorted(nodes)]

    def find(self, kind: str) -> None:
        """Add a finding."""
        random = self.random
        if kind == "challenge":
            about = tuple(random.sample(range(len(self.links)), random.randint(0, min(3, len(self.links)))))
            fired = self.per_class() if random.random() < 0.8 else (0.0,) * len(self.classes)
            self.challenges.append(Challenge(about, self.per_class(), fired))
        elif kind == "sign":
            causes = random.sample(range(len(self.causes)), random.randint(1, min(3, len(self.causes))))
            likelihood = random.choice([(0.75, 0.0), (0.25, 0.875), (0.5, 0.125)])
            self.observations.append(Observation(tuple((cause, self.some()) for cause in causes), likelihood))
        elif kind == "group":
            self.readings.append(Reading(self.members(), self.per_class(), self.outcome(random.choice(OUTCOMES))))
        else:
            node = random.randrange(self.nodes)
            self.readings.append(Reading(((node, 1.0),), self.per_class(), self.outcome(kind)))

    def members(self) -> tuple[tuple[int, float], ...]:
        """Nodes of a group and their shares, which add up to one or to less."""
        nodes = sorted(self.random.sample(range(self.nodes), self.random.randint(2, min(3, self.nodes))))
        share = self.random.choice([1.0, 0.75]) / len(nodes)
        return tuple((node, share) for node in nodes)

    def outcome(self, kind: str) -> tuple[tuple[float, float, float], ...]:
        """The likelihood of an outcome in each class."""
        if kind == "strong":
            return tuple((self.some(), 0.0, 0.0) for _ in self.classes)
        if kind == "weak":
            return tuple((self.some(), 1.0, 1.0) for _ in self.classes)
        return tuple((self.some(), self.some(), self.some()) for _ in self.classes)


SOME, OTHER, RARE = (0.5, 0.25, 0.25), (0.125, 0.75, 0.125), (0.75, 0.0, 0.25)
THREE = (Cause(0.25, 0.75, flagged=True), Cause(0.125, 0.875), Cause(0.375, 0.625, flagged=True))
FULL = tuple(
    Link(cause, node, levels) for cause, levels in enumerate((SOME, OTHER, RARE)) for node in range(2) if cause or node
)
SPECIAL = (
    # Nothing was found.
    Network(THREE, FULL, 2, (0.25, 0.75), queries=(0, 1)),
    # Several challenges of one link, two of them the same, and of another link of its cause.
    Network(
        THREE,
        FULL,
        2,
        (0.25, 0.75),
        challenges=tuple(
            Challenge((link,), (one, 0.5), (0.75, 1 - one))
            for link, one in ((1, 0.25), (1, 0.375), (2, 0.125), (0, 0.5))
        ),
        queries=(1,),
    ),
    # Outcomes that rule out one of the higher levels, or the lowest.
    Network(
        THREE,
        FULL,
        2,
        readings=(
            Reading(((0, 1.0),), (0.75,), ((0.5, 0.25, 0.0),)),
            Reading(((1, 1.0),), (0.5,), ((0.25, 0.0, 0.5),)),
            Reading(((0, 0.5), (1, 0.5)), (0.5,), ((0.0, 0.5, 0.25),)),
        ),
        queries=(0, 1),
    ),
    # A weak test looks at what strong tests of groups look at as well: parts of several firings over one finding.
    Network(
        THREE,
        FULL,
        2,
        (0.5, 0.5),
        readings=(
            Reading(((0, 1.0),), (0.75, 0.5), ((0.25, 1.0, 1.0), (0.125, 1.0, 1.0))),
            Reading(((0, 0.5), (1, 0.25)), (0.75, 0.25), ((0.75, 0.0, 0.0), (0.5, 0.0, 0.0))),
            Reading(((0, 0.25), (1, 0.75)), (0.5, 0.25), ((0.75, 0.0, 0.0), (0.5, 0.0, 0.0))),
        ),
        queries=(1, 0),
    ),
    # A strong test that notices everything, of a node that is certainly inhibited: impossible in the first class.
    Network(
        (Cause(1, 0, flagged=True), THREE[1]),
        (Link(0, 0, (0, 1, 0)), Link(1, 0, SOME)),
        1,
        (0.5, 0.5),
        (Reading(((0, 1),), (1, 0.5), ((1, 0, 0), (1, 0, 0))),),
        queries=(0,),
    ),
    # Nothing acts on what was tested.
    Network(THREE, (), 1, readings=(Reading(((0, 1.0),), (0.75,), ((0.5, 1.0, 1.0),)),), queries=(0,)),
    # Two strong tests of a node.
    Network(
        THREE,
        FULL,
        2,
        readings=tuple(Reading(((1, 1.0),), (notice,), ((0.75, 0.0, 0.0),)) for notice in (0.25, 0.5)),
        queries=(0, 1),
    ),
    # Causes alike, or all but for what a test of a group, another test or a sign sees of them.
    Network(
        tuple(Cause(0.25, 0.75, flagged=flagged) for flagged in (True, False, False, True, False)),
        tuple(Link(cause, node, levels) for cause in range(5) for node, levels in enumerate((SOME, OTHER))),
        2,
        (0.5, 0.5),
        readings=(
            Reading(((0, 1.0),), (0.75, 0.5), ((0.25, 1.0, 1.0), (0.125, 1.0, 1.0))),
            Reading(((1, 1.0),), (0.75, 0.25), ((0.25, 0.5, 0.125), (0.5, 0.5, 0.125))),
        ),
        challenges=(Challenge((4, 6), (0.25, 0.5), (0.75, 0.5)),),
        observations=(Observation(((0, 0.5), (1, 0.5), (4, 0.25)), (0.25, 0.875)),),
        queries=(1, 0),
    ),
    # Tests of groups that a firing ties together which they all look at.
    Network(
        THREE,
        (*(Link(0, node, levels) for node, levels in enumerate((SOME, OTHER, RARE, SOME))), Link(1, 3, OTHER)),
        4,
        readings=tuple(
            Reading(((node, 0.5), (3, 0.25)), (0.75,), ((0.25, 1.0, weak),))
            for node, weak in enumerate((1.0, 0.5, 1.0))
        ),
        queries=(3, 1),
    ),
    # Whole numbers.
    Network((Cause(1, 0),), (Link(0, 0, (0, 1, 0)),), 1, (1,), (Reading(((0, 1),), (1,), ((0, 1, 1),)),), queries=(0,)),
    # No class in which the findings are possible.
    Network((Cause(1, 0),), (Link(0, 0, (0, 1, 0)),), 1, (1,), (Reading(((0, 1),), (1,), ((1, 0, 0),)),)),
)
COUNT = DRAWN + len(SPECIAL)


@cache
def network(seed: int) -> Network:
    """One of them: up to six causes, five nodes and seven findings, each number its own; then the special ones."""
    if seed >= DRAWN:
        return SPECIAL[seed - DRAWN]
    drawn = _Drawn(seed)
    return Network(
        drawn.causes,
        drawn.links,
        drawn.nodes,
        drawn.classes,
        tuple(drawn.readings),
        tuple(drawn.challenges),
        tuple(drawn.observations),
        drawn.queries,
    )


@cache
def exact(seed: int) -> Exact:
    """The answers to one of them, as fractions."""
    return by_distribution(network(seed))


def forget() -> None:
    """Empty every cache of the engine."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith("nktlib.inference"):
            for value in vars(module).values():
                clear = getattr(value, "cache_clear", None)
                if clear is not None:
                    clear()
