"""From a resolved session, an atlas and a model to the network that inference answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.inference.network import Cause, Challenge, Network, Observation, Reading
from nktlib.inference.network import Link as NetworkLink
from nktlib.model.causes import CauseKey, Causes
from nktlib.model.collect import BuiltLink, Collector
from nktlib.sessions.resolve import UNKNOWN, baseline_of, contradicts, is_strong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import Place, Resolved


@frozen
class Built:
    """A network, and what its indices stand for.

    ``known_causes`` and ``known_nodes`` are those whose side a finding names; ``tested`` are the nodes that a test or
    challenge is about.
    """

    network: Network
    causes: tuple[CauseKey, ...]
    links: tuple[BuiltLink, ...]
    nodes: tuple[str, ...]
    known_causes: frozenset[CauseKey]
    known_nodes: frozenset[str]
    tested: frozenset[str]


def build(resolved: Sequence[Resolved], latent: str, atlas: Atlas, model: Model, untested: Iterable[str] = ()) -> Built:
    """Build the network of findings, with what has no side put on the side ``latent``.

    ``untested`` are nodes that no finding is about and whose links the network is to have all the same.
    """
    collector = Collector(Causes(atlas, model))
    findings = [one.on_side(latent) for one in resolved]
    sided = [one.site is None or one.site.side != UNKNOWN for one in resolved]
    # Tests bring in the causes; what bears on causes comes after, and what bears only on those that are there, last.
    for one, known in zip(findings, sided, strict=True):
        if one.site is not None and one.finding.kind in ("strength", "challenge"):
            collector.test(one.site, known=known)
    for one, original in zip(findings, resolved, strict=True):
        if one.site is not None:
            _collect(collector, one, original, one.site, findings)
    for site, outcome in _implied_baselines(findings):
        collector.read(site, outcome)
    for one in findings:
        if one.site is not None and one.finding.kind == "pain":
            collector.pain(one, one.site)
    if any(one.site is None and one.finding.kind == "strength" and is_strong(one.finding.outcome) for one in findings):
        collector.everything_else(findings)
    for node in untested:
        collector.bring_in(node)
    return _number(collector, [one for one in findings if one.finding.kind == "history"])


def _collect(
    collector: Collector, one: Resolved, original: Resolved, site: Place, findings: Sequence[Resolved]
) -> None:
    """Collect what a finding bears on; ``original`` is the finding before a side was assumed."""
    known = original.site is not None and original.site.side != UNKNOWN
    match one.finding.kind:
        case "strength":
            collector.strength(one, site)
        case "challenge":
            touched = all(place.side != UNKNOWN for place in original.on)
            collector.challenge(one, site, baseline_of(one, findings), known=touched)
        case "palpation":
            collector.palpation(one, site, known=known)
        case "reflex" | "sensation" | "sign":
            collector.arc(one, site, known=known)


def _implied_baselines(findings: Sequence[Resolved]) -> Iterator[tuple[Place, str]]:
    """A test that strengthened was weak before, one that weakened strong: said once where no baseline stands.

    Where two challenges imply both, the test was at least once weak. A baseline that contradicts (possible only for a
    side that nobody wrote down) does not stand for the one implied.
    """
    implied: dict[tuple[Place, str | None], str] = {}
    for one in findings:
        outcome = {"strengthens": "weak", "weakens": "strong"}.get(one.finding.outcome)
        if one.finding.kind != "challenge" or one.site is None or outcome is None:
            continue
        baseline = baseline_of(one, findings)
        if not baseline or contradicts(one, baseline):
            key = (one.site, one.finding.examiner)
            implied[key] = outcome if implied.get(key, outcome) == outcome else "weak"
    yield from ((site, outcome) for (site, _examiner), outcome in implied.items())


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
        readings=tuple(sorted(readings, key=lambda one: (one.members, one.notice, one.likelihood))),
        challenges=tuple(sorted(challenges, key=lambda one: (one.links, one.unfired, one.fired))),
        observations=tuple(sorted(observations, key=lambda one: (one.weights, one.likelihood))),
        queries=tuple(node_number[node] for node in sorted(collector.tested)),
    )
    known_nodes = frozenset(node for node, known in collector.tested.items() if known)
    # An overworking node is on the side where it was touched, whatever it acts on; else on that of what it acts on.
    known_causes = {key for key, known in (collector.seen | collector.touched).items() if known}
    touched = {("overwork", key.target) for key in collector.touched}
    known_causes |= {
        link.cause for link in links if link.node in known_nodes and (link.cause.kind, link.cause.target) not in touched
    }
    return Built(
        network=network,
        causes=tuple(keys),
        links=tuple(links),
        nodes=tuple(nodes),
        known_causes=frozenset(known_causes),
        known_nodes=known_nodes,
        tested=frozenset(collector.tested),
    )
