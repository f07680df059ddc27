"""On the overview everything has a place: right on the left, nothing on top of another, the same at each build."""

from __future__ import annotations

import importlib
import math
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nktlib.atlas.load import load_atlas

if TYPE_CHECKING:
    from nktlib.atlas.atlas import Atlas

EXPLORER = Path(__file__).resolve().parent.parent.parent / "docs" / "explorer"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


def built(atlas: Atlas) -> dict[str, Any]:
    """What overview.json holds; the module stands beside the site's scripts and is no part of the library."""
    sys.path.insert(0, str(EXPLORER))
    try:
        result: dict[str, Any] = importlib.import_module("parts.overview").overview(atlas)
    finally:
        sys.path.remove(str(EXPLORER))
    return result


@pytest.fixture(scope="module")
def data(atlas: Atlas) -> dict[str, Any]:
    return built(atlas)


def test_every_node_has_a_place(atlas: Atlas, data: dict[str, Any]) -> None:
    bare = {atlas.graph.nodes[node]["base"] for node in atlas.graph}
    assert set(data["points"]) == bare
    assert sorted(node for members in data["members"].values() for node in members) == sorted(bare)


def test_right_is_left_and_the_midline_in_the_middle(atlas: Atlas, data: dict[str, Any]) -> None:
    for node, (x, _) in data["points"].items():
        assert x == 0 if node in atlas.graph else x < 0, node


def test_dots_keep_apart(data: dict[str, Any]) -> None:
    nearest = min(math.dist(one, other) for one, other in combinations(data["points"].values(), 2))
    assert nearest > 24


def test_head_above_trunk_above_foot(data: dict[str, Any]) -> None:
    def height(region: str) -> float:
        rows: list[float] = [data["points"][node][1] for node in data["members"][region]]
        return sum(rows) / len(rows)

    order = ["face", "neck", "abdomen", "thigh", "leg", "foot"]
    assert sorted(order, key=height) == order


@pytest.mark.slow
def test_each_build_gives_the_same(atlas: Atlas, data: dict[str, Any]) -> None:
    assert built(atlas) == data
