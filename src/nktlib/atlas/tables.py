"""The contents of an atlas: entities read from the tables of a directory, each table when it is first asked for."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from nktlib.atlas import rows
from nktlib.atlas.entities import (
    Action,
    Arc,
    Attachments,
    Group,
    Head,
    Identifiers,
    Joint,
    ManualTest,
    Movement,
    Muscle,
    Nerve,
    Region,
    Share,
    Structure,
)
from nktlib.atlas.links import Evidence
from nktlib.tables.parameters import read_parameters
from nktlib.tables.read import read_table
from nktlib.tables.readonly import ReadOnly

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from nktlib.tables.parameters import Parameters

Row = TypeVar("Row", bound=rows.Sourced)
Keyed = TypeVar("Keyed")


class Tables:
    """The contents of an atlas, each a mapping from identifier to entity, with the version and digest of the tables.

    ``given`` are contents that are not read but stand as they are.
    """

    def __init__(self, directory: Path, given: Mapping[str, object] | None = None) -> None:
        # A cached property looks here first.
        self.__dict__.update(given or {}, _directory=directory)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"the contents of an atlas are read-only: {name}")

    _directory: Path

    def replace(self, **changes: object) -> Tables:
        """Give the same contents with some replaced."""
        read = {name: self.__dict__[name] for name in CONTENTS if name in self.__dict__}
        return Tables(self._directory, {**read, **changes})

    def __reduce__(self) -> tuple[type[Tables], tuple[Path, dict[str, object]]]:
        return Tables, (self._directory, {name: getattr(self, name) for name in CONTENTS})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Tables):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in CONTENTS)

    def __hash__(self) -> int:
        return hash(self.digest)

    def _read(self, name: str, row_class: type[Row]) -> tuple[Row, ...]:
        return read_table(self._directory / f"{name}.csv", row_class)

    @cached_property
    def version(self) -> str:
        """Version of the tables."""
        return (self._directory / "ATLAS_VERSION").read_text(encoding="utf-8").strip()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the tables in the order of their names, with LF line ends whatever the system."""
        from hashlib import sha256

        digest = sha256()
        for path in sorted(self._directory.glob("*.csv")):
            digest.update(path.name.encode() + b"\n" + path.read_bytes().replace(b"\r\n", b"\n"))
        return digest.hexdigest()

    @cached_property
    def muscles(self) -> Mapping[str, Muscle]:
        """Muscles, their parts that are tested apart, and the wholes of these."""
        names = by("muscle", self._read("names", rows.NameRow))
        actions = by("muscle", self._read("actions", rows.ActionRow))
        nerves = by("muscle", self._read("innervation", rows.InnervationRow))
        roots = by("muscle", self._read("roots", rows.RootRow))
        attachments = by("muscle", self._read("attachments", rows.AttachmentRow))
        tests = by("muscle", self._read("tests", rows.ManualTestRow))
        heads = by("muscle", list(self.heads.values()))
        movements = self.movements
        muscles = {}
        for row in self._read("muscles", rows.MuscleRow):
            muscle = row.muscle
            ends = [Attachments(r.origin, r.insertion, r.sources, r.checked) for r in attachments.get(muscle, ())]
            by_hand = [ManualTest(r.tested, r.position, r.sources, r.checked) for r in tests.get(muscle, ())]
            muscles[muscle] = Muscle(
                id=muscle,
                name=row.name,
                latin=row.latin,
                names=tuple(r.name for r in names.get(muscle, ())),
                ids=Identifiers(row.ta2, row.uberon, row.fma),
                region=row.region,
                other_regions=row.other_regions,
                paired=row.paired,
                whole=row.whole,
                parts=self._shares.get(muscle, ()),
                actions=tuple(
                    Action(
                        r.movement,
                        movements[r.movement].joint,
                        movements[r.movement].direction,
                        r.role,
                        self._capacities.get((muscle, r.movement)),
                        r.sources,
                        r.checked,
                        r.note,
                    )
                    for r in actions.get(muscle, ())
                ),
                nerves=tuple(Share(r.nerve, r.share, r.sources, r.checked, r.note) for r in nerves.get(muscle, ())),
                roots=tuple(Share(r.root, r.share, r.sources, r.checked, r.note) for r in roots.get(muscle, ())),
                attachments=ends[0] if ends else None,
                manual_test=by_hand[0] if by_hand else None,
                heads=tuple(heads.get(muscle, ())),
                presence=row.presence,
                sources=row.sources,
            )
        return ReadOnly(muscles)

    @cached_property
    def heads(self) -> Mapping[str, Head]:
        """Heads, bellies and parts that are not tested apart."""
        return _keyed(
            Head(
                r.head,
                r.muscle,
                r.name,
                r.latin,
                r.names,
                Identifiers(r.ta2, r.uberon, r.fma),
                r.attachment,
                r.note,
                r.sources,
            )
            for r in self._read("heads", rows.HeadRow)
        )

    @cached_property
    def _capacities(self) -> Mapping[tuple[str, str], float]:
        """(muscle, movement) -> N m."""
        return {(r.muscle, r.movement): r.capacity for r in self._read("capacities", rows.CapacityRow)}

    @cached_property
    def _shares(self) -> Mapping[str, tuple[Share, ...]]:
        """Group or whole -> its members with their shares."""
        members = by("group", self._read("group_members", rows.MemberRow))
        return {
            group: tuple(Share(r.muscle, r.share, r.sources, r.checked) for r in found)
            for group, found in members.items()
        }

    @cached_property
    def movements(self) -> Mapping[str, Movement]:
        """Movements at joints."""
        return _keyed(
            Movement(r.movement, r.name, r.joint, r.direction, r.sense, r.opposite, r.names, r.sources)
            for r in self._read("movements", rows.MovementRow)
        )

    @cached_property
    def joints(self) -> Mapping[str, Joint]:
        """Joints, and places that move like one."""
        return _keyed(
            Joint(r.joint, r.name, r.names, r.paired, r.region, r.sources) for r in self._read("joints", rows.JointRow)
        )

    @cached_property
    def nerves(self) -> Mapping[str, Nerve]:
        """The tree of peripheral nerves."""
        return _keyed(Nerve(r.nerve, r.name, r.names, r.parent, r.sources) for r in self._read("nerves", rows.NerveRow))

    @cached_property
    def regions(self) -> Mapping[str, Region]:
        """Regions of the body with their neighbours."""
        neighbours: dict[str, set[str]] = defaultdict(set)
        for pair in self._read("neighbours", rows.NeighbourRow):
            neighbours[pair.region].add(pair.neighbour)
            neighbours[pair.neighbour].add(pair.region)
        return _keyed(
            Region(r.region, r.name, r.names, r.area, r.paired, tuple(sorted(neighbours[r.region])), r.sources)
            for r in self._read("regions", rows.RegionRow)
        )

    @cached_property
    def structures(self) -> Mapping[str, Structure]:
        """Compensators that are no muscles."""
        return _keyed(
            Structure(r.structure, r.name, r.names, r.kind, r.region, r.paired, r.sources)
            for r in self._read("structures", rows.StructureRow)
        )

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Muscles that people name together."""
        return _keyed(
            Group(
                r.group,
                r.name,
                r.latin,
                r.names,
                Identifiers(r.ta2, r.uberon, r.fma),
                self._shares[r.group],
                r.sources,
            )
            for r in self._read("groups", rows.GroupRow)
        )

    @cached_property
    def reflexes(self) -> Mapping[str, Arc]:
        """Tendon reflexes."""
        return _keyed(arc(r.reflex, r) for r in self._read("reflexes", rows.ReflexRow))

    @cached_property
    def dermatomes(self) -> Mapping[str, Arc]:
        """Fields of sensation."""
        return _keyed(arc(r.dermatome, r) for r in self._read("dermatomes", rows.DermatomeRow))

    @cached_property
    def signs(self) -> Mapping[str, Arc]:
        """Provocation tests and other signs."""
        return _keyed(arc(r.sign, r) for r in self._read("signs", rows.SignRow))

    @cached_property
    def shared_names(self) -> tuple[rows.SharedNameRow, ...]:
        """Names that are ambiguous."""
        return self._read("shared_names", rows.SharedNameRow)

    @cached_property
    def evidence(self) -> Evidence:
        """What tables say of who takes over for whom."""
        return Evidence(
            self._read("slings", rows.SlingRow),
            self._read("contralateral", rows.ContralateralRow),
            self._read("compensations", rows.CompensationRow),
            self._read("takeovers", rows.TakeoverRow),
        )

    @cached_property
    def weights(self) -> Parameters:
        """What turns facts into the strengths of links."""
        return read_parameters(self._directory / "weights.csv")


CONTENTS: Final = tuple(
    name for name, kind in vars(Tables).items() if isinstance(kind, cached_property) and not name.startswith("_")
)
"""What an atlas contains, by the name of the property."""


def _keyed(entities: Iterable[Any]) -> ReadOnly[str, Any]:
    return ReadOnly({entity.id: entity for entity in entities})


def by(column: str, table: Sequence[Keyed]) -> dict[str, list[Keyed]]:
    """Group rows by the text in one of their columns."""
    found: dict[str, list[Keyed]] = {}
    for row in table:
        found.setdefault(getattr(row, column), []).append(row)
    return found


def arc(identifier: str, row: rows.ReflexRow | rows.DermatomeRow | rows.SignRow) -> Arc:
    """Build a reflex, field of sensation or sign, reading roots written as ``c7:0.75``."""
    pairs = (root.partition(":") for root in row.roots)
    roots = tuple(Share(root, float(share), row.sources, row.checked) for root, _colon, share in pairs)
    return Arc(identifier, row.name, row.names, roots, row.nerves, row.sources)
