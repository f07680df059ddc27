"""Scoring: a session, an atlas and a model in, an assessment out. Pure and deterministic."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.metadata import version
from math import exp, fsum, log
from typing import TYPE_CHECKING, Final

from attrs import frozen

from nktlib.assessment.flags import find_flags
from nktlib.assessment.result import (
    SIDE_WORDS,
    UNKNOWN_OTHER_SIDE,
    UNKNOWN_SIDE,
    Asked,
    Assessment,
    CausePosterior,
    LinkPosterior,
    Provenance,
    side_id,
)
from nktlib.assessment.uncertainty import Mixture, method_of
from nktlib.atlas.entities import LEFT, MIDLINE, SIDES
from nktlib.atlas.load import load_atlas
from nktlib.inference.choose import infer
from nktlib.inference.posterior import Hypothesis, log_bayes_factor
from nktlib.model.build import build
from nktlib.model.causes import Causes
from nktlib.model.model import load_model
from nktlib.sessions.finding import Session
from nktlib.sessions.resolve import resolve_session

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.inference.posterior import Posterior
    from nktlib.model.build import Built
    from nktlib.model.causes import CauseKey
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import ResolvedSession

MIXING: Final = 16 * 2.0**-53
"""Bound on what mixing the branches of an unknown side adds to the relative error: a handful of roundings."""


@frozen
class Branch:
    """The session with its unknown side taken as one side, and how probable that side is given the findings."""

    latent: str | None
    weight: float
    built: Built
    posterior: Posterior

    def side(self, side: str, *, known: bool) -> str:
        """Name a side: as it is, or relative to the unknown one where only findings without a side bear on it."""
        if known or self.latent is None or side == MIDLINE:
            return side
        return UNKNOWN_SIDE if side == self.latent else UNKNOWN_OTHER_SIDE


def score(session: Session, atlas: Atlas | None = None, model: Model | None = None) -> Assessment:
    """Score one visit: rank what could be behind its findings.

    Uses the shipped atlas and model where none is given. Findings of later steps and what is only recorded do not
    count.

    Raises :class:`~nktlib.errors.SessionError` with every name that the atlas does not know, every impossible side,
    every challenge that contradicts its strength test, and for findings of several visits.
    """
    if not isinstance(session, Session):
        raise TypeError(f"score takes a Session (see read_session), not {type(session).__name__}")
    given = atlas, model
    atlas = load_atlas() if atlas is None else atlas
    model = load_model() if model is None else model
    resolved = resolve_session(session, atlas)
    counting = {one.finding for one in resolved.findings}
    branches = _branches(resolved, atlas, model)
    errors = Mixture([branch.posterior for branch in branches])
    causes = _causes(branches, resolved, atlas, model, errors)
    links = _links(branches, atlas, errors)
    levels = _levels(branches, atlas, errors)
    return Assessment(
        causes=causes,
        links=links,
        level_rows=tuple(levels.items()),
        log_evidence=_log_evidence(branches),
        log_bayes_factor=_bayes_factor(branches),
        flags=tuple(find_flags(resolved, causes, links, levels, atlas, model)),
        examiner_rows=tuple(
            (examiner.name, sum(branch.weight * branch.posterior.classes[number] for branch in branches))
            for number, examiner in enumerate(model.classes())
        ),
        findings=len(resolved.findings),
        provenance=_provenance(session, atlas, model),
        name_rows=tuple(_names(branches, atlas, causes).items()),
        method=method_of(errors.posteriors),
        error_rows=errors.rows(),
        asked=Asked(Session(one for one in session.findings if one in counting).anonymous(), *given),
        network_rows=tuple((branch.latent or "", branch.built) for branch in branches),
        error=max(branch.posterior.error for branch in branches) + MIXING,
    )


def _branches(resolved: ResolvedSession, atlas: Atlas, model: Model) -> tuple[Branch, ...]:
    """One network, or one for each side that the unknown side may be, weighted by how well it explains the findings."""
    latents: Sequence[str | None] = SIDES if any(one.has_unknown_side for one in resolved.findings) else (None,)
    built = [build(resolved.findings, latent or LEFT, atlas, model) for latent in latents]
    posteriors = [infer(one.network) for one in built]
    best = max(posterior.log_evidence for posterior in posteriors)
    likelihoods = [exp(posterior.log_evidence - best) for posterior in posteriors]
    return tuple(
        Branch(latent, likelihood / sum(likelihoods), one, posterior)
        for latent, likelihood, one, posterior in zip(latents, likelihoods, built, posteriors, strict=True)
    )


def _log_evidence(branches: Sequence[Branch]) -> float:
    """The unknown side is as likely to be the one as the other before the tests."""
    best = max(branch.posterior.log_evidence for branch in branches)
    return best + log(fsum(exp(branch.posterior.log_evidence - best) for branch in branches) / len(branches))


def _bayes_factor(branches: Sequence[Branch]) -> float:
    """The unknown side is mixed under each hypothesis: both sides are equally likely beforehand."""
    highest = max(branch.posterior.log_scale for branch in branches)
    scales = [exp(branch.posterior.log_scale - highest) for branch in branches]

    def mixed(hypotheses: Iterable[Hypothesis]) -> Hypothesis:
        found = list(zip(hypotheses, scales, strict=True))
        return Hypothesis(sum(one.joint * scale for one, scale in found), sum(one.prior for one, _scale in found))

    flagged = mixed(branch.posterior.flagged for branch in branches)
    return log_bayes_factor(flagged, mixed(branch.posterior.unflagged for branch in branches))


def _causes(
    branches: Sequence[Branch], resolved: ResolvedSession, atlas: Atlas, model: Model, errors: Mixture
) -> tuple[CausePosterior, ...]:
    """Average over the sides that the unknown one may be; a cause that a branch has no finding for keeps its prior."""
    causes, sided = Causes(atlas, model), _sided_causes(branches)
    history = [one for one in resolved.findings if one.finding.kind == "history"]
    names: dict[tuple[CauseKey, str | None], tuple[str, str, str]] = {}
    for branch in branches:
        for key in branch.built.causes:
            side = branch.side(key.side, known=(key.kind, key.target) in sided)
            for other in branches if side == key.side else (branch,):
                names[key, other.latent] = (key.kind, key.target, side)
    sums: dict[tuple[str, str, str], list[float]] = {}
    grades: dict[tuple[str, str, str], str] = {}
    for branch in branches:
        numbers = {key: number for number, key in enumerate(branch.built.causes)}
        happened = [one.on_side(branch.latent or LEFT) for one in history]
        for (key, latent), name in names.items():
            if latent != branch.latent:
                continue
            prior, _complement = causes.prior(key, happened)
            posterior = branch.posterior.causes[numbers[key]] if key in numbers else prior
            found = sums.setdefault(name, [0.0, 0.0])
            found[0] += branch.weight * posterior
            if key in numbers:
                kind, target, side = name
                errors.add(f"{kind}:{side_id(target, side)}", branch.posterior, "causes", numbers[key], branch.weight)
            found[1] += prior / len(branches)
            grades[name] = causes.grade(key)
    posteriors = [CausePosterior(*name, found[0], found[1], grades[name]) for name, found in sums.items()]
    return tuple(sorted(posteriors, key=lambda cause: (-cause.probability, cause.id)))


def _sided_causes(branches: Sequence[Branch]) -> set[tuple[str, str]]:
    """Kind and target of the causes that a finding with a side bears on: these are listed by side, on both sides."""
    return {(key.kind, key.target) for branch in branches for key in branch.built.known_causes}


def _links(branches: Sequence[Branch], atlas: Atlas, errors: Mixture) -> tuple[LinkPosterior, ...]:
    """The links of overwork causes; a pair that only a challenge suggests has the basis ``challenged``."""
    found: dict[tuple[str, str], LinkPosterior] = {}
    sided = _sided_causes(branches)
    for branch in branches:
        built = branch.built
        sides = {node: side_id(*_sided(branch, atlas, node)) for node in built.tested}
        for number, link in enumerate(built.links):
            if link.cause.kind != "overwork" or link.node not in built.tested:
                continue
            known = (link.cause.kind, link.cause.target) in sided
            compensator = side_id(link.cause.target, branch.side(link.cause.side, known=known))
            probability = branch.weight * branch.posterior.links[number]
            pair = (compensator, sides[link.node])
            errors.add(f"{pair[0]} > {pair[1]}", branch.posterior, "links", number, branch.weight)
            basis, grade = "challenged", "D"
            sources: tuple[str, ...] = ()
            if link.link is not None:
                basis, grade, sources = link.link.basis, link.link.grade, link.link.sources
            before = found[pair].probability if pair in found else 0.0
            found[pair] = LinkPosterior(*pair, before + probability, basis, grade, sources)
    return tuple(sorted(found.values(), key=lambda link: (-link.probability, link.compensator, link.inhibited)))


def _sided(branch: Branch, atlas: Atlas, node: str) -> tuple[str, str]:
    """What a node is, and on which side: as it is, or relative to the unknown one."""
    found = atlas.nodes[node]
    return found.base, branch.side(found.side, known=node in branch.built.known_nodes)


def _levels(branches: Sequence[Branch], atlas: Atlas, errors: Mixture) -> dict[str, tuple[float, float, float]]:
    found: dict[str, list[float]] = {}
    for branch in branches:
        for number, index in enumerate(branch.built.network.queries):
            row, node = branch.posterior.levels[number], side_id(*_sided(branch, atlas, branch.built.nodes[index]))
            errors.add(node, branch.posterior, "levels", number, branch.weight)
            sums = found.setdefault(node, [0.0, 0.0, 0.0])
            for level, probability in enumerate(row):
                sums[level] += branch.weight * probability
    return {node: (sums[0], sums[1], sums[2]) for node, sums in sorted(found.items())}


def _names(branches: Sequence[Branch], atlas: Atlas, causes: Iterable[CausePosterior]) -> dict[str, str]:
    """Words for everything that a result names by an identifier."""
    tables = atlas.tables
    named = {(cause.target, cause.side) for cause in causes}
    named |= {_sided(branch, atlas, node) for branch in branches for node in branch.built.tested}
    names = {}
    for target, side in sorted(named):
        entities = (tables.muscles, tables.structures, tables.joints, tables.nerves)
        name = next((found[target].name for found in entities if target in found), target.upper())
        words = SIDE_WORDS.get(side, side)
        names[side_id(target, side)] = f"{name}, {words}" if words else name
    return names


def _provenance(session: Session, atlas: Atlas, model: Model) -> Provenance:
    # Sorted, so that the digest, like the score, does not depend on the order of the findings.
    text = "\n".join(sorted(json.dumps(finding.record(), sort_keys=True, default=str) for finding in session.findings))
    return Provenance(
        nktlib=version("nktlib"),
        atlas=atlas.version,
        atlas_digest=atlas.tables.digest,
        model=model.version,
        model_digest=model.digest,
        session_digest=sha256(text.encode()).hexdigest(),
    )
