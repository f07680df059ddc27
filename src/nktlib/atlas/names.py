"""Understanding names: what people write for muscles, groups, movements and everything else that the atlas has."""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from typing import TYPE_CHECKING

from attrs import define, field, frozen

from nktlib.atlas.entities import LEFT, MIDLINE, RIGHT
from nktlib.errors import AmbiguousName, UnknownName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

SIDE_WORDS = {
    "l": LEFT,
    "lt": LEFT,
    "left": LEFT,
    "r": RIGHT,
    "rt": RIGHT,
    "right": RIGHT,
    **dict.fromkeys(("sin", "sinister", "sinistra", "sinistrum"), LEFT),
    **dict.fromkeys(("dext", "dexter", "dextra", "dextrum"), RIGHT),
    "midline": MIDLINE,
    "both": "both",
    "bilateral": "both",
    "bilaterally": "both",
    "bilat": "both",
}
SIDE = "side"
"""What may follow a side ("left side"); elsewhere it is part of a name ("side bending")."""
NOISE = frozenset({"the", "of", "a", "on", "muscle", "muscles", "musculus", "musculi", "m", "mm", "to", "and"})
"""Words that a name may leave out or add."""
SPELLINGS = {
    "peroneus": "fibularis",
    "peroneal": "fibularis",
    "peroneals": "fibularis",
    "peronei": "fibularis",
    "fibular": "fibularis",
    "plantarflexion": "plantar flexion",
    "tibial": "tibialis",
    "abdominus": "abdominis",
    "brachi": "brachii",
    "transverse": "transversus",
    "gluts": "gluteus",
    "glute": "gluteus",
    "glut": "gluteus",
    "gluteal": "gluteus",
    "glutes": "gluteus",
    "capitus": "capitis",
    "cervical": "cervicis",
    "fibers": "part",
    "fibres": "part",
    "first": "1st",
    "second": "2nd",
    "third": "3rd",
    "fourth": "4th",
    "hallux": "great toe",
    "fascia": "fasciae",
    "lata": "latae",
}
CLIPPED = {
    "abd": ("abductor", "abduction"),
    "abs": ("abdominis",),
    "add": ("adductor", "adduction"),
    "ant": ("anterior",),
    "brev": ("brevis",),
    "cap": ("capitis",),
    "carp": ("carpi",),
    "delt": ("deltoid",),
    "df": ("dorsiflexion",),
    "dig": ("digitorum", "digiti"),
    "er": ("external rotation",),
    "ext": ("extensor", "external", "externus", "extension"),
    "fem": ("femoris",),
    "flex": ("flexor", "flexion"),
    "gastroc": ("gastrocnemius",),
    "ham": ("hamstring",),
    "inf": ("inferior",),
    "int": ("internal", "internus", "intermedius"),
    "inter": ("intermedius",),
    "ir": ("internal rotation",),
    "lat": ("lateral", "lateralis"),
    "long": ("longus",),
    "lumb": ("lumborum",),
    "mag": ("magnus",),
    "maj": ("major",),
    "med": ("medial", "medialis", "medius"),
    "mid": ("middle", "medius"),
    "min": ("minor", "minimus"),
    "palm": ("palmaris",),
    "pec": ("pectoralis",),
    "per": ("fibularis",),
    "pf": ("plantar flexion",),
    "post": ("posterior",),
    "pron": ("pronator",),
    "quad": ("quadratus", "quadriceps"),
    "rad": ("radialis",),
    "rec": ("rectus",),
    "scap": ("scapula", "scapular", "scapulae"),
    "serr": ("serratus",),
    "sup": ("superior",),
    "tib": ("tibialis",),
    "trap": ("trapezius",),
    "tricep": ("triceps",),
    "bicep": ("biceps",),
    "uln": ("ulnaris",),
}
"""What clinicians clip, folded, and what it may stand for; only where the name is not one as it stands."""
LETTERS = str.maketrans({"'": "", "\N{RIGHT SINGLE QUOTATION MARK}": "", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe"})
"""What normalization leaves as it is: apostrophes, which nobody means, and letters that are written as two today."""
_WORDS = re.compile(r"[a-z0-9]+")
_HYPHEN = re.compile(r"(?<=[^\W_])-(?=[^\W_])")
_BOTH = re.compile(r"\b(b/l|l/r|r/l)\b", re.IGNORECASE)

MOST_WORDS = 6
"""Longer names are not looked at as clipped: every clipped word multiplies the ways to read them."""
SIMILAR = 0.72
"""Names at least so alike (difflib's ratio) are offered as suggestions."""
SHORT = 4
"""Names of so few letters are mostly abbreviations, and offered only for something as short."""


@frozen
class Label:
    """A name of something: what it is, which one, and the name as it is written in the atlas."""

    kind: str
    id: str
    text: str


@frozen
class Match:
    """What a name was found to mean, and the side said with it (``left``, ``right``, ``midline``, ``both``)."""

    kind: str
    id: str
    side: str | None


def words_of(text: str, noise: Collection[str] = NOISE) -> tuple[str, ...]:
    """Fold case, accents, punctuation, plurals and variant spellings; drop ``noise``; keep the words in order."""
    plain = text.translate(LETTERS)
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    plain = plain.lower()
    folded: list[str] = []
    for word in _WORDS.findall(plain):
        if word not in noise:
            folded += SPELLINGS.get(word, word).split()
    return tuple(_singular(word) for word in folded)


def _singular(word: str) -> str:
    """Fold English plurals in -s; Latin endings such as -us, -is, -ps and -ss stay."""
    if len(word) > 3 and word.endswith("s") and word[-2] not in "uips":  # noqa: PLR2004 - "abs" and "lats" differ in it
        return word[:-1]
    return word


def key_of(words: Iterable[str]) -> str:
    """The words in an order of their own, so that "long head biceps" and "biceps long head" are the same name."""
    return " ".join(sorted(words))


@define
class Names:
    """All names of an atlas. A name may stand for things of several kinds, but for one of each kind.

    What a name says in full goes before what is left of it without noise words: "jaw" is the jaw, though "jaw muscles"
    may be said without "muscles". Only what is no name either way is looked at as clipped ("ext carpi rad"), or as a
    name with the region it is in ("superior oblique of the eye").
    """

    _in_full: dict[str, list[Label]] = field(factory=dict, init=False)
    _by_key: dict[str, list[Label]] = field(factory=dict, init=False)
    _regions: dict[tuple[str, str], frozenset[str]] = field(factory=dict, init=False)
    _shared: set[str] = field(factory=set, init=False)
    """Keys of names that are known to mean several things of one kind."""

    def add(self, kind: str, identifier: str, texts: Iterable[str], regions: Iterable[str] = ()) -> None:
        """Let ``texts`` and the identifier itself mean something, which lies in ``regions``."""
        self._regions[kind, identifier] = frozenset(regions)
        for text in dict.fromkeys((identifier, identifier.replace("_", " "), *texts)):
            self._let(text, kind, identifier)

    def share(self, text: str, meanings: Iterable[tuple[str, str]]) -> None:
        """Let ``text`` mean several things, each a kind and an identifier, so that it is ambiguous."""
        self._shared.add(key_of(words_of(text)))
        for kind, identifier in meanings:
            self._let(text, kind, identifier)

    def _let(self, text: str, kind: str, identifier: str) -> None:
        for index, noise in ((self._in_full, frozenset[str]()), (self._by_key, NOISE)):
            labels = index.setdefault(key_of(words_of(text, noise)), [])
            if not any(label.kind == kind and label.id == identifier for label in labels):
                labels.append(Label(kind, identifier, text))

    def clashes(self) -> Iterator[tuple[str, tuple[Label, ...]]]:
        """Names that mean several things of one kind and are not known to."""
        for key, labels in self._by_key.items():
            kinds = [label.kind for label in labels]
            if len(set(kinds)) < len(kinds) and key not in self._shared:
                yield key, tuple(labels)

    def find(self, text: str, kinds: Collection[str]) -> Match:
        """Find what ``text`` means among ``kinds``, earlier kinds first.

        Raises :class:`~nktlib.errors.UnknownName` (with suggestions) or :class:`~nktlib.errors.AmbiguousName`.
        """
        for index, noise in ((self._in_full, frozenset[str]()), (self._by_key, NOISE)):
            for words, side in _readings(text, noise):
                labels = index.get(key_of(words), ())
                for kind in kinds:
                    found = [label for label in labels if label.kind == kind]
                    if len(found) > 1:
                        raise AmbiguousName(text, [label.id for label in found])
                    if found:
                        return Match(kind, found[0].id, side)
        for reading in (self._with_region, self._clipped):
            for words, side in _readings(text, NOISE):
                meant = {(label.kind, label.id): label for label in reading(words) if label.kind in kinds}
                if len(meant) > 1:
                    raise AmbiguousName(text, [identifier for _kind, identifier in meant])
                for kind, identifier in meant:
                    return Match(kind, identifier, side)
        raise UnknownName(text, self.suggest(text, kinds))

    def _with_region(self, words: tuple[str, ...]) -> Iterator[Label]:
        """What is meant by the words without one of them that says the region of what is meant."""
        for place, word in enumerate(words):
            for label in self._by_key.get(key_of(words[:place] + words[place + 1 :]), ()):
                if word in self._regions.get((label.kind, label.id), ()):
                    yield label

    def _clipped(self, words: tuple[str, ...]) -> Iterator[Label]:
        """What is meant by the words with the clipped ones spelled out, in every way."""
        if any(word in CLIPPED for word in words) and len(words) <= MOST_WORDS:
            for spelled in product(*((word, *CLIPPED.get(word, ())) for word in words)):
                yield from self._by_key.get(key_of(words_of(" ".join(spelled))), ())

    def suggest(self, text: str, kinds: Collection[str]) -> list[str]:
        """The names most like ``text``, at most three, nearest first, each of another thing."""
        from difflib import get_close_matches

        wanted = key_of(_unsided(words_of(text)))
        known = {
            key: labels
            for key, labels in self._by_key.items()
            if any(label.kind in kinds for label in labels) and (len(key) > SHORT or len(wanted) <= SHORT)
        }
        found: list[str] = []
        seen: set[tuple[str, str]] = set()
        for key in get_close_matches(wanted, known, n=8, cutoff=SIMILAR):
            label = next(label for label in known[key] if label.kind in kinds)
            if (label.kind, label.id) not in seen:
                seen.add((label.kind, label.id))
                found.append(label.text.replace("_", " "))
        return found[:3]

    def beginning(self, text: str) -> list[Label]:
        """Labels with a word that begins as ``text`` does, each thing once; for completion."""
        wanted = words_of(text)
        found: dict[tuple[str, str], Label] = {}
        for labels in self._by_key.values():
            for label in labels:
                words = words_of(label.text)
                if wanted and all(any(word.startswith(part) for word in words) for part in wanted):
                    found.setdefault((label.kind, label.id), label)
        return list(found.values())


def _unsided(words: tuple[str, ...], *, after: Collection[str] = ()) -> tuple[str, ...]:
    """The words without those that say a side, and without those of ``after`` that follow one directly."""
    pairs = zip(("", *words), words, strict=False)
    return tuple(
        word for before, word in pairs if word not in SIDE_WORDS and not (word in after and before in SIDE_WORDS)
    )


def _readings(text: str, noise: Collection[str]) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """The name as it stands, with hyphens closed up ("ilio-psoas"), and without the side if one stands in it."""
    text = _BOTH.sub("both", text)
    for spelling in dict.fromkeys((text, _HYPHEN.sub("", text))):
        words = words_of(spelling, noise)
        yield words, None
        sides = {SIDE_WORDS[word] for word in words if word in SIDE_WORDS}
        if len(sides) == 1:
            side = sides.pop()
            yield _unsided(words), side
            yield _unsided(words, after=(SIDE,)), side
