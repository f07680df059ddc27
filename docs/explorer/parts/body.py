"""body.json: the body map, outlines of a package and marks of our own, each with the nodes of the atlas it shows.

Outlines show superficial muscles; `docs/explorer/body/outlines.csv` says which. Every other muscle and every structure
has a mark in one of the `marks_*.csv` there, given for the patient's right side and mirrored for the left.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nktlib as nkt
from parts.outlines import VIEWS, mirrored, patient_side, read_outlines
from parts.svg_path import bounding_box

if TYPE_CHECKING:
    from nktlib.atlas.atlas import Atlas
    from parts.outlines import Outlines

HERE = Path(__file__).resolve().parent.parent
TABLES = HERE / "body"
PACKAGE = HERE / "node_modules" / "react-native-body-highlighter"
FORMAT = "nktlib-body/1"
_MARGIN = 14  # room around the body, in units of the picture


def write(folder: Path) -> None:
    """Write body.json. The licence of the outlines is collected with those of the scripts, by build.mjs.

    Args:
        folder: Where to write; it exists.

    Raises:
        ValueError: A table names what the atlas or the package has not, or a node has no place.
    """
    data = body_map(nkt.load_atlas())
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    (folder / "body.json").write_text(text + "\n", "utf-8")


def body_map(atlas: Atlas) -> dict[str, Any]:
    """Everything the body map shows, as plain data.

    Raises:
        ValueError: A table names what the atlas or the package has not, or a node has no place.
    """
    outlines = read_outlines(PACKAGE)
    data: dict[str, Any] = {
        "format": FORMAT,
        "views": {view: _frame(outlines, view) for view in VIEWS},
        "axes": outlines.axes,
        "silhouettes": outlines.silhouettes,
        "outlines": _outlines(outlines, atlas),
        "marks": _marks(outlines.axes, atlas),
        "drawings": _drawings(outlines.axes),
        "zooms": _zooms(),
        "parts": {m.id: [part.of for part in m.parts] for m in atlas.muscles.values() if m.parts},
        "names": _names(atlas),
    }
    shown = {node for outline in data["outlines"] for node in outline["nodes"]} | {m["node"] for m in data["marks"]}
    missing = sorted(set(atlas.graph) - shown)
    if missing:
        raise ValueError(f"no place on the body map: {', '.join(missing)}")
    return data


def _outlines(outlines: Outlines, atlas: Atlas) -> list[dict[str, Any]]:
    rows = {(row["view"], row["slug"], int(row["piece"])): row for row in _rows("outlines.csv")}
    result = []
    for piece in outlines.pieces:
        row = None if piece.side == "m" else rows.get((piece.view, piece.slug, piece.piece))
        muscles = row["muscles"].split(";") if row else []
        result.append(
            {
                "view": piece.view,
                "slug": piece.slug,
                "name": row["name"] if row else "",
                "side": piece.side,
                "d": piece.path,
                "nodes": [_node(muscle, piece.side, atlas) for muscle in muscles],
                "box": [round(value) for value in piece.box],
            }
        )
    used = {(piece.view, piece.slug, piece.piece) for piece in outlines.pieces}
    if unused := set(rows) - used:
        raise ValueError(f"outlines.csv: the package has no {sorted(unused)}")
    return result


def _marks(axes: dict[str, float], atlas: Atlas) -> list[dict[str, Any]]:
    result = []
    for table in sorted(TABLES.glob("marks_*.csv")):
        for row in _rows(table.name):
            view, axis = row["view"], axes[row["view"]]
            at = [float(value) for value in row["at"].split()]
            shared = {"view": view, "deep": row["depth"] == "deep", **_shown(row["shown"])}
            if f"{row['id']}_r" not in atlas.graph:
                result.append({**shared, "node": _node(row["id"], "m", atlas), "side": "m", "at": _short(at)})
                continue
            if any(patient_side(view, x, axis) != "r" for x in at[::2]):
                raise ValueError(f"{table.name}: {row['id']} in the {view} view is not on the patient's right")
            for side, line in (("r", at), ("l", mirrored(at, axis))):
                result.append(
                    {**shared, "node": _node(row["id"], side, atlas), "side": side, "at": _short(line)},
                )
    return result


def _shown(text: str) -> dict[str, Any]:
    """When a mark is to be seen: always (level 1), or when a part of the body is looked at closely, maybe only some."""
    if text == "always":
        return {"level": 1}
    if text == "close":
        return {"level": 2}
    names = [row["name"] for row in _rows("zooms.csv")]
    return {"level": 2, "only": [names.index(name) for name in text.split(";")]}


def _drawings(axes: dict[str, float]) -> list[dict[str, Any]]:
    """Outlines of our own, such as the sole; the left one is the right one mirrored when drawn."""
    return [
        {
            "view": row["view"],
            "name": row["name"],
            "side": side,
            "d": row["d"],
            "mirror": axes[row["view"]] if side == "l" else None,
            "label": [
                float(value) if side == "r" else 2 * axes[row["view"]] - float(value) for value in [row["label_x"]]
            ]
            + [float(row["label_y"])],
        }
        for row in _rows("drawings.csv")
        for side in ("r", "l")
    ]


def _zooms() -> list[dict[str, Any]]:
    """Parts of the body to look at closely, each as a box in either view."""
    return [
        {"name": row["name"], **{view: [float(value) for value in row[view].split()] for view in VIEWS}}
        for row in _rows("zooms.csv")
    ]


def _names(atlas: Atlas) -> dict[str, str]:
    """Names that are not just the id with blanks for its lines."""
    named = {key: muscle.name for key, muscle in atlas.tables.muscles.items()}
    named |= {key: structure.name for key, structure in atlas.tables.structures.items()}
    return {key: name for key, name in named.items() if name != key.replace("_", " ")}


def _node(identifier: str, side: str, atlas: Atlas) -> str:
    node = identifier if side == "m" else f"{identifier}_{side}"
    if node not in atlas.graph:
        raise ValueError(f"the body map names {node}, which the atlas has not")
    return node


def _frame(outlines: Outlines, view: str) -> list[float]:
    """The box of a view with a little room around; the axis in its middle."""
    boxes = [piece.box for piece in outlines.pieces if piece.view == view]
    boxes.append(bounding_box(outlines.silhouettes[view]))
    half = max(
        outlines.axes[view] - min(box.left for box in boxes), max(box.right for box in boxes) - outlines.axes[view]
    )
    top, bottom = min(box.top for box in boxes), max(box.bottom for box in boxes)
    wide = round(2 * (half + _MARGIN))
    return [outlines.axes[view] - wide / 2, round(top) - _MARGIN, wide, round(bottom - top) + 2 * _MARGIN]


def _short(values: list[float]) -> list[float | int]:
    return [int(value) if value == int(value) else value for value in values]


def _rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
