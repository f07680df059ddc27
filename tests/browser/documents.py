"""The built pages as files: what each links to, what each loads, which anchors it has."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from tests.browser.server import SITE

if TYPE_CHECKING:
    from pathlib import Path

LOADED = {
    ("audio", "src"),
    ("embed", "src"),
    ("iframe", "src"),
    ("image", "href"),
    ("img", "src"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("track", "src"),
    ("use", "href"),
    ("video", "poster"),
    ("video", "src"),
}
"""Attributes whose address the browser asks for by itself."""

FOLLOWED = {("a", "href"), ("area", "href"), ("form", "action")}
"""Attributes whose address it asks for when the reader says so."""

RELATIONS_LOADED = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
}


MARK = "data-nkt-"


class Document(HTMLParser):
    """One page, read with Python's own parser."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.marks: list[tuple[str, str]] = []
        """What the page says of itself to programs: attributes `data-nkt-...`, without that beginning, in order."""
        self._pieces: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors.update(given[name] for name in ("id", "name") if given.get(name))
        self.marks += [(name.removeprefix(MARK), value) for name, value in given.items() if name.startswith(MARK)]
        for name, value in given.items():
            plain = name.removeprefix("xlink:")
            if (tag, plain) in LOADED:
                self.loads.append(value)
            elif (tag, plain) in FOLLOWED:
                self.links.append(value)
            elif plain == "srcset":
                self.loads.extend(choice.split()[0] for choice in value.split(",") if choice.strip())
        if tag == "link" and "href" in given:
            loaded = RELATIONS_LOADED & set(given.get("rel", "").split())
            (self.loads if loaded else self.links).append(given["href"])

    handle_startendtag = handle_starttag

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    @property
    def text(self) -> str:
        """All that stands between tags."""
        return "".join(self._pieces)


@cache
def documents() -> dict[str, Document]:
    """Every page of the site, by its path below the site's root; a piece that pages include is none by itself."""
    pages = {path.relative_to(SITE).as_posix(): path for path in sorted(SITE.rglob("*.html")) if is_page(path)}
    return {name: Document(path) for name, path in pages.items()}


def is_page(path: Path) -> bool:
    with path.open(encoding="utf-8") as file:
        return file.read(15).lower() == "<!doctype html>"
