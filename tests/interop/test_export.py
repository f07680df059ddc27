"""What is exported is read by others as the same graph and the same muscles."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from typing import Any

import networkx as nx
import obonet
import pytest

from nktlib.atlas.load import load_atlas
from nktlib.errors import UnknownName
from nktlib.interop.export import FORMATS, export_atlas

ATLAS = load_atlas()
GRAPH: Any = ATLAS.graph
KINDS = Counter(kind for *_ends, kind in GRAPH.edges(keys=True))


def test_node_link_is_the_same_graph() -> None:
    read: Any = nx.node_link_graph(json.loads(export_atlas(ATLAS, "node-link")), edges="edges")
    assert read.is_directed()
    assert read.is_multigraph()
    assert dict(read.nodes(data=True)) == dict(GRAPH.nodes(data=True))
    assert Counter(kind for *_ends, kind in read.edges(keys=True)) == KINDS
    edge = read["gluteus_medius_r"]["gluteus_maximus_r"]["synergist"]
    assert edge["weight"] == GRAPH["gluteus_medius_r"]["gluteus_maximus_r"]["synergist"]["weight"]


def test_graphml_is_the_same_graph() -> None:
    read = nx.parse_graphml(export_atlas(ATLAS, "graphml"), force_multigraph=True)
    assert set(read) == set(GRAPH)
    assert Counter(data["kind"] for *_ends, data in read.edges(data=True)) == KINDS


def test_the_table_of_edges_has_them_all() -> None:
    rows = list(csv.DictReader(io.StringIO(export_atlas(ATLAS, "csv"))))
    assert Counter(row["kind"] for row in rows) == KINDS
    assert all(row["basis"] and row["sources"] and row["grade"] for row in rows)


def test_the_ontology_has_every_muscle_with_its_identifiers() -> None:
    read = obonet.read_obo(io.StringIO(export_atlas(ATLAS, "obo")))
    for muscle in ATLAS.muscles.values():
        data = read.nodes[f"NKT:{muscle.id}"]
        assert data["name"] == muscle.name
        assert sorted(data.get("xref", [])) == sorted(one if ":" in one else f"TA2:{one}" for one in muscle.ids)
    assert read.has_edge("NKT:ascending_part_of_trapezius", "NKT:trapezius", "part_of")
    assert read.has_edge("NKT:soleus", "NKT:tibial_nerve", "innervated_by")
    assert nx.is_directed_acyclic_graph(read)


def test_an_unknown_format() -> None:
    with pytest.raises(UnknownName) as caught:
        export_atlas(ATLAS, "graph-ml")
    assert set(caught.value.suggestions) == set(FORMATS)
