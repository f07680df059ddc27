"""Explaining a session: its most probable complete sets of causes, and what speaks for and against one cause."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from nktlib.assessment.account import REMOVED, Account, Explanation, Step
from nktlib.assessment.contrast import Case
from nktlib.assessment.weighing import Weighing
from nktlib.atlas.load import load_atlas
from nktlib.errors import UnknownName
from nktlib.model.model import load_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.atlas.atlas import Atlas
    from nktlib.model.model import Model
    from nktlib.sessions.finding import Session


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

    weighing = Weighing(session, load_atlas() if atlas is None else atlas, load_model() if model is None else model)
    ids = list(weighing.ids)
    found = [
        (one.probability, [ids[cause] for cause in one.active]) for one in best(weighing.networks(), k, diverse=diverse)
    ]
    return tuple(
        Explanation(tuple(causes), tuple(map(weighing.in_words, causes)), probability) for probability, causes in found
    )


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
    weighing = Weighing(session, load_atlas() if atlas is None else atlas, load_model() if model is None else model)
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
