"""What the tables of an atlas are: their columns, keys, closed vocabularies, and what refers to what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nktlib.atlas import rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

ROLES: Final = ("prime_mover", "assistant", "stabilizer")
ROOTS: Final = frozenset(
    f"{level}{number}" for level, last in (("c", 8), ("t", 12), ("l", 5), ("s", 5)) for number in range(1, last + 1)
)
WORDS: Final[Mapping[tuple[str, str], Collection[str]]] = {
    ("actions", "role"): ROLES,
    ("movements", "sense"): ("", "same_side", "opposite_side"),
    ("shared_names", "kind"): ("muscle", "head", "group", "movement"),
    ("names", "kind"): ("latin", "synonym", "colloquial", "abbreviation"),
    ("roots", "emphasis"): ("main", "minor", "other"),
    ("regions", "area"): ("head_neck", "trunk", "upper_limb", "lower_limb"),
    ("slings", "side"): ("same", "opposite"),
    ("takeovers", "side_relation"): ("same", "opposite"),
    ("excluded", "reason"): (
        "heading",
        "inconstant variant",
        "no muscle",
        "not human",
        "not skeletal",
        "one sex",
        "one side",
        "part",
    ),
    ("compensations", "side_relation"): ("same", "opposite", "midline"),
    ("compensations", "stance"): ("for", "against"),
}
"""Columns that take only these words. Grades and how a row was checked are held by the reader of tables."""

TABLES: Final[Mapping[str, type[rows.Sourced]]] = {
    "muscles": rows.MuscleRow,
    "heads": rows.HeadRow,
    "names": rows.NameRow,
    "shared_names": rows.SharedNameRow,
    "attachments": rows.AttachmentRow,
    "actions": rows.ActionRow,
    "capacities": rows.CapacityRow,
    "takeovers": rows.TakeoverRow,
    "innervation": rows.InnervationRow,
    "roots": rows.RootRow,
    "tests": rows.ManualTestRow,
    "movements": rows.MovementRow,
    "joints": rows.JointRow,
    "nerves": rows.NerveRow,
    "regions": rows.RegionRow,
    "neighbours": rows.NeighbourRow,
    "structures": rows.StructureRow,
    "groups": rows.GroupRow,
    "group_members": rows.MemberRow,
    "slings": rows.SlingRow,
    "contralateral": rows.ContralateralRow,
    "compensations": rows.CompensationRow,
    "reflexes": rows.ReflexRow,
    "dermatomes": rows.DermatomeRow,
    "signs": rows.SignRow,
    "excluded": rows.ExcludedRow,
}
ARCS: Final = ("reflexes", "dermatomes", "signs")
KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "muscles": ("muscle",),
    "heads": ("head",),
    "names": ("muscle", "name"),
    "shared_names": ("name", "kind"),
    "attachments": ("muscle",),
    "actions": ("muscle", "movement"),
    "capacities": ("muscle", "movement"),
    "takeovers": ("inhibited", "compensator", "side_relation", "movement"),
    "innervation": ("muscle", "nerve"),
    "roots": ("muscle", "root"),
    "tests": ("muscle",),
    "movements": ("movement",),
    "joints": ("joint",),
    "nerves": ("nerve",),
    "regions": ("region",),
    "neighbours": ("region", "neighbour"),
    "structures": ("structure",),
    "groups": ("group",),
    "group_members": ("group", "muscle"),
    "slings": ("sling", "member"),
    "contralateral": ("muscle", "partner"),
    "reflexes": ("reflex",),
    "dermatomes": ("dermatome",),
    "signs": ("sign",),
    "excluded": ("identifier",),
}
"""What there may be only one row of."""

REFERENCES: Final = (
    # table, column, what it names, code
    ("muscles", "region", "region", "A105"),
    ("muscles", "other_regions", "region", "A105"),
    ("muscles", "whole", "muscle", "A101"),
    ("heads", "muscle", "muscle", "A101"),
    ("names", "muscle", "muscle", "A101"),
    ("shared_names", "meanings", "named", "A107"),
    ("attachments", "muscle", "leaf", "A101"),
    ("actions", "muscle", "leaf", "A101"),
    ("actions", "movement", "movement", "A102"),
    ("capacities", "muscle", "leaf", "A101"),
    ("capacities", "movement", "movement", "A102"),
    ("takeovers", "inhibited", "leaf", "A101"),
    ("takeovers", "compensator", "leaf", "A101"),
    ("takeovers", "movement", "movement", "A102"),
    ("innervation", "muscle", "leaf", "A101"),
    ("innervation", "nerve", "nerve", "A104"),
    ("roots", "muscle", "leaf", "A101"),
    ("roots", "root", "root", "A108"),
    ("tests", "muscle", "leaf", "A101"),
    ("movements", "joint", "joint", "A103"),
    ("joints", "region", "region", "A105"),
    ("nerves", "parent", "nerve", "A104"),
    ("neighbours", "region", "region", "A105"),
    ("neighbours", "neighbour", "region", "A105"),
    ("structures", "region", "region", "A105"),
    ("group_members", "group", "set", "A106"),
    ("group_members", "muscle", "leaf", "A101"),
    ("slings", "member", "member", "A107"),
    ("contralateral", "muscle", "member", "A107"),
    ("contralateral", "partner", "member", "A107"),
    ("compensations", "inhibited", "member", "A107"),
    ("compensations", "compensator", "member", "A107"),
    ("reflexes", "nerves", "nerve", "A104"),
    ("dermatomes", "nerves", "nerve", "A104"),
    ("signs", "nerves", "nerve", "A104"),
)
