"""The outlines of the body from the npm package react-native-body-highlighter (MIT), read as text.

The package is for React; its path data stand in plain arrays, which is all that is read here. What it calls left and
right is the picture's left and right: on its front view "left" is the patient's right. So its words are not used at
all: which side a piece belongs to is told from where it lies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from parts.svg_path import Box, bounding_box

if TYPE_CHECKING:
    from pathlib import Path

VIEWS = ("front", "back")

_SLUG = re.compile(r'slug:\s*"([\w-]+)"')
_LISTS = re.compile(r"(left|right|common):\s*\[(.*?)\]", re.DOTALL)
_STRING = re.compile(r'"([^"]+)"')
_SILHOUETTE = re.compile(r'side === "(front|back)" && .*?\sd="([^"]+)"', re.DOTALL)
_NEAR = 12.0  # units by which a piece and its mirror image may differ: their handles do, though their shapes do not


class Piece(NamedTuple):
    """One closed outline."""

    view: str
    slug: str
    piece: int
    side: str  # the patient's: r, l, or m for one that spans the midline
    path: str
    box: Box


class Outlines(NamedTuple):
    """All outlines, the body's own, and the axis of each view: the x that mirrors right to left."""

    pieces: tuple[Piece, ...]
    silhouettes: dict[str, str]
    axes: dict[str, float]


def read_outlines(package: Path) -> Outlines:
    """Read the package's path data.

    Args:
        package: The folder of react-native-body-highlighter in node_modules.

    Raises:
        ValueError: The package does not look as it did: a piece without its mirror image, no silhouette.
    """
    wrapper = (package / "dist/components/SvgMaleWrapper.js").read_text("utf-8")
    silhouettes = dict(_SILHOUETTE.findall(wrapper))
    pieces: list[Piece] = []
    axes: dict[str, float] = {}
    for view in VIEWS:
        if view not in silhouettes:
            raise ValueError(f"no silhouette of the {view} in SvgMaleWrapper.js")
        source = (package / f"dist/assets/body{view.capitalize()}.js").read_text("utf-8")
        entries = _entries(source)
        boxes = [bounding_box(path) for _, lists in entries for paths in lists for path in paths]
        axes[view] = round(min(box.left for box in boxes) + max(box.right for box in boxes)) / 2
        for slug, lists in entries:
            pieces += _sided(view, slug, lists, axes[view])
    return Outlines(tuple(pieces), silhouettes, axes)


def patient_side(view: str, x: float, axis: float) -> str:
    """The patient's side of a place in a view: facing us their right is on our left; seen from behind, on our right."""
    return "r" if (x < axis) == (view == "front") else "l"


def mirrored(points: list[float], axis: float) -> list[float]:
    """The same line on the other side: x, y, x, y, ... mirrored at the axis."""
    return [round(2 * axis - value, 1) if index % 2 == 0 else value for index, value in enumerate(points)]


def _entries(source: str) -> list[tuple[str, list[list[str]]]]:
    """Each slug with its lists of paths."""
    found = list(_SLUG.finditer(source))
    ends = [match.start() for match in found[1:]] + [len(source)]
    return [
        (match[1], [_STRING.findall(body) for _, body in _LISTS.findall(source[match.end() : end])])
        for match, end in zip(found, ends, strict=True)
    ]


def _sided(view: str, slug: str, lists: list[list[str]], axis: float) -> list[Piece]:
    """The pieces of one slug, those of the patient's left numbered as the right ones that they mirror."""
    right: list[Piece] = []
    others: list[Piece] = []
    for paths in lists:
        for number, path in enumerate(paths):
            box = bounding_box(path)
            if box.left < axis < box.right:
                others.append(Piece(view, slug, number, "m", path, box))
            elif patient_side(view, box.centre[0], axis) == "r":
                right.append(Piece(view, slug, number, "r", path, box))
            else:
                others.append(Piece(view, slug, number, "l", path, box))
    numbered = [piece if piece.side == "m" else _numbered(piece, right, axis) for piece in others]
    if sorted(piece.piece for piece in right) != sorted(piece.piece for piece in numbered if piece.side == "l"):
        raise ValueError(f"{view} {slug}: the left side does not mirror the right")
    return right + numbered


def _numbered(left: Piece, right: list[Piece], axis: float) -> Piece:
    x, y = left.box.centre

    def distance(candidate: Piece) -> float:
        other_x, other_y = candidate.box.centre
        return abs(2 * axis - x - other_x) + abs(y - other_y)

    nearest = min(right, key=distance, default=None)
    if nearest is None or distance(nearest) > _NEAR:
        raise ValueError(f"{left.view} {left.slug}: a piece at {x:.0f}, {y:.0f} has no mirror image")
    return left._replace(piece=nearest.piece)
