"""Scoring: a session, an atlas and a model in, an assessment out. Pure and deterministic."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

from nktlib.assessment.branches import (
    build_branches,
    make_branches,
    mix_causes,
    mix_levels,
    mix_links,
    mixed_classes,
    mixed_error,
    mixed_log_bayes_factor,
    mixed_log_evidence,
    names_in_words,
)
from nktlib.assessment.flags import find_flags
from nktlib.assessment.result import Asked, Assessment, Provenance
from nktlib.assessment.uncertainty import Mixture, method_of
from nktlib.atlas.load import load_atlas
from nktlib.inference.choose import infer
from nktlib.model.model import load_model
from nktlib.sessions.finding import Session
from nktlib.sessions.resolve import resolve_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.assessment.branches import Branch
    from nktlib.atlas.atlas import Atlas
    from nktlib.model.build import Built
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import ResolvedSession


def score(
    session: Session, atlas: Atlas | None = None, model: Model | None = None, *, max_cost: float | None = None
) -> Assessment:
    """Score one visit: rank what could be behind its findings.

    Uses the shipped atlas and model where none is given. Findings of later steps and what is only recorded do not
    count.

    ``max_cost`` is how many steps (products of array elements) an exact answer may take; a session that needs more is
    sampled, which takes seconds, and the result says so: ``method``, and an error for every probability in ``errors``.
    The default, 4 million, takes a few seconds with twenty tested muscles, up to twenty with forty, and less than a
    gigabyte; 0 always samples, infinity never does.
    Without numpy nothing is sampled: a session that needs more is refused.

    Raises :class:`~nktlib.errors.SessionError` with every name that the atlas does not know, every impossible side,
    every challenge that contradicts its strength test, and for findings of several visits;
    :class:`~nktlib.errors.TooComplex` for what can neither be computed nor sampled.
    """
    if not isinstance(session, Session):
        raise TypeError(f"score takes a Session (see read_session), not {type(session).__name__}")
    given = atlas, model
    atlas = load_atlas() if atlas is None else atlas
    model = load_model() if model is None else model
    resolved = resolve_session(session, atlas)
    built = build_branches(resolved.findings, atlas, model)
    branches = make_branches(built, [infer(one.network, max_cost) for one in built])
    asked = asked_of(session, resolved, *given)
    return assess(branches, resolved, asked, provenance_of(session, atlas, model), atlas=atlas, model=model)


def assess(  # noqa: PLR0913 - what was found, what was asked, and by which atlas and model
    branches: Sequence[Branch],
    resolved: ResolvedSession,
    asked: Asked,
    provenance: Provenance,
    *,
    atlas: Atlas,
    model: Model,
) -> Assessment:
    """Mix the branches of a session into the answer to it, however their posteriors were computed."""
    errors = Mixture([branch.posterior for branch in branches])
    causes = mix_causes(branches, resolved.findings, atlas, model, errors)
    links = mix_links(branches, atlas, errors)
    levels = mix_levels(branches, atlas, errors)
    return Assessment(
        causes=causes,
        links=links,
        level_rows=tuple(levels.items()),
        log_evidence=mixed_log_evidence(branches),
        log_bayes_factor=mixed_log_bayes_factor(branches),
        flags=tuple(find_flags(resolved, causes, links, levels, atlas, model)),
        examiner_rows=examiner_rows(branches, model),
        findings=len(resolved.findings),
        provenance=provenance,
        name_rows=tuple(names_in_words(branches, atlas, causes).items()),
        method=method_of(errors.posteriors),
        error_rows=errors.rows(),
        asked=asked,
        network_rows=network_rows(branches),
        error=mixed_error(branches),
    )


def asked_of(session: Session, resolved: ResolvedSession, atlas: Atlas | None, model: Model | None) -> Asked:
    """Keep what an assessment answers: the findings that count, without free text."""
    counting = {one.finding for one in resolved.findings}
    return Asked(Session(one for one in session.findings if one in counting).anonymous(), atlas, model)


def examiner_rows(branches: Sequence[Branch], model: Model) -> tuple[tuple[str, float], ...]:
    """P(class of examiner), by name."""
    return tuple(zip((one.name for one in model.classes()), mixed_classes(branches), strict=True))


def network_rows(branches: Sequence[Branch]) -> tuple[tuple[str, Built], ...]:
    """The networks that were scored, by the side taken for the unknown one."""
    return tuple((branch.latent or "", branch.built) for branch in branches)


def provenance_of(session: Session, atlas: Atlas, model: Model) -> Provenance:
    """Say which versions and which session made a result."""
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
