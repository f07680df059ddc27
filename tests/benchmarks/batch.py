"""Many sessions of one protocol at once against one at a time: sessions per second, their ratio, and peak memory.

``python -m tests.benchmarks.batch`` prints a table. A protocol is twenty strength tests on the shipped atlas, each
session with random outcomes. Of every result the causes, the links, the evidence and the Bayes factor are read. Time is
processor time, of each in pieces by turns, so that a busy machine slows both down alike. Memory is the peak of what
Python and numpy allocate while the results come, by tracemalloc, in runs that are not timed; each result is dropped.
"""

from __future__ import annotations

import time
import tracemalloc
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.assessment.many import score_many
from nktlib.assessment.score import score
from nktlib.atlas.load import load_atlas
from nktlib.model.model import load_model
from nktlib.sessions.finding import Session
from tests.benchmarks.sessions import testable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nktlib.assessment.result import Assessment

FINDINGS = 20
SESSIONS = (2_500, 10_000)
"""Sessions at once, timed (the last) and for their memory."""
ALONE = 100
"""Sessions that are scored one at a time."""
SEED = 1


@frozen
class Case:
    """Where the tests of a protocol are, and how often one of them comes out plainly weak, or with a grade."""

    spread: str
    weak: float
    graded: float


CASES = (
    Case("all over", 0.15, 0.0),
    Case("all over", 0.15, 0.1),
    Case("one limb", 0.15, 0.0),
    Case("one limb", 0.15, 0.1),
)


def sessions(case: Case, seed: int = SEED) -> Iterator[Session]:
    """Sessions of the same tests, on and on."""
    random = Random(seed)
    nodes = random.sample(testable(load_atlas(), case.spread), FINDINGS)
    while True:
        outcomes = random.choices(
            ["weak", "4", "3", "strong"],
            [case.weak, case.graded / 2, case.graded / 2, 1.0 - case.weak - case.graded],
            k=FINDINGS,
        )
        yield Session.from_records(
            {"kind": "strength", "site": node, "outcome": outcome}
            for node, outcome in zip(nodes, outcomes, strict=True)
        )


def read(results: Iterable[Assessment]) -> None:
    """Read what a study reads of each result."""
    for one in results:
        _all = one.causes, one.links, one.log_evidence, one.log_bayes_factor


def seconds_each(case: Case, count: int) -> tuple[float, float]:
    """Processor time of a session alone, and together with the others."""
    some = list(islice(sessions(case), count))
    read(map(score, some[:3]))
    read(score_many(some[:3]))
    half = ALONE // 2
    start = time.process_time()
    read(map(score, some[:half]))
    first = time.process_time()
    read(score_many(some))
    second = time.process_time()
    read(map(score, some[-half:]))
    end = time.process_time()
    return (first - start + end - second) / (2 * half), (second - first) / count


def peak_mebibytes(case: Case, count: int) -> float:
    """Peak memory of so many sessions, which are themselves made one after another."""
    tracemalloc.start()
    read(score_many(islice(sessions(case), count)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20


def main() -> None:
    """Print the tables."""
    load_atlas(), load_model()
    print(f"{FINDINGS} findings a session; sessions a second (processor time)")
    print(f"{'outcomes of the tests':<36}{'one at a time':>14}{'together':>10}{'ratio':>7}")
    for case in CASES:
        alone, together = seconds_each(case, SESSIONS[-1])
        name = f"{case.spread}, {case.weak:.0%} weak, {case.graded:.0%} graded"
        print(f"{name:<36}{1 / alone:14.1f}{1 / together:10.0f}{alone / together:7.1f}", flush=True)
    for count in SESSIONS:
        print(f"{count} sessions of the first together: {peak_mebibytes(CASES[0], count):.0f} MiB at most", flush=True)


if __name__ == "__main__":
    main()
