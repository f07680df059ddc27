"""A session as networks, one for each side that an unknown side may be, and their posteriors mixed into one answer.

Three steps that do not know of each other: build the networks, infer, mix. Whoever infers in another way, many sessions
at once or with a result kept from before, hands its posteriors to :func:`make_branches`.
"""

from __future__ import annotations

from itertools import pairwise
from math import exp, fsum, log
from typing import TYPE_CHECKING, Final, TypeVar

from attrs import frozen

from nktlib.assessment.result import (
    SIDE_WORDS,
    UNKNOWN_OTHER_SIDE,
    UNKNOWN_SIDE,
    CausePosterior,
    LinkPosterior,
    side_id,
)
from nktlib.atlas.entities import LEFT, MIDLINE, SIDES
from nktlib.inference.posterior import Hypothesis, log_bayes_factor
from nktlib.model.build import build
from nktlib.model.causes import Causes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from nktlib.assessment.uncertainty import Mixture
    from nktlib.atlas.atlas import Atlas
    from nktlib.inference.posterior import Posterior
    from nktlib.model.build import Built
    from nktlib.model.causes import CauseKey
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import Resolved

MIXING: Final = 16 * 2.0**-53
"""Bound on what mixing the branches of an unknown side adds to the relative error: a handful of roundings."""


TIED: Final = 1e-10
"""Relative difference of probabilities below which they count as the same: well above the error of the arithmetic."""

Row = TypeVar("Row", CausePosterior, LinkPosterior)


def latent_sides(resolved: Iterable[Resolved]) -> Sequence[str | None]:
    """Give the sides that an unknown side may be; ``None`` alone where every finding that has a side names it."""
    return SIDES if any(one.has_unknown_side for one in resolved) else (None,)


def build_branches(resolved: Sequence[Resolved], atlas: Atlas, model: Model) -> tuple[Built, ...]:
    """Build the network of a session, or one for each of its :func:`latent_sides`."""
    return tuple(build(resolved, latent or LEFT, atlas, model) for latent in latent_sides(resolved))


@frozen
class Branch:
    """The session with its unknown side taken as one side, and how probable that side is given the findings."""

    latent: str | None
    weight: float
    built: Built
    posterior: Posterior

    def side(self, side: str, *, known: bool) -> str:
        """Name a side: as it is, or relative to the unknown one where only findings without a side bear on it."""
        return name_side(side, None if known else self.latent)


def make_branches(built: Sequence[Built], posteriors: Sequence[Posterior]) -> tuple[Branch, ...]:
    """Weigh the networks of a session by how well each explains the findings.

    ``built``: one network, or two, by the side taken for the unknown one, as :func:`build_branches` gives them;
    ``posteriors``: what was inferred from each, however it was.
    """
    latents: Sequence[str | None] = (None,) if len(built) == 1 else SIDES
    best = max(posterior.log_evidence for posterior in posteriors)
    likelihoods = [exp(posterior.log_evidence - best) for posterior in posteriors]
    return tuple(
        Branch(latent, likelihood / sum(likelihoods), one, posterior)
        for latent, likelihood, one, posterior in zip(latents, likelihoods, built, posteriors, strict=True)
    )


def name_side(side: str, latent: str | None) -> str:
    """Name a side relative to ``latent``, the side taken for the unknown one; as it is where that is ``None``."""
    if latent is None or side == MIDLINE:
        return side
    return UNKNOWN_SIDE if side == latent else UNKNOWN_OTHER_SIDE


def sided_causes(built: Iterable[Built]) -> set[tuple[str, str]]:
    """Kind and target of the causes that a finding with a side bears on: these are listed by side, on both sides."""
    return {(key.kind, key.target) for one in built for key in one.known_causes}


def mixed_log_evidence(branches: Sequence[Branch]) -> float:
    """Log P(findings): the unknown side is as likely to be the one as the other before the tests."""
    best = max(branch.posterior.log_evidence for branch in branches)
    return best + log(fsum(exp(branch.posterior.log_evidence - best) for branch in branches) / len(branches))


def mixed_log_bayes_factor(branches: Sequence[Branch]) -> float:
    """The unknown side is mixed under each hypothesis: both sides are equally likely beforehand."""
    highest = max(branch.posterior.log_scale for branch in branches)
    scales = [exp(branch.posterior.log_scale - highest) for branch in branches]

    def mixed(hypotheses: Iterable[Hypothesis]) -> Hypothesis:
        found = list(zip(hypotheses, scales, strict=True))
        return Hypothesis(sum(one.joint * scale for one, scale in found), sum(one.prior for one, _scale in found))

    flagged = mixed(branch.posterior.flagged for branch in branches)
    return log_bayes_factor(flagged, mixed(branch.posterior.unflagged for branch in branches))


def mixed_classes(branches: Sequence[Branch]) -> tuple[float, ...]:
    """P(class of examiner), in the order of the model."""
    rows = zip(*(branch.posterior.classes for branch in branches), strict=True)
    weights = [branch.weight for branch in branches]
    return tuple(sum(weight * one for weight, one in zip(weights, row, strict=True)) for row in rows)


def mixed_error(branches: Sequence[Branch]) -> float:
    """Bound the relative numerical error of every mixed probability."""
    return max(branch.posterior.error for branch in branches) + MIXING


def ranked(rows: Iterable[Row], name: Callable[[Row], str | tuple[str, str]]) -> tuple[Row, ...]:
    """Put the most probable first, and what is as probable as the one before it in the order of its name.

    Mirror images are exactly as probable as each other; which last digit is the greater depends on the machine.
    """
    by_name = sorted(rows, key=name)
    return tuple(by_name[place] for place in in_order([row.probability for row in by_name]))


def in_order(probabilities: Sequence[float]) -> list[int]:
    """Give the places of probabilities in descending order, and those of what counts as the same as they stand."""
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__, reverse=True)
    least = 1.0 - TIED
    values = [probabilities[number] for number in order]
    runs: list[list[int]] = []
    for place, (before, value) in enumerate(pairwise(values), 1):
        if value >= before * least:
            if runs and runs[-1][-1] == place - 1:
                runs[-1].append(place)
            else:
                runs.append([place - 1, place])
    for run in runs:
        order[run[0] : run[-1] + 1] = sorted(order[run[0] : run[-1] + 1])
    return order


def mix_causes(
    branches: Sequence[Branch], resolved: Iterable[Resolved], atlas: Atlas, model: Model, errors: Mixture
) -> tuple[CausePosterior, ...]:
    """Average over the sides that the unknown one may be; a cause that a branch has no finding for keeps its prior.

    The most probable comes first. ``errors`` collects what sampled branches are uncertain of.
    """
    causes, sided = Causes(atlas, model), sided_causes(branch.built for branch in branches)
    history = [one for one in resolved if one.finding.kind == "history"]
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
    return ranked(posteriors, lambda cause: cause.id)


def mix_links(branches: Sequence[Branch], atlas: Atlas, errors: Mixture) -> tuple[LinkPosterior, ...]:
    """Average the links of overwork causes, the most probable first.

    A pair that only a challenge suggests has the basis ``challenged``. ``errors`` as for :func:`mix_causes`.
    """
    found: dict[tuple[str, str], LinkPosterior] = {}
    sided = sided_causes(branch.built for branch in branches)
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
    return ranked(found.values(), lambda link: (link.compensator, link.inhibited))


def mix_levels(branches: Sequence[Branch], atlas: Atlas, errors: Mixture) -> dict[str, tuple[float, float, float]]:
    """Average P(level 0, 1, 2) of the nodes that are asked for, by node; ``errors`` as for :func:`mix_causes`."""
    found: dict[str, list[float]] = {}
    for branch in branches:
        for number, index in enumerate(branch.built.network.queries):
            row, node = branch.posterior.levels[number], side_id(*_sided(branch, atlas, branch.built.nodes[index]))
            errors.add(node, branch.posterior, "levels", number, branch.weight)
            sums = found.setdefault(node, [0.0, 0.0, 0.0])
            for level, probability in enumerate(row):
                sums[level] += branch.weight * probability
    return {node: (sums[0], sums[1], sums[2]) for node, sums in sorted(found.items())}


def names_in_words(branches: Sequence[Branch], atlas: Atlas, causes: Iterable[CausePosterior]) -> dict[str, str]:
    """Words for everything that a result names by an identifier."""
    named = {(cause.target, cause.side) for cause in causes}
    named |= {_sided(branch, atlas, node) for branch in branches for node in branch.built.tested}
    return {side_id(target, side): in_words(target, side, atlas) for target, side in sorted(named)}


def in_words(target: str, side: str, atlas: Atlas) -> str:
    """Name a target on a side: ``gluteus maximus, right``; ``C7, side unknown``."""
    tables = atlas.tables
    entities = (tables.muscles, tables.structures, tables.joints, tables.nerves)
    name = next((found[target].name for found in entities if target in found), target.upper())
    words = SIDE_WORDS.get(side, side)
    return f"{name}, {words}" if words else name


def _sided(branch: Branch, atlas: Atlas, node: str) -> tuple[str, str]:
    """What a node is, and on which side: as it is, or relative to the unknown one."""
    found = atlas.nodes[node]
    return found.base, branch.side(found.side, known=node in branch.built.known_nodes)
