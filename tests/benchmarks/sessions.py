"""Random sessions on the shipped atlas, as networks that every engine can be given.

The findings of a spread are one shuffled list, and a session of n findings is its first n: a larger session contains
the smaller ones, so what is too much for an engine at one size is too much for it at the next.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from nktlib.atlas.load import load_atlas
from nktlib.inference.groups import grouping_of
from nktlib.model.build import build
from nktlib.model.model import load_model
from nktlib.sessions.finding import Session
from nktlib.sessions.resolve import resolve_session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.inference.groups import Grouping
    from nktlib.inference.network import Network

SIZES = (5, 10, 20, 40, 80, 120)
SPREADS = ("one limb", "two limbs", "all over")
"""The left leg, both legs, all testable muscles of the body."""
WEAK_EVERY = 4
SEED = 1


@frozen
class Case:
    """A session of ``findings`` plain strength tests, ``weak`` of them weak.

    ``scored`` is the network as ``nktlib.score`` has it, ``network`` what all engines can answer alike.
    """

    spread: str
    findings: int
    weak: int
    scored: Network
    network: Network


def cases(
    sizes: Sequence[int] = SIZES,
    spreads: Sequence[str] = SPREADS,
    *,
    weak_every: int = WEAK_EVERY,
    seed: int = SEED,
) -> Iterator[Case]:
    """Make the cases of each spread, the smallest first, up to as many findings as it has testable muscles."""
    atlas, model = load_atlas(), load_model()
    for spread in spreads:
        nodes = testable(atlas, spread)
        Random(seed).shuffle(nodes)
        for size in sizes:
            if size > len(nodes):
                break
            outcomes = ["strong" if number % weak_every else "weak" for number in range(size)]
            records = [
                {"kind": "strength", "site": node, "outcome": outcome}
                for node, outcome in zip(nodes, outcomes, strict=False)
            ]
            findings = resolve_session(Session.from_records(records), atlas).findings
            scored = build(findings, "left", atlas, model).network
            yield Case(spread, size, outcomes.count("weak"), scored, _comparable(scored))


def _comparable(scored: Network) -> Network:
    """Keep one class of examiner, the most frequent, and ask for no levels of nodes and no Bayes factor."""
    number = scored.classes.index(max(scored.classes))
    return evolve(
        scored,
        causes=tuple(evolve(cause, flagged=False) for cause in scored.causes),
        classes=(1.0,),
        readings=tuple(
            evolve(reading, notice=(reading.notice[number],), likelihood=(reading.likelihood[number],))
            for reading in scored.readings
        ),
        queries=(),
    )


def testable(atlas: Atlas, spread: str) -> list[str]:
    found = []
    for node in atlas.nodes.values():
        muscle = atlas.muscles.get(node.base)
        if muscle is None or not muscle.tested:
            continue
        in_leg = atlas.tables.regions[muscle.region].area == "lower_limb"
        if spread == "all over" or (in_leg and (spread == "two limbs" or node.side == "left")):
            found.append(node.id)
    return sorted(found)


def planned(network: Network) -> Grouping:
    """Plan a network as the engine does; that says what it will cost."""
    return grouping_of(network)
