"""The engine against an exact engine that we did not write, on networks too large for full enumeration.

The network is written out as an ordinary Bayesian network: a node for the class, for each cause, for each firing, and
for each finding a chain of partial maxima, so that no node has more than three parents.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from nktlib.inference.engine import infer
from nktlib.inference.network import Cause, Challenge, Link, Network, Observation, Reading

if TYPE_CHECKING:
    import pyagrum


def random_network(seed: int) -> Network:
    """15 to 25 causes, 10 to 14 tested nodes, up to 8 of them weak; no groups."""
    random = Random(seed)
    classes = random.choice([(1.0,), (0.3, 0.7), (0.2, 0.3, 0.5)])
    causes = []
    for _ in range(random.randint(15, 25)):
        probability = random.choice([0.01, 0.05, 0.2, random.uniform(0.001, 0.5)])
        causes.append(Cause(probability, 1.0 - probability, flagged=random.random() < 0.5))
    nodes = random.randint(10, 14)
    links = []
    for cause in range(len(causes)):
        for node in random.sample(range(nodes), random.choice([1, 1, 2, 2, 3, 4])):
            fires, severe = random.uniform(0.05, 0.95), random.choice([0.0, 0.0, random.random()])
            links.append(Link(cause, node, (1.0 - fires, fires * (1.0 - severe), fires * severe)))
    weak = set(random.sample(range(nodes), random.randint(1, 8)))

    def likelihood(node: int) -> tuple[tuple[float, float, float], ...]:
        graded = random.random() < 0.5
        rows: list[tuple[float, float, float]] = []
        for _ in classes:
            specificity = random.uniform(0.6, 0.99)
            if node not in weak:
                rows.append((specificity, 0.0, 0.0))
            elif graded:
                rows.append((1.0 - specificity, random.uniform(0.1, 0.9), random.uniform(0.1, 0.9)))
            else:
                rows.append((1.0 - specificity, 1.0, 1.0))
        return tuple(rows)

    def per_class(low: float, high: float) -> tuple[float, ...]:
        return tuple(random.uniform(low, high) for _ in classes)

    tested = [*range(nodes), *random.sample(range(nodes), 2)]
    readings = [Reading(((node, 1.0),), per_class(0.3, 0.95), likelihood(node)) for node in tested]
    challenges = [
        Challenge((random.randrange(len(links)),), per_class(0.1, 0.9), per_class(0.1, 0.9))
        for _ in range(random.randint(0, 4))
    ]
    observations = [
        Observation(
            tuple((cause, random.uniform(0.1, 0.9)) for cause in sorted(random.sample(range(len(causes)), 3))),
            random.choice([(0.9, 0.0), (0.1, 1.0), (0.7, 0.2)]),
        )
        for _ in range(random.randint(0, 3))
    ]
    return Network(
        tuple(causes), tuple(links), nodes, classes, tuple(readings), tuple(challenges), tuple(observations), (0, 1)
    )


Table = dict[tuple[int, ...], list[float]]
"""Rows of a conditional probability table, by the states of the parents."""


class Written:
    """A network as pyAgrum holds it, with its evidence."""

    def __init__(self, network: Network) -> None:
        import pyagrum

        self.net = pyagrum.BayesNet()
        self.evidence: dict[str, int] = {}
        self.classes = len(network.classes)
        self.add("class", self.classes, [], {(): list(network.classes)})
        for index, cause in enumerate(network.causes):
            self.add(f"cause{index}", 2, [], {(): [cause.complement, cause.probability]})
        for index, link in enumerate(network.links):
            table: Table = {(0,): [1.0, 0.0, 0.0], (1,): list(link.levels)}
            self.add(f"fired{index}", 3, [f"cause{link.cause}"], table)
        for index, reading in enumerate(network.readings):
            self.add_reading(network, index, reading)
        for index, challenge in enumerate(network.challenges):
            judged: Table = {
                (level, group): self.seen((challenge.fired if level else challenge.unfired)[group])
                for level in range(3)
                for group in range(self.classes)
            }
            self.observe(f"challenge{index}", [f"fired{challenge.links[0]}", "class"], judged)
        for index, observation in enumerate(network.observations):
            self.add_observation(index, observation)

    def add(self, name: str, size: int, parents: list[str], table: Table) -> None:
        import pyagrum

        self.net.add(pyagrum.LabelizedVariable(name, name, size))
        for parent in parents:
            self.net.addArc(parent, name)
        for states, row in table.items():
            self.net.cpt(name)[dict(zip(parents, states, strict=True))] = row

    @staticmethod
    def seen(likelihood: float) -> list[float]:
        return [1.0 - likelihood, likelihood]

    def observe(self, name: str, parents: list[str], table: Table) -> None:
        self.add(name, 2, parents, table)
        self.evidence[name] = 1

    def add_reading(self, network: Network, index: int, reading: Reading) -> None:
        """Partial maxima of the level noticed, then the outcome."""
        ((node, _share),) = reading.members
        groups = range(self.classes)
        self.add(f"noticed{index}", 3, [], {(): [1.0, 0.0, 0.0]})
        last = f"noticed{index}"
        for number, link in enumerate(network.links):
            if link.node != node:
                continue
            table: Table = {}
            for before in range(3):
                for level in range(3):
                    for group in groups:
                        row = [0.0, 0.0, 0.0]
                        row[max(before, level)] += reading.notice[group]
                        row[before] += 1.0 - reading.notice[group]
                        table[before, level, group] = row
            name = f"noticed{index}_{number}"
            self.add(name, 3, [last, f"fired{number}", "class"], table)
            last = name
        outcome: Table = {
            (level, group): self.seen(reading.likelihood[group][level]) for level in range(3) for group in groups
        }
        self.observe(f"reading{index}", [last, "class"], outcome)

    def add_observation(self, index: int, observation: Observation) -> None:
        self.add(f"any{index}", 2, [], {(): [1.0, 0.0]})
        last = f"any{index}"
        for cause, weight in observation.weights:
            table: Table = {(0, 0): [1.0, 0.0], (0, 1): [1.0 - weight, weight], (1, 0): [0.0, 1.0], (1, 1): [0.0, 1.0]}
            name = f"any{index}_{cause}"
            self.add(name, 2, [last, f"cause{cause}"], table)
            last = name
        outcome: Table = {(some,): self.seen(observation.likelihood[some]) for some in range(2)}
        self.observe(f"observation{index}", [last], outcome)

    def solve(self) -> pyagrum.LazyPropagation:
        import pyagrum

        engine = pyagrum.LazyPropagation(self.net)
        engine.setEvidence(self.evidence)
        engine.makeInference()
        return engine


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(50))
def test_larger_networks_equal_pyagrum(seed: int) -> None:
    network = random_network(seed)
    found = infer(network)
    engine = Written(network).solve()
    for index, probability in enumerate(found.causes):
        assert probability == pytest.approx(engine.posterior(f"cause{index}")[1], rel=1e-9, abs=1e-12)
    for index, probability in enumerate(found.links):
        assert probability == pytest.approx(1.0 - engine.posterior(f"fired{index}")[0], rel=1e-9, abs=1e-12)
    for group, probability in enumerate(found.classes):
        assert probability == pytest.approx(engine.posterior("class")[group], rel=1e-9)
    assert found.evidence == pytest.approx(engine.evidenceProbability(), rel=1e-9)
