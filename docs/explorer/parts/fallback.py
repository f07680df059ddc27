"""What stands in the explorer's place before its script runs, and for good where none does: a table and an index."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nktlib.atlas.entities import MIDLINE, RIGHT, node_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nktlib.atlas.atlas import Atlas

STATIC = "_static/nkt/"
"""Where the page finds scripts and data."""
HEADER = ("muscle or structure", "side", "what it is to it", "takes over: strength", "grade")


def fallback_page(atlas: Atlas, base: str) -> str:
    """Give the neighbourhood of a muscle as a table, then every muscle with a link to its page."""
    node = node_id(base, RIGHT if atlas.muscles[base].paired else MIDLINE)
    name = f"{atlas.muscles[base].name}, {atlas.nodes[node].side}"
    head = "".join(f'<th scope="col">{column}</th>' for column in HEADER)
    rows = "\n".join(_rows(atlas, node))
    return f"""<link rel="stylesheet" href="{STATIC}explorer.css">
<link rel="preload" href="{STATIC}graph.json" as="fetch" type="application/json" crossorigin="anonymous">
<script type="module" src="{STATIC}explorer.js"></script>
<div id="nkt-explorer" class="nkt-explorer" data-base="{STATIC}" data-pages="./">
<div class="nkt-static">
<noscript><p>Searching, filtering and the picture need JavaScript. Without it: the neighbours of one muscle, and every
muscle's page, which has the same facts.</p></noscript>
<div class="nkt-scroll" role="region" aria-label="Neighbours of {escape(name)}" tabindex="0">
<table class="nkt-table">
<caption>Neighbours of {escape(name)}, strongest compensators first</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</div>
</div>
<details class="nkt-index">
<summary>Every muscle and structure</summary>
{chr(10).join(_index(atlas))}
</details>
"""


def _rows(atlas: Atlas, node: str) -> Iterator[str]:
    links = {link.compensator: link for link in atlas.compensators(node)}
    kinds: dict[str, dict[str, str]] = {}
    for other, _node, data in atlas.graph.in_edges(node, data=True):
        kinds.setdefault(other, {})[data["kind"]] = data["grade"]
    for other in sorted(kinds, key=lambda one: (-links[one].strength if one in links else 0.0, one)):
        strength = f"{links[other].strength:.2f}" if other in links else "-"
        cells = (
            page_link(atlas, atlas.nodes[other].base),
            atlas.nodes[other].side,
            ", ".join(kind.replace("_", " ") for kind in kinds[other]),
            strength,
            min(kinds[other].values()),
        )
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _index(atlas: Atlas) -> Iterator[str]:
    """Every muscle and structure, by region."""
    places: dict[str, list[str]] = {}
    for muscle in atlas.muscles.values():
        places.setdefault(muscle.region, []).append(muscle.id)
    for structure in atlas.tables.structures.values():
        places.setdefault(structure.region, []).append(structure.id)
    for region, bases in sorted(places.items()):
        yield f'<h2 class="nkt-small-head">{escape(atlas.tables.regions[region].name)}</h2>'
        yield "<ul>"
        yield from (f"<li>{page_link(atlas, base)}</li>" for base in sorted(bases))
        yield "</ul>"


def page_link(atlas: Atlas, base: str) -> str:
    """Link to the page of a muscle or a structure."""
    if base in atlas.muscles:
        return f'<a href="muscle/{base}.html">{escape(atlas.muscles[base].name)}</a>'
    return f'<a href="structure/{base}.html">{escape(atlas.tables.structures[base].name)}</a>'
