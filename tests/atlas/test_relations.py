"""Who helps and who opposes whom: what textbooks of anatomy say, and what must hold for every pair."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nktlib.atlas.load import load_atlas
from nktlib.errors import UnknownName

ATLAS = load_atlas()
NODES = st.sampled_from(sorted(ATLAS.nodes))


@pytest.mark.parametrize(
    ("node", "other", "action"),
    [
        ("biceps_brachii_r", "triceps_brachii_r", "elbow flexion"),
        ("brachialis_l", "anconeus_l", "elbow flexion"),
        ("pronator_teres_r", "supinator_r", "pronation"),
        ("extensor_carpi_radialis_longus_r", "flexor_carpi_ulnaris_r", "wrist extension"),
        ("extensor_carpi_radialis_longus_r", "extensor_carpi_ulnaris_r", "radial deviation"),
        ("flexor_carpi_radialis_l", "flexor_carpi_ulnaris_l", "radial deviation"),
        ("flexor_digitorum_profundus_r", "extensor_digitorum_r", "finger DIP flexion"),
        ("infraspinatus_l", "subscapularis_l", "shoulder external rotation"),
        ("acromial_part_of_deltoid_r", "latissimus_dorsi_r", "shoulder abduction"),
        ("serratus_anterior_r", "rhomboid_major_r", "scapular protraction"),
        ("serratus_anterior_r", "levator_scapulae_r", "scapular upward rotation"),
        ("masseter_l", "digastric_l", "jaw closing"),
        ("sternocleidomastoid_l", "sternocleidomastoid_r", "neck rotation"),
        ("sternocleidomastoid_l", "splenius_capitis_l", "neck rotation"),
        ("scalenus_medius_l", "scalenus_medius_r", "neck lateral flexion"),
        ("rectus_abdominis_l", "longissimus_thoracis_l", "trunk flexion"),
        ("external_abdominal_oblique_l", "external_abdominal_oblique_r", "trunk rotation"),
        ("external_abdominal_oblique_l", "internal_abdominal_oblique_l", "trunk rotation"),
        ("quadratus_lumborum_l", "quadratus_lumborum_r", "side bending"),
        ("gluteus_maximus_r", "iliacus_r", "hip extension"),
        ("gluteus_maximus_r", "psoas_major_r", "hip extension"),
        ("gluteus_medius_l", "adductor_longus_l", "hip abduction"),
        ("rectus_femoris_r", "semitendinosus_r", "knee extension"),
        ("tibialis_anterior_r", "fibularis_longus_r", "foot inversion"),
        ("tibialis_posterior_l", "fibularis_brevis_l", "foot inversion"),
        ("tibialis_anterior_r", "gastrocnemius_r", "ankle dorsiflexion"),
        ("extensor_hallucis_longus_r", "flexor_hallucis_longus_r", "great toe IP extension"),
    ],
)
def test_antagonists(node: str, other: str, action: str) -> None:
    assert other in ATLAS.antagonists(node, action)


@pytest.mark.parametrize(
    ("node", "other", "shared"),
    [
        ("sternocleidomastoid_l", "sternocleidomastoid_r", "cervical spine flexion"),
        ("sternocleidomastoid_l", "splenius_capitis_r", "cervical spine rotation"),
        ("external_abdominal_oblique_r", "internal_abdominal_oblique_l", "thoracolumbar spine rotation"),
        ("descending_part_of_trapezius_r", "serratus_anterior_r", "scapulothoracic upward rotation"),
        ("infraspinatus_r", "teres_minor_r", "glenohumeral external rotation"),
        ("latissimus_dorsi_l", "teres_major_l", "glenohumeral extension"),
        ("biceps_brachii_r", "brachialis_r", "elbow flexion"),
        ("biceps_brachii_r", "supinator_r", "radioulnar supination"),
        ("flexor_carpi_radialis_r", "flexor_carpi_ulnaris_r", "wrist flexion"),
        ("psoas_major_l", "iliacus_l", "hip flexion"),
        ("gluteus_maximus_r", "semimembranosus_r", "hip extension"),
        ("gluteus_medius_r", "gluteus_minimus_r", "hip abduction"),
        ("gastrocnemius_l", "soleus_l", "ankle plantar flexion"),
        ("tibialis_anterior_l", "tibialis_posterior_l", "subtalar inversion"),
    ],
)
def test_synergists(node: str, other: str, shared: str) -> None:
    assert other in ATLAS.synergists(node)
    (basis,) = ATLAS.graph[other][node]["synergist"]["basis"]
    assert shared in basis


@pytest.mark.parametrize(
    ("node", "other"),
    [
        ("biceps_brachii_r", "triceps_brachii_l"),
        ("soleus_r", "soleus_l"),
        ("gluteus_maximus_r", "iliacus_l"),
        ("soleus_r", "triceps_brachii_r"),
        ("masseter_r", "tibialis_anterior_r"),
    ],
)
def test_unrelated(node: str, other: str) -> None:
    assert other not in ATLAS.antagonists(node)
    assert other not in ATLAS.synergists(node)


def test_the_pterygoids_move_the_jaw_to_opposite_sides() -> None:
    action = "jaw deviation to the opposite side"
    assert "lateral_pterygoid_r" in ATLAS.antagonists("lateral_pterygoid_l", action)
    assert "temporalis_r" not in ATLAS.antagonists("lateral_pterygoid_l", action)


@pytest.mark.parametrize(
    ("branch", "trunks"),
    [
        ("deep_fibular_nerve", ["common_fibular_nerve", "sciatic_nerve"]),
        ("superficial_fibular_nerve", ["common_fibular_nerve", "sciatic_nerve"]),
        ("medial_plantar_nerve", ["tibial_nerve", "sciatic_nerve"]),
        ("posterior_interosseous_nerve", ["deep_branch_of_radial_nerve", "radial_nerve"]),
        ("anterior_interosseous_nerve", ["median_nerve"]),
        ("deep_branch_of_ulnar_nerve", ["ulnar_nerve"]),
        ("saphenous_nerve", ["femoral_nerve"]),
        ("masseteric_nerve", ["mandibular_nerve", "trigeminal_nerve"]),
    ],
)
def test_branches_of_nerves(branch: str, trunks: list[str]) -> None:
    others = {"axillary_nerve", "obturator_nerve", "phrenic_nerve", "superior_gluteal_nerve"}
    above = {nerve for nerve in ATLAS.tables.nerves if branch in ATLAS.branches(nerve)}
    assert above >= {branch, *trunks}
    assert not above & others


def test_the_two_divisions_of_the_sciatic_nerve_are_apart() -> None:
    assert "common_fibular_nerve" not in ATLAS.branches("tibial_nerve")
    assert "tibial_nerve" not in ATLAS.branches("common_fibular_nerve")


@pytest.mark.parametrize(
    ("muscle", "trunk", "roots"),
    [
        ("acromial_part_of_deltoid", "axillary_nerve", {"c5", "c6"}),
        ("serratus_anterior", "long_thoracic_nerve", {"c5", "c6", "c7"}),
        ("biceps_brachii", "musculocutaneous_nerve", {"c5", "c6"}),
        ("triceps_brachii", "radial_nerve", {"c7"}),
        ("extensor_pollicis_longus", "posterior_interosseous_nerve", {"c7", "c8"}),
        ("flexor_pollicis_longus", "anterior_interosseous_nerve", {"c8"}),
        ("first_dorsal_interosseous_of_hand", "ulnar_nerve", {"c8", "t1"}),
        ("diaphragm", "phrenic_nerve", {"c3", "c4", "c5"}),
        ("rectus_femoris", "femoral_nerve", {"l3", "l4"}),
        ("gluteus_medius", "superior_gluteal_nerve", {"l5"}),
        ("gluteus_maximus", "inferior_gluteal_nerve", {"s1"}),
        ("tibialis_anterior", "deep_fibular_nerve", {"l4", "l5"}),
        ("extensor_hallucis_longus", "common_fibular_nerve", {"l5"}),
        ("soleus", "tibial_nerve", {"s1"}),
    ],
)
def test_innervation(muscle: str, trunk: str, roots: set[str]) -> None:
    facts = ATLAS.muscles[muscle]
    assert {share.of for share in facts.nerves} & set(ATLAS.branches(trunk))
    assert roots <= {share.of for share in facts.roots}


@given(NODES)
def test_relations_are_mutual_and_never_to_oneself(node: str) -> None:
    for related in (ATLAS.synergists, ATLAS.antagonists):
        others = related(node)
        assert node not in others
        assert len(set(others)) == len(others)
        assert all(node in related(other) for other in others)


@given(NODES)
def test_relations_of_the_other_side_are_mirrored(node: str) -> None:
    mirrored = ATLAS.other_side(node)
    assert ATLAS.other_side(mirrored) == node
    for related in (ATLAS.synergists, ATLAS.antagonists):
        assert {ATLAS.other_side(other) for other in related(node)} == set(related(mirrored))


@given(NODES)
def test_antagonists_in_one_action_are_some_of_all(node: str) -> None:
    actions = ATLAS.muscles[ATLAS.nodes[node].base].actions if ATLAS.nodes[node].kind == "muscle" else ()
    by_action = {other for action in actions for other in ATLAS.antagonists(node, action.movement)}
    assert by_action == set(ATLAS.antagonists(node))


@pytest.mark.parametrize("written", ["gluteus_maximus", "gluteus_maximos_r", "hip", ""])
def test_relations_of_what_is_no_node(written: str) -> None:
    for related in (ATLAS.synergists, ATLAS.antagonists, ATLAS.compensators):
        with pytest.raises(UnknownName):
            related(written)
