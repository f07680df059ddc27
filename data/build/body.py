"""The musculoskeletal model that capacities are computed from: coordinates, their directions, and moment arms.

The model is `myofullbody` of the package myo-sim (Apache-2.0), run by MuJoCo. Several of its coordinates run against
their names, so that no sign is taken from a name: a coordinate goes the way in which it carries a landmark.
"""

from __future__ import annotations

import csv
import os
import sys
import warnings
from contextlib import contextmanager
from fnmatch import fnmatchcase
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import mujoco
import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

HERE = Path(__file__).parent
MODEL = "myofullbody"
STEP = 0.01
"""Degrees on each side that a length is differentiated over."""
LEAST_TRAVEL = 1e-4
"""Metres that a landmark has to go, in two degrees, to tell a direction by."""
DIRECTIONS = {
    "left": (1, 0, 0),
    "right": (-1, 0, 0),
    "forward": (0, -1, 0),
    "backward": (0, 1, 0),
    "up": (0, 0, 1),
    "down": (0, 0, -1),
}
"""The model's world: x to the patient's left, y backward, z up."""
EITHER = "either"


@frozen
class Coordinate:
    """A line of coordinates.csv: a movement as the model makes it; angles in degrees.

    ``along`` are coordinates that turn with it, each with what it is ahead: the model turns an arm that is lifted about
    its own length too, when it swings.
    """

    movement: str
    name: str
    along: Mapping[str, float]
    low: float
    high: float
    posture: Mapping[str, float]
    landmark: str
    towards: str

    def at(self, angle: float) -> dict[str, float]:
        """The posture at an angle of the coordinate."""
        return {**self.posture, self.name: angle, **{name: angle + ahead for name, ahead in self.along.items()}}


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table beside this file."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def angles(text: str) -> dict[str, float]:
    """``"elbow_flexion_r=90;pro_sup_r=10"`` as a mapping."""
    return {name: float(angle) for name, _, angle in (one.partition("=") for one in text.split(";") if one)}


def coordinates() -> tuple[Coordinate, ...]:
    """The rows of coordinates.csv."""
    return tuple(
        Coordinate(
            row["movement"],
            row["coordinate"],
            angles(row["along"]),
            float(row["low"]),
            float(row["high"]),
            angles(row["posture"]),
            row["landmark"],
            row["towards"],
        )
        for row in rows("coordinates.csv")
    )


class Body:
    """The compiled model, with what it calls muscles as the atlas calls them. Right side only: the left mirrors it."""

    def __init__(self) -> None:
        with _quiet():
            import myo_sim

            self.model = myo_sim.load_model(MODEL)
        self.data = mujoco.MjData(self.model)
        self.name = f"myo-sim {version('myo-sim')}, {MODEL}, Apache-2.0"
        self.actuators = [self.model.actuator(index).name for index in range(self.model.nu)]
        self.muscles: dict[str, list[int]] = {}
        for row in rows("actuators.csv"):
            self.muscles.setdefault(row["muscle"], []).extend(self._named(row["actuators"]))
        self.force: NDArray[np.float64] = self.model.actuator_gainprm[:, 2].copy()
        self._followers = self._couplings()

    def _couplings(self) -> dict[str, list[tuple[int, float, NDArray[np.float64]]]]:
        """Coordinate -> the joints that follow it: (position address, neutral value, polynomial, low powers first)."""
        model = self.model
        found: dict[str, list[tuple[int, float, NDArray[np.float64]]]] = {}
        for index in range(model.neq):
            if model.eq_type[index] == mujoco.mjtEq.mjEQ_JOINT and model.eq_obj2id[index] >= 0:
                address = model.jnt_qposadr[model.eq_obj1id[index]]
                leader = model.joint(model.eq_obj2id[index]).name
                found.setdefault(leader, []).append((address, model.qpos0[address], model.eq_data[index, :5].copy()))
        return found

    def _named(self, patterns: str) -> list[int]:
        found = []
        for pattern in patterns.split():
            matching = [index for index, name in enumerate(self.actuators) if fnmatchcase(name, pattern)]
            if not matching:
                raise ValueError(f"no actuator is called {pattern}")
            found += matching
        return found

    def owners(self, *, both_sides: bool) -> dict[int, str]:
        """Actuator -> the muscle it belongs to, or the node ("psoas_major_l") where both sides are wanted."""
        owners = {}
        for muscle, actuators in self.muscles.items():
            for index in actuators:
                owners[index] = f"{muscle}_r"
                if both_sides:
                    owners[self.actuators.index(self._other_side(self.actuators[index]))] = f"{muscle}_l"
        return owners

    @staticmethod
    def _other_side(name: str) -> str:
        return name.removesuffix("_r") + "_l"

    def put(self, angles: Mapping[str, float]) -> None:
        """Take a posture: neutral but for these coordinates (degrees), what follows them following."""
        mujoco.mj_resetData(self.model, self.data)
        position = self.data.qpos
        # A coordinate that follows another goes first: elevation of the arm moves the shoulder blade.
        for name in sorted(set(self._followers) | set(angles)):
            joint = self.model.joint(name)
            if name in angles:
                position[joint.qposadr[0]] = np.radians(angles[name])
            away = position[joint.qposadr[0]] - self.model.qpos0[joint.qposadr[0]]
            for address, neutral, polynomial in self._followers.get(name, ()):
                position[address] = neutral + np.polynomial.polynomial.polyval(away, polynomial)
        mujoco.mj_forward(self.model, self.data)

    def way(self, coordinate: Coordinate) -> int:
        """1 where the coordinate grows in the direction of its movement, -1 where it runs against it, 0 for either.

        Judged by where its landmark goes, at the angle of its range that is nearest to neutral.
        """
        if coordinate.towards == EITHER:
            return 0
        angle = min(max(coordinate.low, 0.0), coordinate.high)
        places = []
        for step in (-1.0, 1.0):
            self.put(coordinate.at(angle + step))
            places.append(
                self.data.geom_xpos[self.model.geom_bodyid == self.model.body(coordinate.landmark).id].mean(0)
            )
        travel = float(np.dot(places[1] - places[0], DIRECTIONS[coordinate.towards]))
        if abs(travel) < LEAST_TRAVEL:
            raise ValueError(f"{coordinate.landmark} does not go {coordinate.towards} with {coordinate.name}")
        return 1 if travel > 0 else -1

    def moments(self, coordinate: Coordinate, angle: float) -> NDArray[np.float64]:
        """N m of each actuator at its greatest force at an angle of a coordinate, towards greater angles."""
        lengths = []
        for step in (-STEP, STEP):
            self.put(coordinate.at(angle + step))
            lengths.append(self.data.actuator_length.copy())
        shortening: NDArray[np.float64] = (lengths[0] - lengths[1]) / np.radians(2 * STEP)
        return shortening * self.force


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what compiling the model prints about names, on the file descriptors themselves."""
    with warnings.catch_warnings(), Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        warnings.simplefilter("ignore")
        sys.stderr.flush()
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
