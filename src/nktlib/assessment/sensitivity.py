"""How firmly the first cause stands: which numbers and sources it hangs on, one at a time.

A *number* is a parameter of the model or a weight of the atlas that is read when the session is scored; no other has
any influence. What a number can do is judged within the range that its table states.
"""

from __future__ import annotations

from math import exp, inf, log
from typing import TYPE_CHECKING, Final

from attrs import evolve

from nktlib.assessment.branches import in_words
from nktlib.assessment.sensitivity_result import (
    CauseRange,
    Movement,
    NumberChange,
    Ranges,
    RankedCause,
    Sensitivity,
    WithoutSource,
)
from nktlib.assessment.text import KIND_WORDS
from nktlib.assessment.variation import TIE, Variation
from nktlib.atlas.load import load_atlas
from nktlib.model.model import load_model

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.assessment.result import CausePosterior
    from nktlib.assessment.sensitivity_result import Number
    from nktlib.atlas.atlas import Atlas
    from nktlib.model.model import Model
    from nktlib.sessions.finding import Session

LEADING: Final = 3
"""Causes whose ranges are given: with more of them the answer gets long, not clearer."""
LEADING_LINKS: Final = 20
"""Links, the most probable first, whose sources are left out in turn."""
PRECISION: Final = 0.01
"""The smallest change is found to a hundredth of itself."""
MOST_HALVINGS: Final = 40
"""A bisection towards no change at all ends after so many."""


def analyse(session: Session, atlas: Atlas | None = None, model: Model | None = None) -> Sensitivity:
    """Ask all three: the smallest change that matters, the ranges, and what each source carries.

    Uses the shipped atlas and model where none is given. It costs about two scorings for each number that the session
    rests on.

    Raises what :func:`nktlib.assessment.score.score` raises.
    """
    variation = _vary(session, atlas, model)
    change, moved, without = _smallest_change(variation), _ranges(variation), _without_sources(variation)
    return Sensitivity(
        first=_ranked(variation, variation.causes[0]) if variation.causes else None,
        numbers=len(variation.numbers),
        change=change,
        ranges=moved,
        without=without,
        error=variation.error,
    )


def smallest_change(session: Session, atlas: Atlas | None = None, model: Model | None = None) -> NumberChange | None:
    """Find the smallest change of one number, relative to its value, that puts another cause first.

    It is looked for towards each end of a number's stated range at which another cause comes first; ``None`` if there
    is no such end. A number that lets another cause lead in the middle of its range only is not found.

    Raises what :func:`nktlib.assessment.score.score` raises.
    """
    return _smallest_change(_vary(session, atlas, model))


def ranges(session: Session, atlas: Atlas | None = None, model: Model | None = None) -> Ranges:
    """Give the ranges of the leading causes when every number moves through its stated range, one at a time.

    The range is that of the probabilities as scored and at both ends of each number.

    Raises what :func:`nktlib.assessment.score.score` raises.
    """
    return _ranges(_vary(session, atlas, model))


def without_sources(
    session: Session, atlas: Atlas | None = None, model: Model | None = None
) -> tuple[WithoutSource, ...]:
    """Leave out each source of the leading links in turn; the one that carries most of the first cause comes first.

    What goes is what a source alone says of who takes over for whom (slings, partners of the other side, compensations,
    takeovers in a physical model); what another source says too stays. Sources that make no difference are not listed.

    Raises what :func:`nktlib.assessment.score.score` raises.
    """
    return _without_sources(_vary(session, atlas, model))


def _vary(session: Session, atlas: Atlas | None, model: Model | None) -> Variation:
    return Variation(session, load_atlas() if atlas is None else atlas, load_model() if model is None else model)


def _smallest_change(variation: Variation) -> NumberChange | None:
    best: NumberChange | None = None
    # The one that is likely to be smallest first: most others then need a single score to see that they take more.
    for _expected, number, end in sorted(_overtaking(variation), key=lambda found: found[0]):
        limit = end
        if best is not None:
            limit = _within(number, end, best.log_ratio)
            if variation.overtaker(variation.at(number, limit)) is None:
                continue
        found = _bisect(variation, number, limit)
        if best is None or found.log_ratio < best.log_ratio:
            best = found
    return best


def _overtaking(variation: Variation) -> Iterator[tuple[float, Number, float]]:
    """Numbers with an end of their range at which another cause comes first, and about how large a change does it."""
    now = variation.ranking
    for number in variation.numbers:
        value = number.parameter.value
        for end in _ends(number):
            then = variation.at(number, end)
            overtaker = variation.overtaker(then)
            if now is not None and then is not None and overtaker is not None:
                lead = _log_ratio(now.first.probability, now.probability(overtaker))
                lost = _log_ratio(overtaker.probability, then.probability(now.first))
                part = lead / (lead + lost) if lost and max(lead, lost) < inf else 1.0
                yield _log_ratio(value + part * (end - value), value), number, end


def _within(number: Number, end: float, log_ratio: float) -> float:
    """Go from a number's value towards an end of its range, but no further than a relative change allows."""
    if log_ratio == inf:
        return end
    value = number.parameter.value
    return min(end, value * exp(log_ratio)) if end > value else max(end, value * exp(-log_ratio))


def _bisect(variation: Variation, number: Number, end: float) -> NumberChange:
    """Halve between the value, at which the first cause leads, and an ``end`` at which another one does."""
    value = number.parameter.value
    stays, swaps = value, end
    for _halving in range(MOST_HALVINGS):
        if abs(swaps - stays) <= PRECISION * abs(swaps - value):
            break
        middle = (stays + swaps) / 2
        if variation.overtaker(variation.at(number, middle)) is None:
            stays = middle
        else:
            swaps = middle
    instead = variation.overtaker(variation.at(number, swaps)) or variation.causes[0]
    return NumberChange(
        number=number,
        to=swaps,
        log_ratio=_log_ratio(swaps, value),
        first=_ranked(variation, variation.causes[0]),
        instead=_ranked(variation, instead),
    )


def _log_ratio(one: float, other: float) -> float:
    """The absolute natural logarithm of a ratio; infinite if one of the two is 0."""
    return abs(log(one / other)) if one and other else inf


def _ranges(variation: Variation) -> Ranges:
    found = tuple(_range(variation, cause) for cause in variation.causes[:LEADING])
    ends = {(one.table, one.parameter.name, end) for one in variation.numbers for end in _ends(one)}
    return Ranges(found, tuple(one for key, one in variation.skipped.items() if key in ends))


def _ends(number: Number) -> tuple[float, float]:
    return number.parameter.low, number.parameter.high


def _range(variation: Variation, cause: CausePosterior) -> CauseRange:
    movements: list[tuple[float, Movement]] = []
    for number in variation.numbers:
        low, high = (variation.at(number, end) for end in _ends(number))
        at_low = None if low is None else low.probability(cause)
        at_high = None if high is None else high.probability(cause)
        movement = Movement(number, at_low, at_high)
        reached = [cause.probability, *movement.reached]
        movements.append((max(reached) - min(reached), movement))
    least = TIE * cause.probability
    moved = [movement for swing, movement in sorted(movements, key=lambda found: -found[0]) if swing > least]
    reached = [cause.probability, *(end for movement in moved for end in movement.reached)]
    return CauseRange(_ranked(variation, cause), min(reached), max(reached), tuple(moved))


def _without_sources(variation: Variation) -> tuple[WithoutSource, ...]:
    found = []
    for source in dict.fromkeys(source for link in variation.links[:LEADING_LINKS] for source in link.sources):
        ranking, rows = variation.without(source)
        if ranking is None or ranking == variation.ranking:
            continue
        first, overtaker = variation.causes[0], variation.overtaker(ranking)
        probability = ranking.probability(first)
        ranked = _ranked(variation, overtaker or evolve(first, probability=probability))
        found.append(WithoutSource(source, rows, probability, ranked, overtaken=overtaker is not None))
    return tuple(sorted(found, key=lambda one: (not one.overtaken, one.probability, one.source)))


def _ranked(variation: Variation, cause: CausePosterior) -> RankedCause:
    return RankedCause(cause.id, _name(variation, cause), cause.probability)


def _name(variation: Variation, cause: CausePosterior) -> str:
    """The cause in words, as an assessment prints it."""
    return f"{in_words(cause.target, cause.side, variation.atlas)}: {KIND_WORDS[cause.kind]}"
