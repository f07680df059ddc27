"""The record of a muscle: everything the atlas says of it, each relation with its reasons and what a score makes of it.

Relations are those in which the muscle is the target, seen from its right side (from the midline where it has no
sides); the left is the mirror image. What the muscle is to others stands in the records of these.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from attrs import asdict

from nktlib.atlas.entities import MIDLINE, RIGHT, node_id
from nktlib.errors import UnknownName
from nktlib.model.causes import CauseKey, Causes
from nktlib.model.model import load_model
from nktlib.tables.place import data_directory
from nktlib.tables.sources import UNREAD, Source, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nktlib.atlas.atlas import Atlas
    from nktlib.atlas.entities import Muscle, Structure
    from nktlib.atlas.links import Link, Reason

FORMAT: Final = "nktlib-explorer-record/1"
TAKING_OVER: Final = frozenset(
    {
        "synergist",
        "antagonist",
        "sling",
        "contralateral",
        "documented_compensator",
        "near",
        "model_compensator",
    }
)
"""Kinds of relations that are reasons for a link."""


def explorer_record(atlas: Atlas, base: str) -> dict[str, Any]:
    """Give the record of a muscle without parts or of a structure, ready for ``json.dumps``.

    Raises :class:`~nktlib.errors.UnknownName` for what is neither.
    """
    node = node_id(base, RIGHT) if node_id(base, RIGHT) in atlas.nodes else base
    if node not in atlas.nodes or atlas.nodes[node].base != base:
        raise UnknownName(base, atlas.names.suggest(base, ("muscle", "structure")))
    relations = list(_relations(atlas, node))
    facts = _muscle(atlas, atlas.muscles[base]) if base in atlas.muscles else _structure(atlas.tables.structures[base])
    record = {
        "format": FORMAT,
        "atlas": {"version": atlas.version, "digest": atlas.tables.digest, "licence": "CC BY 4.0"},
        **facts,
        "seen_from": node,
        "overwork": _overwork(atlas, node),
        "relations": relations,
        "compensates_for": list(_outwards(atlas, node)),
    }
    record["sources"] = {key: source_of(key) for key in sorted(set(_keys(record)))}
    return record


# Facts


def _muscle(atlas: Atlas, muscle: Muscle) -> dict[str, Any]:
    tables = atlas.tables
    return {
        "id": muscle.id,
        "kind": "muscle",
        "name": muscle.name,
        "latin": muscle.latin,
        "names": list(muscle.names),
        "ids": asdict(muscle.ids),
        "region": tables.regions[muscle.region].name,
        "other_regions": [tables.regions[region].name for region in muscle.other_regions],
        "paired": muscle.paired,
        "presence": muscle.presence,
        "whole": muscle.whole and atlas.muscles[muscle.whole].name,
        "attachments": muscle.attachments and asdict(muscle.attachments),
        "actions": [{**asdict(action), "name": tables.movements[action.movement].name} for action in muscle.actions],
        "nerves": [{**asdict(nerve), "name": tables.nerves[nerve.of].name} for nerve in muscle.nerves],
        "roots": [asdict(root) for root in muscle.roots],
        "manual_test": muscle.manual_test and asdict(muscle.manual_test),
        "heads": [asdict(head) for head in muscle.heads],
        "read_in": list(muscle.sources),
    }


def _structure(structure: Structure) -> dict[str, Any]:
    return {
        "id": structure.id,
        "kind": structure.kind,
        "name": structure.name,
        "names": list(structure.names),
        "region": structure.region.replace("_", " "),
        "paired": structure.paired,
        "read_in": list(structure.sources),
    }


def _overwork(atlas: Atlas, node: str) -> dict[str, Any]:
    """Say how probable it is before any test that this node overworks."""
    found = atlas.nodes[node]
    causes = Causes(atlas, load_model())
    cause = CauseKey("overwork", found.base, found.side)
    return {"prior": causes.prior(cause, ())[0], "grade": causes.grade(cause)}


# Relations


def _relations(atlas: Atlas, node: str) -> Iterator[dict[str, Any]]:
    """Give every node that is something to ``node``, those with the strongest links first."""
    links = {link.compensator: link for link in atlas.compensators(node)}
    kinds: dict[str, list[dict[str, Any]]] = {}
    for source, _target, data in atlas.graph.in_edges(node, data=True):
        kinds.setdefault(source, []).append(
            {
                "kind": data["kind"],
                "basis": list(data["basis"]),
                "weight": data["weight"],
                "grade": data["grade"],
                "sources": list(data["sources"]),
            }
        )
    order = sorted(kinds, key=lambda other: (-links[other].strength if other in links else 0.0, other))
    for other in order:
        found = sorted(kinds[other], key=lambda relation: (-relation["weight"], relation["kind"]))
        yield {
            "node": other,
            "side": side_of(atlas, other, node),
            "relations": found,
            "link": _link(atlas, links[other]) if other in links else None,
            "score": score_of(atlas, other, node, links.get(other)),
        }


def side_of(atlas: Atlas, other: str, node: str) -> str:
    """Say on which side ``other`` lies, seen from ``node``: the same, the opposite, or in the midline."""
    sides = atlas.nodes[other].side, atlas.nodes[node].side
    if sides[0] == MIDLINE:
        return MIDLINE
    return "either" if sides[1] == MIDLINE else "same" if sides[0] == sides[1] else "opposite"


def _link(atlas: Atlas, link: Link) -> dict[str, Any]:
    return {
        "strength": link.strength,
        "basis": link.basis,
        "grade": link.grade,
        "reasons": [{**asdict(reason), "counts": counts} for reason, counts in counted(link)],
        "cap": atlas.tables.weights["link.cap"],
        "against": min((reason.weight for reason in link.reasons if reason.kind == "against"), default=1.0),
    }


def counted(link: Link) -> Iterator[tuple[Reason, bool]]:
    """Give every reason of a link, and whether its weight counts: the weightiest of its kind does.

    Of those that speak against it the smallest factor counts.
    """
    chosen: dict[str, Reason] = {}
    for reason in link.reasons:
        best = chosen.setdefault(reason.kind, reason)
        heavier = reason.weight < best.weight if reason.kind == "against" else reason.weight > best.weight
        if heavier:
            chosen[reason.kind] = reason
    for reason in link.reasons:
        yield reason, chosen[reason.kind] is reason


def score_of(atlas: Atlas, source: str, target: str, link: Link | None) -> str:
    """Say in words how the relations of ``source`` to ``target`` enter a score."""
    if link is not None:
        reasons = [reason for reason, counts in counted(link) if counts]
        factors = "".join(f" x (1 - {reason.weight:.3f})" for reason in reasons if reason.kind != "against")
        against = "".join(f" x {reason.weight:.2f}" for reason in reasons if reason.kind == "against")
        cap = atlas.tables.weights["link.cap"]
        side = {"same": " of the same side", "opposite": " of the other side"}.get(side_of(atlas, source, target), "")
        return (
            f"Strength {link.strength:.3f} = {cap:.2f} x (1 - {factors.removeprefix(' x ')}){against}: the probability "
            f"that the {name_of(atlas, source)}, if it overworks, inhibits the {name_of(atlas, target)}{side}."
        )
    if target not in atlas.motions.of_node:
        return "Does not enter a score: only muscles are tested for strength, so nothing can inhibit this."
    kinds = set(atlas.graph[source][target])
    if kinds & TAKING_OVER:
        least = atlas.tables.weights["link.least"]
        return f"Does not enter a score: the strength of the link would be below {least:g} and it is left out."
    return "Does not enter a score: none of these relations is a reason for taking over."


def name_of(atlas: Atlas, node: str) -> str:
    """Name what a node is, without its side."""
    base = atlas.nodes[node].base
    return atlas.muscles[base].name if base in atlas.muscles else atlas.tables.structures[base].name


def _outwards(atlas: Atlas, node: str) -> Iterator[dict[str, Any]]:
    """Give what ``node`` may inhibit, strongest first; the reasons stand in the records of these."""
    found = [link for other in atlas.graph.successors(node) for link in atlas.compensators(other)]
    mine = sorted((link for link in found if link.compensator == node), key=lambda one: (-one.strength, one.inhibited))
    for link in mine:
        yield {
            "node": link.inhibited,
            "record": atlas.nodes[link.inhibited].base,
            "strength": link.strength,
            "basis": link.basis,
            "grade": link.grade,
        }


# Sources


@cache
def _bibliography() -> dict[str, Source]:
    return read_sources(data_directory() / "sources.bib")


def source_of(key: str) -> dict[str, str]:
    """Give title, place and address of a source; a key that stands for nobody's text says so."""
    source = _bibliography().get(key)
    if source is None or key in UNREAD:
        return {"title": f"{key}: no source says it", "site": "", "url": ""}
    return {"title": source.title, "site": source.site, "url": source.url}


def _keys(value: object) -> Iterator[str]:
    """Give every key of a source that stands anywhere in a record."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in ("sources", "read_in"):
                yield from inner
            else:
                yield from _keys(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _keys(inner)


def bases_of(atlas: Atlas) -> Iterable[str]:
    """Give everything that has a record, in the order of the tables."""
    return dict.fromkeys(node.base for node in atlas.nodes.values())
