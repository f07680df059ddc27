"""What the atlas says of actions against a musculoskeletal model that others made, run by MuJoCo."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import pytest

from nktlib.atlas.load import load_atlas
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILD = data_directory() / "build"
sys.path.insert(0, str(BUILD))

from body import Body, coordinates, rows  # noqa: E402 - scripts that stand beside what they build
from capacities import atlas_opposites, capacities  # noqa: E402
from takeovers import table  # noqa: E402

pytestmark = pytest.mark.slow

ATLAS = load_atlas()
KNOWN = 0.05
"""A moment below this part of what the greatest mover, this way or the other, can is no sign."""
MOST_DISAGREEMENTS = 10
DISAGREEMENTS = rows("disagreements.csv")


@pytest.fixture(scope="module")
def body() -> Body:
    return Body()


def shipped(name: str) -> list[dict[str, str]]:
    with (data_directory() / "atlas" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_shipped_capacities_are_those_of_the_model(body: Body) -> None:
    assert list(capacities(body, atlas_opposites())) == shipped("capacities")


def test_the_shipped_takeovers_are_those_of_the_model(body: Body) -> None:
    assert table(body) == shipped("takeovers")


def test_several_coordinates_run_against_their_names(body: Body) -> None:
    """Why no direction is taken from a name."""
    ways = {coordinate.name: body.way(coordinate) for coordinate in coordinates()}
    assert ways["hip_flexion_r"] == 1
    assert ways["hip_adduction_r"] == -1  # the movement that it stands for is abduction
    assert set(ways.values()) == {-1, 0, 1}


class Compared:
    """The actions that both know, with their net moments."""

    def __init__(self) -> None:
        self.opposites = atlas_opposites()
        self.rows = {(row["muscle"], row["movement"]): row for row in shipped("capacities")}
        self.greatest: dict[str, float] = {}
        for (_muscle, movement), row in self.rows.items():
            self.greatest[movement] = max(self.greatest.get(movement, 0.0), float(row["capacity"]))
        self.actions = {
            (muscle.id, action.movement): action.role
            for muscle in ATLAS.muscles.values()
            for action in muscle.actions
            if action.role != "stabilizer"
        }

    def net(self, muscle: str, movement: str) -> float | None:
        """The net moment towards a movement, where either way is in the table."""
        if (muscle, movement) in self.rows:
            return float(self.rows[muscle, movement]["net"])
        other = self.opposites[movement]
        return -float(self.rows[muscle, other]["net"]) if (muscle, other) in self.rows and other != movement else None

    def disagreements(self) -> Iterator[tuple[str, str]]:
        """Actions whose moment has the other sign, but for those that fibres or postures have both ways."""
        for muscle, movement in self.actions:
            net, other = self.net(muscle, movement), self.opposites[movement]
            if net is None or net > 0:
                continue
            both = (muscle, other) in self.actions and (muscle, movement) in self.rows
            if not both and -net >= KNOWN * max(
                self.greatest[one] for one in (movement, other) if one in self.greatest
            ):
                yield muscle, movement


COMPARED = Compared()


def test_the_signs_agree() -> None:
    listed = {(row["muscle"], row["movement"]) for row in DISAGREEMENTS if row["kind"] == "sign"}
    assert set(COMPARED.disagreements()) == listed
    assert len(listed) < MOST_DISAGREEMENTS
    both = [pair for pair in COMPARED.actions if COMPARED.net(*pair) is not None]
    assert len(both) > 200


def test_prime_movers_hold_most_of_the_capacity() -> None:
    modelled = {muscle for muscle, _movement in COMPARED.rows}
    lacking = []
    for movement in COMPARED.greatest:
        movers = {muscle: role for (muscle, made), role in COMPARED.actions.items() if made == movement}
        prime = {muscle for muscle, role in movers.items() if role == "prime_mover"}
        if not prime or not prime <= modelled:
            continue  # the model has no short flexor of the great toe: it cannot say who moves it
        supply = {
            muscle: float(COMPARED.rows[muscle, movement]["capacity"])
            for muscle in movers
            if (muscle, movement) in COMPARED.rows
        }
        if sum(supply.get(muscle, 0.0) for muscle in prime) < 0.5 * sum(supply.values()):
            lacking.append(movement)
    assert sorted(lacking) == sorted(row["movement"] for row in DISAGREEMENTS if row["kind"] == "share")


def test_every_disagreement_is_explained() -> None:
    assert all(row["explanation"] for row in DISAGREEMENTS)


def test_what_the_model_is_known_for(body: Body) -> None:
    """The greatest mover of some movements, as any textbook has it."""
    for movement, muscle in (
        ("hip_extension", "gluteus_maximus"),
        ("hip_abduction", "gluteus_medius"),
        ("knee_extension", "vastus_lateralis"),
        ("ankle_plantar_flexion", "soleus"),
        ("ankle_dorsiflexion", "tibialis_anterior"),
        ("foot_eversion", "fibularis_longus"),
        ("trunk_extension", "longissimus_thoracis"),
        ("elbow_extension", "triceps_brachii"),
    ):
        rows_of = [row for row in COMPARED.rows.values() if row["movement"] == movement]
        assert max(rows_of, key=lambda row: float(row["capacity"]))["muscle"] == muscle
    assert "0.2" in body.name
