"""Where the curated tables are: inside the installed package, or in the repository beside ``src``."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def data_directory() -> Path:
    """Give the directory that holds ``atlas``, ``model``, ``sessions`` and ``sources.bib``.

    A wheel carries the tables as ``nktlib/data``; an editable install reads those of the repository as they are.
    """
    packaged = PACKAGE / "data"
    return packaged if packaged.is_dir() else PACKAGE.parents[1] / "data"
