"""What the findings of a session are about, in terms of an atlas: names and sides resolved, every fault at once."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from nktlib.atlas.entities import MIDLINE, OTHER, SIDES
from nktlib.errors import AmbiguousName, SessionError, UnknownName
from nktlib.sessions.codes import FAULT_LIMIT, fault
from nktlib.vocab import GRADES, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.errors import Fault
    from nktlib.sessions.finding import Finding, Session

UNKNOWN: Final = "unknown"
EVERYTHING_ELSE: Final = "everything_else"
EVERYTHING_ELSE_NAMES: Final = frozenset({EVERYTHING_ELSE, "all_others", "all_other_muscles", "all_else", "everything"})

MUSCLES: Final = ("muscle", "head", "group", "movement")
PLACES: Final = ("region", "joint", "structure", "muscle", "head", "group")
KINDS_OF_SITE: Final = {
    "strength": MUSCLES,
    "challenge": MUSCLES,
    "palpation": ("muscle", "head", "group", "structure"),
    "pain": PLACES,
    "history": PLACES,
    "reflex": ("reflex",),
    "sensation": ("dermatome",),
    "sign": ("sign",),
}
"""What the site of each kind of finding may be, the likeliest first."""
SIDE_COLUMNS: Final = {"site": "side", "on": "on_side"}
KINDS_OF_STIMULUS_SITE: Final = ("muscle", "head", "group", "structure", "movement")


@frozen
class Place:
    """Something on a side: ``left``, ``right``, ``midline``, or ``unknown`` for the side that nobody wrote down."""

    kind: str
    id: str
    side: str

    def on(self, latent: str) -> Place:
        """Put it on a side, where that is unknown."""
        return evolve(self, side=latent) if self.side == UNKNOWN else self

    def mirrored(self) -> Place:
        """The same place on the other side."""
        return evolve(self, side=OTHER.get(self.side, self.side))


@frozen
class Resolved:
    """A finding and where it was made; a finding on both sides becomes one on each.

    ``site`` is ``None`` for "everything else" and for what is kept without being scored. ``on`` are the places of the
    stimulus of a challenge.
    """

    finding: Finding
    site: Place | None
    on: tuple[Place, ...] = ()

    @property
    def has_unknown_side(self) -> bool:
        """Whether it rests on the side that nobody wrote down."""
        return any(place is not None and place.side == UNKNOWN for place in (self.site, *self.on))

    def on_side(self, latent: str) -> Resolved:
        """Put what has no side on the side ``latent``."""
        site = None if self.site is None else self.site.on(latent)
        return evolve(self, site=site, on=tuple(place.on(latent) for place in self.on))


@frozen
class ResolvedSession:
    """The findings that are scored, in an order of their own, with warnings about what is not."""

    findings: tuple[Resolved, ...]
    warnings: tuple[Fault, ...]


@frozen
class Resolution:
    """What came of resolving findings: those that are scored, every fault, and warnings about what is not scored."""

    findings: tuple[Resolved, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def is_everything_else(finding: Finding) -> bool:
    """Whether the finding is about all that was not named."""
    return fold(finding.site) in EVERYTHING_ELSE_NAMES


Order = tuple[object, ...]

Known = dict["Finding", tuple[tuple[tuple[Order, "Resolved"], ...], tuple["Fault", ...]]]
"""Findings resolved before, each with its place in the order, and warnings: sessions that share them share the work."""


def resolve_session(session: Session, atlas: Atlas, known: Known | None = None) -> ResolvedSession:
    """Resolve the findings of a session that are scored.

    Of two runs of one test by one examiner the weaker or more abnormal outcome counts. The result does not depend on
    the order of the findings. Findings of later steps and others that are never scored are checked too. ``known``, if
    given, is read and added to; it must be of the same atlas.

    Raises :class:`~nktlib.errors.SessionError` with every name that is unknown or ambiguous, every impossible side,
    every challenge that contradicts its strength test, and for findings of several visits.
    """
    resolution = resolve_findings(session.findings, atlas, known)
    faults = list(resolution.faults)
    if len(session.visits) > 1:
        faults.append(fault("S406", f"{len(session.visits)} of them", column="visit"))
    if faults:
        raise SessionError(sorted(faults, key=lambda one: (one.row or 0, one.code)))
    return ResolvedSession(resolution.findings, resolution.warnings)


def resolve_findings(findings: Iterable[Finding], atlas: Atlas, known: Known | None = None) -> Resolution:
    """Resolve what is scored, of one visit or of several, giving faults and warnings instead of raising."""
    faults: list[Fault] = []
    warnings: list[Fault] = []
    ordered: list[tuple[Order, Resolved]] = []
    known = {} if known is None else known
    for finding in findings:
        if len(faults) >= FAULT_LIMIT:
            faults.append(fault("S113", row=finding.row))
            break
        before = known.get(finding)
        if before is None:
            try:
                found = tuple(resolve_finding(finding, atlas))
            except SessionError as error:
                faults += error.faults
                continue
            in_order = tuple([(_order(one), one) for one in found if finding.is_scored])
            before = known[finding] = in_order, tuple(_warnings(finding, found, atlas))
        ordered += before[0]
        warnings += before[1]
    ordered.sort(key=itemgetter(0))
    resolved = [one for _place, one in ordered]
    kept = tuple(_without_repeats(resolved))
    if not faults:
        # Before repeats are left out: a test that was weak once and strong once rules nothing out.
        faults += _contradictions(resolved)
    return Resolution(kept, tuple(faults), tuple(warnings))


def _warnings(finding: Finding, found: Sequence[Resolved], atlas: Atlas) -> Iterator[Fault]:
    """What of a finding does not count, or counts as something else."""
    yield from _heads(finding, atlas)
    if not found:
        yield fault("W202", row=finding.row, column="site", found=finding.site)
    elif finding.kind == "sign" and not any(_points_somewhere(one, atlas) for one in found):
        yield fault("W203", row=finding.row, column="site", found=finding.site)


def _heads(finding: Finding, atlas: Atlas) -> Iterator[Fault]:
    """Warnings about what counts as the muscle that it is a head of."""
    for column, kinds in (("site", KINDS_OF_SITE[finding.kind]), ("on", KINDS_OF_STIMULUS_SITE)):
        text = getattr(finding, column)
        if text is None or is_everything_else(finding) or (finding.kind == "sign" and column == "site"):
            continue
        match = atlas.names.find(text, kinds)
        if match.kind == "head":
            muscle = atlas.tables.heads[match.id].muscle.replace("_", " ")
            yield fault("W204", muscle, row=finding.row, column=column, found=text)


def _points_somewhere(resolved: Resolved, atlas: Atlas) -> bool:
    sign = None if resolved.site is None else atlas.tables.signs.get(resolved.site.id)
    return sign is not None and bool(sign.roots or sign.nerves)


def resolve_finding(finding: Finding, atlas: Atlas) -> Iterator[Resolved]:
    """Resolve one finding: to one on each of its sides, or to none if it is a sign that the atlas does not know.

    Raises :class:`~nktlib.errors.SessionError` with what is wrong with its names and sides.
    """
    if finding.kind == "strength" and is_everything_else(finding):
        if finding.outcome and finding.outcome != "not_tested" and not is_strong(finding.outcome):
            raise SessionError([fault("S407", row=finding.row, column="outcome", found=finding.outcome)])
        yield Resolved(finding, None)
        return
    faults: list[Fault] = []
    sites = _places(finding, atlas, "site", KINDS_OF_SITE[finding.kind], faults)
    on: list[Place] = []
    if finding.on is not None:
        on = _places(finding, atlas, "on", KINDS_OF_STIMULUS_SITE, faults)
    if faults:
        if finding.kind == "sign" and [one.code for one in faults] == ["S401"]:
            return
        raise SessionError(faults)
    for site in sites:
        yield Resolved(finding, site, tuple(on))


def _places(finding: Finding, atlas: Atlas, column: str, kinds: Sequence[str], faults: list[Fault]) -> list[Place]:
    """Find what stands in ``column``, ``site`` or ``on``, and its side; no place if something is wrong with it."""
    side_column = SIDE_COLUMNS[column]
    text, side, row = getattr(finding, column), getattr(finding, side_column), finding.row
    try:
        match = atlas.names.find(text, kinds)
    except UnknownName as error:
        code = "S402" if isinstance(error, AmbiguousName) else "S401"
        faults.append(fault(code, row=row, column=column, found=text, suggestions=error.suggestions))
        return []
    if match.kind == "head":
        match = evolve(match, kind="muscle", id=atlas.tables.heads[match.id].muscle)
    if match.side is not None and side not in (None, match.side):
        faults.append(fault("S403", row=row, column=side_column, found=side, expected=match.side))
        return []
    said, name = side or match.side, match.id.replace("_", " ")
    if atlas.sides_of(match.kind, match.id) == (MIDLINE,):
        # A joint or region of the middle has a left and a right half to a patient; a muscle or structure has not.
        if match.kind in ("muscle", "structure") and said in SIDES:
            faults.append(fault("S404", name, row=row, column=side_column, found=said))
        sides: Sequence[str] = (MIDLINE,)
    elif said == "both":
        sides = SIDES
    else:
        # A group said to be of the midline is one test of both its sides.
        if said == MIDLINE and match.kind not in ("group", "reflex", "sign", "dermatome"):
            faults.append(fault("S405", name, row=row, column=side_column, found=said))
        sides = (said or UNKNOWN,)
    return [Place(match.kind, match.id, one) for one in sides]


def _order(resolved: Resolved) -> Order:
    """An order that the findings themselves decide, so that the order in which they were made does not matter."""
    finding = resolved.finding
    cells = (
        finding.kind,
        resolved.site,
        resolved.on,
        finding.stimulus,
        finding.outcome,
        finding.examiner,
        finding.position,
    )
    return tuple(repr(cell) for cell in (*cells, finding.pain, finding.step, finding.visit))


def strength_of(outcome: str) -> float:
    """Rank an outcome of a strength test, the weakest first."""
    ranks = {"weak": 3.5, "painful": 3.9, "substitution": 4.5, "strong": 5.0, "not_tested": 6.0}
    return ranks[outcome] if outcome in ranks else GRADES[outcome]


MORE_ABNORMAL: Final = ("absent", "reduced", "positive", "present")
"""Outcomes of other findings than strength tests that count first when the same one was made twice."""


def _rank(finding: Finding) -> tuple[float, ...]:
    """Order of two runs of one test: what is weaker, more abnormal, or hurt comes first."""
    if finding.kind == "strength":
        return (strength_of(finding.outcome), not finding.pain)
    abnormal = finding.outcome in MORE_ABNORMAL
    return (MORE_ABNORMAL.index(finding.outcome) if abnormal else len(MORE_ABNORMAL), 0)


def _without_repeats(findings: Iterable[Resolved]) -> Iterator[Resolved]:
    """Of the same test by the same examiner at one step and in one position, the more abnormal outcome counts."""
    best: dict[object, Resolved] = {}
    for one in findings:
        finding = one.finding
        outcome = finding.outcome if finding.kind in ("palpation", "history", "challenge") else None
        circumstances = (finding.visit, finding.step, finding.examiner, finding.position)
        key = (finding.kind, one.site, one.on, finding.stimulus, outcome, circumstances)
        if key not in best or _rank(finding) < _rank(best[key].finding):
            best[key] = one
    yield from best.values()


def is_strong(outcome: str) -> bool:
    """Whether nothing was noticed: ``strong``, or grade 5."""
    return outcome in ("strong", "5")


def is_weak(outcome: str) -> bool:
    """Whether something was noticed: ``weak``, or a grade below 5."""
    return outcome == "weak" or (outcome in GRADES and not is_strong(outcome))


def same_circumstances(one: Finding, other: Finding) -> bool:
    """Whether two findings may be of one test: of one visit, examiner and position, as far as these are said."""
    pairs = ((one.examiner, other.examiner), (one.position, other.position))
    return one.visit == other.visit and all(None in pair or pair[0] == pair[1] for pair in pairs)


def baseline_of(challenge: Resolved, findings: Iterable[Resolved]) -> list[str]:
    """Outcomes of the strength tests that a challenge repeats; a test that only hurt says nothing of strength."""
    return [
        one.finding.outcome
        for one in findings
        if one.finding.kind == "strength"
        and one.site == challenge.site
        and one.finding.outcome not in ("not_tested", "painful")
        and same_circumstances(one.finding, challenge.finding)
    ]


def contradicts(challenge: Resolved, baseline: Sequence[str]) -> bool:
    """Whether every baseline rules out what the challenge came out as."""
    outcome = challenge.finding.outcome
    return bool(baseline) and (
        (outcome == "strengthens" and all(map(is_strong, baseline)))
        or (outcome == "weakens" and all(one == "weak" for one in baseline))
    )


def _contradictions(findings: Sequence[Resolved]) -> Iterator[Fault]:
    """Challenges that say of a test what its baseline rules out."""
    for one in findings:
        if one.finding.kind == "challenge" and one.site is not None:
            baseline = baseline_of(one, findings)
            if contradicts(one, baseline):
                detail = f"{one.site.id.replace('_', ' ')} tested {min(baseline)}"
                yield fault("S305", detail, row=one.finding.row, column="outcome", found=one.finding.outcome)
