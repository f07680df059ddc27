"""Write data/atlas/capacities.csv: how much of each movement each muscle of a physical model can supply.

A capacity is moment arm x greatest isometric force, in N m, over the everyday range of the joint: `capacity` is the
mean of what the fibres that help the movement supply, `net` the mean of all fibres together with its sign, `low` and
`high` the extremes of that.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from body import Body, coordinates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

POSTURES = 15
"""Angles over the everyday range, ends included."""
LEAST = 0.01
"""A muscle that supplies less than this part of the greatest mover of a movement has no row."""
ATLAS = Path(__file__).parent.parent / "atlas"


def capacities(body: Body, opposites: dict[str, str]) -> Iterator[dict[str, str]]:
    """The rows of the table, movement by movement, the greatest mover first."""
    found: dict[str, dict[str, list[NDArray[np.float64]]]] = {}
    for coordinate in coordinates():
        way = body.way(coordinate)
        angles = np.linspace(coordinate.low, coordinate.high, POSTURES)
        moments = np.array([body.moments(coordinate, angle) for angle in angles])
        opposite = opposites[coordinate.movement]
        signs = {coordinate.movement: way} | ({opposite: -way} if way and opposite != coordinate.movement else {})
        for muscle, actuators in body.muscles.items():
            of_muscle = moments[:, actuators]
            for movement, sign in signs.items():
                values = of_muscle * sign if way else np.abs(of_muscle)
                found.setdefault(movement, {}).setdefault(muscle, []).append(values)
    for movement, muscles in found.items():
        # Fibres on either side of an axis do not cancel: each can work without the other.
        helping = {
            muscle: float(np.maximum(np.hstack(values), 0).sum(axis=1).mean()) for muscle, values in muscles.items()
        }
        greatest = max(helping.values())
        for muscle, capacity in sorted(helping.items(), key=lambda item: (-item[1], item[0])):
            if capacity >= LEAST * greatest:
                net = np.hstack(muscles[muscle]).sum(axis=1)
                numbers = {"capacity": capacity, "net": net.mean(), "low": net.min(), "high": net.max()}
                yield {
                    "muscle": muscle,
                    "movement": movement,
                    **{name: f"{value:.3g}" for name, value in numbers.items()},
                    "sources": "myo_sim",
                    "checked": "computed",
                }


def atlas_opposites() -> dict[str, str]:
    """Movement -> its opposite, as the atlas has them."""
    with (ATLAS / "movements.csv").open(encoding="utf-8", newline="") as lines:
        return {row["movement"]: row["opposite"] for row in csv.DictReader(lines)}


def write(name: str, table: list[dict[str, str]]) -> None:
    """Write a table of the atlas."""
    with (ATLAS / f"{name}.csv").open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    write("capacities", list(capacities(Body(), atlas_opposites())))
