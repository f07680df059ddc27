"""Write data/atlas/takeovers.csv: who takes over in a physical model when a muscle does nothing.

For each posture and movement the muscles share a load so that the sum of their squared activations is least (static
optimization; Crowninshield and Brand 1981 gave the idea of such criteria), while every other coordinate of the limb
carries no moment. Then one muscle is taken away and the rest share the load anew. A takeover is what another muscle
adds, as a part of what was lost: the mean over the postures in which the lost muscle had a part worth naming.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen
from body import Body, Coordinate, angles, coordinates, rows
from capacities import atlas_opposites, write
from scipy.optimize import lsq_linear

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

LOAD = 0.3
"""The load: this part of what all movers together can supply."""
STIFFNESS = 1e3
"""How much worse a N m of load that is not carried is than an activation of 1."""
LEAST_PART = 0.05
"""Of the load, that a muscle must have carried to be missed."""
LEAST_SHARE = 0.1
"""Of what was lost, that another must add to have a row."""
GRADE = "C"
"""A prediction that nobody measured, from measured forces and lever arms."""


@frozen
class Posture:
    """A line of postures.csv: a limb, how it is held, and its coordinates, each by the movement it makes."""

    name: str
    region: str
    angles: Mapping[str, float]
    movements: tuple[str, ...]


def postures() -> tuple[Posture, ...]:
    """The rows of postures.csv."""
    return tuple(
        Posture(row["posture"], row["region"], angles(row["angles"]), tuple(row["movements"].split()))
        for row in rows("postures.csv")
    )


def share_out(moments: NDArray[np.float64], load: NDArray[np.float64]) -> NDArray[np.float64]:
    """Activations (actuators), 0 to 1, of least sum of squares that carry ``load`` (coordinates) by ``moments``."""
    scale = np.maximum(np.abs(moments).sum(axis=0), 1e-9)
    equations = np.vstack([np.eye(len(moments)), STIFFNESS * (moments / scale).T])
    wanted = np.concatenate([np.zeros(len(moments)), STIFFNESS * load / scale])
    return np.asarray(lsq_linear(equations, wanted, bounds=(0, 1), method="bvls").x)


def takeovers(body: Body, posture: Posture, opposites: Mapping[str, str]) -> Iterator[tuple[str, str, str, float]]:
    """(movement, muscle taken away, muscle that adds, share) for each movement of a posture, both ways."""
    known = {coordinate.movement: coordinate for coordinate in coordinates()}
    chosen = [_held(known[movement], posture) for movement in posture.movements]
    ways = [body.way(known[movement]) for movement in posture.movements]
    columns = [
        way * body.moments(coordinate, posture.angles.get(coordinate.name, 0.0))
        for coordinate, way in zip(chosen, ways, strict=True)
    ]
    owners = body.owners(both_sides=posture.region == "trunk")
    actuators = np.array(sorted(owners))
    names = [owners[index] for index in actuators]
    moments = np.column_stack(columns)[actuators]
    for index, movement in enumerate(posture.movements):
        for sign, called in dict.fromkeys(((1, movement), (-1, opposites[movement]))):
            if sign < 0 and called == movement:
                continue  # bending to the other side is the mirror image of bending to this one
            load = np.zeros(len(ways))
            load[index] = sign * LOAD * np.maximum(sign * moments[:, index], 0).sum()
            before = _contributions(share_out(moments, load), moments[:, index] * sign, names)
            for lost, part in before.items():
                if lost.endswith("_l") or part < LEAST_PART * abs(load[index]):
                    continue
                kept = np.array([name != lost for name in names])
                rest = [name for name in names if name != lost]
                after = _contributions(share_out(moments[kept], load), moments[kept, index] * sign, rest)
                for other, carried in after.items():
                    yield called, lost, other, (carried - before[other]) / part


def _held(coordinate: Coordinate, posture: Posture) -> Coordinate:
    """The coordinate as it is in a posture, what turns along with it from where it is held."""
    own = posture.angles.get(coordinate.name, 0.0)
    along = {name: posture.angles.get(name, 0.0) - own for name in coordinate.along}
    return evolve(coordinate, posture=posture.angles, along=along)


def _contributions(
    activations: NDArray[np.float64], moments: NDArray[np.float64], names: list[str]
) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for activation, moment, name in zip(activations, moments, names, strict=True):
        found[name] += float(activation * moment)
    return found


def table(body: Body) -> list[dict[str, str]]:
    """The rows: pairs by movement, the greatest share first."""
    found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    opposites = atlas_opposites()
    for posture in postures():
        for movement, lost, other, share in takeovers(body, posture, opposites):
            found[lost, movement, other].append(share)
    means = {key: float(np.mean(shares)) for key, shares in found.items()}
    return [
        {
            "inhibited": lost.removesuffix("_r"),
            "compensator": other[:-2],
            "side_relation": "same" if other.endswith("_r") else "opposite",
            "movement": movement,
            "share": f"{min(share, 1.0):.2f}",
            "grade": GRADE,
            "sources": "myo_sim",
            "checked": "computed",
        }
        for (lost, movement, other), share in sorted(means.items(), key=lambda item: (item[0][:2], -item[1]))
        if share >= LEAST_SHARE
    ]


if __name__ == "__main__":
    write("takeovers", table(Body()))
