"""From a resolved session, an atlas and a model to the network that inference answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field, frozen

from nktlib.atlas.entities import MIDLINE, SIDES
from nktlib.inference.network import Cause, Challenge, Network, Observation, Reading
from nktlib.inference.network import Link as NetworkLink
from nktlib.model.causes import CauseKey, Causes, Levels, levels
from nktlib.model.readings import challenge_likelihood, changed_likelihood, sign_likelihood, strength_likelihood
from nktlib.sessions.resolve import is_everything_else, is_strong

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.atlas.links import Link
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import Place, Resolved


@frozen
class BuiltLink:
    """A link of the network in terms of the atlas. ``link`` is ``None`` for causes other than overwork."""

    cause: CauseKey
    node: str
    strength: Levels
    link: Link | None = None
    challenged: bool = False


@frozen
class Built:
    """A network, and what its indices stand for. ``known_causes`` and ``known_nodes`` are those that a finding with a side bears on.

    ``tested`` are the nodes that a test or challenge is about.
    """

    network: Network
    causes: tuple[CauseKey, ...]
    links: tuple[BuiltLink, ...]
    nodes: tuple[str, ...]
    known_causes: frozenset[CauseKey]
    known_nodes: frozenset[str]
    tested: frozenset[str]


def build(findings: Sequence[Resolved], known: Sequence[bool], atlas: Atlas, model: Model) -> Built:
    """Build the network of findings that all have a side; ``known`` says which of them had it before one was assumed."""
    return _Builder(Causes(atlas, model)).build(findings, known)


@define
class _Builder:
    """Collects causes, links and findings by name; numbers them at the end, in an order of their own."""

    causes: Causes
    acts: dict[tuple[CauseKey, str], BuiltLink] = field(factory=dict)
    named: list[tuple[tuple[tuple[str, float], ...], tuple[float, ...], tuple[tuple[float, float, float], ...]]] = field(factory=list)
    challenges: list[tuple[list[tuple[CauseKey, str]], tuple[float, ...], tuple[float, ...]]] = field(factory=list)
    observations: list[tuple[dict[CauseKey, float], tuple[float, float]]] = field(factory=list)
    tested: dict[str, bool] = field(factory=dict)
    """Nodes that a finding is about; whether one of these findings had a side of its own."""
    seen: dict[CauseKey, bool] = field(factory=dict)
    """Causes that a finding bears on directly; likewise."""

    @property
    def atlas(self) -> Atlas:
        return self.causes.atlas

    @property
    def model(self) -> Model:
        return self.causes.model

    def build(self, findings: Sequence[Resolved], known: Sequence[bool]) -> Built:
        """Do everything, in the order in which one thing needs another."""
        pairs = list(zip(findings, known, strict=True))
        history = [one for one in findings if one.finding.kind == "history"]
        for one, has_side in pairs:
            if one.finding.kind in ("strength", "challenge") and one.site is not None:
                for node, _share in self._members(one.site):
                    self.tested[node] = self.tested.get(node, False) or has_side
        for node in self.tested:
            self._add_causes_of(node)
        for one, has_side in pairs:
            match one.finding.kind:
                case "strength" if one.site is not None:
                    self._strength(one, one.site)
                case "challenge" if one.site is not None:
                    self._challenge(one, one.site, findings)
                case "palpation" if one.site is not None:
                    self._palpation(one, one.site, known=has_side)
                case "reflex" | "sensation" | "sign" if one.site is not None:
                    self._arc(one, one.site, known=has_side)
        self._implied_baselines(findings)
        for one, has_side in pairs:
            if one.finding.kind == "pain" and one.site is not None:
                self._pain(one, one.site, known=has_side)
        for one in findings:
            if one.finding.kind == "strength" and one.site is None and is_everything_else(one.finding):
                self._everything_else(findings, strong=is_strong(one.finding.outcome))
        return self._number(history)

    def _members(self, place: Place) -> tuple[tuple[str, float], ...]:
        return tuple(
            (node, share) for node, share in self.atlas.entity(place.kind, place.id, place.side).members
        )

    # Causes

    def _add_causes_of(self, node: str) -> None:
        for key, strength in self.causes.acting_on(node):
            self.acts.setdefault((key, node), BuiltLink(key, node, strength))
        for link in self.atlas.compensators(node):
            key = self._overwork(link.compensator)
            self.acts.setdefault((key, node), BuiltLink(key, node, levels(link.strength, 0.0), link))

    def _overwork(self, node: str) -> CauseKey:
        found = self.atlas.nodes[node]
        return CauseKey("overwork", found.base, found.side)

    # Findings

    def _strength(self, one: Resolved, site: Place) -> None:
        classes = self.model.classes()
        finding, members = one.finding, self._members(site)
        likelihoods = [strength_likelihood(finding.outcome, examiner, self.model) for examiner in classes]
        found = [likelihood for likelihood in likelihoods if likelihood is not None]
        if len(found) == len(classes):
            self.named.append((members, tuple(examiner.notice for examiner in classes), tuple(found)))
        hurts = True if finding.outcome == "painful" else finding.pain
        if hurts is not None:
            self._painful(members, hurts=hurts)

    def _painful(self, members: Iterable[tuple[str, float]], *, hurts: bool) -> None:
        weights: dict[CauseKey, float] = {}
        nodes = {node for node, _share in members}
        for key, node in self.acts:
            if node in nodes and key.kind in ("local", "joint"):
                weights[key] = self.model[f"painful_test.{key.kind}"]
        self._observe(weights, self.model["painful_test.background"], present=hurts)

    def _observe(self, weights: dict[CauseKey, float], background: float, *, present: bool) -> None:
        if weights:
            self.observations.append((weights, (background, 1.0) if present else (1.0 - background, 0.0)))

    def _challenge(self, one: Resolved, site: Place, findings: Sequence[Resolved]) -> None:
        finding = one.finding
        stimuli = [node for place in one.on for node, _share in self._members(place)]
        pairs: list[tuple[CauseKey, str]] = []
        for node, _share in self._members(site):
            for stimulus in stimuli:
                if stimulus == node:
                    continue
                key = self._overwork(stimulus)
                floor = BuiltLink(key, node, levels(self.model["challenge.floor"], 0.0), challenged=True)
                self.acts.setdefault((key, node), floor)
                pairs.append((key, node))
        found = challenge_likelihood(finding.stimulus or "", finding.outcome, self.model.classes(), self.model)
        if found is not None and pairs and self._could_change(one, site, findings):
            self.challenges.append((pairs, *found))

    def _could_change(self, one: Resolved, site: Place, findings: Sequence[Resolved]) -> bool:
        """Whether "no change" says anything: a weak test could have strengthened, a strong one could have weakened."""
        if one.finding.outcome != "no_change":
            return True
        baseline = _baselines(site, findings)
        wanted = one.finding.stimulus == "contract"
        return bool(baseline) and all(is_strong(outcome) == wanted for outcome in baseline)

    def _implied_baselines(self, findings: Sequence[Resolved]) -> None:
        """A test that strengthened was weak before, one that weakened strong: said once where no baseline stands."""
        implied: dict[Place, str] = {}
        for one in findings:
            if one.finding.kind == "challenge" and one.site is not None and not _baselines(one.site, findings):
                outcome = {"strengthens": "weak", "weakens": "strong"}.get(one.finding.outcome)
                if outcome is not None:
                    # Told both ways, by two stimuli, the test was at least once weak.
                    implied[one.site] = "weak" if implied.get(one.site, outcome) != outcome else outcome
        classes = self.model.classes()
        for site, outcome in implied.items():
            found = [strength_likelihood(outcome, examiner, self.model) for examiner in classes]
            likelihoods = tuple(likelihood for likelihood in found if likelihood is not None)
            self.named.append((self._members(site), tuple(examiner.notice for examiner in classes), likelihoods))

    def _palpation(self, one: Resolved, site: Place, *, known: bool) -> None:
        weights = {self._overwork(node): 1.0 for node, _share in self._members(site)}
        self._see(weights, known=known)
        stem = f"palpation.{one.finding.outcome}"
        self.observations.append((weights, (self.model[f"{stem}.inactive"], self.model[f"{stem}.active"])))

    def _arc(self, one: Resolved, site: Place, *, known: bool) -> None:
        tables = {"reflex": self.atlas.tables.reflexes, "dermatome": self.atlas.tables.dermatomes}
        arc = tables.get(site.kind, self.atlas.tables.signs)[site.id]
        sides = SIDES if site.side == MIDLINE else (site.side,)
        main = max((root.share for root in arc.roots), default=1.0)
        weights: dict[CauseKey, float] = {}
        if one.finding.kind == "sign":
            quiet, noticed, notice = sign_likelihood(site.id, one.finding.outcome, self.model)
            likelihood, of_root, of_nerve = (quiet, noticed), notice, notice
        else:
            likelihood = changed_likelihood(one.finding.kind, one.finding.outcome, self.model)
            of_root, of_nerve = self.model[f"{one.finding.kind}.root"], self.model[f"{one.finding.kind}.nerve"]
        for side in sides:
            for root in arc.roots:
                # A sign points to each of its roots alike; a reflex or field mostly to the main one.
                share = 1.0 if one.finding.kind == "sign" else root.share / main
                weights[CauseKey("root", root.of, side)] = of_root * share
            for nerve in arc.nerves:
                # A lesion above cuts off a reflex or a field as well; a provocation is positive only where the nerve is hurt.
                reached = (nerve,) if one.finding.kind == "sign" else self.causes.upwards(nerve)
                weights |= {CauseKey("nerve", one_nerve, side): of_nerve for one_nerve in reached}
        if weights:
            self._see(weights, known=known)
            self.observations.append((weights, likelihood))

    def _see(self, keys: Iterable[CauseKey], *, known: bool) -> None:
        for key in keys:
            self.seen[key] = self.seen.get(key, False) or known

    def _pain(self, one: Resolved, site: Place, *, known: bool) -> None:
        """Pain bears on the causes that other findings brought in, where these lie or are felt."""
        tables = self.atlas.tables
        if site.kind == "region":
            regions = {site.id}
        elif site.kind == "joint":
            regions = {tables.joints[site.id].region}
        else:
            bases = {self.atlas.nodes[node].base for node, _share in self.atlas.entity(site.kind, site.id).members}
            regions = {self.causes.regions_of(CauseKey("local", base, MIDLINE))[0] for base in bases}
        weights: dict[CauseKey, float] = {}
        for key in {*self.seen, *(cause for cause, _node in self.acts)}:
            if key.kind == "overwork" or (MIDLINE not in (key.side, site.side) and key.side != site.side):
                continue
            where = self.causes.root_regions.get(key.target, ()) if key.kind == "root" else self.causes.regions_of(key)
            if regions & set(where):
                weights[key] = self.model[f"pain.{key.kind}"]
        self._see([key for key in weights if key in self.seen], known=known)
        self._observe(weights, self.model["pain.background"], present=one.finding.outcome == "present")

    def _everything_else(self, findings: Sequence[Resolved], *, strong: bool) -> None:
        """What was summed up as normal: every testable muscle of the areas with a finding that was not tested itself."""
        if not strong:
            return
        areas = set(self._areas(findings))
        regions = self.atlas.tables.regions
        sensitivity, specificity = self.model["everything_else.sensitivity"], self.model["everything_else.specificity"]
        notice = 1.0 - (1.0 - sensitivity) / specificity
        classes = self.model.classes()
        causes = {*self.seen, *(cause for cause, _node in self.acts)}
        for node in self.atlas.nodes.values():
            muscle = self.atlas.muscles.get(node.base)
            if node.id in self.tested or muscle is None or not muscle.tested or regions[muscle.region].area not in areas:
                continue
            # It bears on the causes that something else brought in; others would have only this against them.
            acting = [BuiltLink(key, node.id, strength) for key, strength in self.causes.acting_on(node.id)]
            acting += [
                BuiltLink(self._overwork(link.compensator), node.id, levels(link.strength, 0.0), link)
                for link in self.atlas.compensators(node.id)
            ]
            bearing = [link for link in acting if link.cause in causes]
            if bearing:
                self.acts |= {(link.cause, node.id): link for link in bearing}
                likelihood = ((specificity, 0.0, 0.0),) * len(classes)
                self.named.append((((node.id, 1.0),), (notice,) * len(classes), likelihood))

    def _areas(self, findings: Sequence[Resolved]) -> Iterator[str]:
        regions = self.atlas.tables.regions
        for node in self.tested:
            yield regions[self.atlas.muscles[self.atlas.nodes[node].base].region].area
        for one in findings:
            if one.site is not None and one.site.kind == "region":
                yield regions[one.site.id].area

    # Numbering

    def _number(self, history: Sequence[Resolved]) -> Built:
        keys = sorted({*self.seen, *(cause for cause, _node in self.acts)})
        nodes = sorted({node for _cause, node in self.acts} | set(self.tested))
        number_of = {key: number for number, key in enumerate(keys)}
        place_of = {node: number for number, node in enumerate(nodes)}
        links = [self.acts[pair] for pair in sorted(self.acts)]
        index_of = {(link.cause, link.node): number for number, link in enumerate(links)}
        accused = {link.cause for link in links if link.cause.kind == "overwork" and link.node in self.tested}
        causes = [Cause(*self.causes.prior(key, history), flagged=key in accused) for key in keys]
        queries = sorted(self.tested)
        network = Network(
            causes=tuple(causes),
            links=tuple(NetworkLink(number_of[link.cause], place_of[link.node], link.strength) for link in links),
            nodes=len(nodes),
            classes=tuple(examiner.weight for examiner in self.model.classes()),
            readings=tuple(
                sorted(
                    Reading(tuple(sorted((place_of[node], share) for node, share in members)), notice, likelihood)
                    for members, notice, likelihood in self.named
                )
            ),
            challenges=tuple(
                sorted(
                    Challenge(tuple(sorted({index_of[pair] for pair in pairs})), unfired, fired)
                    for pairs, unfired, fired in self.challenges
                )
            ),
            observations=tuple(
                sorted(
                    Observation(tuple(sorted((number_of[key], weight) for key, weight in weights.items())), likelihood)
                    for weights, likelihood in self.observations
                )
            ),
            queries=tuple(place_of[node] for node in queries),
        )
        known_nodes = frozenset(node for node, known in self.tested.items() if known)
        known_causes = {key for key, known in self.seen.items() if known}
        known_causes |= {link.cause for link in links if link.node in known_nodes}
        return Built(network, tuple(keys), tuple(links), tuple(nodes), frozenset(known_causes), known_nodes, frozenset(self.tested))


def _baselines(site: Place, findings: Sequence[Resolved]) -> list[str]:
    """Outcomes of the strength tests of the same site that say something of strength."""
    return [
        one.finding.outcome
        for one in findings
        if one.finding.kind == "strength" and one.site == site and one.finding.outcome not in ("not_tested",)
    ]



