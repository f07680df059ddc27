"""The tables as a Frictionless data package: what ``data/datapackage.json`` holds, derived from what reads the tables.

The shipped file is written by ``data/build/datapackage.py``; a test holds it equal to what this module gives.
"""

from __future__ import annotations

import csv
import types
from typing import TYPE_CHECKING, Any, Final, Union, get_args, get_origin, get_type_hints

from nktlib.assessment.flags import Rule
from nktlib.atlas.schema import KEYS, REFERENCES, TABLES, WORDS
from nktlib.tables.parameters import Parameter
from nktlib.tables.read import CLOSED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

REFERENCED: Final = {
    "muscle": ("muscles", "muscle"),
    "leaf": ("muscles", "muscle"),
    "movement": ("movements", "movement"),
    "joint": ("joints", "joint"),
    "nerve": ("nerves", "nerve"),
    "region": ("regions", "region"),
}
"""Kinds that one table has all of. A foreign key cannot say "a group or a muscle"; the lint holds those."""

COLUMNS: Final[Mapping[str, str]] = {
    "area": "Area of the body.",
    "attachment": "Its own origin, or what tells it from the other heads.",
    "basis": "published (printed in the source), derived (computed from what is printed) or judgement.",
    "capacity": "N m, mean over the everyday range of what the fibres that help the movement supply.",
    "checked": "How the row was checked: read, computed or recalled.",
    "code": "Code of the flag.",
    "compensator": "Who takes over: a muscle, group or structure.",
    "condition": "In whom, or when.",
    "direction": "Direction in which the joint moves.",
    "emphasis": "How the sources weigh the root.",
    "evidence_kind": "What kind of evidence.",
    "fma": "Identifier in the Foundational Model of Anatomy.",
    "grade": "Grade of the evidence, A best to D.",
    "group": "Identifier of the group, or of the whole that a muscle is a part of.",
    "head": "Identifier.",
    "high": "Upper end: of the range that the value may reasonably lie in, or of the moment over the everyday range.",
    "identifier": "Identifier in Terminologia Anatomica 2 (a number) or UBERON.",
    "inhibited": "Who is weak: a muscle or group.",
    "insertion": "Where the muscle goes to.",
    "joint": "Identifier of the joint.",
    "kind": "Kind.",
    "latin": "Latin name.",
    "low": "Lower end: of the range that the value may reasonably lie in, or of the moment over the everyday range.",
    "meanings": "Identifiers of what the name may mean, separated by semicolons.",
    "member": "A muscle, group or structure.",
    "movement": "Identifier of the movement.",
    "muscle": "Identifier of the muscle, without a side.",
    "name": "Name in English.",
    "names": "Other names, separated by bars.",
    "neighbour": "A region beside it.",
    "nerve": "Identifier of the nerve.",
    "nerves": "Identifiers of nerves, separated by semicolons.",
    "net": "N m, mean of all fibres together with its sign.",
    "note": "What else there is to say, such as where sources disagree.",
    "opposite": "Identifier of the opposite movement.",
    "order": "Place along the chain.",
    "origin": "Where the muscle comes from.",
    "other_regions": "Further regions it lies in, separated by semicolons.",
    "paired": "Whether there is one on each side.",
    "parent": "The nerve it is a branch of.",
    "partner": "Who changes on the other side.",
    "position": "How it is tested.",
    "presence": "Share of people who have it; 1 for all but inconstant ones, empty where no figure was found.",
    "reason": "Why.",
    "region": "Region of the body.",
    "role": "prime_mover, assistant or stabilizer.",
    "root": "Spinal root, c1 to s5.",
    "roots": "Spinal roots with their shares (c7:0.75), separated by semicolons.",
    "sense": "To which side, next to the side of the muscle, where the movement goes to one.",
    "share": "Share, 0 to 1.",
    "side": "Side, next to the first member's.",
    "side_relation": "Side of the compensator next to that of the inhibited one.",
    "sign": "Identifier.",
    "signs": "Signs that raise the flag, separated by semicolons.",
    "sling": "Identifier of the chain.",
    "sources": "Keys in sources.bib, separated by semicolons.",
    "stance": "Whether the evidence speaks for or against the pair.",
    "structure": "Identifier.",
    "ta2": "Identifier in Terminologia Anatomica 2.",
    "tested": "Whether it is tested by hand.",
    "title": "What the flag says.",
    "uberon": "Identifier in UBERON.",
    "value": "The number that is used.",
    "whole": "The muscle it is a part of.",
    "dermatome": "Identifier.",
    "reflex": "Identifier.",
}
"""What the columns hold, by name."""


def data_package(directory: Path) -> dict[str, Any]:
    """Give the descriptor (Frictionless Data Package 1) of the tables in the data directory ``directory``."""
    version = (directory / "atlas" / "ATLAS_VERSION").read_text(encoding="utf-8").strip()
    return {
        "profile": "tabular-data-package",
        "name": "nktlib-tables",
        "title": "The tables of nktlib: an atlas of human skeletal muscles, and the parameters of a model on it",
        "version": version,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": list(_resources(directory)),
    }


def _resources(directory: Path) -> Iterator[dict[str, Any]]:
    tables: dict[str, type[Any]] = {f"atlas/{name}.csv": row_class for name, row_class in TABLES.items()}
    numbers = {"atlas/weights.csv": Parameter, "model/parameters.csv": Parameter, "model/flags.csv": Rule}
    for path, row_class in (tables | numbers).items():
        with (directory / path).open(encoding="utf-8", newline="") as lines:
            yield _resource(path, next(csv.reader(lines)), row_class)


def _resource(path: str, header: list[str], row_class: type[Any]) -> dict[str, Any]:
    name = path.rpartition("/")[2].removesuffix(".csv")
    hints = get_type_hints(row_class)
    schema: dict[str, Any] = {
        "fields": [_field(name, column, hints[column]) for column in header],
        "missingValues": [""],
    }
    if name not in TABLES or name in KEYS:
        schema["primaryKey"] = list(KEYS.get(name, header[:1]))
    keys = [
        {"fields": column, "reference": {"resource": "" if REFERENCED[kind][0] == name else resource, "fields": field}}
        for table, column, kind, _code in REFERENCES
        if table == name and kind in REFERENCED and get_origin(hints[column]) is not tuple
        for resource, field in (REFERENCED[kind],)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "description": (row_class.__doc__ or "").splitlines()[0],
        "schema": schema,
    }


def _field(table: str, column: str, hint: Any) -> dict[str, Any]:  # noqa: ANN401 - the annotation of a field
    optional = get_origin(hint) in (Union, types.UnionType)
    kind = get_args(hint)[0] if optional else hint
    found: dict[str, Any] = {"name": column, "description": COLUMNS[column]}
    constraints: dict[str, Any] = {}
    if kind is bool:
        found |= {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
    else:
        found["type"] = "number" if kind is float else "string"
    words = WORDS.get((table, column), CLOSED.get(column, ()))
    if words:
        constraints["enum"] = [word for word in words if word]
    if (kind in (bool, float) and not optional) or (words and "" not in words):
        constraints["required"] = True
    if constraints:
        found["constraints"] = constraints
    return found
