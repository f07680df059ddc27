"""What reading a session gives: findings, faults and warnings, gathered whether or not something is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from nktlib.errors import SessionError
from nktlib.sessions.codes import fault
from nktlib.sessions.finding import Session
from nktlib.sessions.validate import validate_records
from nktlib.vocab import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.atlas.atlas import Atlas
    from nktlib.errors import Fault
    from nktlib.sessions.finding import Finding

Numbered = tuple[int, object]
"""A record with the row where it stood."""


@define
class Source:
    """The records of a file, read as they are asked for, and what stands beside them.

    ``absent`` names the required columns that the file lacks; ``faults`` grows while the records are read.
    """

    faults: list[Fault] = field(factory=list)
    records: Iterator[Numbered] = field(factory=lambda: iter(()), repr=False)
    absent: list[str] = field(factory=list)
    meta: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@define
class Reading:
    """Everything that was read: a session can be made of it if there are no ``faults``."""

    faults: list[Fault] = field(factory=list)
    warnings: list[Fault] = field(factory=list)
    findings: list[Finding] = field(factory=list, repr=False)
    meta: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def session(self) -> Session:
        """Make the session; raises :class:`~nktlib.errors.SessionError` with all the faults if there are any."""
        if self.faults:
            raise SessionError(self.faults)
        return Session(self.findings, meta=self.meta, warnings=self.warnings)


def read_source(source: Source, atlas: Atlas | None = None) -> Reading:
    """Check the records of a source, and with an ``atlas`` the names and sides in them too."""
    kept: list[Numbered] = []
    numbered = source.records if atlas is None else _keeping(source.records, kept)
    findings, wrong, warnings = validate_records(numbered, source.absent)
    faults = [*source.faults, *wrong]
    if source.absent:
        # The first line is no header then, and its words may be a patient's: they are not repeated.
        warnings = [warning for warning in warnings if warning.code != "W201"]
    if atlas is not None:
        from nktlib.sessions.names import name_faults
        from nktlib.sessions.resolve import resolve_findings

        faults += name_faults(kept, atlas)
        if not faults:
            resolution = resolve_findings(findings, atlas)
            faults += resolution.faults
            warnings += resolution.warnings
    if not findings and not faults:
        warnings.append(fault("W101"))
    return Reading(
        faults=sorted(faults, key=_place),
        warnings=sorted(warnings, key=_place),
        findings=findings,
        meta=source.meta,
    )


def _place(one: Fault) -> tuple[int, int]:
    """Where a fault stands: its row, then its column; what concerns all of a row first."""
    return one.row or 0, COLUMNS.index(one.column) if one.column in COLUMNS else -1


def _keeping(records: Iterator[Numbered], kept: list[Numbered]) -> Iterator[Numbered]:
    for record in records:
        kept.append(record)
        yield record
