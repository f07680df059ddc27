"""Pictures of the pages, for people to look at; that of a live result is taken where the scorer is loaded anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest

from tests.browser.screenshots import shoot, to_top

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

EXPLORER = "explore.html#v=1&m=gluteus_maximus_r"
SHOTS = [
    ("first_page", "index.html", "desktop", "light"),
    ("explorer", EXPLORER, "desktop", "light"),
    ("explorer_dark", EXPLORER, "desktop", "dark"),
    ("explorer_phone", EXPLORER, "phone", "light"),
    ("muscle_page", "muscle/gluteus_maximus.html", "desktop", "light"),
]


@pytest.mark.parametrize(("name", "path", "width", "theme"), SHOTS, ids=[shot[0] for shot in SHOTS])
def test_a_page_is_shown(
    visit: Visits, name: str, path: str, width: Literal["desktop", "phone"], theme: Literal["light", "dark"]
) -> None:
    page = visit(path, width=width, theme=theme)
    if path == EXPLORER:
        # The picture is what people come for; on a phone it stands below the relations.
        to_top(page.locator(".nkt-legend" if width == "desktop" else ".nkt-title"))
    shoot(page, name)


def test_the_body_map_is_shown(visit: Visits) -> None:
    page = visit(EXPLORER)
    page.get_by_role("region", name="On the body", exact=True).scroll_into_view_if_needed()
    page.locator(".nkt-body-painted").first.wait_for()
    to_top(page.locator(".nkt-body-stage"))
    shoot(page, "body_map")
