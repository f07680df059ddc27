"""Left and right are the patient's, by coordinates: what the packages with the outlines call left is the picture's."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser import explorer

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Visits

View = Literal["front", "back"]


def body(page: Page, view: View) -> Locator:
    """One view of the body map, on the screen."""
    page.get_by_role("region", name="On the body", exact=True).scroll_into_view_if_needed()
    found = page.locator(f".nkt-body-{view} svg")
    expect(found).to_be_visible()
    found.scroll_into_view_if_needed()
    return found


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def place_of(picture: Locator, node: str) -> Locator:
    return picture.locator(f'[data-nodes~="{node}"]').first


CASES = [
    ("back", "gluteus_maximus", "r", "right half"),
    ("back", "gluteus_maximus", "l", "left half"),
    ("front", "rectus_femoris", "r", "left half"),
    ("front", "rectus_femoris", "l", "right half"),
]


@pytest.mark.parametrize(("view", "muscle", "side", "half"), CASES)
def test_a_muscle_lies_and_is_chosen_on_its_side(visit: Visits, view: View, muscle: str, side: str, half: str) -> None:
    page = visit("explore.html#v=1&m=diaphragm")
    picture = body(page, view)
    across, _down = middle(picture)
    x, y = middle(place_of(picture, f"{muscle}_{side}"))
    assert (x > across) == (half == "right half")
    # The hand that points there gets that side.
    page.mouse.click(x, y)
    name = f"{muscle.replace('_', ' ')}, {'right' if side == 'r' else 'left'}"
    choices = page.get_by_role("menuitem", name=re.compile(f"^{name}"))
    with suppress(AssertionError):  # where several lie there, a menu asks
        expect(choices.first).to_be_visible(timeout=1_000)
        choices.first.click()
    expect(page).to_have_url(re.compile(f"m={muscle}_{side}"))
    assert explorer.centre(page) == f"{muscle}_{side}"
    chosen = place_of(body(page, view), f"{muscle}_{side}")
    expect(chosen).to_have_class(re.compile("nkt-body-chosen"))


@pytest.mark.parametrize("view", ["front", "back"])
def test_everything_lies_on_its_side(visit: Visits, view: View) -> None:
    page = visit("explore.html")
    picture = body(page, view)
    # By the picture's own coordinates, marks that only show when looked at closely included.
    places = picture.evaluate(
        """svg => [...svg.querySelectorAll('[data-nodes]')].map(place => {
            const box = place.getBBox();
            return [place.dataset.nodes, place.dataset.side, box.x + box.width / 2];
        })"""
    )
    axis = picture.evaluate("svg => svg.viewBox.baseVal.x + svg.viewBox.baseVal.width / 2")
    sided = [(nodes.split(), side, x) for nodes, side, x in places if side in {"l", "r"}]
    assert len(sided) > 50
    for nodes, side, x in sided:
        assert all(node.endswith(f"_{side}") for node in nodes)
        assert (x > axis) == ((side == "r") == (view == "back")), nodes


@pytest.mark.parametrize(("view", "left", "right"), [("front", "R", "L"), ("back", "L", "R")])
def test_the_picture_says_which_side_is_which(visit: Visits, view: View, left: str, right: str) -> None:
    page = visit("explore.html")
    picture = body(page, view)
    across, _down = middle(picture)
    letters = page.locator(f".nkt-body-{view} .nkt-body-letter")
    for letter in letters.all():
        expect(letter).to_be_visible()
        shown = letter.locator("[aria-hidden]").inner_text()
        assert shown == (right if middle(letter)[0] > across else left)
    assert letters.count() == 2
    expect(picture).to_have_accessible_name(re.compile(f"from the {view}.*patient's right is on the"))
