"""The JSON Schemas (draft 2020-12) of sessions and assessments, as they ship with the library."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from nktlib.errors import UnknownName
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from pathlib import Path

SCHEMAS: Final = ("session", "assessment")


def schema_path(name: str) -> Path:
    """Give the place of the schema of a ``session`` or an ``assessment``.

    Raises :class:`~nktlib.errors.UnknownName` for another name.
    """
    if name not in SCHEMAS:
        raise UnknownName(name, SCHEMAS)
    return data_directory() / "schemas" / f"{name}.schema.json"


def load_schema(name: str) -> dict[str, Any]:
    """Give the schema of a ``session`` or an ``assessment`` as JSON reads it.

    That of a session describes what :func:`~nktlib.sessions.write.write_session` writes. The reader takes more: other
    spellings, typed cells, blanks.

    Raises :class:`~nktlib.errors.UnknownName` for another name.
    """
    schema: dict[str, Any] = json.loads(schema_path(name).read_text(encoding="utf-8"))
    return schema
