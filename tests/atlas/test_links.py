"""Links and the graph: strengths are probabilities below the cap, mirrored, sourced, and the graph shows them all."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nktlib.atlas.graph import KINDS
from nktlib.atlas.load import load_atlas
from nktlib.tables.place import data_directory
from nktlib.tables.sources import read_sources
from nktlib.vocab import EVIDENCE_GRADES, RELATION_INVERSES

ATLAS = load_atlas()
WEIGHTS = ATLAS.tables.weights
NODES = st.sampled_from(sorted(ATLAS.nodes))
SOURCES = read_sources(data_directory() / "sources.bib")
NEITHER = {"link.least", "link.load"}
"""A higher threshold drops links; a higher everyday load asks more of a compensator."""
SPEAKING_FOR = [
    name for name in WEIGHTS.rows if name.startswith("link.") and "against" not in name and name not in NEITHER
]


@st.composite
def weights(draw: st.DrawFn) -> dict[str, float]:
    """Draw every weight from its range."""
    return {name: draw(st.floats(row.low, row.high)) for name, row in WEIGHTS.rows.items()}


@given(NODES, weights() | st.just({}))
@settings(max_examples=50, deadline=None)
def test_strengths(node: str, changed: dict[str, float]) -> None:
    atlas = ATLAS.replace(changed)
    links = atlas.compensators(node)
    strengths = [link.strength for link in links]
    assert all(0 < strength <= atlas.tables.weights["link.cap"] for strength in strengths)
    assert strengths == sorted(strengths, reverse=True)
    assert all(link.inhibited == node != link.compensator for link in links)
    assert len({link.compensator for link in links}) == len(links)


@given(NODES)
def test_links_of_the_other_side_are_mirrored(node: str) -> None:
    def described(at: str, mirrored: bool) -> list[tuple[object, ...]]:
        return sorted(
            (
                ATLAS.other_side(link.compensator) if mirrored else link.compensator,
                link.strength,
                link.basis,
                link.grade,
            )
            for link in ATLAS.compensators(at)
        )

    assert described(node, mirrored=True) == described(ATLAS.other_side(node), mirrored=False)


@given(NODES)
def test_links_say_what_they_rest_on(node: str) -> None:
    for link in ATLAS.compensators(node):
        assert link.grade in EVIDENCE_GRADES
        assert link.sources
        assert set(link.sources) <= set(SOURCES)
        assert link.basis in {reason.kind for reason in link.reasons} - {"against"}


@given(NODES, st.sampled_from(SPEAKING_FOR))
@settings(max_examples=50, deadline=None)
def test_a_weightier_reason_never_weakens_a_link(node: str, name: str) -> None:
    before = {link.compensator: link.strength for link in ATLAS.compensators(node)}
    after = {
        link.compensator: link.strength for link in ATLAS.replace({name: WEIGHTS.rows[name].high}).compensators(node)
    }
    assert all(after[compensator] >= strength for compensator, strength in before.items())


def test_a_documented_compensator_is_a_link_with_its_grade_and_source() -> None:
    # Suprascapular nerve block in volunteers: the deltoid works more when the infraspinatus cannot.
    (link,) = (
        link for link in ATLAS.compensators("infraspinatus_r") if link.compensator == "acromial_part_of_deltoid_r"
    )
    assert (link.basis, link.grade) == ("documented", "A")


def test_what_speaks_against_a_pair_weakens_it() -> None:
    # MRI in hip osteoarthritis saw no larger tensor fasciae latae beside a weak gluteus medius.
    pair = ("gluteus_medius_r", "tensor_fasciae_latae_r")
    (link,) = (link for link in ATLAS.compensators(pair[0]) if link.compensator == pair[1])
    without = ATLAS.replace({"link.against.B": 1.0})
    (stronger,) = (link for link in without.compensators(pair[0]) if link.compensator == pair[1])
    assert link.strength == pytest.approx(stronger.strength * WEIGHTS["link.against.B"])


def test_the_graph_holds_every_node_and_cannot_be_changed() -> None:
    assert set(ATLAS.graph) == set(ATLAS.nodes)
    assert nx.is_frozen(ATLAS.graph)
    for node, data in ATLAS.graph.nodes(data=True):
        found = ATLAS.nodes[node]
        assert data == {"base": found.base, "side": found.side, "kind": found.kind}


def test_every_edge_says_what_it_is_and_why() -> None:
    for one, other, key, data in ATLAS.graph.edges(keys=True, data=True):
        assert one != other
        assert data["kind"] == key
        assert key in RELATION_INVERSES
        assert data["basis"]
        assert 0 <= data["weight"] <= 1
        assert data["grade"] in EVIDENCE_GRADES
        assert data["sources"]
        assert set(data["sources"]) <= set(SOURCES)


def test_no_muscle_that_does_something_is_alone() -> None:
    for node in ATLAS.motions.of_node:
        assert ATLAS.graph.degree(node) > 0, node


@pytest.mark.parametrize(
    "node", sorted(n for n, one in ATLAS.nodes.items() if one.kind == "muscle" and ATLAS.muscles[one.base].tested)
)
def test_a_tested_muscle_has_candidates(node: str) -> None:
    assert len(ATLAS.compensators(node)) >= 5


def test_a_link_weighs_what_both_can_supply() -> None:
    """Hand calculation of a pair of which nothing but one shared action is known."""
    weights = ATLAS.tables.weights
    flexors = {
        muscle: action.capacity
        for muscle in ("brachialis", "brachioradialis", "biceps_brachii")
        for action in ATLAS.muscles[muscle].actions
        if action.movement == "elbow_flexion"
    }
    greatest = max(capacity or 0 for capacity in flexors.values())
    (link,) = (link for link in ATLAS.compensators("brachialis_r") if link.compensator == "brachioradialis_r")
    (reason,) = (reason for reason in link.reasons if reason.kind == "synergist")
    supplies = [(flexors[muscle] or 0) / greatest for muscle in ("brachialis", "brachioradialis")]
    left = min(1, (1 - weights["link.load"]) / weights["link.load"] * supplies[1] / supplies[0])
    assert reason.weight == pytest.approx(weights["link.synergist"] * (supplies[0] * supplies[1]) ** 0.5 * left)


def test_a_weak_helper_counts_for_less_beside_a_strong_muscle() -> None:
    """The short fibular muscle cannot spare what the soleus leaves undone; the other way round the soleus can."""

    def weight(inhibited: str, compensator: str) -> float:
        found = (reason for other, reason in ATLAS.links.derived(inhibited) if other == compensator)
        return next(reason.weight for reason in found if reason.kind == "synergist")

    weak, strong = "fibularis_brevis_r", "soleus_r"
    supplies = {action.movement: action.capacity or 0 for action in ATLAS.muscles["fibularis_brevis"].actions}
    most = next(a.capacity or 0 for a in ATLAS.muscles["soleus"].actions if a.movement == "ankle_plantar_flexion")
    load = WEIGHTS["link.load"]
    left = (1 - load) / load * supplies["ankle_plantar_flexion"] / most
    assert left < 0.1
    assert weight(strong, weak) == pytest.approx(left * weight(weak, strong))


@pytest.mark.parametrize("kind", RELATION_INVERSES)
def test_every_relation_is_there_from_its_other_end(kind: str) -> None:
    edges = [(one, other) for one, other, key in ATLAS.graph.edges(keys=True) if key == kind]
    assert edges
    assert [pair for pair in edges if not ATLAS.graph.has_edge(*pair[::-1], RELATION_INVERSES[kind])] == []


def test_the_graph_shows_every_reason_of_a_link() -> None:
    for node in ("gluteus_maximus_r", "quadratus_lumborum_l", "diaphragm", "infraspinatus_r"):
        for link in ATLAS.compensators(node):
            for reason in link.reasons:
                edge = ATLAS.graph[link.compensator][node][KINDS.get(reason.kind, reason.kind)]
                assert reason.text in edge["basis"]
                assert set(reason.sources) <= set(edge["sources"])


NEAR_IN_A_SLING = 2
"""Steps along a chain beyond which its weight may be too light."""


@pytest.mark.parametrize("kind", ["sling", "contralateral", "documented"])
def test_what_a_table_states_is_a_link(kind: str) -> None:
    """No reason of a table is too light to count, unless evidence speaks against the pair."""
    lost = []
    for compensator, inhibited, reason in ATLAS.links.tabled():
        links = {link.compensator: link for link in ATLAS.compensators(inhibited)}
        far = kind == "sling" and reason.weight < WEIGHTS["link.sling"] * WEIGHTS["link.distance"] ** (
            NEAR_IN_A_SLING - 1
        )
        muscle = ATLAS.nodes[inhibited].kind == "muscle"
        if reason.kind == kind and compensator not in links and muscle and not far:
            against = ATLAS.graph.has_edge(compensator, inhibited, "unsupported_compensator")
            lost += [] if against else [(compensator, inhibited)]
    assert lost == []
