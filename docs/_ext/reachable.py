# ruff: noqa: INP001 - Sphinx finds it by its path; it belongs to no package
"""Mends what theme and writer leave out for people who use a keyboard or a screen reader.

What scrolls sideways on a narrow screen (code, tables) takes the focus, so that arrow keys scroll it; the captions in
the sidebar, which say that they are headings, say of which level.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

AFTER_THE_THEME: Final = 900


def _takes_focus(label: str) -> str:
    return rf'<div class="\1" role="group" aria-label="{label}" tabindex="0">'


IN_BODY: Final = (
    (re.compile("<pre>"), '<pre tabindex="0">'),
    (re.compile(r'<div class="(table-wrapper [^"]*docutils container)">'), _takes_focus("table")),
    (re.compile('<div class="(math)">'), _takes_focus("formula")),
    # Parameters of a signature, one a line: the writer makes a list of definitions of them, without any terms.
    (re.compile(r"<dl>(\s*<dd>)"), r'<dl role="none">\1'),
)
IN_SIDEBAR: Final = ((re.compile('class="caption" role="heading"'), 'class="caption" role="heading" aria-level="2"'),)


def mend(_app: Sphinx, _page: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None) -> None:
    """Replace the pieces in what goes into the page."""
    for part, pieces in (("body", IN_BODY), ("furo_navigation_tree", IN_SIDEBAR)):
        for old, new in pieces:
            if part in context:
                context[part] = old.sub(new, context[part])


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx."""
    app.connect("html-page-context", mend, priority=AFTER_THE_THEME)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
