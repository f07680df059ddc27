"""The body map shows every node of the atlas, on the side of the picture where the patient's side is."""

from __future__ import annotations

import csv
import importlib
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nktlib.atlas.load import load_atlas

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from nktlib.atlas.atlas import Atlas

EXPLORER = Path(__file__).resolve().parent.parent.parent / "docs" / "explorer"
OUTLINES = EXPLORER / "node_modules" / "react-native-body-highlighter"
Box = tuple[float, float, float, float]


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.fixture(scope="module")
def body() -> Iterator[ModuleType]:
    """The module that writes body.json; it stands beside the site's scripts and is no part of the library."""
    sys.path.insert(0, str(EXPLORER))
    yield importlib.import_module("parts.body")
    sys.path.remove(str(EXPLORER))


@pytest.fixture(scope="module")
def data(body: ModuleType, atlas: Atlas) -> dict[str, Any]:
    if not OUTLINES.exists():
        pytest.skip("the outlines of the body come from npm: `make site-parts` installs them")
    result: dict[str, Any] = body.body_map(atlas)
    return result


@pytest.fixture(scope="module")
def boxes(data: dict[str, Any]) -> dict[str, dict[str, list[Box]]]:
    """The boxes of every node in each view."""
    found: dict[str, dict[str, list[Box]]] = {view: defaultdict(list) for view in data["views"]}
    for outline in data["outlines"]:
        for node in outline["nodes"]:
            found[outline["view"]][node].append(tuple(outline["box"]))
    for mark in data["marks"]:
        xs, ys = mark["at"][::2], mark["at"][1::2]
        found[mark["view"]][mark["node"]].append((min(xs), min(ys), max(xs), max(ys)))
    return found


def marks() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for table in sorted((EXPLORER / "body").glob("marks_*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    return rows


def shown_alone() -> set[str]:
    """Muscles that have an outline to themselves."""
    with (EXPLORER / "body" / "outlines.csv").open(encoding="utf-8", newline="") as file:
        return {row["muscles"] for row in csv.DictReader(file) if ";" not in row["muscles"]}


def test_every_muscle_has_an_outline_to_itself_or_a_mark(atlas: Atlas) -> None:
    placed = shown_alone() | {row["id"] for row in marks()}
    bare = {atlas.graph.nodes[node]["base"] for node in atlas.graph}
    assert bare <= placed
    whole = {muscle.id for muscle in atlas.muscles.values() if muscle.parts}
    assert set(atlas.muscles) <= placed | whole
    assert all(part.of in placed for muscle in whole for part in atlas.muscles[muscle].parts)


def test_no_mark_names_what_the_atlas_has_not(atlas: Atlas) -> None:
    bare = {atlas.graph.nodes[node]["base"] for node in atlas.graph}
    assert {row["id"] for row in marks()} <= bare


def test_no_muscle_has_two_marks_in_one_view() -> None:
    places = [(row["id"], row["view"]) for row in marks()]
    assert len(places) == len(set(places))


def test_every_node_can_be_seen(atlas: Atlas, boxes: dict[str, dict[str, list[Box]]]) -> None:
    assert set(atlas.graph) == {node for view in boxes.values() for node in view}


def test_the_patients_right_is_left_in_front_and_right_behind(
    data: dict[str, Any], boxes: dict[str, dict[str, list[Box]]]
) -> None:
    for view, nodes in boxes.items():
        axis = data["axes"][view]
        for node, found in nodes.items():
            if node.endswith(("_r", "_l")):
                on_the_left = (view == "front") == node.endswith("_r")
                for left, _, right, _ in found:
                    assert right <= axis + 1 if on_the_left else left >= axis - 1, (view, node)
            else:
                assert all(left - 1 <= axis <= right + 1 for left, _, right, _ in found), (view, node)


def test_named_muscles_lie_where_they_should(data: dict[str, Any], boxes: dict[str, dict[str, list[Box]]]) -> None:
    (left, _, right, _), *_ = boxes["back"]["gluteus_maximus_r"]
    assert left > data["axes"]["back"]
    assert right < data["views"]["back"][0] + data["views"]["back"][2]
    (_, _, right, _), *_ = boxes["front"]["rectus_femoris_r"]
    assert right < data["axes"]["front"]
    (left, _, _, _), *_ = boxes["front"]["rectus_femoris_l"]
    assert left > data["axes"]["front"]


def test_left_mirrors_right(data: dict[str, Any], boxes: dict[str, dict[str, list[Box]]]) -> None:
    for view, nodes in boxes.items():
        axis = data["axes"][view]
        for node in nodes:
            if node.endswith("_r"):
                rights = sorted(nodes[node], key=lambda box: box[1])
                lefts = sorted(nodes[f"{node[:-2]}_l"], key=lambda box: box[1])
                for (left, top, right, bottom), other in zip(rights, lefts, strict=True):
                    # Handles of the outlines, and so the boxes around them, differ a little between the sides.
                    assert other == pytest.approx((2 * axis - right, top, 2 * axis - left, bottom), abs=25), node


def test_every_mark_lies_on_the_picture(data: dict[str, Any], boxes: dict[str, dict[str, list[Box]]]) -> None:
    for view, nodes in boxes.items():
        x, y, wide, high = data["views"][view]
        for found in nodes.values():
            for left, top, right, bottom in found:
                assert x <= left <= right <= x + wide
                assert y <= top <= bottom <= y + high


@pytest.mark.parametrize(
    ("upper", "lower", "view"),
    [
        ("frontalis_r", "masseter_r", "front"),
        ("masseter_r", "longus_colli_r", "front"),
        ("longus_colli_r", "diaphragm", "front"),
        ("diaphragm", "pubococcygeus_r", "front"),
        ("psoas_major_r", "vastus_intermedius_r", "front"),
        ("rectus_femoris_r", "tibialis_anterior_r", "front"),
        ("brachialis_r", "pronator_quadratus_r", "front"),
        ("pronator_quadratus_r", "first_lumbrical_of_hand_r", "front"),
        ("semispinalis_capitis_r", "rhomboid_major_r", "back"),
        ("rhomboid_major_r", "quadratus_lumborum_r", "back"),
        ("quadratus_lumborum_r", "piriformis_r", "back"),
        ("piriformis_r", "popliteus_r", "back"),
        ("popliteus_r", "soleus_r", "back"),
    ],
)
def test_upper_muscles_lie_above_lower_ones(
    upper: str, lower: str, view: str, boxes: dict[str, dict[str, list[Box]]]
) -> None:
    def height(node: str) -> float:
        return min((top + bottom) / 2 for _, top, _, bottom in boxes[view][node])

    assert height(upper) < height(lower)


def test_small_marks_are_shown_where_they_lie(data: dict[str, Any]) -> None:
    """A mark that is not always shown lies in at least one part of the body that can be looked at closely."""
    for mark in data["marks"]:
        if mark["level"] == 1:
            continue
        xs, ys = mark["at"][::2], mark["at"][1::2]
        x, y = sum(xs) / len(xs), sum(ys) / len(ys)
        zooms = [data["zooms"][place] for place in mark.get("only", range(len(data["zooms"])))]
        frames = [zoom[mark["view"]] for zoom in zooms]
        assert any(left <= x <= left + wide and top <= y <= top + high for left, top, wide, high in frames), mark


def test_the_package_counts_sides_as_the_pictures(body: ModuleType) -> None:
    """The trap: on the front view the package's "left" is the patient's right. Our sides are told by coordinates."""
    if not OUTLINES.exists():
        pytest.skip("the outlines of the body come from npm: `make site-parts` installs them")
    outlines = importlib.import_module("parts.outlines").read_outlines(OUTLINES)
    right = next(piece for piece in outlines.pieces if (piece.view, piece.slug, piece.side) == ("front", "biceps", "r"))
    source = (OUTLINES / "dist/assets/bodyFront.js").read_text("utf-8")
    before = source[: source.index(right.path)]
    assert before.rindex("left: [") > before.rfind("right: [") or "right: [" not in before
    assert body.FORMAT == "nktlib-body/1"
