"""What to test next: the expected information of every test not done yet, in bits, and when to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from attrs import evolve, frozen

from nktlib.assessment.contraindications import contraindicated
from nktlib.assessment.proposals import NextTest, NextTests
from nktlib.assessment.result import UNKNOWN_OTHER_SIDE, UNKNOWN_SIDE
from nktlib.atlas.entities import MIDLINE, SIDES, node_id
from nktlib.atlas.load import load_atlas
from nktlib.inference.engine import infer
from nktlib.inference.what_if import Look, information_bits, outlook
from nktlib.model.build import build
from nktlib.model.model import load_model
from nktlib.model.readings import NO_CHANGE, TELLING, challenge_likelihood
from nktlib.sessions.resolve import is_weak, resolve_session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.inference.tables import Array
    from nktlib.inference.what_if import Outlook
    from nktlib.model.build import Built
    from nktlib.model.model import Model
    from nktlib.sessions.finding import Session
    from nktlib.sessions.resolve import Resolved

STIMULUS: Final = "touch"
"""The challenge that is proposed: it needs a weak muscle, and nothing else."""
CHALLENGES: Final = 20
"""Links, the most probable first, whose challenge is looked at."""


def next_tests(
    session: Session,
    atlas: Atlas | None = None,
    model: Model | None = None,
    *,
    k: int = 10,
    cost: Callable[[NextTest], float] | None = None,
) -> NextTests:
    """Rank the tests that were not done yet by what they are expected to tell, exactly.

    Strength tests of all muscles that are tested by hand, and a touch of the likeliest compensators of the weak ones.
    The information is the mutual information of outcome and cause, in bits, given the findings, summed over the causes
    that the findings bear on: a test of something else tells of that, and is not what was asked. With ``cost`` the
    ranking is by information over cost. What is painful or lately injured is never proposed.

    Raises what :func:`~nktlib.assessment.score.score` raises.
    """
    atlas = load_atlas() if atlas is None else atlas
    model = load_model() if model is None else model
    resolved = resolve_session(session, atlas).findings
    spared = contraindicated(resolved, atlas)
    built, causes, latent = _likeliest(resolved, atlas, model, spared)
    sites = [node for node in built.nodes if _is_testable(node, built, atlas, spared)]
    pairs = _pairs(built, resolved, atlas, spared)
    seen = outlook(built.network, [*_strong(built, sites, model), *_touched(pairs, model)])
    reader = _Reader(built, causes, atlas, latent, seen)
    tests = [reader.test(row, node) for row, node in enumerate(sites)]
    tests += [reader.test(row, node, on) for row, (node, on, _link) in enumerate(pairs, start=len(sites))]
    tests.sort(
        key=lambda test: (-test.information_bits / (cost(test) if cost else 1.0), test.kind, test.site, test.on or "")
    )
    settled = max((test.changes_first for test in tests), default=0.0)
    return NextTests(tuple(tests[:k]), settled, tuple(sorted(spared.items())))


def _likeliest(
    resolved: Sequence[Resolved], atlas: Atlas, model: Model, spared: Mapping[str, str]
) -> tuple[Built, Array, str | None]:
    """The network with all that could be tested, and the indices of the causes that the findings bear on.

    On the likelier side, where nobody wrote the side down: the side comes last.
    """
    testable = [
        node.id
        for node in atlas.nodes.values()
        if node.base in atlas.muscles and atlas.muscles[node.base].tested and node.id not in spared
    ]
    unknown = any(one.has_unknown_side for one in resolved)
    sides = SIDES if unknown else SIDES[:1]
    plain = {side: build(resolved, side, atlas, model) for side in sides}
    side = sides[0]
    if unknown:
        side = max(sides, key=lambda one: infer(evolve(plain[one].network, queries=())).log_evidence)
    built = build(resolved, side, atlas, model, testable)
    numbers = {key: number for number, key in enumerate(built.causes)}
    return built, np.array([numbers[key] for key in plain[side].causes], dtype=int), side if unknown else None


def _is_testable(node: str, built: Built, atlas: Atlas, spared: Mapping[str, str]) -> bool:
    muscle = atlas.muscles.get(atlas.nodes[node].base)
    return muscle is not None and muscle.tested and node not in built.tested and node not in spared


def _strong(built: Built, sites: Sequence[str], model: Model) -> Iterator[Look]:
    """The outcome "strong" of a strength test of each site; "weak" is the rest."""
    classes = model.classes()
    unfired = (1.0,) * len(classes)
    fired = tuple(1.0 - one.notice for one in classes)
    at: dict[str, list[int]] = {}
    for number, link in enumerate(built.links):
        at.setdefault(link.node, []).append(number)
    for node in sites:
        links = tuple(at.get(node, ()))
        specificity = tuple(one.specificity for one in classes)
        yield Look(links, (unfired,) * len(links), (fired,) * len(links), specificity)


def _pairs(
    built: Built, resolved: Iterable[Resolved], atlas: Atlas, spared: Mapping[str, str]
) -> list[tuple[str, str, int]]:
    """(weak node, compensator, link) of the likeliest links that no challenge has looked at yet."""
    weak: set[str] = set()
    done: set[tuple[str, str]] = set()
    for one in resolved:
        if one.site is None or one.site.kind != "muscle" or one.finding.kind not in ("strength", "challenge"):
            continue
        nodes = {node for node, _share in atlas.entity(one.site.kind, one.site.id, one.site.side).members}
        if one.finding.kind == "strength" and is_weak(one.finding.outcome):
            weak |= nodes
        elif one.finding.kind == "challenge":
            on = {node for place in one.on for node, _share in atlas.entity(place.kind, place.id, place.side).members}
            done |= {(node, other) for node in nodes for other in on}
    found = []
    posterior = infer(evolve(built.network, queries=())).links
    for number, link in enumerate(built.links):
        if link.cause.kind == "overwork" and link.node in weak:
            compensator = node_id(link.cause.target, link.cause.side)
            if (link.node, compensator) not in done and compensator not in spared:
                found.append((-posterior[number], link.node, compensator, number))
    return [(node, compensator, number) for _minus, node, compensator, number in sorted(found)[:CHALLENGES]]


def _touched(pairs: Iterable[tuple[str, str, int]], model: Model) -> Iterator[Look]:
    """The outcome that speaks for a link when its compensator is touched; "no change" is the rest."""
    classes = model.classes()
    likelihood = challenge_likelihood(STIMULUS, TELLING.get(STIMULUS, "strengthens"), classes, model)
    if likelihood is None:
        return
    unfired, fired = likelihood
    for _node, _compensator, link in pairs:
        yield Look((link,), (unfired,), (fired,), (1.0,) * len(classes), inactive=True)


@frozen
class _Reader:
    """Makes tests of the rows of an outlook."""

    built: Built
    causes: Array
    atlas: Atlas
    latent: str | None
    seen: Outlook

    def test(self, row: int, node: str, on: str | None = None) -> NextTest:
        """A test from its row: the outcome that was looked at, and the rest."""
        atlas, seen = self.atlas, self.seen
        now, strong = seen.causes[self.causes], seen.joint[row, self.causes]
        outcomes = ("strong", "weak") if on is None else ("strengthens", NO_CHANGE)
        share = min(1.0, float(seen.probability[row]))
        probability = np.array([share, 1.0 - share])
        joint = np.stack([strong, np.maximum(now - strong, 0.0)])
        bits = information_bits(now, joint, probability)
        then = np.divide(joint, probability[:, None], out=np.zeros_like(joint), where=probability[:, None] > 0)
        subject = int(bits.argmax())
        manual_test = atlas.muscles[atlas.nodes[node].base].manual_test
        return NextTest(
            kind="strength" if on is None else "challenge",
            site=node,
            side=self.side(atlas.nodes[node].side),
            stimulus=None if on is None else STIMULUS,
            on=on,
            information_bits=float(bits.sum()),
            outcomes=tuple(zip(outcomes, map(float, probability), strict=True)),
            changes_first=float(probability[then.argmax(axis=1) != now.argmax()].sum()),
            subject=self.built.causes[self.causes[subject]].id,
            subject_now=float(now[subject]),
            subject_then=tuple(map(float, then[:, subject])),
            position=manual_test.position if manual_test else "",
        )

    def side(self, side: str) -> str:
        """A side as it is, or relative to the one that nobody wrote down."""
        if self.latent is None or side == MIDLINE:
            return side
        return UNKNOWN_SIDE if side == self.latent else UNKNOWN_OTHER_SIDE
