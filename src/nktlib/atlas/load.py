"""Loading an atlas: the shipped one, or another from a directory of the same tables."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from nktlib.atlas.atlas import Atlas
from nktlib.atlas.tables import Tables
from nktlib.errors import TableError
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from os import PathLike


def load_atlas(path: str | PathLike[str] | None = None) -> Atlas:
    """Load an atlas: the shipped one, or another from a directory of the same tables.

    The shipped one is shared and frozen; each of its tables is read when it is first needed. Another one is linted
    first; its sources are looked up in ``sources.bib`` in its directory or beside that, else in the shipped one.

    Raises :class:`~nktlib.errors.TableError` with every fault of the tables, and ``OSError`` where a file is missing.
    """
    if path is None:
        return _shipped()
    from nktlib.atlas.lint import lint_tables

    directory = Path(path)
    faults = tuple(lint_tables(directory, bibliography_of(directory)))
    if faults:
        raise TableError(faults)
    return read_atlas(directory)


def bibliography_of(directory: Path) -> Path:
    """Find the bibliography of an atlas: in its directory, beside it, or the shipped one."""
    places = (directory, directory.parent, data_directory())
    return next(place / "sources.bib" for place in places if (place / "sources.bib").is_file())


@cache
def _shipped() -> Atlas:
    return read_atlas(data_directory() / "atlas")


def read_atlas(directory: Path) -> Atlas:
    """Give the atlas of the tables of ``directory``, which are trusted."""
    return Atlas(Tables(directory))
