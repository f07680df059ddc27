"""Our engine next to its rivals: the same networks, the same queries, runs in turns, one table.

A rival runs in a process of its own, which may take so much memory, and so long for one answer; ours runs there too,
before each run of the rival, so that both meet the same machine. Times are medians; ratios are medians of the ratios of
such pairs. *Cold* has nothing kept from before: ours plans, the rival builds its junction tree (from a network that is
written out already). *Warm* has the same findings again. The numbers of ours come from runs beside all the rivals.

``python -m tests.benchmarks.engines`` prints the table as Markdown; ``--quick`` the small sizes only. Exit status 1 if
answers differ.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import time
from datetime import date
from importlib.metadata import version
from statistics import median
from typing import TYPE_CHECKING, TypeVar

from attrs import Factory, define, frozen

from nktlib.inference.engine import infer
from tests.benchmarks.sessions import SIZES, Case, cases, planned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Answer = TypeVar("Answer")

QUICK = 20
"""Most findings of a quick run."""
ROUNDS = 7
ENOUGH = 5.0
"""Seconds of one rival after which another round is not worth it."""
QUICK_ENOUGH = 0.5
MOST_SECONDS = 60
"""For one answer of a rival."""
QUICK_SECONDS = 2
MOST_BYTES = 8 << 30
"""Of address space: this is what a rival may fill beside the libraries."""
AGREE = 1e-9
"""Relative difference of posteriors."""
NOISY_OR = "noisy-OR"
RIVALS = {
    NOISY_OR: ("as_nodes", False, "lazy propagation"),
    "folded": ("as_nodes", True, "lazy propagation"),
    "chained": ("as_chains", False, "lazy propagation"),
    "chained, folded": ("as_chains", True, "lazy propagation"),
    "the same, Shafer-Shenoy": ("as_chains", True, "Shafer-Shenoy"),
}
"""How each is written out, whether the strong findings are folded into the priors, and pyAgrum's engine."""
NAMED = tuple(RIVALS)[:3]
"""The ways of writing a network that need no thought; the others are what a rival's expert would do."""


@frozen
class Pair:
    """Seconds of ours and of a rival, one after the other."""

    ours: float
    rival: float


@define
class Duel:
    """What came of a rival on a case."""

    cold: list[Pair] = Factory(list)
    warm: list[Pair] = Factory(list)
    difference: float = 0.0
    failure: str = ""


@define
class Row:
    """A case with all its runs."""

    case: Case
    cost: float
    cold: list[float] = Factory(list)
    warm: list[float] = Factory(list)
    scored: list[float] = Factory(list)
    duels: dict[str, Duel] = Factory(dict)


def timed(run: Callable[[], Answer]) -> tuple[float, Answer]:
    start = time.perf_counter()
    answer = run()
    return time.perf_counter() - start, answer


def forget() -> None:
    """Empty every cache of the engine."""
    for name, module in tuple(sys.modules.items()):
        if name.startswith("nktlib.inference"):
            for value in vars(module).values():
                clear = getattr(value, "cache_clear", None)
                if clear is not None:
                    clear()


def alone(case: Case) -> Row:
    """Time ours: cold, warm, and warm with everything that ``score`` asks for and all classes of examiners."""
    row = Row(case, planned(case.network).cost)
    for _round in range(ROUNDS):
        forget()
        row.cold.append(timed(lambda: infer(case.network))[0])
        row.warm.append(timed(lambda: infer(case.network))[0])
    infer(case.scored)
    row.scored += [timed(lambda: infer(case.scored))[0] for _round in range(ROUNDS)]
    return row


def fight(case: Case, name: str, seconds: int, enough: float) -> None:
    """Print, as it comes, what a rival takes; the process may end at any time, by a signal or an error of the rival."""
    from tests.benchmarks import rivals

    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    write, folded, engine = RIVALS[name]
    network = rivals.noisy_or(case.network)
    network = network.folded() if folded else network
    signal.alarm(seconds)  # nobody handles this signal: it ends the process
    rival = rivals.Rival(network, getattr(rivals, write), engine)
    signal.alarm(0)
    expected = infer(case.network).causes
    start = time.perf_counter()
    for kind, ready, run in (("cold", forget, rival.cold), ("warm", lambda: None, rival.warm)):
        for _round in range(ROUNDS):
            ready()
            ours, _found = timed(lambda: infer(case.network))
            signal.alarm(seconds)
            theirs, found = timed(run)
            signal.alarm(0)
            difference = max(abs(one - other) / other for one, other in zip(found, expected, strict=True))
            print(json.dumps([kind, ours, theirs, difference]), flush=True)
            if time.perf_counter() - start > enough:
                break


def duel(case: Case, name: str, seconds: int, enough: float) -> Duel:
    """Let a rival run in its own process, and say how it ended."""
    arguments = ["--fight", case.spread, str(case.findings), name, str(seconds), str(enough)]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.engines", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    result = Duel()
    for line in done.stdout.splitlines():
        kind, ours, theirs, difference = json.loads(line)
        (result.cold if kind == "cold" else result.warm).append(Pair(ours, theirs))
        result.difference = max(result.difference, difference)
    if done.returncode == -signal.SIGALRM:
        result.failure = f"> {seconds} s"
    elif done.returncode:
        result.failure = failure(done.returncode, done.stderr)
    return result


def failure(status: int, errors: str) -> str:
    """Name the reason for which a process ended."""
    if "bad_alloc" in errors or "MemoryError" in errors or "OutOfMemory" in errors or status == -signal.SIGKILL:
        return "memory"
    if "domainSize" in errors:
        return "too large"  # a table that has more cells than an index can number
    return f"signal {-status}" if status < 0 else errors.strip().splitlines()[-1]


def measure(sizes: Sequence[int], seconds: int, enough: float) -> Iterator[Row]:
    """Run every case. A rival that failed at a size of a spread is not tried at a larger one, which contains it."""
    failed: dict[tuple[str, str], str] = {}
    for case in cases(sizes):
        row = alone(case)
        for name in RIVALS:
            if (case.spread, name) in failed:
                row.duels[name] = Duel(failure=f"({failed[case.spread, name]})")
                continue
            result = row.duels[name] = duel(case, name, seconds, enough)
            row.cold += [pair.ours for pair in result.cold]
            row.warm += [pair.ours for pair in result.warm]
            if result.failure:
                failed[case.spread, name] = result.failure
        yield row


def ratio(pairs: Sequence[Pair]) -> float:
    return median(pair.rival / pair.ours for pair in pairs)


def milliseconds(times: Sequence[float]) -> str:
    return f"{1000 * median(times):.3g}" if times else "-"


def cells(row: Row) -> list[str]:
    """Write a row of the table."""
    case = row.case
    finished = {name: one for name, one in row.duels.items() if one.warm}
    named = [one for name, one in finished.items() if name in NAMED]
    plain = [one for name, one in finished.items() if name == NOISY_OR]
    return [
        case.spread,
        f"{case.findings}",
        f"{case.weak}",
        f"{len(case.network.causes)}",
        f"{row.cost:.3g}",
        f"{milliseconds(row.cold)} / {milliseconds(row.warm)}",
        milliseconds(row.scored),
        *(one.failure if name not in finished else times(one) for name, one in row.duels.items()),
        ratios(plain),
        ratios(named),
        ratios(list(finished.values())),
        f"{max(one.difference for one in finished.values()):.0e}" if finished else "-",
    ]


def times(one: Duel) -> str:
    return f"{milliseconds([pair.rival for pair in one.cold])} / {milliseconds([pair.rival for pair in one.warm])}"


def ratios(duels: Sequence[Duel]) -> str:
    """How many times as long the fastest takes as ours."""
    if not duels:
        return "-"
    return f"{min(ratio(one.cold) for one in duels):.2g} / {min(ratio(one.warm) for one in duels):.2g}"


HEAD = (
    *("spread", "findings", "weak", "causes", "cost", "ours", "ours, scored", *RIVALS),
    *("to noisy-OR", "to the first three", "to the fastest", "difference"),
)
WIDTHS = [max(len(name), 10) for name in HEAD]


def line(texts: Sequence[str]) -> str:
    return "| " + " | ".join(text.rjust(width) for text, width in zip(texts, WIDTHS, strict=True)) + " |"


def main() -> int:
    """Print the table; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the small sizes only, in under a minute")
    parser.add_argument("--fight", nargs=5, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.fight:
        spread, findings, name, seconds, enough = arguments.fight
        (case,) = cases((int(findings),), (spread,))
        fight(case, name, int(seconds), float(enough))
        return 0
    quick = arguments.quick
    sizes = [size for size in SIZES if size <= QUICK] if quick else SIZES
    print(
        f"{date.today()}, {os.cpu_count()} cores ({platform.machine()}), {platform.system()}, "  # noqa: DTZ011 - local
        f"Python {platform.python_version()}, numpy {version('numpy')}, pyAgrum {version('pyagrum')}."
    )
    print("Milliseconds and how many times as long as ours the rivals take, cold / warm.\n")
    print(line(HEAD))
    print("|" + "|".join("-" * (width + 1) + ":" for width in WIDTHS) + "|")
    worst = 0.0
    for row in measure(sizes, QUICK_SECONDS if quick else MOST_SECONDS, QUICK_ENOUGH if quick else ENOUGH):
        print(line(cells(row)), flush=True)
        worst = max([worst, *(one.difference for one in row.duels.values())])
    print(f"\nLargest relative difference of a posterior: {worst:.1e}.")
    return int(worst > AGREE)


if __name__ == "__main__":
    sys.exit(main())
