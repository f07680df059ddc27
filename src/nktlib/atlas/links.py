"""Who could take over for whom, and how strongly: links, each with the reasons for its strength.

A link runs from a compensator to the node that it inhibits. Its strength is the probability that the overworking one
inhibits the other, put together from independent reasons,

    strength = cap x (1 - product over kinds of reasons of (1 - weight of the weightiest of the kind)) x against

where `against` is the smallest factor of what speaks against it (1 if nothing does). With s what a node can supply to a
motion, as a part of what its greatest mover can, a motion that both make weighs

    synergist x sqrt(s of compensator x s of inhibited) x left
    left = min(1, (1 - load) / load x s of compensator / s of inhibited)

so that a helper too weak for the everyday load that the inhibited one leaves counts for less; opposite motions weigh
antagonist x sqrt(s x s). Taking over in a physical model weighs takeover x share taken over x importance of the
movement to the inhibited one; a named chain sling x distance for each step beyond the first. Every weight stands in
``weights.csv``.
"""

from __future__ import annotations

from math import prod, sqrt
from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.atlas.entities import MIDLINE, OTHER, SIDES, node_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nktlib.atlas.entities import Muscle, Node, Structure
    from nktlib.atlas.relations import Motions
    from nktlib.atlas.rows import CompensationRow, ContralateralRow, SlingRow, TakeoverRow
    from nktlib.tables.parameters import Parameters


@frozen
class Reason:
    """Why one node might take over for another: kind of relation, in words, its weight, grade and sources.

    ``weight`` is a probability; a reason that speaks against has the factor by which it lowers the strength, and the
    kind ``against``.
    """

    kind: str
    text: str
    weight: float
    grade: str
    sources: tuple[str, ...]


@frozen
class Link:
    """A compensator and the node that it may inhibit. ``basis`` is the kind of the weightiest reason."""

    compensator: str
    inhibited: str
    strength: float
    basis: str
    grade: str
    sources: tuple[str, ...]
    reasons: tuple[Reason, ...]


@frozen
class Evidence:
    """The tables that say who takes over for whom, names resolved to leaf muscles and structures."""

    slings: tuple[SlingRow, ...]
    contralateral: tuple[ContralateralRow, ...]
    compensations: tuple[CompensationRow, ...]
    takeovers: tuple[TakeoverRow, ...]


class Links:
    """All reasons of an atlas, by the pair that they are about."""

    def __init__(  # noqa: PLR0913, PLR0917 - the parts of an atlas that links are made of
        self,
        nodes: Mapping[str, Node],
        muscles: Mapping[str, Muscle],
        structures: Mapping[str, Structure],
        motions: Motions,
        evidence: Evidence,
        weights: Parameters,
        members: Mapping[str, Sequence[str]],
    ) -> None:
        self._nodes, self._muscles, self._structures = nodes, muscles, structures
        self._motions, self._weights, self._members = motions, weights, members
        self._reasons: dict[tuple[str, str], list[Reason]] = {}
        for compensator, inhibited, reason in self._tabled(evidence):
            if compensator != inhibited and inhibited in motions.of_node:
                self._reasons.setdefault((inhibited, compensator), []).append(reason)
        self._by_inhibited: dict[str, list[str]] = {}
        for inhibited, compensator in self._reasons:
            self._by_inhibited.setdefault(inhibited, []).append(compensator)
        self._cache: dict[str, tuple[Link, ...]] = {}

    def to(self, node: str) -> tuple[Link, ...]:
        """Give the links that end at ``node``, strongest first."""
        if node not in self._cache:
            reasons: dict[str, list[Reason]] = {}
            for compensator, reason in self.derived(node):
                reasons.setdefault(compensator, []).append(reason)
            for compensator in self._by_inhibited.get(node, ()):
                reasons.setdefault(compensator, []).extend(self._reasons[node, compensator])
            links = [self._link(compensator, node, found) for compensator, found in reasons.items()]
            least = self._weights["link.least"]
            kept = [link for link in links if link is not None and link.strength >= least]
            self._cache[node] = tuple(sorted(kept, key=lambda link: (-link.strength, link.compensator)))
        return self._cache[node]

    def tabled(self) -> Iterator[tuple[str, str, Reason]]:
        """Every reason that a table states: (compensator, inhibited, reason)."""
        for (inhibited, compensator), reasons in self._reasons.items():
            for reason in reasons:
                yield compensator, inhibited, reason

    def _link(self, compensator: str, inhibited: str, reasons: Sequence[Reason]) -> Link | None:
        speaking = [reason for reason in reasons if reason.kind != "against"]
        if not speaking:
            return None
        # Several statements of one kind are mostly one teaching repeated: the weightiest counts, the others are kept.
        heaviest: dict[str, float] = {}
        for reason in speaking:
            heaviest[reason.kind] = max(heaviest.get(reason.kind, 0.0), reason.weight)
        missed = prod(1.0 - weight for weight in heaviest.values())
        factor = self._weights["link.cap"] * min((r.weight for r in reasons if r.kind == "against"), default=1.0)
        best = max(speaking, key=lambda reason: (reason.weight, reason.kind))
        sources = tuple(dict.fromkeys(source for reason in reasons for source in reason.sources))
        grade = min(reason.grade for reason in speaking)
        return Link(compensator, inhibited, factor * (1.0 - missed), best.kind, grade, sources, tuple(reasons))

    def derived(self, node: str) -> Iterator[tuple[str, Reason]]:
        """Reasons that follow from actions, and from where structures are: (compensator, reason)."""
        load = self._weights["link.load"]
        spare = (1.0 - load) / load
        for kind, pairs in (("synergist", self._motions.shared(node)), ("antagonist", self._motions.opposed(node))):
            best: dict[str, list[tuple[float, str, tuple[str, ...]]]] = {}
            for other, motion, own, supply in pairs:
                left = min(1.0, spare * supply / own) if kind == "synergist" and own else 1.0
                weight = self._weights[f"link.{kind}"] * sqrt(own * supply) * left
                text = f"{motion.joint} {motion.direction} ({supply:.0%})".replace("_", " ")
                made = motion if kind == "synergist" else self._motions.opposites[motion]
                sources = (*self._motions.sources(node, motion)[:1], *self._motions.sources(other, made)[:1])
                best.setdefault(other, []).append((weight, text, sources))
            for other, found in best.items():
                word = "shares" if kind == "synergist" else "opposes"
                found.sort(key=lambda one: -one[0])
                said = dict.fromkeys(text for _weight, text, _sources in found)
                sources = tuple(dict.fromkeys(source for *_rest, these in found for source in these))
                yield other, Reason(kind, f"{word} {', '.join(said)}", found[0][0], "D", sources)
        muscle = self._muscles.get(self._nodes[node].base)
        for structure in self._structures.values():
            if muscle and structure.region in (muscle.region, *muscle.other_regions):
                text = f"lies in the same region ({structure.region.replace('_', ' ')})"
                side = self._nodes[node].side if structure.paired and self._nodes[node].side in SIDES else MIDLINE
                if structure.paired == (side != MIDLINE):
                    reason = Reason("region", text, self._weights["link.region"], "D", structure.sources)
                    yield node_id(structure.id, side), reason

    def _tabled(self, evidence: Evidence) -> Iterator[tuple[str, str, Reason]]:
        documented: set[tuple[str, str]] = set()
        for row in evidence.compensations:
            against = row.stance == "against"
            weight = self._weights[f"link.{'against' if against else 'documented'}.{row.grade}"]
            relation = OTHER if row.side_relation == "opposite" else dict(zip(OTHER, OTHER, strict=True))
            for inhibited in self._members[row.inhibited]:
                for compensator in self._members[row.compensator]:
                    text = f"{row.evidence_kind}: {row.condition}" if row.condition else row.evidence_kind
                    reason = Reason("against" if against else "documented", text, weight, row.grade, row.sources)
                    for one, other in self._pairs(inhibited, compensator, relation):
                        documented.add((one, other))
                        yield other, one, reason
        for partner in evidence.contralateral:
            for muscle in self._members[partner.muscle]:
                for member in self._members[partner.partner]:
                    text = partner.note or "changes with its partner of the other side"
                    reason = Reason(
                        "contralateral", text, self._weights["link.contralateral"], partner.grade, partner.sources
                    )
                    for one, other in self._pairs(muscle, member, OTHER):
                        # What a study documents of the other side stands in both tables and counts once.
                        if (one, other) not in documented:
                            yield other, one, reason
        yield from self._in_model(evidence.takeovers)
        yield from self._in_slings(evidence.slings)

    def _in_model(self, rows: Sequence[TakeoverRow]) -> Iterator[tuple[str, str, Reason]]:
        for row in rows:
            # What is lost of a side action matters less than what is lost of the main one.
            main = self._importance(row.inhibited, row.movement)
            if not main:
                continue
            text = f"takes over {row.share:.0%} of {row.movement.replace('_', ' ')} in a physical model"
            weight = self._weights["link.takeover"] * row.share * main
            reason = Reason("takeover", text, weight, row.grade, row.sources)
            relation = OTHER if row.side_relation == "opposite" else dict(zip(OTHER, OTHER, strict=True))
            for inhibited in self._members[row.inhibited]:
                for compensator in self._members[row.compensator]:
                    for one, other in self._pairs(inhibited, compensator, relation):
                        yield other, one, reason

    def _importance(self, muscle: str, movement: str) -> float:
        """What a muscle can supply to a movement next to what it can to its main one; 0 for what is no action of it."""
        known = {action.movement: action.capacity or 0.0 for action in self._muscles[muscle].actions}
        return known.get(movement, 0.0) / max(known.values(), default=1.0) if known.get(movement) else 0.0

    def _in_slings(self, rows: Sequence[SlingRow]) -> Iterator[tuple[str, str, Reason]]:
        slings: dict[str, list[SlingRow]] = {}
        for row in rows:
            slings.setdefault(row.sling, []).append(row)
        for members in slings.values():
            for first in members:
                for second in members:
                    if first.order == second.order:
                        continue
                    sources = tuple(dict.fromkeys((*first.sources, *second.sources)))
                    # Each step along the chain weakens it.
                    steps = abs(first.order - second.order)
                    weight = self._weights["link.sling"] * self._weights["link.distance"] ** (steps - 1.0)
                    reason = Reason("sling", first.name, weight, "D", sources)
                    relation = OTHER if first.side != second.side else dict(zip(OTHER, OTHER, strict=True))
                    for one in self._members[first.member]:
                        for two in self._members[second.member]:
                            for inhibited, compensator in self._pairs(one, two, relation):
                                yield compensator, inhibited, reason

    def _pairs(self, inhibited: str, compensator: str, relation: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Nodes of both on the sides that belong together; what is in the midline goes with either side."""
        for side in (*SIDES, MIDLINE):
            one = node_id(inhibited, side)
            if one not in self._nodes:
                continue
            wanted = [relation[side]] if side != MIDLINE else list(SIDES)
            for other_side in (*wanted, MIDLINE):
                other = node_id(compensator, other_side)
                if other in self._nodes and (other_side != MIDLINE or not self._is_paired(compensator)):
                    yield one, other

    def _is_paired(self, base: str) -> bool:
        return node_id(base, SIDES[0]) in self._nodes
