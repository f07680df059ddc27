"""What the findings of a session bring into the network: nodes, causes, and evidence, still by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from nktlib.atlas.entities import MIDLINE, SIDES
from nktlib.model.causes import CauseKey, Causes, Levels, levels
from nktlib.model.readings import (
    Likelihood,
    challenge_likelihood,
    changed_likelihood,
    palpation_likelihood,
    sign_likelihood,
    strength_likelihood,
)
from nktlib.sessions.resolve import is_strong

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.atlas.links import Link
    from nktlib.sessions.resolve import Place, Resolved

Members = tuple[tuple[str, float], ...]
"""Nodes with their shares of what was tested."""


@frozen
class BuiltLink:
    """A link of the network in terms of the atlas. ``link`` is ``None`` for what no link of the atlas stands behind."""

    cause: CauseKey
    node: str
    strength: Levels
    link: Link | None = None


@frozen
class NamedReading:
    """A test: what it looks at, and for each class of examiner the probability of noticing and the likelihood."""

    members: Members
    notice: tuple[float, ...]
    likelihood: tuple[Likelihood, ...]


@frozen
class NamedChallenge:
    """A challenge: the pairs of cause and node that it bears on, and for each class the two likelihoods."""

    pairs: tuple[tuple[CauseKey, str], ...]
    unfired: tuple[float, ...]
    fired: tuple[float, ...]


@frozen
class NamedObservation:
    """A finding that bears on causes: each with the probability that it is noticed, and the two likelihoods."""

    weights: dict[CauseKey, float]
    likelihood: tuple[float, float]


@define
class Collector:
    """Collects, finding by finding. ``known`` says of a finding whether its side was written down."""

    causes: Causes
    acts: dict[tuple[CauseKey, str], BuiltLink] = field(factory=dict)
    readings: list[NamedReading] = field(factory=list)
    challenges: list[NamedChallenge] = field(factory=list)
    observations: list[NamedObservation] = field(factory=list)
    tested: dict[str, bool] = field(factory=dict)
    """Nodes that a test or challenge is about; whether one of these findings had a side of its own."""
    seen: dict[CauseKey, bool] = field(factory=dict)
    """Causes that a reflex, sensation, sign or palpation bears on; likewise."""
    touched: dict[CauseKey, bool] = field(factory=dict)
    """Overworking nodes that a stimulus was applied to, or that were palpated; likewise."""

    def members(self, place: Place) -> Members:
        """The nodes of a place with their shares; a group of both sides at once has them shared out over both."""
        return members_of(place, self.causes.atlas)

    def test(self, site: Place, *, known: bool) -> None:
        """Bring in the nodes that are tested, and every cause that could act on them."""
        for node, _share in self.members(site):
            if node not in self.tested:
                self.bring_in(node)
            self.tested[node] = self.tested.get(node, False) or known

    def bring_in(self, node: str) -> None:
        """Bring in a node and every cause that could act on it."""
        self._add(self.causes_of(node))

    def _add(self, links: Iterable[BuiltLink]) -> None:
        for link in links:
            self.acts.setdefault((link.cause, link.node), link)

    def causes_of(self, node: str, among: Container[CauseKey] | None = None) -> Iterator[BuiltLink]:
        """Everything that acts on a node, or those ``among`` some: overworking compensators and all other causes."""
        for key, strength in self.causes.acting_on(node):
            if among is None or key in among:
                yield BuiltLink(key, node, strength)
        for link in self.causes.atlas.compensators(node):
            key = self.overwork(link.compensator)
            if among is None or key in among:
                yield BuiltLink(key, node, levels(link.strength, 0.0), link)

    def overwork(self, node: str) -> CauseKey:
        """The cause that a node overworks."""
        found = self.causes.atlas.nodes[node]
        return CauseKey("overwork", found.base, found.side)

    @property
    def keys(self) -> set[CauseKey]:
        """Every cause that was brought in so far."""
        return {*self.seen, *(cause for cause, _node in self.acts)}

    def _see(self, weights: dict[CauseKey, float], *, known: bool) -> None:
        for key in weights:
            self.seen[key] = self.seen.get(key, False) or known

    def strength(self, one: Resolved, site: Place) -> None:
        """A strength test: what it reads of the nodes, and whether it hurt."""
        self.read(site, one.finding.outcome)
        hurts = True if one.finding.outcome == "painful" else one.finding.pain
        if hurts is None:
            return
        nodes = {node for node, _share in self.members(site)}
        painful = [key for key, node in self.acts if node in nodes and key.kind in ("local", "joint")]
        weights = {key: self.causes.model[f"painful_test.{key.kind}"] for key in painful}
        self._observe(weights, self.causes.model["painful_test.background"], present=hurts)

    def read(self, site: Place, outcome: str) -> None:
        """A reading of a site, where the outcome says something of strength."""
        classes = self.causes.model.classes()
        found = [strength_likelihood(outcome, examiner, self.causes.model) for examiner in classes]
        likelihood = tuple(one for one in found if one is not None)
        if likelihood:
            self.readings.append(NamedReading(self.members(site), tuple(one.notice for one in classes), likelihood))

    def _observe(self, weights: dict[CauseKey, float], background: float, *, present: bool) -> None:
        """Something that is there (or not) because a cause was noticed, or for no reason of this model."""
        if weights:
            self.observations.append(
                NamedObservation(weights, (background, 1.0) if present else (1.0 - background, 0.0))
            )

    def _raise_to_floor(self, key: CauseKey, node: str) -> None:
        """Give a challenged pair at least the floor strength: who is tried has a reason to be tried."""
        floor = levels(self.causes.model["challenge.floor"], 0.0)
        there = self.acts.get((key, node))
        if there is None or there.strength[0] > floor[0]:
            self.acts[key, node] = BuiltLink(key, node, floor, there.link if there else None)

    def challenge(self, one: Resolved, site: Place, baseline: Sequence[str], *, known: bool) -> None:
        """A challenge: evidence on the links from where the stimulus was to what was tested.

        ``known`` says whether the side of the stimulus was written down.
        """
        model = self.causes.model
        stimuli = [node for place in one.on for node, _share in self.members(place)]
        pairs = [
            (self.overwork(stimulus), node)
            for node, _share in self.members(site)
            for stimulus in stimuli
            if stimulus != node
        ]
        for key, node in pairs:
            self._raise_to_floor(key, node)
            self.touched[key] = self.touched.get(key, False) or known
        found = challenge_likelihood(one.finding.stimulus or "", one.finding.outcome, model.classes(), model)
        if found is not None and pairs and could_change(one, baseline):
            self.challenges.append(NamedChallenge(tuple(pairs), *found))

    def palpation(self, one: Resolved, site: Place, *, known: bool) -> None:
        """A palpation: weak evidence on whether one of the members overworks."""
        weights = {self.overwork(node): 1.0 for node, _share in self.members(site)}
        self._see(weights, known=known)
        self.touched |= {key: self.touched.get(key, False) or known for key in weights}
        likelihood = palpation_likelihood(one.finding.outcome, self.causes.model)
        self.observations.append(NamedObservation(weights, likelihood))

    def arc(self, one: Resolved, site: Place, *, known: bool) -> None:
        """A reflex, sensation or sign: evidence on the roots and nerves that it depends on."""
        tables, model = self.causes.atlas.tables, self.causes.model
        arcs = {"reflex": tables.reflexes, "dermatome": tables.dermatomes, "sign": tables.signs}[site.kind]
        is_sign = site.kind == "sign"
        if is_sign:
            quiet, noticed, notice = sign_likelihood(site.id, one.finding.outcome, model)
            likelihood, of_root, of_nerve = (quiet, noticed), notice, notice
        else:
            likelihood = changed_likelihood(one.finding.kind, one.finding.outcome, model)
            of_root, of_nerve = model[f"{one.finding.kind}.root"], model[f"{one.finding.kind}.nerve"]
        weights: dict[CauseKey, float] = {}
        main = max((root.share for root in arcs[site.id].roots), default=1.0)
        for side in SIDES if site.side == MIDLINE else (site.side,):
            for root in arcs[site.id].roots:
                # A sign points to each of its roots alike; a reflex or field mostly to the main one.
                weights[CauseKey("root", root.of, side)] = of_root * (1.0 if is_sign else root.share / main)
            for nerve in arcs[site.id].nerves:
                # A lesion above cuts off a reflex or a field as well; a provocation hurts only where the nerve is hurt.
                reached = (nerve,) if is_sign else self.causes.upwards(nerve)
                weights |= {CauseKey("nerve", one_nerve, side): of_nerve for one_nerve in reached}
        if weights:
            self._see(weights, known=known)
            self.observations.append(NamedObservation(weights, likelihood))

    def pain(self, one: Resolved, site: Place) -> None:
        """Pain bears on the causes that other findings brought in, where these lie or are felt."""
        tables = self.causes.atlas.tables
        if site.kind in ("region", "joint"):
            regions = {site.id if site.kind == "region" else tables.joints[site.id].region}
        else:
            bases = {self.causes.atlas.nodes[node].base for node, _share in self.members(site)}
            regions = {self.causes.regions_of(CauseKey("local", base, MIDLINE))[0] for base in bases}
        weights: dict[CauseKey, float] = {}
        for key in self.keys:
            other_side = MIDLINE not in (key.side, site.side) and key.side != site.side
            if key.kind == "overwork" or other_side:
                continue
            root = key.kind == "root"
            felt = self.causes.root_regions.get(key.target, ()) if root else self.causes.regions_of(key)
            if regions & set(felt):
                weights[key] = self.causes.model[f"pain.{key.kind}"]
        self._observe(weights, self.causes.model["pain.background"], present=one.finding.outcome == "present")

    def everything_else(self, findings: Sequence[Resolved]) -> None:
        """What was summed up as strong: every testable muscle of the areas with a finding that was not tested itself.

        It bears on the causes that something else brought in; others would have only this against them.
        """
        atlas, model = self.causes.atlas, self.causes.model
        areas, causes = set(self._areas(findings)), self.keys
        sides = {one.finding.side for one in findings if one.site is None} - {None, "both", "midline", "unknown"}
        specificity = model["everything_else.specificity"]
        notice = 1.0 - (1.0 - model["everything_else.sensitivity"]) / specificity
        classes = len(model.classes())
        for node in atlas.nodes.values():
            muscle = atlas.muscles.get(node.base)
            if muscle is None or not muscle.tested or node.id in self.tested:
                continue
            if sides and node.side not in {*sides, MIDLINE}:
                continue
            if atlas.tables.regions[muscle.region].area in areas:
                bearing = list(self.causes_of(node.id, causes))
                self._add(bearing)
                if bearing:
                    likelihood = ((specificity, 0.0, 0.0),) * classes
                    self.readings.append(NamedReading(((node.id, 1.0),), (notice,) * classes, likelihood))

    def _areas(self, findings: Iterable[Resolved]) -> Iterator[str]:
        """The areas of the body that some finding is about."""
        atlas = self.causes.atlas
        tables = atlas.tables
        for one in findings:
            if one.site is None:
                continue
            regions: Iterable[str] = ()
            if one.site.kind in ("region", "joint"):
                regions = [one.site.id if one.site.kind == "region" else tables.joints[one.site.id].region]
            elif one.site.kind in ("reflex", "dermatome", "sign"):
                arc = {"reflex": tables.reflexes, "dermatome": tables.dermatomes, "sign": tables.signs}[one.site.kind]
                regions = [region for root in arc[one.site.id].roots for region in self.causes.root_regions[root.of]]
            else:
                bases = {atlas.nodes[node].base for node, _share in self.members(one.site)}
                regions = [self.causes.regions_of(CauseKey("local", base, MIDLINE))[0] for base in bases]
            for region in regions:
                yield tables.regions[region].area


def members_of(place: Place, atlas: Atlas) -> Members:
    """The nodes of a place with their shares; a group of both sides at once has them shared out over both."""
    members = atlas.entity(place.kind, place.id, place.side).members
    if place.side == MIDLINE and len(members) > 1:
        total = sum(share for _node, share in members)
        return tuple((node, share / total) for node, share in members)
    return members


def could_change(one: Resolved, baseline: Sequence[str]) -> bool:
    """Whether "no change" says anything: a weak test could have strengthened, a strong one could have weakened."""
    if one.finding.outcome != "no_change":
        return True
    wanted = one.finding.stimulus == "contract"
    return bool(baseline) and all(is_strong(outcome) == wanted for outcome in baseline)
