"""How time and memory of the engine grow with findings, causes and width, against the cost that the plan predicted.

``python -m tests.benchmarks.growth DIRECTORY`` writes ``growth.csv`` and ``growth.svg`` there. Time is the median of
warm runs; memory is the peak of what one run allocates, by tracemalloc, in a run that is not timed.
"""

from __future__ import annotations

import csv
import sys
import time
import tracemalloc
from math import log2, prod
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import matplotlib as mpl
from attrs import asdict, frozen
from matplotlib.figure import Figure

from nktlib.inference.engine import infer
from tests.benchmarks.sessions import SPREADS, Case, cases, planned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZES = (5, 10, 15, 20, 30, 40, 60, 80, 120)
SEEDS = (1, 2)
WEAK_EVERY = (4, 2)
"""A quarter and half of the findings are weak: the second makes the wide networks."""
RUNS = 3
MOST_PRODUCTS = 10_000_000
"""Of a plan that is still measured: some seconds."""
ACROSS = {
    "findings": "findings",
    "causes": "causes",
    "width": "width (bits of the largest table)",
    "cost": "cost predicted (products)",
}
UP = {"milliseconds": "time (ms)", "mebibytes": "peak memory (MiB)"}
MARKS = dict(zip(SPREADS, "o^s", strict=True))


@frozen
class Point:
    """A session, what its plan predicted, and what it took."""

    spread: str
    findings: int
    weak: int
    causes: int
    width: float
    """Binary logarithm of the cells of the largest table."""
    cost: float
    milliseconds: float
    mebibytes: float


def measure(case: Case) -> Point | None:
    """Measure a case; ``None`` if it would cost too much."""
    network = case.network
    grouping = planned(network)
    if grouping.cost > MOST_PRODUCTS:
        return None
    variables = grouping.pattern.variables
    infer(network, most=MOST_PRODUCTS)
    times = []
    for _run in range(RUNS):
        start = time.perf_counter()
        infer(network, most=MOST_PRODUCTS)
        times.append(time.perf_counter() - start)
    tracemalloc.start()
    infer(network, most=MOST_PRODUCTS)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Point(
        spread=case.spread,
        findings=case.findings,
        weak=case.weak,
        causes=len(network.causes),
        width=max(log2(prod(variables[axis].size for axis in axes)) for axes in grouping.plan.axes),
        cost=grouping.cost,
        milliseconds=1000 * median(times),
        mebibytes=peak / 2**20,
    )


def points() -> Iterator[Point]:
    """Measure sessions of every spread and size."""
    for seed in SEEDS:
        for weak_every in WEAK_EVERY:
            for case in cases(SIZES, weak_every=weak_every, seed=seed):
                point = measure(case)
                if point is not None:
                    yield point


def write_table(found: Sequence[Point], path: Path) -> None:
    """Write the points as CSV, to three digits."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(asdict(found[0]))
        for point in found:
            cells = asdict(point).values()
            writer.writerow(f"{cell:.3g}" if isinstance(cell, float) else cell for cell in cells)


def draw(found: Sequence[Point], path: Path) -> None:
    """Draw time and memory against each of the four; hollow marks are sessions with half of the findings weak."""
    mpl.rcParams["svg.hashsalt"] = "growth"  # the same points give the same file
    mpl.rcParams["svg.fonttype"] = "none"
    figure = Figure(figsize=(13, 6), layout="constrained")
    grid = figure.subplots(len(UP), len(ACROSS), sharex="col", sharey="row")
    for row, (up, up_title) in enumerate(UP.items()):
        for column, (across, title) in enumerate(ACROSS.items()):
            axes = grid[row, column]
            for number, (spread, mark) in enumerate(MARKS.items()):
                for half in (False, True):
                    chosen = [
                        point
                        for point in found
                        if point.spread == spread and (2 * point.weak >= point.findings) == half
                    ]
                    axes.plot(
                        [getattr(point, across) for point in chosen],
                        [getattr(point, up) for point in chosen],
                        linestyle="none",
                        marker=mark,
                        color=f"C{number}",
                        fillstyle="none" if half else "full",
                        label=f"{spread}, {'half' if half else 'a quarter'} weak",
                    )
            axes.set_yscale("log")
            if across != "width":  # it is a logarithm already
                axes.set_xscale("log")
            axes.minorticks_off()
            axes.grid(alpha=0.3)
            if row == len(UP) - 1:
                axes.set_xlabel(title)
            if column == 0:
                axes.set_ylabel(up_title)
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(SPREADS), frameon=False)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Write the table and the plot."""
    directory = Path(sys.argv[1])
    directory.mkdir(parents=True, exist_ok=True)
    found = list(points())
    write_table(found, directory / "growth.csv")
    draw(found, directory / "growth.svg")


if __name__ == "__main__":
    main()
