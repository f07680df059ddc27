"""Every link inside the site leads somewhere, its anchor too, and no page loads anything from elsewhere."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from nktlib.atlas.load import load_atlas
from tests.browser.documents import documents
from tests.browser.server import SITE

ELSEWHERE = {"http", "https", "mailto"}
STATED = {"explore.html", "live.html"}
"""Pages that keep their state in the fragment: it is no anchor there."""


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    assert documents(), f"there is no site in {SITE}: run `make docs` first"


def target(page: str, address: str) -> tuple[str, str]:
    """The file that an address on a page means, and the fragment."""
    parts = urlsplit(address)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
    if (SITE / path).is_dir():
        path = posixpath.join(path, "index.html")
    return path, unquote(parts.fragment)


def test_every_link_inside_the_site_resolves() -> None:
    broken = set()
    for page, document in documents().items():
        for address in {*document.links, *document.loads}:
            if urlsplit(address).scheme:
                continue
            path, fragment = target(page, address)
            if not (SITE / path).is_file():
                broken.add(f"{page}: no file for {address}")
            elif path in STATED and "=" in fragment:
                continue
            elif fragment and path in documents() and fragment not in documents()[path].anchors:
                broken.add(f"{page}: no anchor for {address}")
    assert not broken, "\n".join(sorted(broken))


def test_links_into_the_explorer_name_nodes_of_the_atlas() -> None:
    asked = {
        (page, node)
        for page, document in documents().items()
        for address in document.links
        if target(page, address)[0] == "explore.html"
        for node in parse_qs(urlsplit(address).fragment).get("m", [])
    }
    assert asked
    nodes = load_atlas().nodes
    assert not [(page, node) for page, node in sorted(asked) if node not in nodes]


def test_schemes_are_the_webs_own() -> None:
    schemes = {urlsplit(address).scheme for document in documents().values() for address in document.links}
    assert schemes <= {"", *ELSEWHERE}


def test_no_page_loads_anything_from_elsewhere() -> None:
    loaded = {
        f"{page}: {address}"
        for page, document in documents().items()
        for address in document.loads
        if urlsplit(address).netloc or urlsplit(address).scheme not in {"", "data"}
    }
    assert not loaded, "\n".join(sorted(loaded))


def test_no_style_sheet_loads_anything_from_elsewhere() -> None:
    wrong = []
    for sheet in sorted(SITE.rglob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for address in re.findall(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", text):
            parts = urlsplit(address[0] or address[1])
            missing = not parts.scheme and parts.path and not (sheet.parent / unquote(parts.path)).is_file()
            if parts.netloc or parts.scheme not in {"", "data"} or missing:
                wrong.append(f"{sheet.relative_to(SITE)}: {address}")
    assert not wrong, "\n".join(wrong)
