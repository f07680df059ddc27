# ruff: noqa: INP001 - Sphinx finds it by its path; it belongs to no package
"""Puts the pages of the atlas into the site.

Before Sphinx looks for sources, a file of four lines is written for each page, in folders that git ignores; the
directive in it makes the page. So the pages take part in everything (search, links from other pages, the check of
links) and stand in no table of contents: hundreds of entries in the sidebar of every page would cost minutes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from entities import everything
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from entities.page import Section
    from sphinx.application import Sphinx

BEFORE_THE_THEME: Final = 400
STUB: Final = """---
orphan: true
---
# {title}

```{{entity}} {kind} {identifier}
```
"""


class EntityPage(SphinxDirective):
    """Everything below the title of a page of the atlas: its folder and its file are the arguments."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        """Make it."""
        page = everything.make(*self.arguments)
        self.env.metadata[self.env.docname]["nktnames"] = (page.title, *page.names)
        return [_raw(page.lead, searched=True), *map(_section, page.sections)]


def _section(section: Section) -> nodes.section:
    found = nodes.section(ids=[section.id], names=[section.id])
    found += nodes.title(section.title, section.title, classes=["no-search"])
    found += _raw(section.html, searched=section.searched)
    return found


def _raw(text: str, *, searched: bool) -> nodes.raw:
    return nodes.raw(text, text, format="html", classes=[] if searched else ["no-search"])


def write_sources(app: Sphinx) -> None:
    """Write the files that Sphinx reads, and remove those of pages that there are no more."""
    folder = Path(app.srcdir)
    wanted = {}
    for kind, identifier in everything.every():
        page = everything.make(kind, identifier)
        wanted[folder / f"{page.path}.md"] = STUB.format(title=page.title, kind=kind, identifier=identifier)
    for path, text in wanted.items():
        path.parent.mkdir(exist_ok=True)
        # Another build may be reading the same files: they are left alone unless they change.
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    for kind in everything.KINDS:
        for path in set((folder / kind).glob("*.md")) - wanted.keys():
            path.unlink()


def add_names(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Have a search find a page by each of its names; only now, for the general index is of the library."""
    names: tuple[str, ...] = app.env.metadata.get(docname, {}).get("nktnames", ())
    entries = [("single", name.replace(";", ","), "", "main", None) for name in dict.fromkeys(names)]
    if entries:
        doctree += addnodes.index(entries=entries)


class SharedTree:
    """Makes the sidebar of these pages once: they stand at one depth and in no table of contents, so it is the same."""

    def __init__(self) -> None:
        self._made: dict[object, str] = {}

    def __call__(self, _app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: object) -> None:
        """Have the theme, which comes after, take what was made for an earlier page."""
        if page.partition("/")[0] not in everything.KINDS:
            return
        make = context["toctree"]

        def toctree(**options: object) -> str:
            key = tuple(sorted(options.items()))
            if key not in self._made:
                self._made[key] = make(**options)
            return self._made[key]

        context["toctree"] = toctree


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx."""
    app.add_directive("entity", EntityPage)
    app.connect("builder-inited", write_sources)
    app.connect("doctree-resolved", add_names)
    app.connect("html-page-context", SharedTree(), priority=BEFORE_THE_THEME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
