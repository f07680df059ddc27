"""What to heed beside the ranking: referrals, abstentions and weak evidence, by a sourced table of rules."""

from __future__ import annotations

from functools import cache
from math import inf
from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.assessment.result import SIDE_WORDS, Flag, side_id
from nktlib.sessions.resolve import is_weak
from nktlib.tables.place import data_directory
from nktlib.tables.read import read_table
from nktlib.vocab import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nktlib.assessment.result import CausePosterior, LinkPosterior
    from nktlib.atlas.atlas import Atlas
    from nktlib.model.model import Model
    from nktlib.sessions.resolve import Place, ResolvedSession

SADDLE = "s3_s5_saddle"
LEG_AREA = "lower_limb"
SHOWN_MISSING = 5
SPINAL_NERVES = "_spinal_nerves"
STRONG_GRADE = GRADES["5"]


@frozen
class Rule:
    """A row of flags.csv; ``signs`` are those that raise it when positive."""

    code: str
    kind: str
    title: str
    reason: str
    signs: tuple[str, ...]
    sources: tuple[str, ...]
    checked: str


@cache
def rules() -> Mapping[str, Rule]:
    """The table of rules, by code."""
    return {rule.code: rule for rule in read_table(data_directory() / "model" / "flags.csv", Rule)}


def find_flags(  # noqa: PLR0913, PLR0917 - the whole result, before it is one
    resolved: ResolvedSession,
    causes: Sequence[CausePosterior],
    links: Sequence[LinkPosterior],
    levels: Mapping[str, tuple[float, float, float]],
    atlas: Atlas,
    model: Model,
) -> Iterator[Flag]:
    """Give every flag that applies, referrals first."""
    found = {
        "R101": _severe(resolved, levels, model),
        "R102": _nerve_or_root(causes, model),
        "R103": _both_legs(resolved, atlas),
        "R104": _saddle(resolved),
        "R109": _one_nerve(resolved, atlas, model),
        "U101": _too_little(resolved, levels, atlas, model),
        "U102": _undecided(causes, model),
        "E101": _weak_evidence(causes, links),
    }
    positive = [one.site.id for one in resolved.findings if one.site is not None and one.finding.outcome == "positive"]
    for code, rule in rules().items():
        raised = [sign.replace("_", " ") for sign in dict.fromkeys(positive) if sign in rule.signs]
        detail = ", ".join(filter(None, (found.get(code, ""), *raised)))
        if detail:
            yield Flag(code, rule.kind, rule.title, rule.reason, detail, rule.sources)


def _severe(resolved: ResolvedSession, levels: Mapping[str, tuple[float, float, float]], model: Model) -> str:
    """Sites graded as severe, and nodes that probably are and do not belong to one of these."""
    graded = [
        " ".join(filter(None, (SIDE_WORDS.get(one.site.side, one.site.side), one.site.id)))
        for one in resolved.findings
        if one.site is not None
        and one.finding.kind == "strength"
        and GRADES.get(one.finding.outcome, STRONG_GRADE) <= model["flag.severe_grade"]
    ]
    likely = [node for node, (_normal, _inhibited, paretic) in levels.items() if paretic >= model["flag.paretic"]]
    return ", ".join(dict.fromkeys([*graded, *likely]))


def _one_nerve(resolved: ResolvedSession, atlas: Atlas, model: Model) -> str:
    """The lowest nerve that supplies the main muscles of all weak tests of a side, if there are enough of them."""
    weak: dict[str, list[Place]] = {}
    for one in resolved.findings:
        if one.site is not None and one.finding.kind == "strength" and is_weak(one.finding.outcome):
            weak.setdefault(one.site.side, []).append(one.site)
    found = []
    for side, sites in weak.items():
        muscles = {muscle for site in sites for muscle in _main_muscles(site, atlas)}
        for nerve in atlas.tables.nerves if len(sites) >= model["flag.pattern_tests"] else ():
            below = set(atlas.branches(nerve))
            supplied = ({share.of for share in atlas.muscles[muscle].nerves} & below for muscle in muscles)
            # "Lumbar spinal nerves" are no nerve but many.
            if all(supplied) and not nerve.endswith(SPINAL_NERVES):
                found.append((len(below), side_id(nerve, side)))
    return min(found)[1] if found else ""


def _main_muscles(site: Place, atlas: Atlas) -> set[str]:
    if site.kind == "movement":
        roles = atlas.motions.of_movement(site.id, site.side)
        return {atlas.nodes[node].base for node, role in roles.items() if role == "prime_mover"}
    return {atlas.nodes[node].base for node, _share in atlas.entity(site.kind, site.id, site.side).members}


def _nerve_or_root(causes: Sequence[CausePosterior], model: Model) -> str:
    """Lesions that are likely, and one that leads because the tests speak for it and not because it is common."""
    found = [
        cause.id
        for position, cause in enumerate(causes)
        if cause.kind in ("nerve", "root")
        and (
            cause.probability >= model["flag.nerve_or_root"]
            or (position == 0 and _odds(cause.probability) >= model["flag.raised"] * _odds(cause.prior))
        )
    ]
    return ", ".join(found)


def _odds(probability: float) -> float:
    return probability / (1.0 - probability) if probability < 1.0 else inf


def _both_legs(resolved: ResolvedSession, atlas: Atlas) -> str:
    regions = atlas.tables.regions
    weak: dict[str, set[str]] = {}
    for one in resolved.findings:
        if one.site is None or one.finding.kind != "strength" or not is_weak(one.finding.outcome):
            continue
        members = atlas.entity(one.site.kind, one.site.id).members
        areas = {regions[atlas.muscles[atlas.nodes[node].base].region].area for node, _share in members}
        if areas == {LEG_AREA}:
            weak.setdefault(one.site.id, set()).add(one.site.side)
    return ", ".join(site for site, sides in sorted(weak.items()) if {"left", "right"} <= sides)


def _saddle(resolved: ResolvedSession) -> str:
    changed = [
        one.finding.outcome
        for one in resolved.findings
        if one.finding.kind == "sensation" and one.site is not None and one.site.id == SADDLE
    ]
    return "saddle sensation" if any(outcome != "normal" for outcome in changed) else ""


def _too_little(
    resolved: ResolvedSession, levels: Mapping[str, tuple[float, float, float]], atlas: Atlas, model: Model
) -> str:
    """How many strength tests there are, and which standard tests of the same regions are missing."""
    tests = [one for one in resolved.findings if one.finding.kind == "strength" and one.site is not None]
    if len(tests) >= model["flag.tests"]:
        return ""
    looked_at = {_base(node, atlas) for node in levels}
    regions = {atlas.muscles[base].region for base in looked_at}
    missing = [
        muscle.name
        for muscle in atlas.muscles.values()
        if muscle.tested and muscle.region in regions and muscle.id not in looked_at
    ]
    count = "1 strength test" if len(tests) == 1 else f"{len(tests)} strength tests"
    return f"{count}; not tested: {', '.join(missing[:SHOWN_MISSING])}" if missing else count


def _base(node: str, atlas: Atlas) -> str:
    """The muscle of a node, also of one whose side is unknown."""
    endings = ("_unknown_other", "_unknown", "_l", "_r", "")
    return next(base for base in map(node.removesuffix, endings) if base in atlas.muscles)


def _undecided(causes: Sequence[CausePosterior], model: Model) -> str:
    if causes and causes[0].probability >= model["flag.decided"]:
        return ""
    return f"{causes[0].id}, {causes[0].probability:.0%}" if causes else "no cause bears on the findings"


def _weak_evidence(causes: Sequence[CausePosterior], links: Sequence[LinkPosterior]) -> str:
    """Which of the first three causes, and how many of the first ten links, have no better grade than D."""
    weak_causes = [cause.kind for cause in causes[:3] if cause.grade == "D"]
    leading = [link for link in links[:10] if link.probability > 0]
    weak_links = [link for link in leading if link.grade == "D"]
    parts = []
    if weak_causes:
        *most, last = dict.fromkeys(weak_causes)
        kinds = f"{', '.join(most)} and {last}" if most else last
        parts.append(f"how common {kinds} causes are is judged, not measured")
    if weak_links:
        parts.append(
            f"{len(weak_links)} of {len(leading)} leading links rest on practitioners' statements or actions alone"
        )
    return "; ".join(parts)
