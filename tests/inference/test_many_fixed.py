"""Many networks at once on a few small batches, exactly, with the limits moved into their reach.

Quick, because ``make mutants`` runs these tests against thousands of mutants.
"""

from __future__ import annotations

import gc
from functools import cache
from random import Random
from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from nktlib.inference.engine import MOST_COST
from nktlib.inference.many import infer_many
from nktlib.inference.network import Cause, Link, Network, Observation, Reading
from tests.inference.fixed import forget
from tests.inference.oracle import by_distribution
from tests.inference.test_fixed import close

if TYPE_CHECKING:
    from tests.inference.oracle import Exact

    Outcome = tuple[tuple[float, float, float], ...]

LIMITS: dict[str, dict[str, float]] = {
    "as they are": {},
    "finding after finding": {"island_tables.SMALL": 5},
    "in pieces": {"together.CELLS": 100, "together.ROWS": 2, "island_tables.SMALL": 12},
    "large islands together": {"together.MOST_PRODUCTS": 5, "many.STEP": 1e9},
    "large islands alone": {"together.MOST_PRODUCTS": 5, "many.ROWS": 2, "many.STEP": 0},
}
SEEDS = 10
CASES = [(limits, seed) for seed in range(SEEDS) for limits in LIMITS]


@cache
def batch(seed: int) -> tuple[Network, ...]:
    """Networks that differ in outcomes: every number is its own, and most links are to a node that has one test."""
    random = Random(seed)
    nodes, classes = 4 + seed % 4, 1 + seed % 3

    def some() -> float:
        return random.randint(1, 62) / 64

    def per_class() -> tuple[float, ...]:
        return tuple(some() for _ in range(classes))

    def outcome(levels: int) -> Outcome:
        rows = [sorted([some(), some(), some()]) for _ in range(classes)]
        if levels == 1:
            return tuple((high, 0.0, 0.0) for _low, _middle, high in rows)
        return tuple((low, high, high if levels == 2 else middle) for low, middle, high in rows)

    causes = [random.randint(1, 16) / 64 for _ in range(nodes + 2)]
    links = []
    for cause in range(len(causes)):
        for node in random.sample(range(nodes), random.choice([1, 1, 2, 2, 3])):
            none, inhibited, rest = random.randint(1, 8), random.randint(1, 4), 16
            links.append(Link(cause, node, (none / 16, inhibited / 16, (rest - none - inhibited) / 16)))
    shares = [random.choice([1.0, 0.75, 0.5]) for _ in range(nodes)]
    tests = [Reading(((node, share),), per_class(), ()) for node, share in enumerate(shares[seed % 2 :], seed % 2)]
    closed = [Reading(((0, 0.25), (1, 0.5)), per_class(), outcome(1))] if seed % 2 else []
    weights = [some() for _ in range(classes)]
    signs = (Observation(((0, 0.5), (1, 0.25)), (0.75, 0.0)),) if seed % 3 == 0 else ()
    protocol = Network(
        tuple(Cause(one, 1 - one, flagged=number % 3 == 0) for number, one in enumerate(causes)),
        tuple(sorted(links)),
        nodes,
        tuple(weight / sum(weights) for weight in weights),
        observations=signs,
    )
    outcomes = [outcome(levels) for levels in (1, 1, 2, 2, 3)]
    chosen = [[random.choice(outcomes) for _ in tests] for _ in range(4)]
    return tuple(
        evolve(
            protocol,
            readings=(*closed, *(evolve(test, likelihood=one) for test, one in zip(tests, row, strict=True))),
        )
        for row in (*chosen, chosen[0])
    )


@cache
def exact(seed: int) -> tuple[Exact, ...]:
    return tuple(map(by_distribution, batch(seed)))


@pytest.mark.parametrize(("limits", "seed"), CASES)
def test_a_small_batch_is_exact(limits: str, seed: int) -> None:
    forget()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in LIMITS[limits].items():
            patch.setattr(f"nktlib.inference.{name}", value)
        answers = list(infer_many(batch(seed), MOST_COST))
    forget()
    assert sorted(number for number, _found in answers) == list(range(len(batch(seed))))
    for number, found in answers:
        expected = exact(seed)[number]
        assert found is not None
        assert 0.0 < found.error < 1e-12
        assert close([found.evidence], [expected.evidence], found.error)
        assert close(found.causes, expected.causes, found.error)
        assert close(found.links, expected.links, found.error)
        assert close(found.classes, expected.classes, found.error)
        assert found.levels == ()
        assert found.log_scale == 0.0
        assert close([found.flagged.joint, found.unflagged.joint], [expected.flagged[0], expected.unflagged[0]], 1.0)
        assert close([found.flagged.prior, found.unflagged.prior], [expected.flagged[1], expected.unflagged[1]], 1.0)


def test_nothing_is_left_for_the_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        list(infer_many(batch(2), MOST_COST))
        assert gc.collect() == 0
    finally:
        gc.enable()
