"""The page of a muscle."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from entities import html, links
from entities.identifiers import linked
from entities.page import Page, Section
from entities.relations import InAction, Partner, by_action, links_from, node_of, side_of
from nktlib.atlas.entities import MIDLINE, SIDES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nktlib.atlas.entities import Muscle

BASIS: Final = (
    f"<p>They follow from the actions above ({html.grade('D')}): a synergist makes the same motion, an antagonist the "
    "opposite one. A percentage is what a muscle can supply to the motion, next to its greatest mover."
)
LINKS: Final = (
    "<p>Strength is the probability, by the model, that an overworking compensator inhibits the muscle; "
    '<a href="../model.html#link-strength">how it is put together</a>. It says who could take over, not who does in a '
    "person, and is no diagnosis.</p>"
)


LEADING: Final = 3
"""Compensators that stand in the first lines already."""


def muscle_page(muscle: Muscle) -> Page:
    """Make the page of a muscle, of a part, or of a whole that is its parts."""
    notes = html.Notes()
    sections = [
        Section("what-it-is", "What it is", _identity(muscle, notes), searched=True),
        *_facts(muscle, notes),
        *_relations(muscle, notes),
    ]
    sections.append(Section("sources", "Sources", html.legend() + notes.listing()))
    heads = [name for head in muscle.heads for name in (head.name, head.latin, *head.names, *head.ids)]
    names = (muscle.id, muscle.name, muscle.latin, *muscle.names, *muscle.ids, *heads)
    return Page(
        "muscle", muscle.id, html.capital(muscle.name), _lead(muscle), tuple(sections), tuple(filter(None, names))
    )


def _lead(muscle: Muscle) -> str:
    latin = f'<i lang="la">{escape(muscle.latin)}</i>: a' if muscle.latin else "A"
    kind = "paired muscle" if muscle.paired else "muscle of the midline"
    if muscle.whole:
        kind = f"part of the {html.link('muscle', muscle.whole)}"
    tables = html.atlas().tables
    region = tables.regions[muscle.region].name
    doing = [tables.movements[action.movement].name for action in muscle.actions if action.role == "prime_mover"]
    mover = f" It is a prime mover of {escape(_and(doing))}." if doing else ""
    node = node_of(muscle)
    # A whole has no relations of its own: its parts have these links.
    actions = f'\n<p class="nkt-actions">{html.explorer(node)} {html.record(muscle.id)}</p>' if node else ""
    likely = html.atlas().compensators(node)[:LEADING] if node else ()
    named = [f"{links.other_name(link.compensator, node)} ({link.strength:.2f})" for link in likely if node]
    who = f' By the model, <a href="#compensators">who might take over for it</a>: {_and(named)}.' if named else ""
    return f'<p class="nkt-lead">{latin} {kind} ({escape(region)}).{mover}{who}</p>{actions}'


def _and(phrases: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(phrases[:-1]), *phrases[-1:])))


def _identity(muscle: Muscle, notes: html.Notes) -> str:
    tables = html.atlas().tables
    regions = [tables.regions[region].name for region in (muscle.region, *muscle.other_regions)]
    inside = [group for group in tables.groups.values() if muscle.id in {member.of for member in group.members}]
    parts = ", ".join(f"{html.link('muscle', part.of)} ({html.percent(part.share)})" for part in muscle.parts)
    return html.definitions(
        (
            ("also called", escape(", ".join(muscle.names))),
            ("region", escape(", ".join(regions))),
            ("present", _presence(muscle.presence) + notes(muscle.sources)),
            ("whole", html.link("muscle", muscle.whole) if muscle.whole else ""),
            ("parts", parts and f"{parts}: they are tested apart, and what is said of them is on their pages."),
            ("groups", ", ".join(html.link("group", group.id) for group in inside)),
            *(("head", _head(muscle, number, notes)) for number in range(len(muscle.heads))),
            ("identifiers", linked(muscle.ids)),
            ("in Python", f'<code>atlas.muscles["{muscle.id}"]</code>'),
        )
    )


def _presence(presence: float | None) -> str:
    if presence is None:
        return "in some people; no figure was found"
    return "in everybody" if presence == 1 else f"in {html.percent(presence)} of people"


def _head(muscle: Muscle, number: int, notes: html.Notes) -> str:
    head = muscle.heads[number]
    told = "; ".join(filter(None, (head.attachment, head.note)))
    return f"<b>{escape(head.name)}</b>{': ' if told else ''}{escape(told)}{notes(head.sources)}"


def _facts(muscle: Muscle, notes: html.Notes) -> Iterator[Section]:
    """What was looked up: attachments, actions, supply, test. A whole has none of its own."""
    if muscle.attachments:
        ends = muscle.attachments
        how = f"{html.checked(ends.checked)}{notes(ends.sources)}"
        told = html.definitions(
            (("origin", escape(ends.origin)), ("insertion", escape(ends.insertion)), ("checked", how))
        )
        yield Section("attachments", "Attachments", told)
    if muscle.actions:
        yield Section("actions", "What it does", _actions(muscle, notes))
    if muscle.nerves or muscle.roots:
        yield Section("supply", "Nerve and roots", _supply(muscle, notes))
    if not muscle.parts:
        yield Section("test", "How it is tested", _test(muscle, notes))


def _actions(muscle: Muscle, notes: html.Notes) -> str:
    movements = html.atlas().tables.movements
    rows = (
        html.row(
            f'<a href="../joint/{action.joint}.html#{action.movement}">{escape(movements[action.movement].name)}</a>',
            html.words(action.role),
            "" if action.capacity is None else f"{action.capacity:g} N m",
            escape(action.note),
            html.checked(action.checked) + notes(action.sources),
        )
        for action in muscle.actions
    )
    return html.table(("action", "role", "can supply", "note", "checked"), rows, label="Actions")


def _supply(muscle: Muscle, notes: html.Notes) -> str:
    rows = (
        html.row(
            html.link(kind, share.of),
            html.percent(share.share),
            escape(share.note),
            html.checked(share.checked) + notes(share.sources),
        )
        for kind, shares in (("nerve", muscle.nerves), ("root", muscle.roots))
        for share in shares
    )
    without = "" if muscle.roots else "<p>The atlas names no spinal root for it.</p>"
    return (
        html.table(("nerve or root", "share of the supply", "note", "checked"), rows, label="Nerve and roots") + without
    )


def _test(muscle: Muscle, notes: html.Notes) -> str:
    test = muscle.manual_test
    if test is None:
        return "<p>The atlas has no row on a manual test of it.</p>"
    how = f" {html.checked(test.checked)}{notes(test.sources)}"
    if not muscle.tested:
        told = f" {html.capital(escape(test.position))}." if test.position else ""
        return f'<p data-nkt-tested="no">It is not tested by hand apart from others.{told}{how}</p>'
    return f'<p data-nkt-tested="yes">{html.capital(escape(test.position))}.{how}</p>'


def _relations(muscle: Muscle, notes: html.Notes) -> Iterator[Section]:
    node = node_of(muscle)
    if node is None:
        return
    yield Section("synergists-and-antagonists", "Synergists and antagonists", _opposed(node))
    found = html.atlas().compensators(node)
    yield Section("compensators", "Likely compensators", LINKS + links.compensators(found, node, notes))
    others = links_from().get(node, ())
    yield Section("compensates-for", "What it compensates for", links.inhibited(others, node))


def _opposed(node: str) -> str:
    actions = by_action(node)
    if not actions:
        return "<p>The atlas has no action of it, so that none follow.</p>"
    helping = {partner.node for action in actions for partner in action.synergists}
    against = {partner.node for action in actions for partner in action.antagonists}
    told = "".join(_in_action(action, node) for action in actions)
    sides = "" if html.atlas().nodes[node].side == MIDLINE else " All are on the same side unless it says otherwise."
    return (
        f'<section data-nkt-count-synergists="{len(helping)}" data-nkt-count-antagonists="{len(against)}">'
        f"<p>{len(helping)} synergists, {len(against)} antagonists.</p>{BASIS}{sides}</p>{told}</section>"
    )


def _in_action(action: InAction, node: str) -> str:
    movements = html.atlas().tables.movements
    against = "" if action.opposite == action.movement else f" ({escape(movements[action.opposite].name)})"
    return html.definitions(
        (
            (f'<b id="in-{action.movement}">{html.capital(escape(movements[action.movement].name))}</b>', " "),
            ("synergists", _partners("synergist", action.synergists, node) or "none"),
            (f"antagonists{against}", _partners("antagonist", action.antagonists, node) or "none"),
        )
    )


def _partners(relation: str, partners: Iterable[Partner], node: str) -> str:
    alike: dict[tuple[str, str, float], list[str]] = {}
    for partner in partners:
        key = (html.atlas().nodes[partner.node].base, partner.role, partner.supply)
        alike.setdefault(key, []).append(partner.node)
    lines = "".join(_partner(relation, found, key, node) for key, found in alike.items())
    return f'<ul class="nkt-partners">{lines}</ul>' if lines else ""


def _partner(relation: str, partners: list[str], shared: tuple[str, str, float], node: str) -> str:
    """Write a muscle once, though it may help from both sides."""
    base, role, supply = shared
    sides = [side for partner in sorted(partners) if (side := side_of(partner, node)) != "same side"]
    if len(partners) == len(SIDES):
        sides = ["both sides"]
    told = ", ".join((html.percent(supply), *([] if role == "prime_mover" else [html.words(role)]), *sides))
    return f'<li data-nkt-{relation}="{" ".join(partners)}">{html.link("muscle", base)} ({told})</li>'
