"""From the tables of a directory to an atlas."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from nktlib.atlas import rows
from nktlib.atlas.atlas import Atlas, Tables
from nktlib.atlas.entities import (
    Action,
    Arc,
    Attachments,
    Group,
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
from nktlib.errors import TableError
from nktlib.tables.parameters import read_parameters
from nktlib.tables.place import data_directory
from nktlib.tables.read import read_table
from nktlib.tables.readonly import ReadOnly

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike
    from pathlib import Path

Row = TypeVar("Row", bound=rows.Sourced)
Keyed = TypeVar("Keyed")


def load_atlas(path: str | PathLike[str] | None = None) -> Atlas:
    """Load an atlas: the shipped one, or another from a directory of the same tables.

    The shipped one is read once and shared; it is frozen. Another one is linted first; its sources are looked up in
    ``sources.bib`` in its directory or beside that, else in the shipped one.

    Raises :class:`~nktlib.errors.TableError` with every fault of the tables, and ``OSError`` where a file is missing.
    """
    from pathlib import Path

    from nktlib.atlas.lint import lint_tables

    if path is None:
        return _shipped()
    directory = Path(path)
    faults = tuple(lint_tables(directory, bibliography_of(directory)))
    if faults:
        raise TableError(faults)
    return read_atlas(directory)


def bibliography_of(directory: Path) -> Path:
    """Find the bibliography of an atlas: in its directory, beside it, or the shipped one."""
    places = (directory, directory.parent, data_directory())
    return next(place / "sources.bib" for place in places if (place / "sources.bib").is_file())


@cache
def _shipped() -> Atlas:
    return read_atlas(data_directory() / "atlas")


def read_atlas(directory: Path) -> Atlas:
    """Read the tables of ``directory`` and build the atlas."""

    def table(name: str, row_class: type[Row]) -> tuple[Row, ...]:
        return read_table(directory / f"{name}.csv", row_class)

    members = by("group", table("group_members", rows.MemberRow))
    shares = {
        group: tuple(Share(r.muscle, r.share, r.sources, r.checked) for r in found) for group, found in members.items()
    }
    neighbours: dict[str, set[str]] = defaultdict(set)
    for pair in table("neighbours", rows.NeighbourRow):
        neighbours[pair.region].add(pair.neighbour)
        neighbours[pair.neighbour].add(pair.region)
    movements = {
        r.movement: Movement(r.movement, r.name, r.joint, r.direction, r.sense, r.opposite, r.names, r.sources)
        for r in table("movements", rows.MovementRow)
    }
    tables = Tables(
        version=(directory / "ATLAS_VERSION").read_text(encoding="utf-8").strip(),
        digest=digest_of(directory),
        muscles=ReadOnly(_muscles(directory, movements, shares)),
        movements=ReadOnly(movements),
        joints=ReadOnly(
            {
                r.joint: Joint(r.joint, r.name, r.names, r.paired, r.region, r.sources)
                for r in table("joints", rows.JointRow)
            }
        ),
        nerves=ReadOnly(
            {r.nerve: Nerve(r.nerve, r.name, r.names, r.parent, r.sources) for r in table("nerves", rows.NerveRow)}
        ),
        regions=ReadOnly(
            {
                r.region: Region(
                    r.region, r.name, r.names, r.area, r.paired, tuple(sorted(neighbours[r.region])), r.sources
                )
                for r in table("regions", rows.RegionRow)
            }
        ),
        structures=ReadOnly(
            {
                r.structure: Structure(r.structure, r.name, r.names, r.kind, r.region, r.paired, r.sources)
                for r in table("structures", rows.StructureRow)
            }
        ),
        groups=ReadOnly(
            {
                r.group: Group(
                    r.group, r.name, r.latin, r.names, Identifiers(r.ta2, r.uberon, r.fma), shares[r.group], r.sources
                )
                for r in table("groups", rows.GroupRow)
            }
        ),
        reflexes=ReadOnly({r.reflex: arc(r.reflex, r) for r in table("reflexes", rows.ReflexRow)}),
        dermatomes=ReadOnly({r.dermatome: arc(r.dermatome, r) for r in table("dermatomes", rows.DermatomeRow)}),
        signs=ReadOnly({r.sign: arc(r.sign, r) for r in table("signs", rows.SignRow)}),
        evidence=Evidence(
            table("slings", rows.SlingRow),
            table("contralateral", rows.ContralateralRow),
            table("compensations", rows.CompensationRow),
        ),
        weights=read_parameters(directory / "weights.csv"),
    )
    return Atlas(tables)


def _muscles(
    directory: Path, movements: dict[str, Movement], shares: dict[str, tuple[Share, ...]]
) -> dict[str, Muscle]:
    names = by("muscle", read_table(directory / "names.csv", rows.NameRow))
    actions = by("muscle", read_table(directory / "actions.csv", rows.ActionRow))
    nerves = by("muscle", read_table(directory / "innervation.csv", rows.InnervationRow))
    roots = by("muscle", read_table(directory / "roots.csv", rows.RootRow))
    attachments = by("muscle", read_table(directory / "attachments.csv", rows.AttachmentRow))
    tests = by("muscle", read_table(directory / "tests.csv", rows.ManualTestRow))
    muscles = {}
    for row in read_table(directory / "muscles.csv", rows.MuscleRow):
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
            parts=shares.get(muscle, ()),
            actions=tuple(
                Action(
                    r.movement,
                    movements[r.movement].joint,
                    movements[r.movement].direction,
                    r.role,
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
            sources=row.sources,
        )
    return muscles


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


def digest_of(directory: Path) -> str:
    """SHA-256 of the tables of a directory, in the order of their names, with LF line ends whatever the system."""
    from hashlib import sha256

    digest = sha256()
    for path in sorted(directory.glob("*.csv")):
        digest.update(path.name.encode() + b"\n" + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
