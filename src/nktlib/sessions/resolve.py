"""What the findings of a session are about, in terms of an atlas: names and sides resolved, every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from nktlib.atlas.entities import MIDLINE, OTHER, SIDES
from nktlib.errors import AmbiguousName, SessionError, UnknownName
from nktlib.sessions.codes import fault
from nktlib.sessions.finding import Finding
from nktlib.vocab import GRADES, KIND_SYNONYMS, KINDS, SIDE_SYNONYMS, column_name, fold
from nktlib.vocab import SIDES as SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from nktlib.atlas.atlas import Atlas
    from nktlib.errors import Fault
    from nktlib.sessions.finding import Session

UNKNOWN: Final = "unknown"
EVERYTHING_ELSE: Final = "everything_else"
EVERYTHING_ELSE_NAMES: Final = frozenset({EVERYTHING_ELSE, "all_others", "all_other_muscles", "all_else", "everything"})

MUSCLES: Final = ("muscle", "group", "movement")
PLACES: Final = ("region", "joint", "structure", "muscle", "group")
KINDS_OF_SITE: Final = {
    "strength": MUSCLES,
    "challenge": MUSCLES,
    "palpation": ("muscle", "group", "structure"),
    "pain": PLACES,
    "history": PLACES,
    "reflex": ("reflex",),
    "sensation": ("dermatome",),
    "sign": ("sign",),
}
"""What the site of each kind of finding may be, the likeliest first."""
KINDS_OF_STIMULUS_SITE: Final = ("muscle", "group", "structure", "movement")


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


def is_everything_else(finding: Finding) -> bool:
    """Whether the finding is about all that was not named."""
    return fold(finding.site) in EVERYTHING_ELSE_NAMES


def resolve_session(session: Session, atlas: Atlas) -> ResolvedSession:
    """Resolve the findings of a session that are scored.

    Of two runs of one test by one examiner the weaker outcome counts. The result does not depend on the order of the
    findings. Findings of later steps and others that are never scored are checked too.

    Raises :class:`~nktlib.errors.SessionError` with every name that is unknown or ambiguous, every impossible side and
    every challenge that contradicts its strength test.
    """
    faults: list[Fault] = []
    warnings: list[Fault] = []
    resolved: list[Resolved] = []
    for finding in session.findings:
        try:
            found = list(_resolve(finding, atlas))
        except SessionError as error:
            faults += error.faults
            continue
        if not found:
            warnings.append(fault("W202", row=finding.row, column="site", found=finding.site))
        resolved += [one for one in found if finding.is_scored]
    visits = {finding.visit for finding in session.findings if finding.is_scored}
    if len(visits) > 1:
        faults.append(fault("S406", f"{len(visits)} of them", column="visit"))
    resolved.sort(key=_order)
    kept = list(_without_repeats(resolved))
    if not faults:
        faults += _contradictions(kept)
    if faults:
        raise SessionError(sorted(faults, key=lambda one: (one.row or 0, one.code)))
    return ResolvedSession(tuple(kept), tuple(warnings))


def name_faults(numbered: Iterable[tuple[int, object]], atlas: Atlas) -> list[Fault]:
    """Find faulty names and sides in records as they came, also in those that have other faults and make no finding."""
    faults: list[Fault] = []
    for row, record in numbered:
        if not isinstance(record, Mapping):
            continue
        cells = {column_name(str(column)): cell for column, cell in record.items() if isinstance(cell, str) and cell.strip()}
        kind = fold(cells.get("kind", ""))
        kind = KIND_SYNONYMS.get(kind, kind)
        if kind not in KINDS or "site" not in cells:
            continue
        draft = Finding(
            kind=kind,
            site=cells["site"],
            side=_side_word(cells.get("side", "")),
            outcome="",
            on=cells.get("on") if kind == "challenge" else None,
            on_side=_side_word(cells.get("on_side", "")),
            row=row,
        )
        try:
            list(_resolve(draft, atlas))
        except SessionError as error:
            faults += error.faults
    return faults


def _side_word(text: str) -> str | None:
    side = fold(text)
    side = SIDE_SYNONYMS.get(side, side)
    return side if side in SIDE_WORDS else None


def _resolve(finding: Finding, atlas: Atlas) -> Iterator[Resolved]:
    if finding.kind == "strength" and is_everything_else(finding):
        yield Resolved(finding, None)
        return
    faults: list[Fault] = []
    sites = _places(finding, atlas, "site", "side", KINDS_OF_SITE[finding.kind], faults)
    on: list[Place] = []
    if finding.on is not None:
        on = _places(finding, atlas, "on", "on_side", KINDS_OF_STIMULUS_SITE, faults)
    if faults:
        if finding.kind == "sign" and [one.code for one in faults] == ["S401"]:
            return
        raise SessionError(faults)
    for site in sites:
        yield Resolved(finding, site, tuple(on))


def _places(  # noqa: PLR0913 - the two pairs of columns are resolved alike
    finding: Finding, atlas: Atlas, column: str, side_column: str, kinds: Sequence[str], faults: list[Fault]
) -> list[Place]:
    text, side, row = getattr(finding, column), getattr(finding, side_column), finding.row
    try:
        match = atlas.names.find(text, kinds)
    except AmbiguousName as error:
        faults.append(fault("S402", row=row, column=column, found=text, suggestions=error.suggestions))
        return []
    except UnknownName as error:
        faults.append(fault("S401", row=row, column=column, found=text, suggestions=error.suggestions))
        return []
    if match.side is not None and side not in (None, match.side):
        faults.append(fault("S403", row=row, column=side_column, found=side, expected=match.side))
        return []
    said, possible = side or match.side, atlas.sides_of(match.kind, match.id)
    if possible == (MIDLINE,):
        # A joint or region of the middle has a left and a right half to a patient; a muscle or structure has not.
        strict = match.kind in ("muscle", "structure")
        if strict and said in SIDES:
            faults.append(fault("S404", match.id.replace("_", " "), row=row, column=side_column, found=said))
        return [Place(match.kind, match.id, MIDLINE)]
    if said == MIDLINE:
        if match.kind in ("group", "reflex", "sign", "dermatome"):
            return [Place(match.kind, match.id, one) for one in SIDES]
        faults.append(fault("S405", match.id.replace("_", " "), row=row, column=side_column, found=said))
        return []
    sides = SIDES if said == "both" else (said or UNKNOWN,)
    return [Place(match.kind, match.id, one) for one in sides]


def _order(resolved: Resolved) -> tuple[object, ...]:
    """An order that the findings themselves decide, so that the order in which they were made does not matter."""
    finding = resolved.finding
    cells = (finding.kind, resolved.site, resolved.on, finding.stimulus, finding.outcome, finding.examiner, finding.position)
    return tuple(repr(cell) for cell in (*cells, finding.pain, finding.step, finding.visit))


def strength_of(outcome: str) -> float:
    """Rank an outcome of a strength test, the weakest first."""
    ranks = {"weak": 3.5, "painful": 3.9, "substitution": 4.5, "strong": 5.0, "not_tested": 6.0}
    return ranks[outcome] if outcome in ranks else GRADES[outcome]


def _without_repeats(findings: Iterable[Resolved]) -> Iterator[Resolved]:
    """Of the same test by the same examiner at one step and in one position, the weakest outcome counts."""
    best: dict[object, Resolved] = {}
    others: dict[object, Resolved] = {}
    for one in findings:
        finding = one.finding
        circumstances = (finding.visit, finding.step, finding.examiner, finding.position)
        if finding.kind == "strength":
            key = (one.site, circumstances)
            if key not in best or strength_of(finding.outcome) < strength_of(best[key].finding.outcome):
                best[key] = one
        else:
            outcome = finding.outcome if finding.kind in ("palpation", "history", "challenge") else None
            others.setdefault((finding.kind, one.site, one.on, finding.stimulus, outcome, circumstances), one)
    yield from best.values()
    yield from others.values()


def is_strong(outcome: str) -> bool:
    """Whether nothing was noticed: ``strong``, or grade 5."""
    return outcome in ("strong", "5")


def _contradictions(findings: Sequence[Resolved]) -> Iterator[Fault]:
    """Challenges that say of a test what its baseline rules out."""
    tests: dict[Place, list[str]] = {}
    for one in findings:
        if one.finding.kind == "strength" and one.site is not None and one.finding.outcome != "not_tested":
            tests.setdefault(one.site, []).append(one.finding.outcome)
    for one in findings:
        finding = one.finding
        if finding.kind != "challenge" or one.site is None or one.site not in tests:
            continue
        strong = [is_strong(outcome) for outcome in tests[one.site]]
        plainly_weak = [outcome == "weak" for outcome in tests[one.site]]
        if (finding.outcome == "strengthens" and all(strong)) or (finding.outcome == "weakens" and all(plainly_weak)):
            detail = f"{one.site.id.replace('_', ' ')} tested {tests[one.site][0]}"
            yield fault("S305", detail, row=finding.row, column="outcome", found=finding.outcome)
