"""What the explorer loads is small, and unfolds into the library's own graph; a record says what the library says."""

from __future__ import annotations

import gzip
import json
from itertools import accumulate
from math import prod
from typing import TYPE_CHECKING, Any

import networkx as nx
import pytest

from nktlib.atlas.atlas import Atlas
from nktlib.atlas.entities import MIDLINE, RIGHT, SIDES, node_id
from nktlib.atlas.load import load_atlas
from nktlib.errors import UnknownName
from nktlib.interop.explorer import STEP, explorer_graph, nodes_of
from nktlib.interop.explorer_record import bases_of, explorer_record
from nktlib.tables.sources import UNREAD
from nktlib.vocab import RELATION_INVERSES

if TYPE_CHECKING:
    from collections.abc import Iterator

ATLAS = load_atlas()
DOCUMENT: dict[str, Any] = json.loads(json.dumps(explorer_graph(ATLAS)))
BASES: list[str] = DOCUMENT["nodes"]["id"]
RECORDS = {base: explorer_record(ATLAS, base) for base in bases_of(ATLAS)}


def test_it_is_small_enough_for_a_phone() -> None:
    text = json.dumps(DOCUMENT, ensure_ascii=False, separators=(",", ":")).encode()
    assert len(gzip.compress(text, 6)) <= 120 * 1024


def pairs(table: dict[str, Any]) -> Iterator[tuple[int, str, str, bool]]:
    """Unfold the numbers of pairs: place in the table, source, target, whether on opposite sides."""
    for place, code in enumerate(accumulate(table["pairs"])):
        ends, source = divmod(code, len(BASES))
        target, opposite = divmod(ends, 2)
        yield place, BASES[source], BASES[target], bool(opposite)


def each(values: Any, place: int) -> Any:  # noqa: ANN401 - numbers or letters
    shared = isinstance(values, int) or (isinstance(values, str) and len(values) == 1)
    return values if shared else values[place]


def sides(source: str, target: str, *, opposite: bool) -> Iterator[tuple[str, str]]:
    paired = dict(zip(BASES, DOCUMENT["nodes"]["paired"], strict=True))
    yield from nodes_of((source, target, opposite), (bool(paired[source]), bool(paired[target])))


def test_the_relations_unfold_into_the_graph() -> None:
    found: dict[tuple[str, str, str], tuple[int, str]] = {}
    for kind, table in DOCUMENT["relations"].items():
        for place, source, target, opposite in pairs(table):
            weight, grade = each(table["weights"], place), each(table["grades"], place)
            back = table["back"][place] if "back" in table else weight
            for one, other in sides(source, target, opposite=opposite):
                found[one, other, kind] = weight, grade
                found[other, one, RELATION_INVERSES[kind]] = back, grade
    known = {
        (one, other, kind): (round(data["weight"] / STEP), data["grade"])
        for one, other, kind, data in ATLAS.graph.edges(keys=True, data=True)
    }
    assert found == known


def test_the_links_unfold_into_the_links() -> None:
    table = DOCUMENT["links"]
    found = {
        (one, other): (
            table["strengths"][place],
            table["bases"][int(table["basis"][place])],
            table["grades"][place],
        )
        for place, source, target, opposite in pairs(table)
        for one, other in sides(source, target, opposite=opposite)
    }
    known = {
        (link.compensator, link.inhibited): (round(link.strength / STEP), link.basis, link.grade)
        for node in ATLAS.nodes
        for link in ATLAS.compensators(node)
    }
    assert found == known


def test_nodes_are_those_of_the_atlas() -> None:
    columns = DOCUMENT["nodes"]
    assert {len(column) for column in columns.values()} == {len(BASES)}
    found = {
        node_id(base, side)
        for base, paired in zip(BASES, columns["paired"], strict=True)
        for side in (SIDES if paired else (MIDLINE,))
    }
    assert found == set(ATLAS.nodes)
    place = BASES.index("gluteus_maximus")
    muscle = ATLAS.muscles["gluteus_maximus"]
    movements = list(DOCUMENT["movements"])
    assert [movements[movement] for movement, _role in columns["actions"][place]] == [
        a.movement for a in muscle.actions
    ]
    assert columns["roots"][place] == [root.of for root in muscle.roots]
    assert {muscle.name, muscle.latin, *muscle.names} == {
        columns["name"][place],
        columns["latin"][place],
        *columns["names"][place],
    }
    assert columns["tested"][place] == 1


def test_what_a_search_may_mean_besides() -> None:
    named = {(kind, identifier): members for kind, identifier, _name, _names, members in DOCUMENT["named"]}
    assert {BASES[place] for place in named["whole", "trapezius"]} == {
        part.of for part in ATLAS.muscles["trapezius"].parts
    }
    assert ("group", "hamstrings") in named
    assert all(named.values())


def test_a_graph_that_differs_from_side_to_side_is_refused() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(ATLAS.graph)
    graph["gluteus_medius_l"]["gluteus_maximus_l"]["synergist"]["weight"] = 0.9
    lopsided = Atlas(ATLAS.tables)
    object.__setattr__(lopsided, "graph", graph)
    with pytest.raises(ValueError, match="left and right differ"):
        explorer_graph(lopsided)


def test_every_edge_of_the_graph_has_its_reasons_and_sources_in_a_record() -> None:
    count = 0
    for record in RECORDS.values():
        node = record["seen_from"]
        for pair in record["relations"]:
            for relation in pair["relations"]:
                data = ATLAS.graph[pair["node"]][node][relation["kind"]]
                assert {**relation, "basis": tuple(relation["basis"]), "sources": tuple(relation["sources"])} == data
                assert relation["basis"]
                assert relation["sources"]
                assert set(relation["sources"]) <= set(record["sources"])
                count += 1
    assert count == sum(1 for _one, other in ATLAS.graph.edges() if ATLAS.nodes[other].side in (RIGHT, MIDLINE))


def test_the_reasons_that_count_make_the_strength() -> None:
    for record in RECORDS.values():
        links = {link.compensator: link for link in ATLAS.compensators(record["seen_from"])}
        assert {pair["node"] for pair in record["relations"] if pair["link"]} == set(links)
        for pair in record["relations"]:
            if pair["link"]:
                told = pair["link"]
                missed = prod(1 - r["weight"] for r in told["reasons"] if r["counts"] and r["kind"] != "against")
                assert told["strength"] == pytest.approx(told["cap"] * (1 - missed) * told["against"], rel=1e-12)
                assert told["strength"] == links[pair["node"]].strength
                assert f"Strength {told['strength']:.3f}" in pair["score"]
            else:
                assert pair["score"].startswith("Does not enter a score")


def test_what_a_muscle_may_inhibit() -> None:
    record = RECORDS["gluteus_medius"]
    links = {link["node"]: link["strength"] for link in record["compensates_for"]}
    assert links["gluteus_maximus_r"] == ATLAS.compensators("gluteus_maximus_r")[0].strength
    assert list(links.values()) == sorted(links.values(), reverse=True)


def test_sources_can_be_looked_up() -> None:
    for record in RECORDS.values():
        json.dumps(record, allow_nan=False)
        for key, source in record["sources"].items():
            assert key in UNREAD or source["url"] or source["site"], key


def test_there_is_no_record_of_a_whole_or_of_nothing() -> None:
    for base in ("trapezius", "glute", "gluteus_maximus_r"):
        with pytest.raises(UnknownName):
            explorer_record(ATLAS, base)
