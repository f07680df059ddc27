"""What the atlas knows of a muscle, as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from nktlib.atlas.entities import MIDLINE, RIGHT, node_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.atlas.atlas import Atlas
    from nktlib.atlas.entities import Muscle

SHOWN: Final = 10
"""Likely compensators listed."""


def describe_muscle(atlas: Atlas, name: str) -> str:
    """Describe a muscle, or each member of a group or whole, by any of its names; relations are those of one side.

    A head is described with its muscle.

    Raises :class:`~nktlib.errors.UnknownName` or :class:`~nktlib.errors.AmbiguousName`.
    """
    entity = atlas.lookup(name, ("muscle", "head", "group"))
    bases = dict.fromkeys(atlas.nodes[node].base for node, _share in entity.members)
    side = entity.side or RIGHT
    return "\n\n".join("\n".join(_lines(atlas, atlas.muscles[base], side)) for base in bases)


def _lines(atlas: Atlas, muscle: Muscle, side: str) -> Iterator[str]:
    node = node_id(muscle.id, side if muscle.paired else MIDLINE)
    yield f"{muscle.name} ({muscle.latin})" if muscle.latin else muscle.name
    ids = [f"TA2:{muscle.ids.ta2}"] if muscle.ids.ta2 else []
    ids += filter(None, (muscle.ids.uberon, muscle.ids.fma))
    yield _row("identifiers", ", ".join(ids) or "none")
    yield _row("also called", ", ".join(muscle.names) or "-")
    yield _row("region", muscle.region.replace("_", " "))
    if muscle.attachments:
        yield _row("origin", muscle.attachments.origin)
        yield _row("insertion", muscle.attachments.insertion)
    for head in muscle.heads:
        yield _row("head", "; ".join(filter(None, (head.name, head.attachment, head.note))))
    for action in muscle.actions:
        supply = [] if action.capacity is None else [f"{action.capacity:g} N m"]
        how = ", ".join((action.role.replace("_", " "), *supply, action.checked))
        words = f"{atlas.tables.movements[action.movement].name} ({how})"
        yield _row("action", words + (f": {action.note}" if action.note else ""))
    for nerve in muscle.nerves:
        yield _row("nerve", f"{atlas.tables.nerves[nerve.of].name} {nerve.share:.0%}")
    yield _row("roots", ", ".join(f"{root.of.upper()} {root.share:.0%}" for root in muscle.roots) or "none given")
    if muscle.manual_test:
        yield _row("tested", muscle.manual_test.position if muscle.tested else "not apart")
    for link in atlas.compensators(node)[:SHOWN]:
        reasons = "; ".join(dict.fromkeys(reason.text for reason in link.reasons))
        yield _row(
            "compensator", f"{link.compensator} {link.strength:.0%} ({link.basis}, grade {link.grade}): {reasons}"
        )
    sources = dict.fromkeys(source for action in muscle.actions for source in action.sources)
    yield _row("sources", ", ".join(sources))


def _row(label: str, text: str) -> str:
    return f"  {label:<12} {text}"
