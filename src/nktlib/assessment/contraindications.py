"""What is not to be tested: what hurt when it was tested, where there is pain, and what was lately injured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nktlib.atlas.entities import MIDLINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from nktlib.atlas.atlas import Atlas
    from nktlib.sessions.resolve import Place, Resolved

ACUTE: Final = ("fracture", "injury", "sprain", "strain", "surgery")
"""Pieces of history that a test could make worse; how long ago they were is not known."""


def contraindicated(resolved: Iterable[Resolved], atlas: Atlas) -> Mapping[str, str]:
    """Node -> why it is not to be tested."""
    found: dict[str, str] = {}
    for one in resolved:
        if one.site is None:
            continue
        finding = one.finding
        if finding.kind == "strength" and (finding.outcome == "painful" or finding.pain):
            reason = "its test hurt"
        elif finding.kind == "pain" and finding.outcome == "present":
            reason = "there is pain"
        elif finding.kind == "history" and finding.outcome in ACUTE:
            reason = finding.outcome
        else:
            continue
        for node in _nodes(one.site, atlas):
            found.setdefault(node, reason)
    return found


def _nodes(place: Place, atlas: Atlas) -> Iterator[str]:
    """The muscles of a place: themselves, or those whose region it is."""
    if place.kind in ("muscle", "group"):
        yield from (node for node, _share in atlas.entity(place.kind, place.id, place.side).members)
        return
    tables = atlas.tables
    match place.kind:
        case "region":
            region = place.id
        case "joint":
            region = tables.joints[place.id].region
        case "structure":
            region = tables.structures[place.id].region
        case _:
            return
    for node in atlas.nodes.values():
        muscle = atlas.muscles.get(node.base)
        same_side = MIDLINE in (node.side, place.side) or node.side == place.side
        if muscle is not None and muscle.region == region and (same_side or place.side == "unknown"):
            yield node.id
