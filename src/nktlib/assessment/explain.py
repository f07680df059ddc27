"""Explaining a session: complete sets of causes and how probable they are, what speaks for and against one cause."""

from __future__ import annotations

from difflib import get_close_matches
from math import exp, fsum
from typing import TYPE_CHECKING

from nktlib.assessment.account import REMOVED, Account, Explanation, Step
from nktlib.assessment.contrast import Case
from nktlib.assessment.exact import infer
from nktlib.assessment.weighing import Weighing
from nktlib.atlas.load import load_atlas
from nktlib.errors import UnknownName
from nktlib.model.model import load_model

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from nktlib.atlas.atlas import Atlas
    from nktlib.model.model import Model
    from nktlib.sessions.finding import Session


def _weighing(session: Session, atlas: Atlas | None, model: Model | None) -> Weighing:
    return Weighing(session, load_atlas() if atlas is None else atlas, load_model() if model is None else model)


def explanations(
    session: Session, k: int = 5, *, diverse: bool = False, atlas: Atlas | None = None, model: Model | None = None
) -> tuple[Explanation, ...]:
    """Give the ``k`` most probable complete sets of causes, the most probable first, by exact search.

    A set's probability is that its causes are active and all others that the session brings in are not. ``diverse``
    gives sets that differ in their first cause, the one that is most probable by itself. Uses the shipped atlas and
    model where none is given.

    Raises ``ValueError`` for ``k`` below 1, :class:`~nktlib.errors.SessionError` as
    :func:`~nktlib.assessment.score.score` does, and :class:`~nktlib.errors.TooComplex` where the search takes too long,
    see :func:`nktlib.inference.complete.best`.
    """
    if k < 1:
        raise ValueError(f"k counts explanations and is at least 1, not {k}")
    # It needs numpy; accounts of single causes do not.
    from nktlib.inference.complete import best

    weighing = _weighing(session, atlas, model)
    ids = list(weighing.ids)
    found = [
        (one.probability, [ids[cause] for cause in one.active]) for one in best(weighing.networks(), k, diverse=diverse)
    ]
    return tuple(
        Explanation(tuple(causes), tuple(map(weighing.in_words, causes)), probability) for probability, causes in found
    )


def probability_of(
    session: Session, causes: Collection[str], atlas: Atlas | None = None, model: Model | None = None
) -> float:
    """Give the probability that exactly these causes are active, by their identifiers, and no other of the session.

    Raises :class:`~nktlib.errors.UnknownName` for a cause that no finding of the session brings in,
    :class:`~nktlib.errors.SessionError` as :func:`~nktlib.assessment.score.score` does, and
    :class:`~nktlib.errors.TooComplex` where too many findings hang together.
    """
    from nktlib.inference.complete import log_joint

    weighing = _weighing(session, atlas, model)
    ids = list(weighing.ids)
    for one in causes:
        if one not in weighing.ids:
            raise UnknownName(one, get_close_matches(one, ids))
    active = {ids.index(one) for one in causes}
    networks = weighing.networks()
    evidences = [infer(network).log_evidence for network in networks]
    joints = [log_joint(network, active) for network in networks]
    best = max(evidences)
    return fsum(exp(joint - best) for joint in joints) / fsum(exp(evidence - best) for evidence in evidences)


def samples(
    session: Session, count: int, seed: int = 0, atlas: Atlas | None = None, model: Model | None = None
) -> tuple[frozenset[str], ...]:
    """Draw sets of active causes from their posterior, exactly and independently; the same ones for the same seed.

    Raises ``ValueError`` for a negative ``count``, :class:`~nktlib.errors.SessionError` as
    :func:`~nktlib.assessment.score.score` does, and :class:`~nktlib.errors.TooComplex` where an exact answer would take
    too long.
    """
    if count < 0:
        raise ValueError(f"count of samples is at least 0, not {count}")
    import numpy as np

    from nktlib.inference.sampler import Sampler

    weighing = _weighing(session, atlas, model)
    ids = list(weighing.ids)
    random = np.random.default_rng(seed)
    samplers = [Sampler(network) for network in weighing.networks()]
    best = max(one.log_evidence for one in samplers)
    weights = [exp(one.log_evidence - best) for one in samplers]
    of_each = random.multinomial(count, [weight / sum(weights) for weight in weights])
    drawn = np.concatenate([one.draw(int(part), random) for one, part in zip(samplers, of_each, strict=True)])
    random.shuffle(drawn)
    return tuple(frozenset(ids[cause] for cause in np.flatnonzero(row).tolist()) for row in drawn)


def explain(  # noqa: PLR0913 - what is asked, of what, by which atlas and model
    session: Session,
    cause: str,
    rival: str | None = None,
    *,
    contrast: bool = True,
    atlas: Atlas | None = None,
    model: Model | None = None,
) -> Account:
    """Say what speaks for and against a cause, named by its identifier: ``root:c7_l``.

    Each finding's contribution is the difference of the logarithms of the odds with and without it when only the
    findings before it are there; what a finding implies, such as the test that a challenge repeats, belongs to it, and
    so does what it adds to "everything else". The cause is compared with ``rival``, or with the most probable other
    one; without ``contrast`` that search, about half of the work, is left out. Uses the shipped atlas and model where
    none is given.

    Raises :class:`~nktlib.errors.UnknownName` for a cause that no finding of the session brings in, and
    :class:`~nktlib.errors.SessionError` and :class:`~nktlib.errors.TooComplex` as
    :func:`~nktlib.assessment.score.score` does.
    """
    weighing = _weighing(session, atlas, model)
    for one in filter(None, (cause, rival)):
        if one not in weighing.ids:
            raise UnknownName(one, get_close_matches(one, weighing.ids))
    case = Case(session, weighing, cause, rival)
    prior = case.prefix(0).log_odds
    return Account(
        cause=cause,
        name=weighing.in_words(cause),
        prior_log_odds=prior,
        log_odds=case.whole.log_odds,
        steps=tuple(_steps(case, prior)),
        contrast=case.contrast() if contrast else None,
    )


def _steps(case: Case, prior: float) -> Iterator[Step]:
    """Weigh the findings one after another, and each of them against all others."""
    before = prior
    for number, finding in enumerate(case.named):
        after = case.prefix(number + 1).log_odds
        without = case.weigh(frozenset({(number, REMOVED)})).log_odds
        yield Step(finding, after - before, after, case.whole.log_odds - without)
        before = after
