"""The muscle graph as the explorer of the documentation loads it: small enough for a phone, and mirrored only once.

Left and right are alike in the graph (:func:`explorer_graph` refuses one in which they are not), so every relation
stands once: seen from the right side, from the midline where there is none. A pair of things without a side is one
number, ``(2 x target + opposite) x things + source``, where ``opposite`` is 1 if the two are on different sides; pairs
are sorted and written as differences. Weights and strengths are rounded to :data:`STEP`; a record
(:mod:`nktlib.interop.explorer_record`) has them in full.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from nktlib.atlas.entities import LEFT, MIDLINE, OTHER, RIGHT, node_id
from nktlib.atlas.names import CLIPPED, NOISE, SIDE_WORDS, SPELLINGS
from nktlib.vocab import RELATION_INVERSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.atlas.entities import Muscle, Structure

FORMAT: Final = "nktlib-explorer/1"
STEP: Final = 1e-4
"""What weights and strengths are counted in."""
STATED: Final = (
    "synergist",
    "antagonist",
    "stabilizer",
    "sling",
    "contralateral",
    "documented_compensator",
    "unsupported_compensator",
    "near",
    "model_compensator",
)
"""Kinds of relations that are written; the others are these, read from their other end."""


def explorer_graph(atlas: Atlas) -> dict[str, Any]:
    """Give nodes, names, relations and links of an atlas as one small document, ready for ``json.dumps``.

    Raises ``ValueError`` where left and right are not alike, since then they could not be written once.
    """
    bases = list(dict.fromkeys(node.base for node in atlas.nodes.values()))
    tables = atlas.tables
    order = {base: place for place, base in enumerate(bases)}
    return {
        "format": FORMAT,
        "atlas": {"version": atlas.version, "digest": tables.digest, "licence": "CC BY 4.0"},
        "step": STEP,
        "regions": {region.id: region.name for region in tables.regions.values()},
        "joints": {joint.id: joint.name for joint in tables.joints.values()},
        "nerves": {nerve.id: [nerve.name, nerve.parent or ""] for nerve in tables.nerves.values()},
        "movements": {movement.id: [movement.name, movement.joint] for movement in tables.movements.values()},
        "nodes": _columns(atlas, bases),
        "named": list(_named(atlas, order)),
        "folding": {
            "spellings": dict(SPELLINGS),
            "clipped": dict(CLIPPED),
            "noise": sorted(NOISE),
            "sides": dict(SIDE_WORDS),
        },
        "inverses": dict(RELATION_INVERSES),
        "relations": {kind: _relation(atlas, kind, order) for kind in STATED},
        "links": _links(atlas, order),
    }


# Nodes


def _columns(atlas: Atlas, bases: Sequence[str]) -> dict[str, list[Any]]:
    """Give the facts of every muscle without parts and every structure, a list for each fact."""
    rows = [
        _muscle(atlas, atlas.muscles[base]) if base in atlas.muscles else _structure(atlas.tables.structures[base])
        for base in bases
    ]
    return {name: [row[name] for row in rows] for name in rows[0]}


def _muscle(atlas: Atlas, muscle: Muscle) -> dict[str, Any]:
    movements = list(atlas.tables.movements)
    nerves = list(atlas.tables.nerves)
    return {
        "id": muscle.id,
        "name": muscle.name,
        "latin": muscle.latin,
        "names": [name for name in muscle.names if name not in (muscle.name, muscle.latin)],
        "ids": list(muscle.ids),
        "kind": "muscle",
        "paired": int(muscle.paired),
        "region": muscle.region,
        "also": list(muscle.other_regions),
        "whole": muscle.whole or "",
        "actions": [[movements.index(action.movement), action.role[0]] for action in muscle.actions],
        "nerves": [nerves.index(nerve.of) for nerve in muscle.nerves],
        "roots": [root.of for root in muscle.roots],
        "tested": int(muscle.tested),
        "presence": muscle.presence,
    }


def _structure(structure: Structure) -> dict[str, Any]:
    return {
        "id": structure.id,
        "name": structure.name,
        "latin": "",
        "names": list(structure.names),
        "ids": [],
        "kind": structure.kind,
        "paired": int(structure.paired),
        "region": structure.region,
        "also": [],
        "whole": "",
        "actions": [],
        "nerves": [],
        "roots": [],
        "tested": 0,
        "presence": 1.0,
    }


def _named(atlas: Atlas, order: Mapping[str, int]) -> Iterator[list[Any]]:
    """Give what else a search may mean: wholes, heads, groups and movements, each with the places of its members."""
    tables = atlas.tables
    wholes = (muscle for muscle in atlas.muscles.values() if muscle.parts)
    for kind, entities in (
        ("whole", wholes),
        ("head", tables.heads.values()),
        ("group", tables.groups.values()),
        ("movement", tables.movements.values()),
    ):
        for entity in entities:
            nodes = atlas.resolve(entity.id)
            members = sorted({order[atlas.nodes[node].base] for node in nodes})
            names = dict.fromkeys(name for name in (getattr(entity, "latin", ""), *entity.names) if name)
            if members:  # nobody makes some movements
                yield [kind, entity.id, entity.name, [name for name in names if name != entity.name], members]


# Relations


class Pair(NamedTuple):
    """Two nodes without their sides: places of the source and the target, and whether they are on opposite sides."""

    target: int
    opposite: int
    source: int

    def turned(self) -> Pair:
        """The same two, read from the other end."""
        return Pair(self.source, self.opposite, self.target)


def _relation(atlas: Atlas, kind: str, order: Mapping[str, int]) -> dict[str, Any]:
    """Give all relations of a kind; of one that is its own inverse, each pair once with the weights of both ways."""
    found: dict[Pair, tuple[int, str]] = {}
    for source, target, data in _of_kind(atlas, kind):
        pair = pair_of(atlas, order, source, target)
        said = (round(data["weight"] / STEP), data["grade"])
        if found.setdefault(pair, said) != said:
            raise ValueError(f"left and right differ: {source} is {kind} of {target}")
    mutual = RELATION_INVERSES[kind] == kind
    kept = sorted(pair for pair in found if not mutual or pair <= pair.turned())
    weights = [found[pair][0] for pair in kept]
    document: dict[str, Any] = {
        "pairs": _differences(kept, len(order)),
        "weights": _once(weights),
        "grades": _once([found[pair][1] for pair in kept]),
    }
    if mutual:
        back = [found[pair.turned()][0] for pair in kept]
        if back != weights:
            document["back"] = back
    return document


def _of_kind(atlas: Atlas, kind: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for source, target, key, data in atlas.graph.edges(keys=True, data=True):
        if key == kind:
            yield source, target, data


def pair_of(atlas: Atlas, order: Mapping[str, int], source: str, target: str) -> Pair:
    """Give the pair that two nodes are."""
    one, other = atlas.nodes[source], atlas.nodes[target]
    opposite = MIDLINE not in (one.side, other.side) and one.side == OTHER[other.side]
    return Pair(order[other.base], int(opposite), order[one.base])


def nodes_of(pair: tuple[str, str, bool], paired: tuple[bool, bool]) -> Iterator[tuple[str, str]]:
    """Give the nodes that a pair of things (source, target, opposite) stands for: on each side on which there are any.

    ``paired`` says of each whether it has two sides.
    """
    source, target, opposite = pair
    seen = set()
    for side in (RIGHT, LEFT):
        one = node_id(source, (OTHER[side] if opposite else side) if paired[0] else MIDLINE)
        other = node_id(target, side if paired[1] else MIDLINE)
        if (one, other) not in seen:
            seen.add((one, other))
            yield one, other


def _links(atlas: Atlas, order: Mapping[str, int]) -> dict[str, Any]:
    """Give the links, a pair of compensator and inhibited each, with strength, basis and grade."""
    found: dict[Pair, tuple[int, str, str]] = {}
    for node in atlas.nodes:
        for link in atlas.compensators(node):
            pair = pair_of(atlas, order, link.compensator, link.inhibited)
            said = (round(link.strength / STEP), link.basis, link.grade)
            if found.setdefault(pair, said) != said:
                raise ValueError(f"left and right differ: {link.compensator} for {link.inhibited}")
    kept = sorted(found)
    bases = sorted({basis for _strength, basis, _grade in found.values()})
    return {
        "pairs": _differences(kept, len(order)),
        "strengths": [found[pair][0] for pair in kept],
        "bases": bases,
        "basis": "".join(str(bases.index(found[pair][1])) for pair in kept),
        "grades": "".join(found[pair][2] for pair in kept),
    }


def _differences(pairs: Iterable[Pair], things: int) -> list[int]:
    numbers = [(pair.target * 2 + pair.opposite) * things + pair.source for pair in pairs]
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _once(values: list[Any]) -> Any:  # noqa: ANN401 - one value, or text, or a list
    """Give a value that all have in common once, letters as one text, and other values as they are."""
    counts: dict[Any, int] = defaultdict(int)
    for value in values:
        counts[value] += 1
    if len(counts) == 1:
        return values[0]
    return "".join(values) if all(isinstance(value, str) for value in values) else values
