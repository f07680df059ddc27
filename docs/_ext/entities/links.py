"""Who may take over for whom, as tables: strengths, grades and, towards a muscle, the reasons."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from entities import html
from entities.relations import side_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.atlas.links import Link, Reason

LEAST: Final = 0.01
OPEN: Final = 12
"""Rows that are shown at once; more are a click away."""

KINDS: Final = {
    "synergist": "synergist",
    "antagonist": "antagonist",
    "documented": "reported",
    "takeover": "physical model",
    "sling": "chain",
    "contralateral": "other side",
    "region": "nearby",
    "against": "against it",
}
"""What kinds of reasons are called."""


def compensators(links: Sequence[Link], node: str, notes: html.Notes) -> str:
    """Write who may take over for ``node``, with every reason."""
    header = ("compensator", "strength", "grade", "reasons, each with its weight")
    rows = [
        _row(link.compensator, node, link, f'<ul class="nkt-reasons">{_reasons(link, notes)}</ul>') for link in links
    ]
    return _counted("compensators", header, rows, "Likely compensators")


def inhibited(links: Sequence[Link], node: str) -> str:
    """Write for whom ``node`` may take over; the reasons stand on the pages of these."""
    header = ("may inhibit", "strength", "grade", "mostly as")
    rows = [_row(link.inhibited, node, link, KINDS[link.basis]) for link in links]
    return _counted("inhibited", header, rows, "What it may inhibit")


def other_name(other: str, node: str) -> str:
    """Link to another node, with its side as somebody at ``node`` sees it."""
    found = html.atlas().nodes[other]
    return f'{html.link(found.kind, found.base)}, <span class="nkt-side">{side_of(other, node)}</span>'


def _row(other: str, node: str, link: Link, last: str) -> str:
    who = other_name(other, node)
    strength = f'<span class="nkt-strength" style="--strength:{link.strength:.2f}">{link.strength:.2f}</span>'
    return html.row(who, strength, html.grade(link.grade), last, attributes=f' data-nkt-node="{other}"')


def _reasons(link: Link, notes: html.Notes) -> str:
    return "".join(_reason(reason, notes) for reason in link.reasons)


def _reason(reason: Reason, notes: html.Notes) -> str:
    weight = f"x {reason.weight:.2f}" if reason.kind == "against" else two_digits(reason.weight)
    return (
        f"<li><b>{KINDS[reason.kind]}</b> {escape(reason.text)} "
        f'<span class="nkt-weight">{weight}, {html.grade(reason.grade)}</span>{notes(reason.sources)}</li>'
    )


def two_digits(weight: float) -> str:
    """Write a probability with two digits, and what is little but not nothing as that."""
    return f"{weight:.2f}" if weight >= LEAST else f"below {LEAST}"


def _counted(what: str, header: Sequence[str], rows: Sequence[str], label: str) -> str:
    """Show the first rows, and the others on demand; the number of all of them can be read by a program."""
    shown = html.table(header, rows[:OPEN], label=label) if rows else "<p>None by the shipped tables.</p>"
    rest = ""
    if rows[OPEN:]:
        others = html.table(header, rows[OPEN:], label=f"{label}, the others")
        rest = f"<details><summary>{len(rows) - OPEN} weaker ones</summary>{others}</details>"
    return f'<section data-nkt-count-{what}="{len(rows)}">{shown}{rest}</section>'
