"""axe-core finds nothing, in both themes and at both widths. (It would find nothing on a mute canvas either: the tests
of the keyboard and of the accessibility tree stand beside it.)"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

AXE = Path(__file__).resolve().parents[2] / "docs" / "explorer" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PAGES = {
    "first page": "index.html",
    "explorer": "explore.html",
    "explorer at a muscle": "explore.html#v=1&m=gluteus_maximus_r",
    "live scorer": "live.html",
    "limb muscle": "muscle/gluteus_maximus.html",
    "deep muscle": "muscle/psoas_major.html",
    "unpaired muscle": "muscle/diaphragm.html",
}


def violations(page: Page) -> list[str]:
    """What axe-core holds against the page as it stands, one line a rule and element."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # not add_script_tag, which a content policy may forbid
    found: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", TAGS)
    assert found["passes"], "axe-core looked at nothing"
    return [
        f"{violation['id']}: {violation['help']}: {node['target']}: {node.get('failureSummary', '')}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing(
    visit: Visits, path: str, width: Literal["desktop", "phone"], theme: Literal["light", "dark"]
) -> None:
    page = visit(path, width=width, theme=theme)
    found = violations(page)
    assert not found, "\n".join(found)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"the page is {overflow} pixels wider than its window"
