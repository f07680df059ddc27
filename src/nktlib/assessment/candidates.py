"""The tests that could be done next, and what each of them would look at in the network of the findings.

A test brings causes of its own with it, which no finding bears on. They are independent of all others, so that of each
only a factor of the test's outcome is left, and the network stays that of the findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from nktlib.atlas.entities import node_id
from nktlib.inference.look import Look
from nktlib.inference.network import Link
from nktlib.model.causes import Causes
from nktlib.model.collect import Collector
from nktlib.model.readings import TELLING, challenge_likelihood
from nktlib.sessions.resolve import is_weak

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.inference.posterior import Posterior
    from nktlib.model.build import Built
    from nktlib.model.causes import CauseKey
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import Place, Resolved

STIMULUS: Final = "touch"
"""The challenge that is proposed: it needs a weak muscle, and nothing else."""
CHALLENGES: Final = 20
"""Links, the most probable first, whose challenge is looked at."""


@frozen
class Candidate:
    """A strength test of ``node``, or a challenge of it ``on`` another; ``look`` is one of its two outcomes."""

    node: str
    on: str | None
    look: Look


class Candidates:
    """All tests that could be done after the findings of ``built``, on the side ``latent`` where one is unknown.

    ``further`` are the links that only their looks need, numbered after those of the network. What is ``spared``
    is left out.
    """

    def __init__(  # noqa: PLR0913 - what was found, by which atlas and model, and what is not to be tested
        self,
        built: Built,
        resolved: Sequence[Resolved],
        latent: str,
        atlas: Atlas,
        model: Model,
        *,
        spared: Mapping[str, str],
    ) -> None:
        self.built, self.atlas, self.model, self.spared = built, atlas, model, spared
        self._findings = [one.on_side(latent) for one in resolved]
        self.further: list[Link] = []
        self._causes = Causes(atlas, model)
        self._history = [one for one in self._findings if one.finding.kind == "history"]
        self._priors: dict[CauseKey, tuple[float, float]] = {}

    def strengths(self) -> Iterator[Candidate]:
        """Give a strength test of each muscle that is tested by hand and was not; the outcome is "strong"."""
        built, classes = self.built, self.model.classes()
        number = {key: position for position, key in enumerate(built.causes)}
        there: dict[str, dict[CauseKey, int]] = {}
        for position, link in enumerate(built.links):
            there.setdefault(link.node, {})[link.cause] = position
        missed = self._missed()
        collector = Collector(self._causes)
        unfired = (1.0,) * len(classes)
        fired = tuple(1.0 - one.notice for one in classes)
        specificity = [one.specificity for one in classes]
        place = {node: position for position, node in enumerate(built.nodes)}
        for node in self._testable():
            links = dict(there.get(node, {}))
            strangers: list[tuple[tuple[float, float], float]] = []
            for one in collector.causes_of(node):
                if one.cause in links:
                    continue
                if one.cause in number:
                    links[one.cause] = len(built.links) + len(self.further)
                    at = place.setdefault(node, len(place))
                    self.further.append(Link(number[one.cause], at, one.strength))
                else:
                    strangers.append((self._prior(one.cause), one.strength[0]))
            weights = list(specificity)
            before = missed.get(node)
            for position, noticed in enumerate(fired):
                old = before[position] if before else 1.0
                for (active, inactive), normal in strangers:
                    # Given that what looked at this muscle before noticed nothing.
                    now = inactive + active * (normal + (1.0 - normal) * old)
                    weights[position] *= (inactive + active * (normal + (1.0 - normal) * old * noticed)) / now
            count = len(links)
            yield Candidate(
                node, None, Look(tuple(links.values()), (unfired,) * count, (fired,) * count, tuple(weights))
            )

    def touches(self, posterior: Posterior) -> Iterator[Candidate]:
        """Give a touch of the likeliest compensators of what is weak; the outcome is the one that speaks for a link.

        Links that a challenge has looked at are left out. ``posterior`` is that of the network.
        """
        classes = self.model.classes()
        likelihood = challenge_likelihood(STIMULUS, TELLING.get(STIMULUS, "strengthens"), classes, self.model)
        if likelihood is None:
            return
        unfired, fired = likelihood
        weak, done = self._weak_and_challenged()
        found = []
        for number, link in enumerate(self.built.links):
            if link.cause.kind == "overwork" and link.node in weak and link.node not in self.spared:
                compensator = node_id(link.cause.target, link.cause.side)
                if (link.node, compensator) not in done and compensator not in self.spared:
                    found.append((-posterior.links[number], link.node, compensator, number))
        for _minus, node, compensator, number in sorted(found)[:CHALLENGES]:
            look = Look((number,), (unfired,), (fired,), (1.0,) * len(classes))
            yield Candidate(node, compensator, look)

    def _testable(self) -> Iterator[str]:
        for node in sorted(self.atlas.nodes):
            muscle = self.atlas.muscles.get(self.atlas.nodes[node].base)
            if muscle is not None and muscle.tested and node not in self.built.tested and node not in self.spared:
                yield node

    def _missed(self) -> dict[str, list[float]]:
        """P(a firing was not noticed) by what was summed up as strong: by node, a number a class."""
        found: dict[str, list[float]] = {}
        for reading in self.built.network.readings:
            if len(reading.members) == 1 and not any(any(row[1:]) for row in reading.likelihood):
                ((number, share),) = reading.members
                missed = found.setdefault(self.built.nodes[number], [1.0] * len(reading.notice))
                for position, notice in enumerate(reading.notice):
                    missed[position] *= 1.0 - share * notice
        return found

    def _prior(self, key: CauseKey) -> tuple[float, float]:
        if key not in self._priors:
            self._priors[key] = self._causes.prior(key, self._history)
        return self._priors[key]

    def _weak_and_challenged(self) -> tuple[set[str], set[tuple[str, str]]]:
        """Nodes that tested weak, and the pairs of node and stimulus that a challenge was about."""
        weak: set[str] = set()
        done: set[tuple[str, str]] = set()
        for one in self._findings:
            if one.site is None or one.site.kind != "muscle":
                continue
            if one.finding.kind == "strength" and is_weak(one.finding.outcome):
                weak.update(self._nodes(one.site))
            elif one.finding.kind == "challenge":
                done.update(
                    (node, other) for node in self._nodes(one.site) for on in one.on for other in self._nodes(on)
                )
        return weak, done

    def _nodes(self, place: Place) -> list[str]:
        return [node for node, _share in self.atlas.entity(place.kind, place.id, place.side).members]
