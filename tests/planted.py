"""Simulated sessions with one planted overworking muscle whose targets respond when it is touched."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from attrs import evolve

from nktlib.assessment.score import score
from nktlib.atlas.atlas import Atlas
from nktlib.atlas.load import load_atlas
from nktlib.model.model import load_model
from nktlib.sessions.finding import Session

if TYPE_CHECKING:
    from nktlib.atlas.links import Link
    from nktlib.model.model import Model

TARGETS = 6
STRENGTH = 0.5
OTHERS = 6


class PlantedLinks:
    """The links of an atlas, with those from one compensator to its chosen targets at a given strength."""

    def __init__(self, atlas: Atlas, compensator: str, targets: set[str]) -> None:
        self._links, self._compensator, self._targets = atlas.links, compensator, targets

    def to(self, node: str) -> tuple[Link, ...]:
        links = self._links.to(node)
        if node not in self._targets:
            return links
        changed = [evolve(link, strength=STRENGTH) if link.compensator == self._compensator else link for link in links]
        return tuple(sorted(changed, key=lambda link: (-link.strength, link.compensator)))


def planted_sessions(count: int, seed: int = 1) -> list[tuple[str, Atlas, Session]]:
    """Draw a compensator with at least six targets, test and challenge six of them, test six other muscles nearby.

    The targets test weak and strengthen under touch of the compensator; the others read as a routine examiner reads
    muscles in which nothing is wrong.
    """
    random, atlas, model = Random(seed), load_atlas(), load_model()
    muscles = [node.id for node in atlas.nodes.values() if node.kind == "muscle" and atlas.muscles[node.base].tested]
    targets_of: dict[str, list[str]] = {}
    for node in muscles:
        for link in atlas.compensators(node):
            targets_of.setdefault(link.compensator, []).append(node)
    able = [one for one, targets in sorted(targets_of.items()) if len(targets) >= TARGETS and one in muscles]
    specificity = model["class.routine.specificity"]
    sessions = []
    for _ in range(count):
        compensator = random.choice(able)
        targets = set(random.sample(targets_of[compensator], TARGETS))
        near = [node for node in targets_of[compensator] if node not in targets] or muscles
        others = random.sample([node for node in near if node != compensator], min(OTHERS, len(near) - 1))
        records: list[dict[str, object]] = []
        for target in sorted(targets):
            records += [
                {"kind": "strength", "site": target, "outcome": "weak"},
                {"kind": "challenge", "site": target, "outcome": "strengthens", "stimulus": "touch", "on": compensator},
            ]
        for other in others:
            outcome = "strong" if random.random() < specificity else "weak"
            records.append({"kind": "strength", "site": other, "outcome": outcome})
        planted = Atlas(atlas.tables)
        planted.__dict__["links"] = PlantedLinks(atlas, compensator, targets)
        sessions.append((compensator, planted, Session.from_records(records)))
    return sessions


def mean_posterior(count: int, model: Model | None = None, seed: int = 1) -> float:
    """Mean posterior of the planted overworking muscle."""
    found = []
    for compensator, atlas, session in planted_sessions(count, seed):
        result = score(session, atlas, model)
        found.append(next(cause.probability for cause in result.causes if cause.id == f"overwork:{compensator}"))
    return sum(found) / len(found)
