"""The muscle graph and the muscles in the formats of others: node-link JSON, GraphML, a CSV of edges, OBO."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, Final

from nktlib.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import networkx as nx

    from nktlib.atlas.atlas import Atlas
    from nktlib.atlas.entities import Identifiers

SEPARATOR: Final = "; "
"""Between the parts of a list where a format has no lists."""
PREFIX: Final = "NKT"
"""Of our identifiers in OBO."""


def export_atlas(atlas: Atlas, form: str) -> str:
    """Give an atlas as text in one of :data:`FORMATS`.

    Raises :class:`~nktlib.errors.UnknownName` for another format.
    """
    if form not in FORMATS:
        raise UnknownName(form, tuple(FORMATS))
    return FORMATS[form](atlas)


def _node_link(atlas: Atlas) -> str:
    """As ``networkx.node_link_graph(..., edges="edges")`` reads it, and d3 with it."""
    graph = atlas.graph
    document = {
        "directed": True,
        "multigraph": True,
        "graph": {"atlas": atlas.version, "digest": atlas.tables.digest, "licence": "CC BY 4.0"},
        "nodes": [{"id": node, **data} for node, data in graph.nodes(data=True)],
        "edges": [
            {"source": one, "target": other, "key": key, **data}
            for one, other, key, data in graph.edges(keys=True, data=True)
        ],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _graphml(atlas: Atlas) -> str:
    import networkx as nx

    plain: nx.MultiDiGraph[str] = nx.MultiDiGraph(atlas=atlas.version, licence="CC BY 4.0")
    for node, data in atlas.graph.nodes(data=True):
        plain.add_node(node, **_flat(data))
    for one, other, key, data in atlas.graph.edges(keys=True, data=True):
        plain.add_edge(one, other, key=key, **_flat(data))
    return "\n".join(nx.generate_graphml(plain)) + "\n"


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    return {name: SEPARATOR.join(value) if isinstance(value, tuple) else value for name, value in data.items()}


def _edges(atlas: Atlas) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = ("kind", "weight", "grade", "basis", "sources")
    writer.writerow(("source", "target", *columns))
    for one, other, data in atlas.graph.edges(data=True):
        flat = _flat(data)
        writer.writerow((one, other, *(flat[column] for column in columns)))
    return text.getvalue()


def _obo(atlas: Atlas) -> str:
    """Muscles and their parts, groups and nerves as terms of OBO 1.4, identifiers of others as cross-references."""
    return "\n".join(_obo_lines(atlas)) + "\n"


def _obo_lines(atlas: Atlas) -> Iterator[str]:
    yield "format-version: 1.4"
    yield f"data-version: {atlas.version}"
    yield "ontology: nktlib"
    yield "remark: muscles without sides; licence CC BY 4.0"
    for identifier, name in (("skeletal_muscle", "skeletal muscle"), ("peripheral_nerve", "peripheral nerve")):
        yield from _term(identifier, name, ())
    yield from _obo_muscles(atlas)
    yield from _obo_groups(atlas)
    yield from _obo_nerves(atlas)
    for relation in ("part_of", "innervated_by", "has_member", "branch_of"):
        yield from ("", "[Typedef]", f"id: {relation}", f"name: {relation.replace('_', ' ')}")


def _obo_muscles(atlas: Atlas) -> Iterator[str]:
    for muscle in atlas.muscles.values():
        yield from _term(muscle.id, muscle.name, filter(None, (muscle.latin, *muscle.names)), muscle.ids)
        yield f"is_a: {PREFIX}:skeletal_muscle ! skeletal muscle"
        if muscle.whole:
            yield f"relationship: part_of {PREFIX}:{muscle.whole} ! {atlas.muscles[muscle.whole].name}"
        for supply in muscle.nerves:
            yield f"relationship: innervated_by {PREFIX}:{supply.of} ! {atlas.tables.nerves[supply.of].name}"
    for head in atlas.tables.heads.values():
        yield from _term(head.id, head.name, filter(None, (head.latin, *head.names)), head.ids)
        yield f"relationship: part_of {PREFIX}:{head.muscle} ! {atlas.muscles[head.muscle].name}"


def _obo_groups(atlas: Atlas) -> Iterator[str]:
    for group in atlas.tables.groups.values():
        yield from _term(f"group_{group.id}", group.name, filter(None, (group.latin, *group.names)), group.ids)
        for member in group.members:
            yield f"relationship: has_member {PREFIX}:{member.of} ! {atlas.muscles[member.of].name}"


def _obo_nerves(atlas: Atlas) -> Iterator[str]:
    nerves = atlas.tables.nerves
    for nerve in nerves.values():
        yield from _term(nerve.id, nerve.name, nerve.names)
        yield f"is_a: {PREFIX}:peripheral_nerve ! peripheral nerve"
        if nerve.parent:
            yield f"relationship: branch_of {PREFIX}:{nerve.parent} ! {nerves[nerve.parent].name}"


def _term(identifier: str, name: str, synonyms: Iterable[str], ids: Identifiers | None = None) -> Iterator[str]:
    yield from ("", "[Term]", f"id: {PREFIX}:{identifier}", f"name: {name}")
    for synonym in dict.fromkeys(synonyms):
        if synonym != name:
            quoted = synonym.replace("\\", "\\\\").replace('"', '\\"')
            yield f'synonym: "{quoted}" RELATED []'
    for other in ids or ():
        yield f"xref: {other if ':' in other else f'TA2:{other}'}"


FORMATS: Final[dict[str, Callable[[Atlas], str]]] = {
    "node-link": _node_link,
    "graphml": _graphml,
    "csv": _edges,
    "obo": _obo,
}
"""Formats by name."""
