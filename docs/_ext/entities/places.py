"""The pages of nerves and spinal roots: the muscles that they supply, and what is tested for them."""

from __future__ import annotations

from html import escape
from math import fsum
from typing import TYPE_CHECKING

from entities import html
from entities.page import Page, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from nktlib.atlas.entities import Arc, Muscle, Nerve, Share


def nerve_page(nerve: Nerve) -> Page:
    """Make the page of a peripheral nerve: its place in the tree, and the muscles at and below it."""
    notes = html.Notes()
    below = html.atlas().branches(nerve.id)
    supplied = supplied_by(below, lambda muscle: muscle.nerves)
    facts = html.definitions(
        (
            ("also called", escape(", ".join(nerve.names))),
            ("branch of", ", itself of the ".join(html.link("nerve", one) for one in _above(nerve))),
            ("said by", notes(nerve.sources)),
            ("in Python", f'<code>atlas.branches("{nerve.id}")</code>'),
        )
    )
    sections = [
        Section("what-it-is", "What it is", facts, searched=True),
        Section("branches", "Branches", _tree(nerve.id) or "<p>The atlas has no branches of it.</p>"),
        Section("muscles", "Muscles that it supplies", _muscles(supplied, notes, nerve.id)),
        *_arcs(lambda arc: bool(set(arc.nerves) & set(below)), notes),
        Section("sources", "Sources", html.legend() + notes.listing()),
    ]
    parent = f", a branch of the {html.link('nerve', nerve.parent)}" if nerve.parent else ""
    lead = (
        f'<p class="nkt-lead">A peripheral nerve{parent}. A lesion of it acts on every muscle at or below it, '
        f"{html.number(len(supplied), 'muscle')}.</p>"
    )
    return Page("nerve", nerve.id, html.capital(nerve.name), lead, tuple(sections), (nerve.id, *nerve.names))


def root_page(root: str) -> Page:
    """Make the page of a spinal root: the muscles that it supplies, and what is tested for it."""
    notes = html.Notes()
    supplied = supplied_by({root}, lambda muscle: muscle.roots)
    name = html.root_name(root)
    sections = [
        Section("muscles", "Muscles that it supplies", _muscles(supplied, notes, root)),
        *_arcs(lambda arc: root in {share.of for share in arc.roots}, notes),
        Section("sources", "Sources", html.legend() + notes.listing()),
    ]
    lead = (
        f'<p class="nkt-lead">The spinal root {name}. It supplies {html.number(len(supplied), "muscle")}, each by a '
        "share of the muscle's supply; the model has a lesion of the root act on each by that share.</p>"
    )
    return Page(
        "root", root, f"{name} root", lead, tuple(sections), (root, f"{name} nerve root", f"spinal root {name}")
    )


def supplied_by(
    wanted: Collection[str], shares_of: Callable[[Muscle], Sequence[Share]]
) -> list[tuple[Muscle, tuple[Share, ...]]]:
    """Give the muscles that any of the nerves or roots supplies, with these shares, the largest first."""
    found = [
        (muscle, tuple(share for share in shares_of(muscle) if share.of in wanted))
        for muscle in html.atlas().muscles.values()
    ]
    return sorted(((muscle, shares) for muscle, shares in found if shares), key=lambda pair: -_total(pair[1]))


def _total(shares: Sequence[Share]) -> float:
    return fsum(share.share for share in shares)


def _above(nerve: Nerve) -> Iterator[str]:
    nerves = html.atlas().tables.nerves
    while nerve.parent:
        yield nerve.parent
        nerve = nerves[nerve.parent]


def _tree(nerve: str) -> str:
    branches = [one for one in html.atlas().tables.nerves.values() if one.parent == nerve]
    lines = "".join(f"<li>{html.link('nerve', one.id)}{_tree(one.id)}</li>" for one in branches)
    return f"<ul>{lines}</ul>" if lines else ""


def _muscles(supplied: Sequence[tuple[Muscle, tuple[Share, ...]]], notes: html.Notes, own: str) -> str:
    rows = (
        html.row(
            html.link("muscle", muscle.id),
            html.percent(_total(shares)),
            ", ".join(html.link("nerve", share.of) for share in shares if share.of != own) or "directly",
            "; ".join(html.checked(share.checked) + notes(share.sources) for share in shares),
        )
        for muscle, shares in supplied
    )
    header = ("muscle", "share of its supply", "by", "checked")
    shown = html.table(header, rows, label="Muscles") if supplied else "<p>None in the atlas.</p>"
    return f'<section data-nkt-count-muscles="{len(supplied)}">{shown}</section>'


def _arcs(wanted: Callable[[Arc], bool], notes: html.Notes) -> Iterator[Section]:
    tables = html.atlas().tables
    rows = [
        html.row(
            escape(arc.name),
            kind,
            ", ".join(f"{html.link('root', share.of)} {html.percent(share.share)}" for share in arc.roots),
            ", ".join(html.link("nerve", nerve) for nerve in arc.nerves),
            notes(arc.sources),
        )
        for kind, arcs in (
            ("reflex", tables.reflexes),
            ("field of sensation", tables.dermatomes),
            ("sign", tables.signs),
        )
        for arc in arcs.values()
        if wanted(arc)
    ]
    if rows:
        header = ("name", "kind", "roots", "nerves", "sources")
        told = html.table(header, rows, label="Reflexes, sensation and signs")
        yield Section("reflexes-sensation-signs", "Reflexes, sensation and signs", told)
