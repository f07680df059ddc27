"""The closed vocabularies of the library: what a cell may hold, what people write for it, how relations are named.

Data only. Words are lower case with underscores; :func:`fold` brings what people write into that form, and the
``*_SYNONYMS`` tables take it from there. A synonym stands here only where nothing is lost by it: a word that could mean
two outcomes is a hint for a message (``OUTCOME_HINTS``), never a reading.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


def _spellings(**spellings: str) -> Mapping[str, str]:
    """Turn words, each with its other spellings, into spelling -> word."""
    return {spelling: word for word, others in spellings.items() for spelling in others.split()}


COLUMNS: Final = (
    "kind",
    "site",
    "side",
    "outcome",
    "stimulus",
    "on",
    "on_side",
    "reads",
    "pain",
    "visit",
    "step",
    "value",
    "unit",
    "examiner",
    "blinded",
    "position",
    "since",
    "note",
)
REQUIRED_COLUMNS: Final = ("kind", "site", "outcome")
COLUMN_MEANINGS: Final[Mapping[str, str]] = {
    "kind": "what was found",
    "site": "where, in your words: a muscle, group, movement, region, reflex, field of skin or sign; everything else",
    "side": "the patient's side; blank: as the site says, and unknown if it does not say",
    "outcome": "what came out; it depends on the kind",
    "stimulus": "challenge only: what was done while or before the strength test was repeated",
    "on": "challenge only: where it was done; needed for touch, release, contract, stretch and pressure",
    "on_side": "challenge only: on which side it was done",
    "reads": "challenge only: what was read; all but strength is recorded and not scored",
    "pain": "whether a strength test hurt",
    "visit": "which visit: a number, a name or a date; one score is one visit",
    "step": "when in the visit; later steps are recorded and not scored",
    "value": "a measured number, with a decimal point and without its unit",
    "unit": "the unit of the value",
    "examiner": "who tested; two examiners are two findings",
    "blinded": "whether the examiner was blinded",
    "position": "how the patient was placed",
    "since": "since when",
    "note": "anything else; kept, never scored",
}
"""What each column takes, in plain words: for templates, schemas and the documentation."""

KINDS: Final = ("strength", "challenge", "palpation", "pain", "reflex", "sensation", "sign", "history")
SIDES: Final = ("left", "right", "both", "midline", "unknown")
OPPOSITE_SIDES: Final[Mapping[str, str]] = {"left": "right", "right": "left"}

GRADES: Final[Mapping[str, float]] = {
    f"{whole}{sign}": whole + third / 3
    for whole in range(6)
    for sign, third in (("-", -1), ("", 0), ("+", 1))
    if 0 <= whole + third / 3 <= 5  # noqa: PLR2004 - the scale of a manual muscle test ends at 5
}
"""Manual muscle test grades and their numbers, weakest first: a minus takes a third away, a plus adds one."""

OUTCOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "strength": ("strong", "weak", "painful", "substitution", "not_tested"),
    "challenge": ("strengthens", "weakens", "no_change"),
    "palpation": ("overworking", "hypertonic", "tender", "normal"),
    "pain": ("present", "absent"),
    "reflex": ("normal", "reduced", "absent"),
    "sensation": ("normal", "reduced", "absent"),
    "sign": ("positive", "negative"),
    "history": (
        "scar",
        "sprain",
        "strain",
        "injury",
        "surgery",
        "effusion",
        "fracture",
        "immobilization",
        "injection",
        "overuse",
        "other",
    ),
}
"""What each kind of finding can come out as; ``strength`` takes the :data:`GRADES` besides."""

STIMULI: Final = (
    "touch",
    "release",
    "contract",
    "stretch",
    "pressure",
    "movement",
    "stance",
    "position",
    "breath",
    "substance",
    "statement",
    "thought",
)
STIMULI_WITH_PLACE: Final = frozenset({"touch", "release", "contract", "stretch", "pressure"})
"""Stimuli that are applied somewhere, so that a challenge by them needs ``on``."""
STIMULI_RECORDED_ONLY: Final = frozenset({"substance", "statement", "thought"})
"""Stimuli that came out at chance when tested blinded: recorded, never scored."""

READS: Final = ("strength", "tone", "pain", "range")
STEPS: Final = ("baseline", "after_release", "after_activation", "hold")
YES_NO: Final[Mapping[str, bool]] = {
    "yes": True,
    "y": True,
    "true": True,
    "1": True,
    "no": False,
    "n": False,
    "false": False,
    "0": False,
}

CAUSE_KINDS: Final = ("overwork", "nerve", "root", "joint", "local")
EVIDENCE_GRADES: Final[Mapping[str, int]] = {"A": 1, "B": 2, "C": 3, "D": 4}
"""Evidence grades and their rank, 1 the best."""
CHECKED: Final = ("read", "computed", "recalled")

RELATION_INVERSES: Final[Mapping[str, str]] = {
    "synergist": "synergist",
    "antagonist": "antagonist",
    "stabilizer": "stabilized_by",
    "stabilized_by": "stabilizer",
    "sling": "sling",
    "contralateral": "contralateral",
    "documented_compensator": "documented_inhibited",
    "documented_inhibited": "documented_compensator",
    "unsupported_compensator": "unsupported_inhibited",
    "unsupported_inhibited": "unsupported_compensator",
    "near": "near",
    "model_compensator": "model_inhibited",
    "model_inhibited": "model_compensator",
}
"""Every kind of relation and what it is called when read from its other end."""

KIND_SYNONYMS: Final = _spellings(
    strength="strength_test muscle_test manual_muscle_test mmt",
    challenge="challenge_test",
    palpation="palpate",
    reflex="tendon_reflex deep_tendon_reflex dtr",
    sensation="sensory",
    sign="provocation_test special_test",
    history="anamnesis",
)
SIDE_SYNONYMS: Final = _spellings(
    left="l l. (l) lt lt. lhs left_side",
    right="r r. (r) rt rt. rhs right_side",
    both="bilateral bilaterally bilat bil b/l l/r r/l l+r r+l both_sides",
    midline="mid middle median central center centre",
    unknown="? not_stated not_known not_recorded unspecified",
)
SIDE_BLANKS: Final = frozenset({"n/a", "na", "none", "-"})
"""What people write for no side: the cell counts as blank, so that the name decides."""

OUTCOME_SYNONYMS: Final[Mapping[str, Mapping[str, str]]] = {
    "strength": _spellings(
        weak="off fail fails failed inhibited gives_way gave_way weakness",
        strong="on hold holds held normal wnl full_strength",
        painful="pain too_painful",
        substitution="substitutes substituted cheats",
        not_tested="untested nt not_done skipped",
    ),
    "challenge": _spellings(
        strengthens="strengthen strengthened stronger turns_on",
        weakens="weaken weakened weaker turns_off",
        no_change="unchanged same no_effect",
    ),
    "palpation": _spellings(
        overworking="facilitated overactive hyperactive overworked",
        hypertonic="tight hypertonicity",
        tender="tenderness sore painful",
    ),
    "pain": _spellings(present="yes painful", absent="no none pain_free"),
    "reflex": _spellings(normal="intact 2+", reduced="decreased diminished weak 1+", absent="areflexia 0"),
    "sensation": _spellings(normal="intact", reduced="decreased diminished", absent="lost"),
    "sign": _spellings(positive="pos + yes", negative="neg - no"),
    "history": _spellings(
        sprain="sprained",
        strain="strained",
        injury="injured trauma",
        surgery="operation",
        effusion="swelling",
        fracture="fractured",
        immobilization="immobilisation immobilised immobilized",
        injection="injected",
        overuse="overused",
    ),
}

OUTCOME_HINTS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "strength": {
        "facilitated": ("strong",),
        "overworking": ("strong",),
        "zero": ("0", "weak"),
        "trace": ("1", "weak"),
        "poor": ("2", "weak"),
        "fair": ("3", "weak"),
        "good": ("4", "strong"),
    },
    "challenge": {
        "strong": ("strengthens", "no_change"),
        "holds": ("strengthens", "no_change"),
        "on": ("strengthens", "no_change"),
        "weak": ("weakens", "no_change"),
        "off": ("weakens", "no_change"),
        "facilitated": ("strengthens", "no_change"),
        "inhibited": ("weakens", "no_change"),
    },
}
"""Words whose meaning depends on more than the row: offered as suggestions, never read."""

STIMULUS_SYNONYMS: Final = _spellings(
    touch="touching therapy_localization therapy_localisation localization localisation tl",
    release="released",
    contract="contraction contracting",
    stretch="stretching stretched",
    pressure="press compression",
    movement="move moving",
    stance="standing",
    position="posture",
    breath="breathing respiration",
)
READS_SYNONYMS: Final = _spellings(tone="tonus", range="rom range_of_motion")
STEP_SYNONYMS: Final = _spellings(
    baseline="before initial",
    after_release="post_release",
    after_activation="post_activation",
    hold="holds",
)

_DASHES = dict.fromkeys(map(ord, "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"), "-")
_BETWEEN_WORDS = re.compile(r"(?<=\w)[\s_-]+(?=\w)")


def plain(text: str) -> str:
    """Lower case, plain hyphens, compatibility characters such as superscripts as plain ones, no margins."""
    return unicodedata.normalize("NFKC", text).translate(_DASHES).casefold().strip()


def fold(text: str) -> str:
    """Bring a word as people write it into the form of the vocabularies: ``"No change"`` to ``"no_change"``."""
    if text.isascii() and text.isalpha():  # most cells, spared the long way
        return text.lower()
    return _BETWEEN_WORDS.sub("_", plain(text))


def column_name(header: str) -> str:
    """Give the name of a column as the library calls it if it knows it, and as it was written otherwise."""
    if header in COLUMNS:
        return header
    folded = fold(header)
    return folded if folded in COLUMNS else header.strip()
