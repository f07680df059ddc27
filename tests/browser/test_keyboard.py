"""Who uses no mouse, or no eyes, gets everywhere and is told what is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser import explorer
from tests.browser.explorer import ATLAS, neighbours, shown_name

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

MUSCLES = ["gluteus_maximus_r", "psoas_major_l", "diaphragm"]


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("muscle", MUSCLES)
def test_the_keyboard_reaches_every_neighbour(visit: Visits, muscle: str, width: Literal["desktop", "phone"]) -> None:
    page = visit(f"explore.html#v=1&m={muscle}", width=width)
    drawn = explorer.in_picture(page)
    assert len(drawn) == min(explorer.MOST, 1 + len(neighbours(muscle)))
    page.get_by_role("combobox", name="Search").focus()
    explorer.tab_into_picture(page)
    reached = [explorer.focused(page)]
    for _press in drawn[1:]:
        page.keyboard.press("ArrowDown")
        reached.append(explorer.focused(page))
    assert sorted(map(str, reached)) == sorted(drawn)
    page.keyboard.press("Home")
    assert explorer.focused(page) == muscle
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement?.closest('svg.nkt-picture') !== null"), (
        "one stop for Tab, not sixty"
    )


def test_every_row_has_its_reasons_for_the_keyboard(visit: Visits) -> None:
    page = visit("explore.html#v=1&m=gluteus_maximus_r")
    rows = page.get_by_role("region", name="Table").locator("tbody tr[data-node]")
    for row in rows.all()[:5]:
        button = row.get_by_role("button")
        button.focus()
        page.keyboard.press("Enter")
        panel = page.get_by_role("dialog")
        expect(panel.get_by_role("heading", name="Sources")).to_be_visible()
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(button).to_be_focused()


@pytest.mark.parametrize("muscle", MUSCLES)
def test_the_accessibility_tree_names_muscle_side_relation_and_grade(visit: Visits, muscle: str) -> None:
    page = visit(f"explore.html#v=1&m={muscle}")
    tree = explorer.picture(page).aria_snapshot()
    spoken = re.findall(r'- link "((?:[^"\\]|\\.)*)"', tree)
    assert f"Neighbours of {shown_name(muscle)}" in tree
    for node in explorer.in_picture(page)[1:]:
        wanted = re.compile(rf"(?:^|\W ){re.escape(shown_name(node))}; [a-z ,]+; grade [ABCD]\b")
        (name,) = [name for name in spoken if wanted.search(name)]
        kinds = explorer.kinds_between(node, muscle)
        for word in ("synergist", "antagonist"):
            assert (word in kinds) == bool(re.search(rf"\b{word}\b", name)), name
        grades = {ATLAS.graph[node][muscle][kind]["grade"] for kind in kinds}
        assert f"grade {min(grades)}" in name
    table = page.get_by_role("region", name="Table").aria_snapshot()
    for node in explorer.in_table(page):
        assert shown_name(node) in table


def test_what_changed_is_announced(visit: Visits) -> None:
    page = visit("explore.html")
    said = page.get_by_role("status").filter(has_text="neighbours")
    expect(said).to_contain_text("gluteus maximus, right")
    explorer.search(page, "piriformis")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("piriformis, right")
    expect(said).to_contain_text(str(min(explorer.MOST - 1, len(neighbours("piriformis_r")))))
