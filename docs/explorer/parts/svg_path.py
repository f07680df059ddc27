"""The box around an SVG path, from its end points and handles: close enough to tell where an outline lies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_TOKEN = re.compile(_NUMBER)
_COUNT = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2, "a": 7, "z": 0}
# The two flags of an arc may be written without blanks: "a1.71 1.71 0 012.89 1.12".
_ARC = re.compile(
    rf"({_NUMBER})[\s,]*({_NUMBER})[\s,]*({_NUMBER})[\s,]*([01])[\s,]*([01])[\s,]*({_NUMBER})[\s,]*({_NUMBER})"
)


class Box(NamedTuple):
    """A box in the picture: x grows to the right, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def bounding_box(path: str) -> Box:
    """The box around a path's end points and handles; a curve never leaves the hull of these.

    Args:
        path: The `d` of an SVG path.

    Raises:
        ValueError: The text is no path.
    """
    points = list(_points(path))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _points(path: str) -> Iterator[tuple[float, float]]:
    x = y = start_x = start_y = 0.0
    for command, numbers in _steps(path):
        relative, kind = command.islower(), command.lower()
        base_x, base_y = (x, y) if relative else (0.0, 0.0)
        if kind == "z":
            x, y = start_x, start_y
        elif kind == "h":
            x = base_x + numbers[0]
        elif kind == "v":
            y = base_y + numbers[0]
        elif kind == "a":
            x, y = base_x + numbers[5], base_y + numbers[6]
        else:
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            for dx, dy in pairs:
                x, y = base_x + dx, base_y + dy
                yield x, y
            if kind == "m":
                start_x, start_y = x, y
        yield x, y


def _steps(path: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; a command with several sets of numbers comes several times."""
    for command, text in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path):
        kind = command.lower()
        if kind not in _COUNT:
            raise ValueError(f"{command!r} is no command of an SVG path")
        body = _ARC.sub(r"\1 \2 \3 \4 \5 \6 \7 ", text) if kind == "a" else text
        numbers = [float(token) for token in _TOKEN.findall(body)]
        size = _COUNT[kind]
        if not size:
            yield command, []
            continue
        if not numbers or len(numbers) % size:
            raise ValueError(f"{command!r} takes {size} numbers at a time, not {len(numbers)}")
        for index in range(0, len(numbers), size):
            # Further pairs after a move are lines.
            follow = {"m": "l", "M": "L"}.get(command, command) if index else command
            yield follow, numbers[index : index + size]
