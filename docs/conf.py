# ruff: noqa: INP001 - Sphinx runs this file; it belongs to no package
"""How Sphinx builds the pages. `make docs` does it; nothing is fetched."""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "nktlib"
author = "The nktlib developers"
version = release = version_of("nktlib")
project_copyright = author
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "nktdocs", "entity_pages", "reachable"]
exclude_patterns = ["_ext", "explorer"]

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # generated sections may begin a level below their page's

html_theme = "furo"
html_title = f"nktlib {release}"
html_math_renderer = "nktmathml"
html_static_path = ["_static", "../build/static"]  # the second is what `make site-parts` builds
html_css_files = ["nktlib.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
pygments_style = "a11y-high-contrast-light"  # enough contrast for everybody
pygments_dark_style = "a11y-high-contrast-dark"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_maximum_signature_line_length = 80
python_display_short_literal_types = True

# Nothing is fetched, so what others document has no target here; everything of ours has to have one.
nitpick_ignore = [
    ("py:class", "PathLike"),  # Python's
    ("py:class", "os.PathLike"),  # Python's
    ("py:class", "pd.DataFrame"),  # pandas'
    ("py:class", "nx.MultiDiGraph"),  # networkx's
    ("py:class", "Tables"),  # what an atlas is made of, not part of the interface
    ("py:class", "Asked"),  # what a result keeps for questions that come later, likewise
    ("py:class", "Built"),  # a network with what its numbers stand for, likewise
]
