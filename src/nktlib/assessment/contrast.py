"""The shortest contrast of two causes: the fewest findings whose removal or reversal puts the other one first."""

from __future__ import annotations

from functools import cached_property
from itertools import combinations
from math import inf, log
from sys import float_info
from typing import TYPE_CHECKING, Final

from attrs import evolve

from nktlib.assessment.account import REMOVED, Change, Contrast, NamedFinding
from nktlib.model.readings import NO_CHANGE, TELLING
from nktlib.sessions.resolve import (
    EVERYTHING_ELSE,
    baseline_of,
    contradicts,
    is_everything_else,
    is_strong,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from nktlib.assessment.weighing import Weighed, Weighing
    from nktlib.sessions.finding import Finding, Session
    from nktlib.sessions.resolve import Place, Resolved

MOST_PAIRS: Final = 12
"""Pairs of changes that are tried, the strongest first: each costs an inference."""

TIED: Final = 1e-9
"""Log odds closer than this are a tie, as of mirror images, and no swap: the last digits decide nothing."""
HOPEFUL: Final = 0.7
"""Part of the way that two changes must make one by one to be tried together; what they do is nearly additive."""

OPPOSITES: Final = {
    "reflex": {"reduced": "normal", "absent": "normal", "normal": "reduced"},
    "sensation": {"reduced": "normal", "absent": "normal", "normal": "reduced"},
    "sign": {"positive": "negative", "negative": "positive"},
    "pain": {"present": "absent", "absent": "present"},
    "palpation": {"overworking": "normal", "hypertonic": "normal", "tender": "normal"},
}
"""Outcomes turned round. What happened before, and a palpation that found nothing, have no one opposite."""

Changes = frozenset[tuple[int, str]]
"""What is done to findings: the number of each, and ``removed`` or the outcome that it gets."""


class Case:
    """A cause and its rival (the most probable other one, if none is given), under changes of the findings.

    What is scored is kept, so that nothing is scored twice.
    """

    def __init__(self, session: Session, weighing: Weighing, cause: str, rival: str | None = None) -> None:
        self.weighing, self.cause = weighing, cause
        position = {id(finding): number for number, finding in enumerate(session.findings)}
        scored = {position[id(one.finding)]: one.finding for one in weighing.resolved}
        self.findings = [scored[number] for number in sorted(scored)]
        """The findings that count, in the order of the session."""
        self._number = {id(finding): number for number, finding in enumerate(self.findings)}
        self.named = [
            _named(finding, position[id(finding)], [one for one in weighing.resolved if one.finding is finding])
            for finding in self.findings
        ]
        self.whole = weighing.weigh(weighing.resolved, weighing.ids[cause], weighing.names)
        """All findings as they are, and the probabilities of all causes."""
        self.probabilities = dict(zip(weighing.ids, self.whole.others, strict=True))
        others = ((-probability, other) for other, probability in self.probabilities.items() if other != cause)
        self.rival = min(others, default=(0.0, None))[1] if rival is None else rival
        self._weighed: dict[Changes, Weighed] = {}

    def prefix(self, count: int) -> Weighed:
        """Score the first findings alone."""
        if count == len(self.findings):
            return self.whole
        findings = [one for one in self.weighing.resolved if self._number[id(one.finding)] < count]
        return self.weighing.weigh(findings, self.weighing.ids[self.cause])

    def probabilities_with(self, kept: Collection[int]) -> tuple[float, ...]:
        """Score some of the findings, by number, alone: the probabilities of all causes, in the order of the names."""
        if len(kept) == len(self.findings):
            return self.whole.others
        findings = [one for one in self.weighing.resolved if self._number[id(one.finding)] in kept]
        return self.weighing.weigh(findings, self.weighing.ids[self.cause], self.weighing.names).others

    def weigh(self, changes: Changes) -> Weighed:
        """Score the findings with changes."""
        if changes not in self._weighed:
            rivals = (self.weighing.ids[self.rival],) if self.rival else ()
            self._weighed[changes] = self.weighing.weigh(
                list(self.changed(changes)), self.weighing.ids[self.cause], rivals
            )
        return self._weighed[changes]

    def changed(self, changes: Changes) -> Iterable[Resolved]:
        """Give the findings with changes."""
        made = dict(changes)
        for one in self.weighing.resolved:
            outcome = made.get(self._number[id(one.finding)], one.finding.outcome)
            if outcome != REMOVED:
                yield evolve(one, finding=evolve(one.finding, outcome=outcome))

    def contrast(self) -> Contrast | None:
        """Search for the fewest changes that put the two causes the other way round; ``None`` without a rival.

        All changes of one finding are tried; then pairs, each finding changed in the way that helps most; then more and
        more findings, the most helpful first, out of which those are taken that turn out not to be needed.
        """
        if self.rival is None:
            return None
        helpful = self._helpful()
        if helpful and helpful[0][0] < -TIED:
            return self._contrasted(helpful[0][1], "one")
        changes = self._pair(helpful) or self._greedy(helpful)
        # No single change does it, so that nothing is shorter than two.
        return self._contrasted(changes, ("none", "one", "two")[len(changes)] if len(changes) <= 2 else "greedy")  # noqa: PLR2004

    def _helpful(self) -> list[tuple[float, Changes]]:
        """For each finding the change that helps most, with the lead that it leaves; the most helpful first."""
        singles = (frozenset({(number, made)}) for number, one in enumerate(self.findings) for made in _ways(one))
        found: dict[int, tuple[float, Changes]] = {}
        for lead, single in sorted(((self.lead(single), single) for single in singles), key=_by_lead):
            found.setdefault(min(single)[0], (lead, single))
        return [one for one in found.values() if one[0] < self.start]

    def _pair(self, helpful: Sequence[tuple[float, Changes]]) -> Changes:
        """Two changes that do it, among those pairs that may."""
        pairs = sorted(
            (one + other - self.start, first | second) for (one, first), (other, second) in combinations(helpful, 2)
        )
        hopeful = [pair for lead, pair in sorted(pairs, key=_by_lead) if lead <= (1 - HOPEFUL) * self.start]
        return next((pair for pair in hopeful[:MOST_PAIRS] if self.lead(pair) < -TIED), frozenset())

    def _greedy(self, helpful: Sequence[tuple[float, Changes]]) -> Changes:
        """As many changes as it takes, and then none that it does not take."""
        taken: Changes = frozenset()
        expected = self.start
        for lead, single in helpful:
            taken |= single
            expected += lead - self.start
            if expected <= (1 - HOPEFUL) * self.start and self.lead(taken) < -TIED:
                break
        if not taken or self.lead(taken) >= -TIED:
            return frozenset()
        for _lead, single in reversed(helpful):
            if single <= taken and self.lead(taken - single) < -TIED:
                taken -= single
        return taken

    def lead(self, changes: Changes) -> float:
        """By how much what is ahead stays ahead, as the logarithm of the ratio of the two probabilities.

        Infinite for changes that cannot be.
        """
        if any(made != REMOVED for _number, made in changes) and _contradict(list(self.changed(changes))):
            return inf
        weighed = self.weigh(changes)
        lead = log(max(weighed.probability, float_info.min)) - log(max(weighed.others[0], float_info.min))
        return lead if self.is_ahead else -lead

    @cached_property
    def is_ahead(self) -> bool:
        """Whether the cause is at least as probable as its rival; on a tie it is, whatever the last digits say."""
        return self.rival is not None and self.whole.probability >= self.probabilities[self.rival] * (1.0 - TIED)

    @cached_property
    def start(self) -> float:
        """The lead with all findings as they are."""
        return self.lead(frozenset())

    def _contrasted(self, changes: Changes, search: str) -> Contrast:
        """Put changes, if there are any, into words."""
        rival = self.rival or ""
        weighed = self.weigh(changes) if changes else None
        return Contrast(
            rival=rival,
            rival_name=self.weighing.in_words(rival),
            probability=self.whole.probability,
            rival_probability=self.probabilities[rival],
            changes=tuple(Change(self.named[number], made) for number, made in sorted(changes)),
            changed=(weighed.probability, weighed.others[0]) if weighed else None,
            search=search,
        )


def _by_lead(one: tuple[float, Changes]) -> tuple[float, list[tuple[int, str]]]:
    return one[0], sorted(one[1])


def _ways(finding: Finding) -> tuple[str, ...]:
    """What can be done to a finding: removing it, or turning its outcome round where it has an opposite."""
    outcome, opposite = finding.outcome, OPPOSITES.get(finding.kind, {}).get(finding.outcome)
    if finding.kind == "strength" and not is_everything_else(finding):
        opposite = "weak" if is_strong(outcome) else "strong"
    elif finding.kind == "challenge":
        opposite = TELLING.get(finding.stimulus or "", "strengthens") if outcome == NO_CHANGE else NO_CHANGE
    return (REMOVED, opposite) if opposite else (REMOVED,)


def _contradict(findings: Sequence[Resolved]) -> bool:
    challenges = [one for one in findings if one.finding.kind == "challenge"]
    return any(contradicts(one, baseline_of(one, findings)) for one in challenges)


def _named(finding: Finding, position: int, resolved: Sequence[Resolved]) -> NamedFinding:
    """Name a finding by the places in the atlas that it was resolved to."""
    site, side = _together([one.site for one in resolved if one.site is not None])
    on, on_side = _together(resolved[0].on)
    return NamedFinding(
        row=position + 1 if finding.row is None else finding.row,
        kind=finding.kind,
        site=site or EVERYTHING_ELSE,
        side=side or finding.side or "",
        outcome=finding.outcome,
        stimulus=finding.stimulus,
        on=on,
        on_side=on_side,
    )


def _together(places: Sequence[Place]) -> tuple[str | None, str | None]:
    """Give the place and side of one place, or of the same on both sides."""
    sides = sorted({place.side for place in places})
    return (places[0].id, sides[0] if len(sides) == 1 else "both") if places else (None, None)
