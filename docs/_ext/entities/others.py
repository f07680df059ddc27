"""The pages of joints, groups and structures."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from entities import html, links
from entities.identifiers import linked
from entities.page import Page, Section
from entities.relations import links_from, node_of

if TYPE_CHECKING:
    from nktlib.atlas.entities import Action, Group, Joint, Movement, Muscle, Structure

ROLES: Final = ("prime_mover", "assistant", "stabilizer")


def joint_page(joint: Joint) -> Page:
    """Make the page of a joint: its movements, and who makes each."""
    notes = html.Notes()
    tables = html.atlas().tables
    moved = [movement for movement in tables.movements.values() if movement.joint == joint.id]
    facts = html.definitions(
        (
            ("also called", escape(", ".join(joint.names))),
            ("region", escape(tables.regions[joint.region].name)),
            ("said by", notes(joint.sources)),
        )
    )
    sections = [
        Section("what-it-is", "What it is", facts, searched=True),
        *(Section(one.id, html.capital(one.name), _movers(one, notes)) for one in moved),
        Section("sources", "Sources", html.legend() + notes.listing()),
    ]
    kind = "A paired joint" if joint.paired else "A joint of the midline"
    lead = f'<p class="nkt-lead">{kind} with {html.number(len(moved), "movement")} in the atlas.</p>'
    names = (joint.id, *joint.names, *(name for movement in moved for name in (movement.name, *movement.names)))
    return Page("joint", joint.id, html.capital(joint.name), lead, tuple(sections), names)


def _movers(movement: Movement, notes: html.Notes) -> str:
    found = movers(movement.id)
    rows = (
        html.row(
            html.link("muscle", muscle.id),
            html.words(action.role),
            "" if action.capacity is None else f"{action.capacity:g} N m",
            escape(action.note),
            html.checked(action.checked) + notes(action.sources),
        )
        for muscle, action in found
    )
    other = html.atlas().tables.movements[movement.opposite]
    against = (
        "The same to the other side is its opposite."
        if other.id == movement.id
        else f'Its opposite is <a href="../joint/{other.joint}.html#{other.id}">{escape(other.name)}</a>.'
    )
    called = f"Also called {escape(', '.join(movement.names))}. " if movement.names else ""
    shown = html.table(("muscle", "role", "can supply", "note", "checked"), rows, label=html.capital(movement.name))
    return f'<p>{called}{against}</p><section data-nkt-count-muscles="{len(found)}">{shown if found else ""}</section>'


def movers(movement: str) -> list[tuple[Muscle, Action]]:
    """Give the muscles that take part in a movement, prime movers first, of these the strongest."""
    found = [
        (muscle, action)
        for muscle in html.atlas().muscles.values()
        for action in muscle.actions
        if action.movement == movement
    ]
    return sorted(found, key=lambda pair: (ROLES.index(pair[1].role), -(pair[1].capacity or 0.0)))


def group_page(group: Group) -> Page:
    """Make the page of a group: its members with their shares."""
    notes = html.Notes()
    facts = html.definitions(
        (
            ("also called", escape(", ".join(filter(None, (group.latin, *group.names))))),
            ("identifiers", linked(group.ids)),
            ("said by", notes(group.sources)),
            ("in Python", f'<code>atlas.lookup("{group.id}").members</code>'),
        )
    )
    muscles = html.atlas().muscles
    rows = (
        html.row(
            html.link("muscle" if member.of in muscles else "structure", member.of),
            html.percent(member.share),
            html.checked(member.checked) + notes(member.sources),
        )
        for member in sorted(group.members, key=lambda member: -member.share)
    )
    told = html.table(("member", "share of the group's capacity", "checked"), rows, label="Members")
    sections = (
        Section("what-it-is", "What it is", facts, searched=True),
        Section("members", "Members", f'<section data-nkt-count-members="{len(group.members)}">{told}</section>'),
        Section("sources", "Sources", html.legend() + notes.listing()),
    )
    lead = (
        f'<p class="nkt-lead">A group of {html.number(len(group.members), "muscle")} that people name together. A test '
        "of it reads its members by their shares; a group is never a cause.</p>"
    )
    return Page("group", group.id, html.capital(group.name), lead, sections, (group.id, group.latin, *group.names))


def structure_page(structure: Structure) -> Page:
    """Make the page of a structure that can act as a compensator: what it may inhibit."""
    notes = html.Notes()
    facts = html.definitions(
        (
            ("also called", escape(", ".join(structure.names))),
            ("kind", escape(structure.kind)),
            ("region", escape(html.atlas().tables.regions[structure.region].name)),
            ("said by", notes(structure.sources)),
        )
    )
    node = str(node_of(structure))
    found = links_from().get(node, ())
    sections = (
        Section("what-it-is", "What it is", facts, searched=True),
        Section("compensates-for", "What it may inhibit", links.inhibited(found, node)),
        Section("sources", "Sources", html.legend() + notes.listing()),
    )
    lead = (
        f'<p class="nkt-lead">A structure ({escape(structure.kind)}), no muscle, that practitioners name as a '
        f"compensator. By the tables it may inhibit {html.number(len(found), 'muscle')}; most such links rest on "
        f"lying in the same region, and on little evidence.</p>\n"
        f'<p class="nkt-actions">{html.explorer(node)} {html.record(structure.id)}</p>'
    )
    return Page(
        "structure", structure.id, html.capital(structure.name), lead, sections, (structure.id, *structure.names)
    )
