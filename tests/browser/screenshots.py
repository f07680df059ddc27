"""Where the pictures of the site go that people look at after a run: build/screenshots."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.server import SITE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FOLDER = SITE.parent / "screenshots"
STATIC = Path(__file__).resolve().parents[2] / "docs" / "_static"
PUBLISHED = ("explorer", "live_result")
"""Those that stand in the README."""
COLOURS = 256


def shoot(page: Page, name: str) -> None:
    """Take what stands in the window as build/screenshots/NAME.png."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file, animations="disabled", caret="hide")
    assert file.stat().st_size > 10_000, "the picture is empty"


def to_top(place: Locator) -> None:
    """Scroll until it stands at the top of the window, at once: the theme scrolls smoothly."""
    place.evaluate("place => place.scrollIntoView({ block: 'start', behavior: 'instant' })")


def publish() -> None:
    """Copy those that the README shows into docs/_static, with as many colours as they need."""
    from PIL import Image

    for name in PUBLISHED:
        with Image.open(FOLDER / f"{name}.png") as picture:
            # The usual method drops colours of which there is little, and with them whole relations.
            few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            few.save(STATIC / f"{name}.png", optimize=True)


if __name__ == "__main__":  # python -m tests.browser.screenshots, after a run whose pictures were looked at
    publish()
