"""Many networks at once against exact rational arithmetic, and against the engine that takes one."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nktlib.inference.engine import MOST_COST, infer
from nktlib.inference.evaluation import Evaluation
from nktlib.inference.many import infer_many
from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading
from nktlib.inference.together import Together, _pieces
from tests.inference.networks import likelihoods, networks, per_class, subsets
from tests.inference.networks import tests_of as drawn_tests
from tests.inference.oracle import by_distribution
from tests.inference.test_exactness import BOUNDED, assert_equal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.islands import Island
    from nktlib.inference.posterior import Posterior

WEAK = ((0.0625, 1.0, 1.0), (0.25, 1.0, 1.0))
GRADED = ((0.0625, 0.5, 0.25), (0.25, 0.5, 0.125))
STRONG = ((0.9375, 0.0, 0.0), (0.75, 0.0, 0.0))


@st.composite
def batches(draw: st.DrawFn, *, findings: int, most: int = 5) -> list[Network]:
    """Networks that differ in outcomes; mostly one single test a node, sometimes a group, a repeat or a challenge."""
    one = draw(networks(max_causes=5, max_nodes=findings, max_findings=2))
    classes = len(one.classes)
    tested = draw(subsets(one.nodes, findings, least=0))
    share = st.sampled_from([1.0, 1.0, 0.5])
    readings = [
        Reading(((node, draw(share)),), draw(per_class(classes)), draw(likelihoods(classes))) for node in tested
    ]
    if draw(st.integers(0, 3)) == 0:
        readings.append(draw(drawn_tests(one.nodes, classes, group=draw(st.booleans()))))
    plain = draw(st.integers(0, 3)) > 0
    shared = evolve(
        one,
        readings=tuple(readings),
        challenges=() if plain else one.challenges,
        observations=tuple(sign for sign in one.observations if not (plain and sign.likelihood[1])),
        queries=(),
    )
    return [
        evolve(
            shared,
            readings=tuple(evolve(reading, likelihood=draw(likelihoods(classes))) for reading in shared.readings),
        )
        for _ in range(draw(st.integers(1, most)))
    ]


def in_order(some: Sequence[Network], most: float = MOST_COST) -> list[Posterior | None]:
    found = dict(infer_many(some, most))
    assert sorted(found) == list(range(len(some)))
    return [found[number] for number in range(len(some))]


def compare_exactly(network: Network, found: Posterior | None) -> None:
    assert found is not None
    exact = by_distribution(network)
    assert_equal(found.evidence, exact.evidence, "evidence", found.error)
    for name in ("causes", "links", "classes"):
        for index, (value, expected) in enumerate(zip(getattr(found, name), getattr(exact, name), strict=True)):
            assert_equal(value, expected, f"{name}[{index}]", found.error)
    for name in ("flagged", "unflagged"):
        assert_equal(getattr(found, name).joint, getattr(exact, name)[0], f"{name} joint", found.error)
        assert_equal(getattr(found, name).prior, getattr(exact, name)[1], f"{name} prior")
    assert found.levels == ()


@given(batches(findings=5))
@settings(BOUNDED, max_examples=60)
def test_networks_at_once_are_exact(some: list[Network]) -> None:
    assume(all(by_distribution(network).evidence for network in some))
    for network, found in zip(some, in_order(some), strict=True):
        compare_exactly(network, found)


@given(batches(findings=5), batches(findings=3, most=1), st.sampled_from([5, 10]))
@settings(BOUNDED, max_examples=40)
def test_pieces_and_large_islands_change_nothing(some: list[Network], one: list[Network], small: int) -> None:
    assume(all(by_distribution(network).evidence for network in some + one))
    with pytest.MonkeyPatch.context() as patch:
        # An island of no more products than ``small`` closes at once.
        for name, value in {"CELLS": 100, "ROWS": 2, "MOST_PRODUCTS": 45}.items():
            patch.setattr(f"nktlib.inference.together.{name}", value)
        patch.setattr("nktlib.inference.island_tables.SMALL", small)
        patch.setattr("nktlib.inference.many.ROWS", 2)
        for alike in (some, one):
            for network, found in zip(alike, in_order(alike), strict=True):
                compare_exactly(network, found)


def random_network(random: Random, causes: int, nodes: int) -> Network:
    return Network(
        tuple(
            Cause(p, 1 - p, flagged=random.random() < 0.5) for p in (random.random() / 16 + 1e-3 for _ in range(causes))
        ),
        tuple(
            Link(cause, node, (0.5, 0.375, 0.125))
            for cause in range(causes)
            for node in sorted(random.sample(range(nodes), random.choice([1, 1, 2, 3])))
        ),
        nodes,
        (0.25, 0.75),
        tuple(Reading(((node, 1.0),), (0.75, 0.5), STRONG) for node in range(nodes)),
    )


def with_outcomes(network: Network, random: Random) -> Network:
    outcomes = random.choices([STRONG, WEAK, GRADED], [8, 1, 1], k=len(network.readings))
    readings = zip(network.readings, outcomes, strict=True)
    return evolve(network, readings=tuple(evolve(one, likelihood=outcome) for one, outcome in readings))


@pytest.mark.parametrize("small", [5, 300])
def test_a_protocol_of_many_networks(small: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly all through islands, several of these in most, and each as the engine has it alone."""
    monkeypatch.setattr("nktlib.inference.island_tables.SMALL", small)
    random = Random(small)
    protocol = random_network(random, causes=40, nodes=20)
    some = [with_outcomes(protocol, random) for _ in range(60)]
    together = Together(some)
    assert len(together.inferred) > 50
    assert max(map(len, together.islands_of)) > 2
    for network, found in zip(some, in_order(some), strict=True):
        alone = infer(network)
        assert found is not None
        bound = found.error + alone.error
        assert bound < 1e-10
        for name in ("causes", "links", "classes"):
            assert getattr(found, name) == pytest.approx(getattr(alone, name), rel=bound, abs=0)
        assert found.evidence == pytest.approx(alone.evidence, rel=bound)
        assert found.log_bayes_factor == pytest.approx(alone.log_bayes_factor, rel=1e-12, abs=4 * bound)


def test_what_an_island_says_is_computed_once() -> None:
    random = Random(1)
    protocol = random_network(random, causes=20, nodes=8)
    some = [with_outcomes(protocol, random) for _ in range(30)]
    once, twice = Together(some), Together(some + some)
    assert once.islands == twice.islands
    assert twice.islands_of == once.islands_of * 2
    assert in_order(some + some) == in_order(some) * 2


def test_what_does_not_fit_is_inferred_in_the_present_way() -> None:
    """A group that noticed something, an open node tested twice, a challenge, an open observation, a long session."""
    causes = (Cause(0.25, 0.75, flagged=True), Cause(0.125, 0.875))
    links = (Link(0, 0, (0.5, 0.25, 0.25)), Link(0, 1, (0.5, 0.25, 0.25)), Link(1, 1, (0.25, 0.5, 0.25)))
    classes = (0.5, 0.5)

    def test_of(*members: int, outcome: tuple[tuple[float, float, float], ...]) -> Reading:
        return Reading(tuple((node, 1 / len(members)) for node in members), (0.5, 0.25), outcome)

    simple = Network(causes, links, 2, classes, (test_of(0, outcome=WEAK), test_of(1, outcome=STRONG)))
    quiet = evolve(simple, readings=(*simple.readings, test_of(1, outcome=STRONG)))
    for network in (simple, quiet):
        assert Together([network] * 2).inferred == [0, 1]
    # One of several that fits not, as a test repeated came out weak.
    repeated = evolve(simple, readings=(*simple.readings, test_of(1, outcome=WEAK)))
    assert Together([quiet, repeated, quiet]).inferred == [0, 2]
    group = evolve(simple, readings=(*simple.readings[:1], test_of(1, 0, outcome=WEAK)))
    twice = evolve(simple, readings=(*simple.readings, test_of(0, outcome=STRONG)))
    challenged = evolve(simple, challenges=(Challenge((0,), (0.5, 0.5), (0.75, 0.25)),))
    observed = evolve(simple, observations=(Observation(((0, 0.5),), (0.25, 1.0)),))
    rare = tuple((1e-250, 0.5, 0.5) for _class in classes)
    long = evolve(simple, readings=tuple(evolve(one, likelihood=rare) for one in simple.readings))
    for network in (group, twice, challenged, observed, long):
        assert Together([network] * 2).inferred == []
    for network in (group, twice, challenged, observed):
        for found in in_order([network] * 2):
            compare_exactly(network, found)
    assert in_order([long] * 2) == [None, None]


def test_a_long_island_is_no_wide_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of open findings, each linked to the next: only three of them at a time share a table."""
    nodes = 12
    network = Network(
        tuple(Cause(0.125, 0.875, flagged=number % 2 == 0) for number in range(nodes - 1)),
        tuple(Link(number, node, (0.5, 0.25, 0.25)) for number in range(nodes - 1) for node in (number, number + 1)),
        nodes,
        (0.25, 0.75),
        tuple(Reading(((node, 1.0),), (0.75, 0.5), WEAK if node % 3 else GRADED) for node in range(nodes)),
    )
    assert Together([network] * 2).inferred == [0, 1]
    alone = infer(network)
    for found in in_order([network] * 2):
        assert found is not None
        assert found.causes == pytest.approx(alone.causes, rel=found.error + alone.error, abs=0)
        assert found.log_bayes_factor == pytest.approx(alone.log_bayes_factor, rel=1e-12)
    for longest, inferred in ((nodes, [0, 1]), (nodes - 1, [])):
        monkeypatch.setattr("nktlib.inference.together.LONGEST", longest)
        assert Together([network] * 2).inferred == inferred


@pytest.mark.parametrize(
    ("pairs", "graded", "widest"),
    [
        ([(0, 1), (1, 2), (2, 3), (3, 4)], -1, 3 * 3),  # a chain, from its ends
        ([(0, 1), (0, 2), (0, 3), (0, 4)], 0, 5 * 3),  # a star, from its points
        ([(0, 1), (1, 6), (2, 3), (3, 6), (4, 5), (5, 6)], -1, 3 * 3),  # one of longer arms, each for itself
        ([(0, 1), (1, 2), (2, 0)], 1, 5 * 3 * 3),  # each next to each
        ([(0, 1), (1, 2), (2, 3), (3, 0)], -1, 3 * 3 * 3),  # a ring: what was next to a closed one gets together
        ([(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)], 0, 5 * 3 * 3),
        ([(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5)], 4, 5 * 3 * 3),  # a grid, from its corners
    ],
)
def test_the_widest_table_of_an_island(
    pairs: list[tuple[int, int]], graded: int, widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes = 1 + max(map(max, pairs))
    network = Network(
        (Cause(0.125, 0.875),) * len(pairs),
        tuple(Link(cause, node, (0.5, 0.25, 0.25)) for cause, pair in enumerate(pairs) for node in sorted(pair)),
        nodes,
        (0.25, 0.75),
        tuple(Reading(((node, 1.0),), (0.75, 0.5), GRADED if node == graded else WEAK) for node in range(nodes)),
    )
    for most, inferred in ((widest, [0, 1]), (widest - 1, [])):
        monkeypatch.setattr("nktlib.inference.together.MOST_PRODUCTS", most)
        assert Together([network] * 2).inferred == inferred


def test_islands_go_together_as_long_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nktlib.inference.together.TABLES", 2)
    monkeypatch.setattr("nktlib.inference.together.MOST_PRODUCTS", 20)
    one: Island = ((2, 0, 0),)  # three products, twice
    three: Island = ((2, 0, 0), (2, 1, 0), (3, 2, 0))  # 45, but no more than 20 in one table, twice
    for cells, lengths in ((5, [1] * 6), (12, [2, 2, 1, 1]), (17, [2, 2, 1, 1]), (18, [3, 2, 1]), (64, [5, 1])):
        monkeypatch.setattr("nktlib.inference.together.CELLS", cells)
        assert [len(piece) for piece in _pieces([*[one] * 5, three])] == lengths


def test_what_is_too_costly_is_left() -> None:
    random = Random(2)
    some = [with_outcomes(random_network(Random(3), causes=20, nodes=8), random) for _ in range(4)]
    assert None not in in_order(some)
    assert in_order(some, most=0) == [None] * 4


@pytest.mark.parametrize(("step", "batches"), [(12, 2), (13, 1)])
def test_networks_go_together_where_that_saves_more_than_it_costs(
    step: float, batches: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over one weak finding three products; over two nine, twice: six more for each."""
    protocol = random_network(Random(4), causes=3, nodes=2)
    first, second = (
        evolve(
            protocol,
            readings=tuple(evolve(one, likelihood=WEAK if one is weak else STRONG) for one in protocol.readings),
        )
        for weak in protocol.readings
    )
    evaluated = []

    def evaluation(network: Network, most: float) -> Evaluation:
        evaluated.append(network)
        return Evaluation(network, most)

    monkeypatch.setattr("nktlib.inference.many.Evaluation", evaluation)
    monkeypatch.setattr("nktlib.inference.many.STEP", step)
    assert None not in in_order([first, second], most=MOST_COST - 1)
    assert len(evaluated) == batches


def test_networks_without_anything() -> None:
    empty = Network((), (), 0)
    assert [found.evidence for found in in_order([empty] * 2) if found] == [1.0, 1.0]
    unseen = Network((), (), 1, readings=(Reading(((0, 1.0),), (0.5,), ((0.25, 1.0, 1.0),)),))
    for found in in_order([unseen] * 2):
        assert found is not None
        assert (found.evidence, found.causes, found.links, found.classes) == (0.25, (), (), (1.0,))
    assert in_order([]) == []


def test_findings_that_cannot_be() -> None:
    certain = Cause(1.0, 0.0)
    reading = Reading(((0, 1.0),), (1.0,), ((0.75, 0.0, 0.0),))
    impossible = Network((certain,), (Link(0, 0, (0.0, 1.0, 0.0)),), 1, readings=(reading,))
    weak = evolve(impossible, readings=(evolve(reading, likelihood=((0.0, 1.0, 1.0),)),))
    with pytest.raises(ZeroDivisionError):
        in_order([weak, impossible])
    # A class that notices nothing cannot have found the weakness; where all is noticed, no cause of a strong test acts.
    blind = evolve(reading, notice=(1.0, 0.0), likelihood=((0.0, 1.0, 1.0),) * 2)
    seen = evolve(reading, members=((1, 1.0),), notice=(1.0, 0.5), likelihood=((0.75, 0.0, 0.0),) * 2)
    links = (*impossible.links, Link(1, 0, (0.5, 0.25, 0.25)), Link(1, 1, (0.0, 1.0, 0.0)), Link(2, 1, (0.0, 0.5, 0.5)))
    causes = (certain, Cause(0.25, 0.75), Cause(0.125, 0.875))
    for some in (weak, Network(causes, links, 2, (0.5, 0.5), (blind, seen))):
        for found in in_order([some] * 2):
            compare_exactly(some, found)
