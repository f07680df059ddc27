"""What several findings of a session say together: repeats, contradictions, unknown columns, visits."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Final

from nktlib.errors import ECHO_LIMIT
from nktlib.sessions.codes import FAULT_LIMIT, fault
from nktlib.vocab import COLUMNS, STIMULI_RECORDED_ONLY, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nktlib.errors import Fault
    from nktlib.sessions.finding import Finding

RULED_OUT_BY: Final = {"strengthens": frozenset({"strong", "5"}), "weakens": frozenset({"weak"})}
"""What a challenge can come out as, and the baselines that all together rule it out."""


def unknown_columns(findings: Iterable[Finding]) -> Iterator[Fault]:
    """Find columns that are kept and not scored."""
    first: dict[str, int | None] = {}
    for finding in findings:
        for name, _ in finding.extra:
            first.setdefault(name, finding.row)
    for name, row in islice(first.items(), FAULT_LIMIT):
        near = get_close_matches(fold(name)[:ECHO_LIMIT], COLUMNS, n=1)
        yield fault("W201", row=row, column=name, suggestions=near)


def repeats(findings: Iterable[Finding]) -> Iterator[Fault]:
    """Find tests of the baseline that the same examiner made before in the same position.

    What is tested again after each of several releases is no repeat, and does not count anyway.
    """
    return islice(_repeats(findings), FAULT_LIMIT)


def _repeats(findings: Iterable[Finding]) -> Iterator[Fault]:
    first: dict[tuple[str | None, ...], int | None] = {}
    for finding in findings:
        if finding.step != "baseline":
            continue
        if finding.test in first:
            yield fault("W301", f"first in row {first[finding.test]}", row=finding.row, column="site")
        else:
            first[finding.test] = finding.row


def contradictions(findings: Iterable[Finding]) -> Iterator[Fault]:
    """Find challenges that every strength test of the same site, under the same circumstances, rules out."""
    return islice(_contradictions(findings), FAULT_LIMIT)


def _contradictions(findings: Iterable[Finding]) -> Iterator[Fault]:
    tests: defaultdict[tuple[str | None, ...], dict[str, int | None]] = defaultdict(dict)
    challenges: list[Finding] = []
    for finding in findings:
        if finding.kind == "strength" and finding.outcome != "not_tested":
            site, side, *others = finding.circumstances
            for tested in ("left", "right", "both") if side == "both" else (side,):
                tests[site, tested, *others].setdefault(finding.outcome, finding.row)
        elif finding.kind == "challenge" and finding.reads == "strength":
            challenges.append(finding)
    for challenge in challenges:
        found = tests.get(challenge.circumstances)
        if challenge.stimulus in STIMULI_RECORDED_ONLY or not found:
            continue
        if found.keys() <= RULED_OUT_BY.get(challenge.outcome, frozenset()):
            outcome, row = next(iter(found.items()))
            detail = f"row {row} reads {outcome}"
            yield fault("S305", detail, row=challenge.row, column="outcome", found=challenge.outcome)


def several_visits(findings: Iterable[Finding]) -> Iterator[Fault]:
    """Say that there are several visits to score, one at a time."""
    visits = {finding.visit for finding in findings if finding.is_scored}
    if len(visits) > 1:
        yield fault("W302", f"{len(visits)} of them", column="visit")
