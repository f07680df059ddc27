"""What the model can blame, how it acts on nodes, and how probable it is beforehand."""

from __future__ import annotations

from functools import cached_property
from math import exp, prod
from typing import TYPE_CHECKING, NamedTuple

from nktlib.atlas.entities import MIDLINE, SIDES, node_id
from nktlib.model.model import PER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nktlib.atlas.atlas import Atlas
    from nktlib.atlas.entities import Muscle
    from nktlib.model.model import Model
    from nktlib.sessions.finding import Finding
    from nktlib.sessions.resolve import Place, Resolved

Levels = tuple[float, float, float]
"""P(fires to level 0, 1, 2 | the cause is active)."""

SPINAL_REGIONS = {"c": ("neck",), "t": ("upper_back", "thorax"), "l": ("low_back",), "s": ("low_back", "pelvis")}
"""Where the roots of a part of the spine are: what happened there is near them."""


class CauseKey(NamedTuple):
    """A cause: its kind, what it is about, and the side of the patient."""

    kind: str
    target: str
    side: str

    @property
    def id(self) -> str:
        """``overwork:gluteus_maximus_r``, ``root:c7_l``."""
        return f"{self.kind}:{node_id(self.target, self.side)}"


def levels(fires: float, paretic: float) -> Levels:
    """Split a probability of firing into levels."""
    return (1.0 - fires, fires * (1.0 - paretic), fires * paretic)


class Causes:
    """The causes that an atlas knows, with the numbers of a model."""

    def __init__(self, atlas: Atlas, model: Model) -> None:
        self.atlas = atlas
        self.model = model

    # How causes act

    def acting_on(self, node: str) -> Iterator[tuple[CauseKey, Levels]]:
        """Every cause but overwork that acts on a muscle's node, with what it does there."""
        found = self.atlas.nodes[node]
        muscle = self.atlas.muscles.get(found.base)
        if muscle is None:
            return
        model = self.model
        sides = SIDES if found.side == MIDLINE else (found.side,)
        # A midline muscle is supplied from both sides, so a lesion of one side takes half of it.
        half = 1.0 / len(sides)
        local = model["local.inhibited"], model["local.paretic"]
        yield CauseKey("local", found.base, found.side), (1.0 - sum(local), *local)
        for root in muscle.roots:
            fires = saturating(model["root.most"], model["root.rate"], root.share * half)
            for side in sides:
                yield CauseKey("root", root.of, side), levels(fires, model["root.paretic"])
        for nerve, share in self._supply(found.base).items():
            fires = saturating(model["nerve.most"], model["nerve.rate"], share * half)
            for side in sides:
                yield CauseKey("nerve", nerve, side), levels(fires, model["nerve.paretic"])
        roles: dict[tuple[str, str], float] = {}
        for motion, role in self.atlas.motions.of_node.get(node, {}).items():
            for side in self.atlas.joint_sides(node, motion.joint):
                joint = (motion.joint, side)
                roles[joint] = max(roles.get(joint, 0.0), model[f"joint.{role}"])
        for (joint_id, side), fires in roles.items():
            yield CauseKey("joint", joint_id, side), levels(fires, 0.0)

    def _supply(self, muscle: str) -> Mapping[str, float]:
        """Each nerve that a lesion of would cut supply of the muscle, with how much: its own nerves and those above."""
        supply: dict[str, float] = {}
        for share in self.atlas.muscles[muscle].nerves:
            for nerve in self.upwards(share.of):
                supply[nerve] = supply.get(nerve, 0.0) + share.share
        return supply

    def upwards(self, nerve: str) -> Iterator[str]:
        """The nerve and the nerves that it is a branch of."""
        current: str | None = nerve
        while current is not None:
            yield current
            current = self.atlas.tables.nerves[current].parent

    # How probable they are

    def prior(self, cause: CauseKey, history: Iterable[Resolved]) -> tuple[float, float]:
        """P(active) and P(inactive): the base rate, its odds multiplied by what the history says nearby."""
        base = self._base_rate(cause)
        # An event on both sides is one event to what lies between them.
        events: dict[Finding, float] = {}
        for one in history:
            events[one.finding] = max(events.get(one.finding, 1.0), self._multiplier(cause, one))
        odds = base / (1.0 - base) * prod(events.values())
        return odds / (1.0 + odds), 1.0 / (1.0 + odds)

    def grade(self, cause: CauseKey) -> str:
        """The evidence grade of the base rate."""
        return self.model.parameters.rows[self._rate_name(cause)].grade

    def _rate_name(self, cause: CauseKey) -> str:
        """The parameter that the base rate rests on."""
        names = {
            "overwork": "prior.overwork" if cause.target in self.atlas.muscles else "prior.overwork_structures",
            "local": "prior.local",
            "nerve": f"nerve.{cause.target}.incidence",
            "root": f"root.{cause.target}.incidence",
            "joint": f"joint.{cause.target}.prevalence",
        }
        name, ending = names[cause.kind], names[cause.kind].rpartition(".")[2]
        return name if name in self.model.parameters else f"{cause.kind}.other.{ending}"

    def _base_rate(self, cause: CauseKey) -> float:
        rate, model = self.model[self._rate_name(cause)], self.model
        halves = 1 if cause.side == MIDLINE else 2
        if cause.kind in ("nerve", "root"):
            return rate / PER * model["prior.enrichment"] / halves
        if cause.kind == "joint":
            return rate * model["prior.joint_inhibits"] / halves
        muscle = self.atlas.muscles.get(cause.target)
        if muscle is None:
            return rate / model["prior.structures"] / halves
        share = model.get(f"region.{muscle.region}.share", "region.other.share")
        of_region = share / model.get(f"region.{muscle.region}.muscles", "region.other.muscles")
        parts = len(self.atlas.muscles[muscle.whole].parts) if muscle.whole else 1
        return rate * of_region * self.weight(muscle) / parts / halves

    def weight(self, muscle: Muscle) -> float:
        """How much of its region's share a muscle gets: less if nobody tests it by hand, and if few people have it."""
        presence = self.model["presence.unknown"] if muscle.presence is None else muscle.presence
        return presence * (1.0 if muscle.tested else self.model["prior.untested"])

    def _multiplier(self, cause: CauseKey, event: Resolved) -> float:
        if event.site is None:
            return 1.0
        kind = cause.kind
        if kind == "overwork" and cause.target in self.atlas.tables.structures:
            kind = self.atlas.tables.structures[cause.target].kind
        name = f"history.{event.finding.outcome}.{kind}"
        if name not in self.model.parameters:
            return 1.0
        near = self._nearness(cause, event.site)
        return float(self.model[name] ** near)

    def _nearness(self, cause: CauseKey, place: Place) -> float:
        """1 where something happened right there, less beside it, 0 elsewhere or on the other side."""
        if MIDLINE not in (cause.side, place.side) and cause.side != place.side:
            return 0.0
        beside = self.model["history.neighbour"]
        if place.kind in ("muscle", "group", "structure"):
            named = {self.atlas.nodes[node].base for node, _share in self.atlas.entity(place.kind, place.id).members}
            if cause.target in named:
                return 1.0
            where = {region for base in named for region in self.regions_of(CauseKey("local", base, MIDLINE))[:1]}
            return beside if where & set(self.regions_of(cause)) else 0.0
        region = place.id if place.kind == "region" else self.atlas.tables.joints[place.id].region
        mine = self.regions_of(cause)
        if region in mine:
            return 1.0
        return beside if set(mine) & set(self.atlas.tables.regions[region].neighbours) else 0.0

    def regions_of(self, cause: CauseKey) -> tuple[str, ...]:
        """Where a cause is: regions of the muscle, structure or joint; those that a nerve supplies; those of a root."""
        tables = self.atlas.tables
        if cause.kind == "joint":
            return (tables.joints[cause.target].region,)
        if cause.kind == "root":
            return SPINAL_REGIONS.get(cause.target[0], ())
        if cause.kind == "nerve":
            return self._nerve_regions.get(cause.target, ())
        if cause.target in tables.structures:
            return (tables.structures[cause.target].region,)
        muscle = tables.muscles[cause.target]
        return (muscle.region, *muscle.other_regions)

    @cached_property
    def _nerve_regions(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for muscle in self.atlas.muscles.values():
            for nerve in self._supply(muscle.id):
                found.setdefault(nerve, {})[muscle.region] = None
        return {nerve: tuple(regions) for nerve, regions in found.items()}

    @cached_property
    def root_regions(self) -> Mapping[str, frozenset[str]]:
        """Root -> regions whose muscles have it with a share that counts: where its pain may be felt."""
        least = self.model["pain.root_share"]
        found: dict[str, set[str]] = {}
        for muscle in self.atlas.muscles.values():
            for root in muscle.roots:
                if root.share >= least:
                    found.setdefault(root.of, set()).add(muscle.region)
        return {root: frozenset(regions) for root, regions in found.items()}


def saturating(most: float, rate: float, share: float) -> float:
    """P(fires) for a share of the supply: most x (1 - exp(-rate x share)), so that half the share does most of it."""
    return most * (1.0 - exp(-rate * share))
