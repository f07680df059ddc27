"""Names are understood as clinicians write them, and whatever else they write is an unknown name, never a crash."""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nktlib.atlas.load import load_atlas
from nktlib.atlas.names import words_of
from nktlib.errors import AmbiguousName, UnknownName
from nktlib.tables.place import data_directory

if TYPE_CHECKING:
    from nktlib.atlas.entities import Group, Head, Muscle

ATLAS = load_atlas()
EXCLUDED = data_directory() / "atlas" / "excluded.csv"
TABLES = ATLAS.tables
WITH_NODES = ("muscle", "head", "group", "movement", "structure")


def names_of(sided: bool) -> list[str]:
    """Every name of what has nodes, or of what has a left and a right."""
    texts: list[str] = []
    for table in (ATLAS.muscles, TABLES.heads, TABLES.groups, TABLES.movements, TABLES.structures):
        for thing in table.values():
            texts += thing.id, thing.name, *thing.names
    found = {text: ATLAS.lookup(text, WITH_NODES) for text in texts}
    return [text for text, one in found.items() if not sided or ATLAS.sides_of(one.kind, one.id) == ("left", "right")]


NAMES = st.sampled_from(names_of(sided=False))
SIDED_NAMES = st.sampled_from(names_of(sided=True))
SIDES = {"left": ("left", "L", "l.", "(L)", "Lt", "LEFT side"), "right": ("right", "R", "(r)", "rt.", "Right side")}


def nodes(*muscles: str, side: str = "both") -> set[str]:
    """The nodes of muscles on a side, or on both."""
    suffixes = {"both": ("_l", "_r"), "left": ("_l",), "right": ("_r",), "midline": ("",)}[side]
    return {muscle + suffix for muscle in muscles for suffix in suffixes}


@pytest.mark.parametrize(
    ("written", "kind", "meant", "side"),
    [
        # The side, wherever and however it is written
        ("R glute max", "muscle", "gluteus_maximus", "right"),
        ("L psoas", "muscle", "psoas_major", "left"),
        ("psoas (left)", "muscle", "psoas_major", "left"),
        ("left ilio-psoas", "group", "iliopsoas", "left"),
        ("Rt. gluteus medius", "muscle", "gluteus_medius", "right"),
        ("glute med, right", "muscle", "gluteus_medius", "right"),
        ("glute max on the right", "muscle", "gluteus_maximus", "right"),
        ("left side QL", "muscle", "quadratus_lumborum", "left"),
        ("left side side bending", "movement", "trunk_lateral_flexion", "left"),
        ("B/L hamstrings", "group", "hamstrings", None),
        ("bilateral hamstrings", "group", "hamstrings", None),
        ("gluteus_maximus_l", "muscle", "gluteus_maximus", "left"),
        ("R SI joint", "structure", "sacroiliac_joint", "right"),
        ("hip abductors R", "movement", "hip_abduction", "right"),
        ("right side delt", "muscle", "acromial_part_of_deltoid", "right"),
        # Abbreviations
        ("TFL", "muscle", "tensor_fasciae_latae", None),
        ("QL", "muscle", "quadratus_lumborum", None),
        ("SCM", "muscle", "sternocleidomastoid", None),
        ("ECRB", "muscle", "extensor_carpi_radialis_brevis", None),
        ("ECU", "muscle", "extensor_carpi_ulnaris", None),
        ("FCR", "muscle", "flexor_carpi_radialis", None),
        ("FDP", "muscle", "flexor_digitorum_profundus", None),
        ("FPL", "muscle", "flexor_pollicis_longus", None),
        ("APB", "muscle", "abductor_pollicis_brevis", None),
        ("FDI", "muscle", "first_dorsal_interosseous_of_hand", None),
        ("VMO", "head", "vastus_medialis_oblique", None),
        ("EHL", "muscle", "extensor_hallucis_longus", None),
        ("FHL", "muscle", "flexor_hallucis_longus", None),
        ("TVA", "muscle", "transversus_abdominis", None),
        ("tib. ant.", "muscle", "tibialis_anterior", None),
        ("tib post", "muscle", "tibialis_posterior", None),
        ("semi-T", "muscle", "semitendinosus", None),
        ("semi-M", "muscle", "semimembranosus", None),
        # Colloquial and older names, other spellings
        ("lats", "muscle", "latissimus_dorsi", None),
        ("upper traps", "muscle", "descending_part_of_trapezius", None),
        ("mid trap", "muscle", "transverse_part_of_trapezius", None),
        ("lower trapezius", "muscle", "ascending_part_of_trapezius", None),
        ("traps", "muscle", "trapezius", None),
        ("delts", "muscle", "deltoid", None),
        ("side delt", "muscle", "acromial_part_of_deltoid", None),
        ("rear delt", "muscle", "scapular_spinal_part_of_deltoid", None),
        ("pec minor", "muscle", "pectoralis_minor", None),
        ("pec major sternal", "muscle", "sternocostal_head_of_pectoralis_major", None),
        ("lev scap", "muscle", "levator_scapulae", None),
        ("subscap", "muscle", "subscapularis", None),
        ("biceps", "muscle", "biceps_brachii", None),
        ("triceps", "muscle", "triceps_brachii", None),
        ("External Obliques", "muscle", "external_abdominal_oblique", None),
        ("transverse abdominis", "muscle", "transversus_abdominis", None),
        ("multifidi", "muscle", "multifidus", None),
        ("Musculus piriformis", "muscle", "piriformis", None),
        ("peroneus longus", "muscle", "fibularis_longus", None),
        ("tensor fascia lata", "muscle", "tensor_fasciae_latae", None),
        ("vastus medialis oblique", "head", "vastus_medialis_oblique", None),
        ("gastrocs", "muscle", "gastrocnemius", None),
        ("lateral hamstring", "muscle", "biceps_femoris", None),
        # Groups
        ("hamstrings", "group", "hamstrings", None),
        ("medial hamstrings", "group", "medial_hamstrings", None),
        ("quads", "group", "quadriceps_femoris", None),
        ("calves", "group", "triceps_surae", None),
        ("core", "group", "core", None),
        ("peroneals", "group", "fibularis_muscles", None),
        ("glutes", "group", "gluteals", None),
        ("adductors", "group", "hip_adductors", None),
        ("hip flexors", "group", "hip_flexors", None),
        ("rotator cuff", "group", "rotator_cuff", None),
        ("rhomboids", "group", "rhomboids", None),
        ("abs", "group", "abdominal_muscles", None),
        ("deep neck flexors", "group", "deep_neck_flexors", None),
        ("wrist extensors", "group", "wrist_extensors", None),
        ("toe flexors", "group", "toe_flexors", None),
        ("paraspinals", "group", "erector_spinae", None),
        ("pelvic floor", "group", "pelvic_floor", None),
        ("jaw muscles", "group", "jaw_muscles", None),
        # Movements, also by who makes them
        ("hip abduction", "movement", "hip_abduction", None),
        ("foot eversion", "movement", "foot_eversion", None),
        ("evertors", "movement", "foot_eversion", None),
        ("great toe extension", "movement", "great_toe_mtp_extension", None),
        ("heel raise", "movement", "ankle_plantar_flexion", None),
        ("plantarflexion", "movement", "ankle_plantar_flexion", None),
        ("dorsiflexors", "movement", "ankle_dorsiflexion", None),
        ("knee extensors", "movement", "knee_extension", None),
        ("shoulder ER", "movement", "shoulder_external_rotation", None),
        ("hip IR", "movement", "hip_internal_rotation", None),
        ("shoulder shrug", "movement", "scapula_elevation", None),
        ("supination", "movement", "forearm_supination", None),
        # Structures
        ("jaw", "structure", "jaw", None),
        ("TMJ", "structure", "jaw", None),
        ("IT band", "structure", "iliotibial_band", None),
        ("c-section scar", "structure", "scar_abdomen", None),
    ],
)
def test_what_clinicians_write(written: str, kind: str, meant: str, side: str | None) -> None:
    found = ATLAS.lookup(written, WITH_NODES)
    assert (found.kind, found.id, found.side) == (kind, meant, side)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("R glute max", nodes("gluteus_maximus", side="right")),
        ("QL", nodes("quadratus_lumborum")),
        ("diaphragm", nodes("diaphragm", side="midline")),
        (
            "left quads",
            nodes("rectus_femoris", "vastus_lateralis", "vastus_medialis", "vastus_intermedius", side="left"),
        ),
        ("left iliopsoas", nodes("iliacus", "psoas_major", side="left")),
        ("calves", nodes("gastrocnemius", "soleus")),
        ("rotator cuff", nodes("supraspinatus", "infraspinatus", "teres_minor", "subscapularis")),
        (
            "R trapezius",
            nodes(
                "descending_part_of_trapezius",
                "transverse_part_of_trapezius",
                "ascending_part_of_trapezius",
                side="right",
            ),
        ),
        ("right foot eversion", nodes("fibularis_longus", "fibularis_brevis", side="right")),
    ],
)
def test_the_nodes_meant(written: str, meant: set[str]) -> None:
    assert set(ATLAS.resolve(written)) == meant


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("illiopsoas", "iliopsoas"),
        ("gluteus maximis", "gluteus maximus"),
        ("R soleas", "soleus"),
        ("pirformis", "piriformis"),
        ("hip extention", "hip extension"),
        ("left diaphragm", "diaphragm"),
    ],
)
def test_a_slip_gets_a_suggestion(written: str, suggested: str) -> None:
    with pytest.raises(UnknownName) as caught:
        ATLAS.resolve(written)
    assert suggested in caught.value.suggestions


@pytest.mark.parametrize(
    "written", ["", " ", "left", "R", "muscle", "the muscles of the", "vitamin C", "semi", "\0", "L R"]
)
def test_what_means_nothing(written: str) -> None:
    with pytest.raises(UnknownName):
        ATLAS.resolve(written)


def test_a_name_of_two_muscles_is_ambiguous() -> None:
    ATLAS.names.find("iliacus", ("muscle",))
    names = type(ATLAS.names)()
    names.add("muscle", "lumbricals_of_hand", ["lumbricals"])
    names.add("muscle", "lumbricals_of_foot", ["lumbricals"])
    with pytest.raises(AmbiguousName) as caught:
        names.find("left lumbricals", ("muscle",))
    assert caught.value.suggestions == ("lumbricals_of_hand", "lumbricals_of_foot")


@given(NAMES, st.randoms(use_true_random=False))
def test_case_and_order_of_words_do_not_matter(name: str, random: Random) -> None:
    words = name.split()
    random.shuffle(words)
    written = "  ".join(random.choice((str.upper, str.lower, str.title))(word) for word in words)
    assert ATLAS.resolve(written) == ATLAS.resolve(name)


@given(SIDED_NAMES, st.sampled_from(sorted(SIDES)), st.data())
def test_a_side_may_stand_anywhere(name: str, side: str, data: st.DataObject) -> None:
    words = name.replace("_", " ").split()
    words.insert(data.draw(st.integers(0, len(words))), data.draw(st.sampled_from(SIDES[side])))
    assert ATLAS.resolve(" ".join(words)) == ATLAS.resolve(f"{side} {name}")


@given(SIDED_NAMES)
def test_left_and_right_mirror_each_other(name: str) -> None:
    left, right = ATLAS.resolve(f"left {name}"), ATLAS.resolve(f"{name}, right")
    assert {ATLAS.other_side(node) for node in left} == set(right)
    assert {*left, *right} == set(ATLAS.resolve(name))


@given(st.text(max_size=40) | st.lists(NAMES | st.sampled_from(["left", "R", "of"]), max_size=3).map(" ".join))
def test_anything_else_is_an_unknown_name(written: str) -> None:
    try:
        found = ATLAS.resolve(written)
    except UnknownName as error:
        assert error.name == written  # noqa: PT017 - either outcome is right, but nothing else is
    else:
        assert set(found) <= set(ATLAS.nodes)


def table(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REFERENCE = table("reference_names.csv")
"""Names of UBERON and Terminologia Anatomica for every identifier of the atlas, but those in not_names.csv."""
THINGS: list[Muscle | Group | Head] = [*ATLAS.muscles.values(), *TABLES.groups.values(), *TABLES.heads.values()]


def test_every_identifier_belongs_to_a_muscle_of_that_name() -> None:
    known: dict[str, set[frozenset[str]]] = {}
    for row in REFERENCE:
        for identifier in (row["identifier"], *row["fma"].split("|")):
            known.setdefault(identifier, set()).add(frozenset(words_of(row["name"])))
    used: dict[str, str] = {}
    for thing in THINGS:
        own = {frozenset(words_of(name)) for name in (thing.name, thing.latin, *thing.names) if name}
        for identifier in thing.ids:
            assert identifier not in used, f"{identifier}: {thing.id} and {used[identifier]}"
            used[identifier] = thing.id
            assert own & known[identifier], f"{identifier}: {thing.id}"
    assert {row["identifier"] for row in REFERENCE} <= set(used), "the reference holds identifiers of the atlas only"


def test_every_name_of_the_terminologies_is_understood() -> None:
    owners = {identifier: thing.id for thing in THINGS for identifier in thing.ids}
    lost = []
    for row in REFERENCE:
        found = ATLAS.lookup(row["name"], ("muscle", "head", "group")).id
        lost += [] if found == owners[row["identifier"]] else [(row["name"], found)]
    assert lost == []
    assert len(REFERENCE) > 1200


def test_what_the_terminologies_call_otherwise_is_another_thing_or_none() -> None:
    owners = {identifier: thing.id for thing in THINGS for identifier in thing.ids}
    for row in table("not_names.csv"):
        try:
            found = ATLAS.lookup(row["name"], ("muscle", "head", "group")).id
        except UnknownName:
            continue
        assert found != owners[row["identifier"]], row


def test_all_identifiers_of_the_terminologies_are_accounted_for() -> None:
    """Those of the atlas and those left out are disjoint (the lint) and together all that there are."""
    used = {identifier for thing in THINGS for identifier in thing.ids if not identifier.startswith("FMA")}
    left_out = {row["identifier"] for row in csv.DictReader(EXCLUDED.read_text(encoding="utf-8").splitlines())}
    both = used | left_out
    assert {kind: sum(one.startswith("UBERON") == kind for one in both) for kind in (True, False)} == {
        True: 271,
        False: 456,
    }


def test_what_people_write() -> None:
    """Written down by someone who had not seen what the program makes of it."""
    rows = table("colloquial.csv")
    wrong = []
    for row in rows:
        wanted = (row["kind"], row["meant"], row["side"])
        try:
            one = ATLAS.lookup(row["written"], WITH_NODES)
            found = (one.kind, one.id, one.side or "")
        except AmbiguousName as error:
            found = ("ambiguous", "|".join(error.suggestions), "")
        if found != wanted and not found[0] == wanted[0] == "ambiguous":
            wrong.append((row["written"], found))
    assert wrong == []
    assert len(rows) >= 300


@pytest.mark.parametrize("row", table("typos.csv"), ids=lambda row: row["written"])
def test_a_misspelling_is_unknown(row: dict[str, str]) -> None:
    with pytest.raises(UnknownName):
        ATLAS.lookup(row["written"], WITH_NODES)


def misspelled(random: Random, name: str) -> str:
    """One letter left out, doubled, put for another or swapped with its neighbour, within a word of five or more."""
    words = name.split()
    place = random.choice([place for place, word in enumerate(words) if len(word) > 4])
    word, at = words[place], random.randrange(1, len(words[place]) - 2)
    letter = random.choice("bcdfghjklmnpqrtvwxz")
    words[place] = random.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return " ".join(words)


def test_misspellings_never_become_a_muscle() -> None:
    """A seeded corpus: what is no name of anything is unknown, and the name meant is mostly among the suggestions."""
    random = Random(20261123)
    names = [thing.name for thing in THINGS if any(len(word) > 4 for word in thing.name.split())]
    known = {
        frozenset(words_of(name))
        for thing in THINGS
        for name in (thing.id.replace("_", " "), thing.name, thing.latin, *thing.names)
    }
    tried = suggested = 0
    for name in names * 4:
        written = misspelled(random, name)
        if frozenset(words_of(written)) in known:
            continue
        tried += 1
        with pytest.raises(UnknownName) as caught:
            ATLAS.lookup(written, ("muscle", "head", "group"))
        suggested += any(
            ATLAS.lookup(one, WITH_NODES).id == ATLAS.lookup(name, WITH_NODES).id for one in caught.value.suggestions
        )
    assert tried > 1500
    assert suggested > 0.95 * tried
