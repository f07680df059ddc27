"""The muscle graph as a ``networkx`` multigraph: every relation with its basis, weight, grade and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nktlib.vocab import RELATION_INVERSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from nktlib.atlas.atlas import Atlas
    from nktlib.atlas.links import Reason

KINDS = {
    "documented": "documented_compensator",
    "against": "unsupported_compensator",
    "region": "near",
    "takeover": "model_compensator",
}
"""Kinds of reasons that the graph calls by another name."""


def build_graph(atlas: Atlas) -> nx.MultiDiGraph[str]:
    """Build the graph: nodes carry ``base``, ``side``, ``kind``; an edge is keyed by its kind.

    An edge ``u -> v`` reads "u is ... of v": synergist, antagonist, stabilizer, sling, contralateral, near,
    documented_compensator, unsupported_compensator, model_compensator (who takes over in a physical model), and the
    inverses of the last three and of stabilizer. Its data:
    ``kind``, ``basis`` (the actions shared or opposed, or what the
    source says), ``weight``, ``grade``, ``sources``. Where two sources say the same of a pair, the edge keeps the
    higher weight and all sources.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in atlas.nodes.values():
        graph.add_node(node.id, base=node.base, side=node.side, kind=node.kind)
    for source, target, kind, reason in _edges(atlas):
        old = graph.get_edge_data(source, target, kind) or {"basis": (), "weight": 0.0, "grade": "D", "sources": ()}
        graph.add_edge(
            source,
            target,
            key=kind,
            kind=kind,
            basis=tuple(dict.fromkeys((*old["basis"], reason.text))),
            weight=max(old["weight"], reason.weight),
            grade=min(old["grade"], reason.grade),
            sources=tuple(dict.fromkeys((*old["sources"], *reason.sources))),
        )
    frozen: nx.MultiDiGraph[str] = nx.freeze(graph)
    return frozen


def _edges(atlas: Atlas) -> Iterator[tuple[str, str, str, Reason]]:
    for node in atlas.nodes:
        for other, reason in atlas.links.derived(node):
            kind = KINDS.get(reason.kind, reason.kind)
            yield other, node, kind, reason
            if kind == "near":
                yield node, other, RELATION_INVERSES[kind], reason
        for other, reason in atlas.stabilizers(node):
            yield other, node, "stabilizer", reason
            yield node, other, RELATION_INVERSES["stabilizer"], reason
    for compensator, inhibited, reason in atlas.links.tabled():
        kind = KINDS.get(reason.kind, reason.kind)
        yield compensator, inhibited, kind, reason
        yield inhibited, compensator, RELATION_INVERSES.get(kind, kind), reason
