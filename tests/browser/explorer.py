"""What the tests do on the explorer's page, and what the library says that it has to show."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from nktlib.atlas.load import load_atlas

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from playwright.sync_api import Locator, Page

ATLAS = load_atlas()
STEP = 1e-4
"""The explorer counts weights and strengths in these, and ranks by them."""
MOST = 60
"""Nodes that it shows at once, the one in the middle included."""


def shown_name(node: str) -> str:
    """`gluteus medius, left`, as people read it."""
    found = ATLAS.nodes[node]
    thing = ATLAS.muscles.get(found.base) or ATLAS.tables.structures[found.base]
    return thing.name if found.side == "midline" else f"{thing.name}, {found.side}"


@cache
def neighbours(node: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What is next to a node, but for some kinds of relations: strongest compensators first."""
    strength = {link.compensator: round(link.strength / STEP) for link in ATLAS.compensators(node)}
    weight: dict[str, int] = {}
    for other, _node, data in ATLAS.graph.in_edges(node, data=True):
        if data["kind"] not in without:
            speaks = 0 if data["kind"].startswith("unsupported") else round(data["weight"] / STEP)
            weight[other] = max(weight.get(other, 0), speaks)
    return tuple(sorted(weight, key=lambda other: (-strength.get(other, 0), -weight[other], other)))


def kinds_between(source: str, target: str) -> Collection[str]:
    return set(ATLAS.graph[source][target])


def picture(page: Page) -> Locator:
    return page.locator("svg.nkt-picture")


def in_picture(page: Page) -> list[str]:
    """The nodes that are drawn, the one in the middle first."""
    return nodes(picture(page).locator("a[data-node]"))


def in_table(page: Page) -> list[str]:
    """The nodes of the rows, from above."""
    return nodes(page.get_by_role("region", name=re.compile("^Table|^Comparison")).locator("tr[data-node]"))


def nodes(places: Locator) -> list[str]:
    found: list[str] = places.evaluate_all("places => places.map(place => place.dataset.node)")
    return found


def focused(page: Page) -> str | None:
    """The node that has the keyboard's focus, if any has."""
    node: str | None = page.evaluate("document.activeElement?.dataset.node ?? null")
    return node


def centre(page: Page) -> str:
    """The node in the middle, once it is the one that the address names: the picture follows the address."""
    expect(picture(page).locator(".nkt-focus")).to_have_count(1)
    shown: list[str] = []
    for _look in range(100):
        shown = in_picture(page)[:1]
        # Asked of the page itself: what is known of its address here comes later.
        if shown and f"m={shown[0]}" in page.evaluate("location.hash"):
            return shown[0]
        page.wait_for_timeout(50)
    raise AssertionError(f"the picture shows {shown}, the address is {page.url}")


def search(page: Page, text: str, label: str = "Search") -> Locator:
    """Type into a search field; the list of what was found."""
    field = page.get_by_role("combobox", name=label)
    field.fill("")
    field.press_sequentially(text)
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options.first).to_be_visible()
    return options


def legend(page: Page, family: str) -> Locator:
    """The switch of a family of relations."""
    return page.get_by_role("group", name="Relations shown").get_by_role("button", name=re.compile(f"^{family}"))


def unfold(page: Page, summary: str) -> None:
    """Open a part of the page that is folded away."""
    details = page.locator("details", has=page.locator("summary", has_text=summary))
    if details.get_attribute("open") is None:
        details.locator("summary").click()


def export(page: Page, what: str, folder: Path) -> Path:
    """Press a button under "Take it away"; the file that comes."""
    unfold(page, "Take it away")
    with page.expect_download() as download:
        page.get_by_role("button", name=what, exact=True).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def tab_into_picture(page: Page) -> None:
    """Press Tab until the picture has the focus."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.closest('svg.nkt-picture') !== null"):
            return
    raise AssertionError("Tab does not lead into the picture")
