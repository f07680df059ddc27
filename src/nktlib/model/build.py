"""From a resolved session, an atlas and a model to the network that inference answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.inference.network import Cause, Challenge, Network, Observation, Reading
from nktlib.inference.network import Link as NetworkLink
from nktlib.model.causes import CauseKey, Causes
from nktlib.model.collect import BuiltLink, Collector
from nktlib.sessions.resolve import is_strong

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import Place, Resolved


@frozen
class Built:
    """A network, and what its indices stand for.

    ``known_causes`` and ``known_nodes`` are those that a finding with a side bears on; ``tested`` are the nodes that a
    test or challenge is about.
    """

    network: Network
    causes: tuple[CauseKey, ...]
    links: tuple[BuiltLink, ...]
    nodes: tuple[str, ...]
    known_causes: frozenset[CauseKey]
    known_nodes: frozenset[str]
    tested: frozenset[str]


def build(findings: Sequence[Resolved], known: Sequence[bool], atlas: Atlas, model: Model) -> Built:
    """Build the network of findings that all have a side; ``known``: which of them had it before one was assumed."""
    collector = Collector(Causes(atlas, model))
    baselines = _baselines(findings)
    # Tests bring in the causes; what bears on causes comes after, and what bears only on those that are there, last.
    for one, has_side in zip(findings, known, strict=True):
        if one.site is not None and one.finding.kind in ("strength", "challenge"):
            collector.test(one.site, known=has_side)
    for one, has_side in zip(findings, known, strict=True):
        if one.site is not None:
            _collect(collector, one, one.site, baselines, known=has_side)
    for site, outcome in _implied_baselines(findings, baselines):
        collector.read(site, outcome)
    for one in findings:
        if one.site is not None and one.finding.kind == "pain":
            collector.pain(one, one.site)
    if any(one.site is None and one.finding.kind == "strength" and is_strong(one.finding.outcome) for one in findings):
        collector.everything_else(findings)
    return _number(collector, [one for one in findings if one.finding.kind == "history"])


def _collect(
    collector: Collector, one: Resolved, site: Place, baselines: Mapping[Place, Sequence[str]], *, known: bool
) -> None:
    match one.finding.kind:
        case "strength":
            collector.strength(one, site)
        case "challenge":
            collector.challenge(one, site, baselines.get(site, ()))
        case "palpation":
            collector.palpation(one, site, known=known)
        case "reflex" | "sensation" | "sign":
            collector.arc(one, site, known=known)


def _baselines(findings: Sequence[Resolved]) -> dict[Place, list[str]]:
    """Outcomes of the strength tests of each site."""
    found: dict[Place, list[str]] = {}
    for one in findings:
        if one.finding.kind == "strength" and one.site is not None:
            found.setdefault(one.site, []).append(one.finding.outcome)
    return found


def _implied_baselines(
    findings: Sequence[Resolved], baselines: Mapping[Place, Sequence[str]]
) -> Iterator[tuple[Place, str]]:
    """A test that strengthened was weak before, one that weakened strong: said once where no baseline stands.

    Where two challenges imply both, the test was at least once weak.
    """
    implied: dict[Place, str] = {}
    for one in findings:
        if one.finding.kind == "challenge" and one.site is not None and one.site not in baselines:
            outcome = {"strengthens": "weak", "weakens": "strong"}.get(one.finding.outcome)
            if outcome is not None:
                implied[one.site] = outcome if implied.get(one.site, outcome) == outcome else "weak"
    yield from implied.items()


def _number(collector: Collector, history: Sequence[Resolved]) -> Built:
    """Number causes, nodes, links and findings, in an order that does not depend on that of the findings."""
    keys = sorted(collector.keys)
    nodes = sorted({node for _cause, node in collector.acts})
    links = [collector.acts[pair] for pair in sorted(collector.acts)]
    cause_number = {key: number for number, key in enumerate(keys)}
    node_number = {node: number for number, node in enumerate(nodes)}
    link_number = {(link.cause, link.node): number for number, link in enumerate(links)}
    accused = {link.cause for link in links if link.cause.kind == "overwork" and link.node in collector.tested}
    readings = [
        Reading(tuple(sorted((node_number[node], share) for node, share in one.members)), one.notice, one.likelihood)
        for one in collector.readings
    ]
    challenges = [
        Challenge(tuple(sorted({link_number[pair] for pair in one.pairs})), one.unfired, one.fired)
        for one in collector.challenges
    ]
    observations = [
        Observation(tuple(sorted((cause_number[key], weight) for key, weight in one.weights.items())), one.likelihood)
        for one in collector.observations
    ]
    network = Network(
        causes=tuple(Cause(*collector.causes.prior(key, history), flagged=key in accused) for key in keys),
        links=tuple(NetworkLink(cause_number[one.cause], node_number[one.node], one.strength) for one in links),
        nodes=len(nodes),
        classes=tuple(examiner.weight for examiner in collector.causes.model.classes()),
        readings=tuple(sorted(readings)),
        challenges=tuple(sorted(challenges)),
        observations=tuple(sorted(observations)),
        queries=tuple(node_number[node] for node in sorted(collector.tested)),
    )
    known_nodes = frozenset(node for node, known in collector.tested.items() if known)
    known_causes = {key for key, known in collector.seen.items() if known}
    known_causes |= {link.cause for link in links if link.node in known_nodes}
    return Built(
        network=network,
        causes=tuple(keys),
        links=tuple(links),
        nodes=tuple(nodes),
        known_causes=frozenset(known_causes),
        known_nodes=known_nodes,
        tested=frozenset(collector.tested),
    )
