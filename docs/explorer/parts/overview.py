"""overview.json: where every muscle and structure stands on the overview of the whole graph.

Each region has its place, as on a body seen from the front: the patient's right on the left of the picture
(`docs/explorer/overview/regions.csv`). Within it muscles settle near those that they are most related to, none on top
of another. Only the right half is computed; the left is its mirror image, and what is in the midline stands there.
"""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nktlib as nkt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nktlib.atlas.atlas import Atlas

TABLE = Path(__file__).resolve().parent.parent / "overview" / "regions.csv"
FORMAT = "nktlib-overview/1"

# All in units of the picture, or shares of a step.
_APART = 40.0  # how far two muscles keep apart
_FROM_MIDLINE = 30.0  # how far what has a side keeps from the midline
_ROUNDS = 200
_PULL_HOME = 0.02  # towards the middle of the region
_PULL_KIN = 0.05  # towards the related ones of the region, taken together
_GOLDEN = math.pi * (3 - math.sqrt(5))  # a spiral of this angle begins evenly spread


def write(folder: Path) -> None:
    """Write overview.json.

    Args:
        folder: Where to write; it exists.

    Raises:
        ValueError: A muscle lies in a region that has no place.
    """
    text = json.dumps(overview(nkt.load_atlas()), ensure_ascii=False, separators=(",", ":"))
    (folder / "overview.json").write_text(text + "\n", "utf-8")


def overview(atlas: Atlas) -> dict[str, Any]:
    """Places of everything on the right and in the midline, and of the regions' names, as plain data.

    Raises:
        ValueError: A muscle lies in a region that has no place.
    """
    regions = _regions_of(atlas)
    places = _settle(atlas, regions)
    names = {region: atlas.tables.regions[region].name for region in sorted(set(regions.values()))}
    labels = []
    for region, name in names.items():
        inside = [places[node] for node, other in regions.items() if other == region and places[node][0] < 0]
        left, right = min(x for x, _ in inside), max(x for x, _ in inside)
        labels.append([region, name, round((left + right) / 2), round(min(y for _, y in inside) - _APART * 0.75)])
    return {
        "format": FORMAT,
        "points": {node: [round(x), round(y)] for node, (x, y) in places.items()},
        "regions": labels,
        "members": {region: [node for node, other in regions.items() if other == region] for region in names},
    }


def _regions_of(atlas: Atlas) -> dict[str, str]:
    """The region of each muscle and structure that is a node, in the order of the atlas."""
    known = {key: muscle.region for key, muscle in atlas.tables.muscles.items()}
    known |= {key: structure.region for key, structure in atlas.tables.structures.items()}
    bare = dict.fromkeys(atlas.graph.nodes[node]["base"] for node in atlas.graph)
    return {node: known[node] for node in bare}


def _settle(atlas: Atlas, regions: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Let all find their place: drawn home and to kin, pushed apart where too near."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        homes = {row["region"]: (float(row["x"]), float(row["y"])) for row in csv.DictReader(file)}
    if missing := sorted(set(regions.values()) - set(homes)):
        raise ValueError(f"regions.csv has no place for {', '.join(missing)}")
    nodes = list(regions)
    midline = {node for node in nodes if node in atlas.graph}
    kin = _kin(atlas, regions)
    at: dict[str, tuple[float, float]] = {}
    count: dict[str, int] = {}
    for node in nodes:
        number = count[regions[node]] = count.get(regions[node], 0) + 1
        x, y = homes[regions[node]]
        far = _APART * 0.6 * math.sqrt(number)
        at[node] = (x + far * math.cos(number * _GOLDEN), y + far * math.sin(number * _GOLDEN))
    for turn in range(_ROUNDS):
        # Drawing together fades out, so that at last all only keep apart.
        warm = 1 - turn / _ROUNDS
        for node in nodes:
            at[node] = _drawn(node, at, homes[regions[node]], kin[node], warm)
        _push_apart(nodes, at)
        for node in nodes:
            x, y = at[node]
            at[node] = (0.0 if node in midline else min(x, -_FROM_MIDLINE), y)
    return at


def _drawn(
    node: str,
    at: Mapping[str, tuple[float, float]],
    home: tuple[float, float],
    kin: Mapping[str, float],
    warm: float,
) -> tuple[float, float]:
    x, y = at[node]
    to_x, to_y = (home[0] - x) * _PULL_HOME, (home[1] - y) * _PULL_HOME
    whole = sum(kin.values())
    if whole:
        to_x += (sum(at[other][0] * weight for other, weight in kin.items()) / whole - x) * _PULL_KIN
        to_y += (sum(at[other][1] * weight for other, weight in kin.items()) / whole - y) * _PULL_KIN
    return x + to_x * warm, y + to_y * warm


def _push_apart(nodes: list[str], at: dict[str, tuple[float, float]]) -> None:
    """Move each pair that is too near half way apart; a grid finds who is near whom."""
    cells: dict[tuple[int, int], list[str]] = {}
    for node in nodes:
        x, y = at[node]
        cells.setdefault((math.floor(x / _APART), math.floor(y / _APART)), []).append(node)
    order = {node: place for place, node in enumerate(nodes)}
    for (column, row), inside in cells.items():
        near = [other for dx in (-1, 0, 1) for dy in (-1, 0, 1) for other in cells.get((column + dx, row + dy), ())]
        for node in inside:
            for other in near:
                if order[node] < order[other]:
                    _part(node, other, at)


def _part(node: str, other: str, at: dict[str, tuple[float, float]]) -> None:
    dx, dy = at[other][0] - at[node][0], at[other][1] - at[node][1]
    far = math.hypot(dx, dy)
    if far >= _APART:
        return
    if far == 0:
        dx, dy, far = 0.0, 1.0, 1.0
    push = (_APART - far) / 2
    x, y = at[node]
    at[node] = (x - dx / far * push, y - dy / far * push)
    x, y = at[other]
    at[other] = (x + dx / far * push, y + dy / far * push)


def _kin(atlas: Atlas, regions: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """How strongly each is related to the others of its region: the sum of the weights of the edges between them."""
    kin: dict[str, dict[str, float]] = {node: {} for node in regions}
    for source, target, data in atlas.graph.edges(data=True):
        one, other = atlas.graph.nodes[source]["base"], atlas.graph.nodes[target]["base"]
        same_side = atlas.graph.nodes[source]["side"] == atlas.graph.nodes[target]["side"]
        if one != other and same_side and regions[one] == regions[other] and data["kind"] != "near":
            kin[one][other] = kin[one].get(other, 0.0) + float(data["weight"])
    return kin
