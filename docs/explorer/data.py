# ruff: noqa: INP001 - a script; `make site-parts` runs it
"""Write what the pages load beside themselves into a folder: ``python docs/explorer/data.py build/static/nkt``."""

from __future__ import annotations

import sys
from pathlib import Path

from parts import body, graph, overview, wheels


def main(folder: Path) -> None:
    """Write every part."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in (graph, body, overview, wheels):
        part.write(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
