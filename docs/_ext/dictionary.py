# ruff: noqa: INP001 - Sphinx finds it by its path; it belongs to no package
"""The data dictionary, made from the data package that travels with the tables."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def package() -> Mapping[str, Any]:
    """Read the data package."""
    text = (data_directory() / "datapackage.json").read_text(encoding="utf-8")
    read: Mapping[str, Any] = json.loads(text)
    return read


def data_dictionary() -> str:
    """Describe every table and every column, as Markdown."""
    return "\n".join(_table(resource) for resource in package()["resources"])


def data_tables() -> str:
    """List the tables with how many rows each has."""
    rows = (
        f"| [`{resource['path']}`](#{anchor(resource['name'])}) | {_rows(resource['path']):,} | {_told(resource)} |"
        for resource in package()["resources"]
    )
    return "\n".join(("| table | rows | what it holds |", "| --- | ---: | --- |", *rows)) + "\n"


def anchor(name: str) -> str:
    """Give the place of a table on the page."""
    return f"table-{name.replace('_', '-')}"


def _rows(path: str) -> int:
    with (data_directory() / path).open(encoding="utf-8", newline="") as file:
        return sum(1 for _row in csv.reader(file)) - 1


def _table(resource: Mapping[str, Any]) -> str:
    schema = resource["schema"]
    keys = set(schema.get("primaryKey", ()))
    refers = {
        fields[0]: reference
        for fields, reference in ((_listed(key["fields"]), key["reference"]) for key in schema.get("foreignKeys", ()))
        if len(fields) == 1
    }
    rows = (
        f"| `{column['name']}`{' (key)' if column['name'] in keys else ''} | {'; '.join(_takes(column))} "
        f"| {_cell(column.get('description', ''))}{_refers(refers.get(column['name']), resource['name'])} |"
        for column in schema["fields"]
    )
    header = ("| column | takes | meaning |", "| --- | --- | --- |")
    return f"({anchor(resource['name'])})=\n### `{resource['path']}`\n\n{_told(resource)}\n\n" + "\n".join(
        (
            *header,
            *rows,
            "",
        )
    )


def _takes(column: Mapping[str, Any]) -> Iterator[str]:
    limits = column.get("constraints", {})
    yield "yes or no" if column["type"] == "boolean" else str(column["type"])
    if "enum" in limits:
        yield ", ".join(f"`{word}`" for word in limits["enum"])
    if "minimum" in limits or "maximum" in limits:
        yield f"{limits.get('minimum', '')} to {limits.get('maximum', '')}"
    if "pattern" in limits:
        yield f"`{_cell(limits['pattern'])}`"
    if limits.get("required"):
        yield "needed"


def _refers(reference: Mapping[str, Any] | None, own: str) -> str:
    if reference is None:
        return ""
    name = reference["resource"] or own
    (column,) = _listed(reference["fields"])
    return f" One of [`{name}`](#{anchor(name)}), `{column}`."


def _listed(fields: str | Iterable[str]) -> list[str]:
    return [fields] if isinstance(fields, str) else list(fields)


def _told(resource: Mapping[str, Any]) -> str:
    """Say what a table holds; its own name, with which some descriptions begin, stands above already."""
    told = _cell(resource["description"]).removeprefix(resource["path"].rpartition("/")[2]).lstrip(".:; ")
    told = told or resource["name"].replace("_", " ") + "."
    return told[:1].upper() + told[1:]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
