"""A session's network as an ordinary Bayesian network: variables with finite tables, and evidence on some of them.

Nothing is summed out and no table is exponential:

- a *cause* is there or not; *fires* is the level to which it drives one node;
- *notices* is the level that one finding noticed of one firing or cause. For each cause a test of a group looks at one
  member: where a cause acts on several of them, *draws* says which;
- *highest* is the maximum of two levels. A tree of these takes the place of a table over all that a finding noticed;
- *outcome* is virtual evidence as a variable of its own: ``seen`` with the likelihood of what was found.

The maxima form trees that halve the list of causes, the same halves for every finding, instead of chains: then few
variables lie between one half of the causes and the other, and an engine finds that by itself. With chains pyAgrum did
not finish ``data/sessions/c25.csv``, five weak tests, in minutes; with trees it takes seconds.

A finding that rules out that anything was noticed (a strong test) needs no tree: each of its *notices* is observed to
be ``none``. That follows from the finding, so it changes no posterior, and it spares another engine what would be hard
for it: a strong test then only multiplies.
"""

from __future__ import annotations

from itertools import product
from math import fsum
from typing import TYPE_CHECKING, Final

from attrs import frozen

from nktlib.inference.network import Network

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from nktlib.inference.network import Challenge, Observation, Reading
    from nktlib.model.build import Built

    Row = tuple[float, ...]
    Noticed = tuple[int, str]
    """A cause (or its place), and the variable for what a finding noticed of it."""

EXAMINER: Final = "examiner"
"""The variable for the latent class."""

ACTIVE: Final = ("no", "yes")
LEVELS: Final = ("none", "inhibited", "paretic")
SOME: Final = ("none", "some")
"""Levels of a finding that does not tell the two apart."""
OUTCOME: Final = ("other", "seen")
SEEN: Final = 1


@frozen
class Variable:
    """A variable and its table.

    ``parents`` are names of earlier variables. ``rows`` hold one row of probabilities for each combination of their
    states, the state of the last parent changing fastest.
    """

    name: str
    states: tuple[str, ...]
    parents: tuple[str, ...]
    rows: tuple[Row, ...]


@frozen
class Ordinary:
    """A Bayesian network whose P(evidence) and posteriors are those of the network that it was made of.

    ``variables``: the causes first, in the order of the network, then the class (where there are several), then a
    firing for each link, then what the findings need. ``evidence``: name and number of the state, in the order of the
    variables. ``notes``: what each finding is about, a line each.
    """

    variables: tuple[Variable, ...]
    evidence: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def ordinary(built: Built | Network, examiner: int | None = None) -> Ordinary:
    """Write a network out as an ordinary one, with every latent class or for class number ``examiner`` alone.

    With the class as a variable one file answers everything, so that is the default. One class alone gives smaller
    tables, and posteriors given that class: weighted by the class's prior weight times P(evidence), and divided by the
    sum of these weights, they give the whole again.

    A bare network has no names: its causes and nodes are numbered. Raises ``IndexError`` for a class that is not there.
    """
    writer = _Writer(built, examiner)
    writer.add_causes()
    for index, reading in enumerate(writer.network.readings):
        writer.add_reading(index, reading)
    for index, challenge in enumerate(writer.network.challenges):
        writer.add_challenge(index, challenge)
    for index, observation in enumerate(writer.network.observations):
        writer.add_observation(index, observation)
    writer.close()
    return writer.written()


@frozen
class _Finding:
    """A finding that waits for its outcome; ``likelihood``: P(outcome | highest level noticed), a row a class."""

    name: str
    noticed: Sequence[Noticed]
    likelihood: Sequence[Row]

    @property
    def rules_out(self) -> bool:
        """Whether it rules out that anything was noticed."""
        return not any(any(row[1:]) for row in self.likelihood)


class _Writer:
    """Adds variable after variable. Tables are given one a class; where all are the same, the class is no parent."""

    def __init__(self, built: Built | Network, examiner: int | None) -> None:
        if isinstance(built, Network):
            self.network = built
            self.causes = [f"cause_{index}" for index in range(len(built.causes))]
            self.nodes = [f"node_{index}" for index in range(built.nodes)]
        else:
            self.network = built.network
            self.causes = [key.id.replace(":", "_") for key in built.causes]
            self.nodes = list(built.nodes)
        self.links = [f"{self.causes[link.cause]}_at_{self.nodes[link.node]}" for link in self.network.links]
        every = range(len(self.network.classes))
        self.groups = every if examiner is None else (every[examiner],)
        self.variables: dict[str, Variable] = {}
        self.evidence: dict[str, int] = {}
        self.notes: list[str] = []
        self.findings: list[_Finding] = []

    def written(self) -> Ordinary:
        observed = [(name, self.evidence[name]) for name in self.variables if name in self.evidence]
        return Ordinary(tuple(self.variables.values()), tuple(observed), tuple(self.notes))

    def add(
        self, name: str, states: tuple[str, ...], parents: tuple[str, ...], tables: Sequence[Sequence[Row]]
    ) -> None:
        rows = tables[0]
        if any(table != rows for table in tables):
            parents, rows = (EXAMINER, *parents), [row for table in tables for row in table]
        self.variables[name] = Variable(name, states, parents, tuple(rows))

    def note(self, name: str, what: str, about: Iterable[str]) -> None:
        self.notes.append(f"{name}: {what}: {', '.join(about)}")

    def add_causes(self) -> None:
        """Add the causes, the class and the firings."""
        for name, cause in zip(self.causes, self.network.causes, strict=True):
            self.add(name, ACTIVE, (), [((cause.complement, cause.probability),)])
        if len(self.groups) > 1:
            self.add(EXAMINER, tuple(f"class_{group}" for group in self.groups), (), [(self.network.classes,)])
        for name, link in zip(self.links, self.network.links, strict=True):
            self.add(f"fires_{name}", LEVELS, (self.causes[link.cause],), [((1.0, 0.0, 0.0), link.levels)])

    def add_reading(self, index: int, reading: Reading) -> None:
        """Add what a test notices of each firing, and its outcome."""
        name = f"test_{index}"
        shares = dict(reading.members)
        of_cause: dict[int, dict[int, float]] = {}
        for number, edge in enumerate(self.network.links):
            if edge.node in shares:
                of_cause.setdefault(edge.cause, {})[number] = shares[edge.node]
        likelihood: list[Row] = [reading.likelihood[group] for group in self.groups]
        graded = any(inhibited != paretic for _none, inhibited, paretic in likelihood)
        if not graded:
            likelihood = [row[:2] for row in likelihood]
        states = LEVELS if graded else SOME
        noticed = []
        for cause, looked in of_cause.items():
            draws = f"{name}_draws_for_{self.causes[cause]}"
            if len(looked) > 1:
                self.add_draws(draws, looked)
            for link, share in looked.items():
                one, fired = f"{name}_notices_{self.links[link]}", f"fires_{self.links[link]}"
                noticed.append((cause, one))
                if len(looked) == 1:
                    tables = [_notices(reading.notice[group], share, len(states)) for group in self.groups]
                    self.add(one, states, (fired,), tables)
                else:
                    drawn = [other == link for other in looked]
                    tables = [_if_drawn(reading.notice[group], drawn, len(states)) for group in self.groups]
                    self.add(one, states, (draws, fired), tables)
        about = [self.nodes[node] + (f" (share {share!r})" if share != 1.0 else "") for node, share in reading.members]
        self.note(name, "strength of", about)
        self.findings.append(_Finding(name, noticed, likelihood))

    def add_draws(self, name: str, looked: Mapping[int, float]) -> None:
        """Add which of the members that a cause acts on a test looks at; ``none`` is any other member, or no member."""
        shares = tuple(looked.values())
        states = tuple(self.nodes[self.network.links[link].node] for link in looked)
        none = max(0.0, fsum([1.0, *(-share for share in shares)]))
        self.add(name, (*states, "none"), (), [((*shares, none),)])

    def add_challenge(self, index: int, challenge: Challenge) -> None:
        """Add the outcome of a challenge, which looks at firings as they are."""
        name = f"challenge_{index}"
        links = [(self.network.links[link].cause, self.links[link]) for link in challenge.links]
        self.note(name, "whether one of these fired", [link for _cause, link in links])
        likelihood = [(challenge.unfired[group], challenge.fired[group]) for group in self.groups]
        self.findings.append(_Finding(name, [(cause, f"fires_{link}") for cause, link in links], likelihood))

    def add_observation(self, index: int, observation: Observation) -> None:
        """Add what an observation notices of each cause, and its outcome."""
        name = f"sign_{index}"
        noticed = []
        for cause, weight in observation.weights:
            one = f"{name}_notices_{self.causes[cause]}"
            self.add(one, SOME, (self.causes[cause],), [((1.0, 0.0), (1.0 - weight, weight))])
            noticed.append((cause, one))
        self.note(name, "bears on", [self.causes[cause] for cause, _weight in observation.weights])
        self.findings.append(_Finding(name, noticed, [observation.likelihood]))

    def close(self) -> None:
        """Add the outcomes, those causes side by side in the trees on which the same findings bear."""
        bearing: list[list[int]] = [[] for _ in self.causes]
        for number, finding in enumerate(self.findings):
            if finding.rules_out:
                self.evidence.update((one, 0) for _cause, one in finding.noticed)
            else:
                for cause in {cause for cause, _one in finding.noticed}:
                    bearing[cause].append(number)
        order = sorted(range(len(self.causes)), key=lambda cause: (len(bearing[cause]), bearing[cause], cause))
        place = {cause: position for position, cause in enumerate(order)}
        for finding in self.findings:
            name, size = finding.name, len(finding.likelihood[0])
            placed = [] if finding.rules_out else sorted((place[cause], one) for cause, one in finding.noticed)
            parents = (self.highest(name, placed, size, range(len(order))),) if placed else ()
            states = range(len(self.variables[parents[0]].states) if parents else 1)
            tables = [[_seen(row[min(state, size - 1)]) for state in states] for row in finding.likelihood]
            self.add(f"{name}_outcome", OUTCOME, parents, tables)
            self.evidence[f"{name}_outcome"] = SEEN

    def highest(self, name: str, noticed: Sequence[Noticed], size: int, causes: range) -> str:
        """Add the maximum of one or more levels, half the causes against the other half.

        The variables are numbered by their place in the network.
        """
        if len(noticed) == 1:
            return noticed[0][1]
        middle = len(causes) // 2
        # What was noticed of several firings of one cause is halved as a list.
        cut = sum(cause < causes[middle] for cause, _one in noticed) if middle else len(noticed) // 2
        if cut in (0, len(noticed)):
            return self.highest(name, noticed, size, causes[:middle] if cut else causes[middle:])
        halves = (
            self.highest(name, noticed[:cut], size, causes[:middle] or causes),
            self.highest(name, noticed[cut:], size, causes[middle:]),
        )
        levels = product(*[range(len(self.variables[half].states)) for half in halves])
        table = [_certain(min(max(both), size - 1), size) for both in levels]
        result = f"{name}_highest_{len(self.variables)}"
        self.add(result, LEVELS if size == len(LEVELS) else SOME, halves, [table])
        return result


def _seen(likelihood: float) -> Row:
    return (1.0 - likelihood, likelihood)


def _certain(state: int, size: int) -> Row:
    return tuple(float(one == state) for one in range(size))


def _notices(notice: float, share: float, size: int) -> list[Row]:
    """P(level noticed) for each level fired, of a member that is looked at with probability ``share``."""
    rows = [_certain(0, size)]
    for level in range(1, len(LEVELS)):
        row = [0.0] * size
        # Written so that nothing cancels where both are near one.
        row[0], row[min(level, size - 1)] = share * (1.0 - notice) + (1.0 - share), share * notice
        rows.append(tuple(row))
    return rows


def _if_drawn(notice: float, drawn: Iterable[bool], size: int) -> list[Row]:
    """P(level noticed) of one member, for each state of *draws* (whether it is the one) and each level fired."""
    noticed, never = _notices(notice, 1.0, size), [_certain(0, size)] * len(LEVELS)
    return [row for this_one in (*drawn, False) for row in (noticed if this_one else never)]
