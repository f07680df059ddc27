"""What must hold between the tables of an atlas, beyond what each column takes: every breach is a fault with a code."""

from __future__ import annotations

from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from nktlib.atlas.load import read_atlas
from nktlib.atlas.schema import ARCS, KEYS, REFERENCES, ROLES, ROOTS, TABLES, WORDS
from nktlib.errors import Fault, TableError
from nktlib.tables.parameters import read_parameters
from nktlib.tables.read import read_table
from nktlib.tables.sources import UNREAD, read_sources
from nktlib.vocab import EVIDENCE_GRADES, RELATION_INVERSES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from nktlib.atlas.atlas import Atlas

CODES: Final[Mapping[str, str]] = {
    "A101": "unknown muscle",
    "A102": "unknown movement",
    "A103": "unknown joint",
    "A104": "unknown nerve",
    "A105": "unknown region",
    "A106": "unknown group",
    "A107": "unknown member: no muscle, group or structure has this identifier",
    "A108": "unknown root",
    "A109": "unknown word",
    "A110": "the same row is there twice",
    "A121": "the opposite is unknown, or its opposite is another",
    "A122": "the opposite is at another joint, or in a direction that is no opposite",
    "A123": "a nerve is a branch of itself",
    "A131": "the shares do not add to 1",
    "A132": "a share is not between 0 and 1",
    "A141": "a row names no source",
    "A142": "the source is not in the bibliography",
    "A143": "a row was read, but in no source",
    "A151": "a muscle without parts has no row here",
    "A152": "a group has no members",
    "A153": "the whole that a muscle names and the parts of that whole disagree",
    "A154": "a weight is missing",
    "A161": "a name means several things of one kind",
    "A162": "a kind of relation has no inverse",
    "A163": "a presence is not above 0 and at most 1",
    "A164": "an identifier that is left out is in the atlas",
}
"""What each code means. A code keeps its meaning; a new check gets a new one."""

TOLERANCE: Final = 0.005
"""Shares are written with few digits: their sum may miss 1 by this much."""

WEIGHTS: Final = (
    *(f"role.{role}" for role in ROLES),
    *(
        f"link.{name}"
        for name in (
            "antagonist",
            "cap",
            "contralateral",
            "distance",
            "least",
            "load",
            "region",
            "sling",
            "synergist",
            "takeover",
        )
    ),
    *(f"link.{stance}.{grade}" for stance in ("documented", "against") for grade in EVIDENCE_GRADES),
)
"""Weights that every atlas needs."""

Book = dict[str, tuple[Any, ...]]
"""The rows of every table."""


def lint_tables(directory: Path, bibliography: Path) -> Iterator[Fault]:
    """Give every fault of the tables of an atlas: of their cells first, then of what they say together.

    Names and relations are looked at only where nothing else is wrong: the atlas cannot be built before that.
    """
    book: Book = {}
    faults: list[Fault] = []
    for table, row_class in TABLES.items():
        try:
            book[table] = read_table(directory / f"{table}.csv", row_class)
        except TableError as error:
            faults += error.faults
    try:
        book["weights"] = tuple(read_parameters(directory / "weights.csv").rows.values())
    except TableError as error:
        faults += error.faults
    if not faults:
        faults += lint_sources(book, read_sources(bibliography))
        faults += chain.from_iterable(check(book) for check in CHECKS)
    yield from faults or lint_atlas(read_atlas(directory))


def lint_atlas(atlas: Atlas) -> Iterator[Fault]:
    """Give the faults of an atlas's names and relations."""
    for key, labels in atlas.names.clashes():
        yield Fault("A161", CODES["A161"], found=key, expected=", ".join(f"{one.kind} {one.id}" for one in labels))
    kinds = {kind for _one, _other, kind in atlas.graph.edges(keys=True)}
    for kind in sorted(kinds):
        if RELATION_INVERSES.get(RELATION_INVERSES.get(kind, "")) != kind:
            yield Fault("A162", CODES["A162"], found=kind)


def lint_sources(book: Mapping[str, tuple[Any, ...]], sources: Collection[str]) -> Iterator[Fault]:
    """Give the rows that say nothing, or something wrong, about what they rest on; for any table with sources."""
    for table, found in book.items():
        for line, row in enumerate(found, start=2):
            if not row.sources:
                yield _fault("A141", (table, line, "sources"), None)
            for source in row.sources:
                if source not in sources:
                    yield _fault("A142", (table, line, "sources"), source)
            if row.checked == "read" and row.sources and UNREAD.issuperset(row.sources):
                yield _fault("A143", (table, line, "checked"), ", ".join(row.sources))


def _fault(
    code: str, place: tuple[str, int | None, str | None], found: str | None, expected: str | None = None
) -> Fault:
    table, line, column = place
    return Fault(code, f"{table}.csv: {CODES[code]}", line, column, found, expected)


def _known(book: Book) -> Mapping[str, Collection[str]]:
    """What there is of each kind; wholes have parts, leaves none, and ``set`` is what may have members."""
    known = {
        kind: {getattr(row, kind) for row in book[table]}
        for kind, table in (
            ("muscle", "muscles"),
            ("movement", "movements"),
            ("joint", "joints"),
            ("nerve", "nerves"),
            ("region", "regions"),
            ("structure", "structures"),
            ("group", "groups"),
        )
    }
    wholes = {row.whole for row in book["muscles"] if row.whole}
    return known | {
        "leaf": known["muscle"] - wholes,
        "set": known["group"] | wholes,
        "member": known["muscle"] | known["group"] | known["structure"],
        "named": known["muscle"] | known["group"] | known["movement"] | {row.head for row in book["heads"]},
        "root": ROOTS,
    }


def _references(book: Book) -> Iterator[Fault]:
    known = _known(book)
    for table, column, kind, code in REFERENCES:
        for line, row in enumerate(book[table], start=2):
            cell = getattr(row, column)
            for name in cell if isinstance(cell, tuple) else (cell,):
                if name is not None and name not in known[kind]:
                    yield _fault(code, (table, line, column), name)
    for table in ARCS:
        for line, row in enumerate(book[table], start=2):
            for root in row.roots:
                name, _colon, share = root.partition(":")
                if name not in ROOTS or not _is_share(share):
                    yield _fault("A108", (table, line, "roots"), root, "a root and its share: c7:0.5")


def _words(book: Book) -> Iterator[Fault]:
    for (table, column), words in WORDS.items():
        for line, row in enumerate(book[table], start=2):
            if getattr(row, column) not in words:
                yield _fault("A109", (table, line, column), getattr(row, column), " | ".join(words))


def _repeats(book: Book) -> Iterator[Fault]:
    for table, columns in KEYS.items():
        seen = set()
        for line, row in enumerate(book[table], start=2):
            key = tuple(getattr(row, column) for column in columns)
            if key in seen:
                yield _fault("A110", (table, line, columns[-1]), " ".join(key))
            seen.add(key)


def _opposites(book: Book) -> Iterator[Fault]:
    movements = {row.movement: row for row in book["movements"]}
    for line, row in enumerate(book["movements"], start=2):
        other = movements.get(row.opposite)
        if other is None or other.opposite != row.movement:
            yield _fault("A121", ("movements", line, "opposite"), row.opposite)
        # To one side and to the other is one direction; without a side, the opposite is another direction.
        elif row.joint != other.joint or (row.direction == other.direction) != bool(row.sense and other.sense):
            yield _fault("A122", ("movements", line, "opposite"), row.opposite)


def _nerve_tree(book: Book) -> Iterator[Fault]:
    parents = {row.nerve: row.parent for row in book["nerves"]}
    for line, row in enumerate(book["nerves"], start=2):
        above, trunk = set(), row.parent
        while trunk and trunk not in above:
            above.add(trunk)
            trunk = parents.get(trunk)
        if row.nerve in above:
            yield _fault("A123", ("nerves", line, "parent"), row.parent)


def _shares(book: Book) -> Iterator[Fault]:
    for table, column in (("innervation", "muscle"), ("roots", "muscle"), ("group_members", "group")):
        totals: dict[str, float] = defaultdict(float)
        last: dict[str, int] = {}
        for line, row in enumerate(book[table], start=2):
            if not 0 < row.share <= 1:
                yield _fault("A132", (table, line, "share"), f"{row.share:g}")
            totals[getattr(row, column)] += row.share
            last[getattr(row, column)] = line
        for name, total in totals.items():
            if abs(total - 1) > TOLERANCE:
                yield _fault("A131", (table, last[name], "share"), f"{name} {total:g}")
    for table in ARCS:
        for line, row in enumerate(book[table], start=2):
            shares = [share for root in row.roots if _is_share(share := root.partition(":")[2])]
            if shares and len(shares) == len(row.roots) and abs(sum(map(float, shares)) - 1) > TOLERANCE:
                yield _fault("A131", (table, line, "roots"), ";".join(row.roots))


def _is_share(text: str) -> bool:
    try:
        return 0 < float(text) <= 1
    except ValueError:
        return False


def _completeness(book: Book) -> Iterator[Fault]:
    leaves = _known(book)["leaf"]
    for table in ("actions", "innervation", "attachments", "tests"):
        present = {row.muscle for row in book[table]}
        for row in book["muscles"]:
            # Of an inconstant muscle nobody may know the nerve, or what it does.
            excused = row.presence != 1 and table in ("actions", "innervation")
            if row.muscle in leaves and row.muscle not in present and not excused:
                yield _fault("A151", (table, None, "muscle"), row.muscle)
    for line, row in enumerate(book["muscles"], start=2):
        if row.presence is not None and not 0 < row.presence <= 1:
            yield _fault("A163", ("muscles", line, "presence"), f"{row.presence:g}")
    weights = {row.name for row in book["weights"]}
    for name in WEIGHTS:
        if name not in weights:
            yield _fault("A154", ("weights", None, "name"), name)


def _left_out(book: Book) -> Iterator[Fault]:
    used = {
        identifier
        for table in ("muscles", "heads", "groups")
        for row in book[table]
        for identifier in (row.ta2, row.uberon, row.fma)
    }
    for line, row in enumerate(book["excluded"], start=2):
        if row.identifier in used:
            yield _fault("A164", ("excluded", line, "identifier"), row.identifier)


def _members(book: Book) -> Iterator[Fault]:
    members: dict[str, set[str]] = defaultdict(set)
    for row in book["group_members"]:
        members[row.group].add(row.muscle)
    for line, row in enumerate(book["groups"], start=2):
        if row.group not in members:
            yield _fault("A152", ("groups", line, "group"), row.group)
    parts: dict[str, set[str]] = defaultdict(set)
    for row in book["muscles"]:
        if row.whole:
            parts[row.whole].add(row.muscle)
    for whole, found in parts.items():
        for part in sorted(found ^ members[whole]):
            yield _fault("A153", ("group_members", None, "muscle"), part, f"part of {whole}")


CHECKS: Final[tuple[Callable[[Book], Iterator[Fault]], ...]] = (
    _references,
    _words,
    _repeats,
    _opposites,
    _nerve_tree,
    _shares,
    _completeness,
    _members,
    _left_out,
)

__all__ = ["CODES", "lint_atlas", "lint_sources", "lint_tables"]
