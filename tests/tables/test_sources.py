"""The bibliography is BibTeX, and the library reads from it what a BibTeX parser reads."""

from __future__ import annotations

import re

import pytest

from nktlib.tables.place import data_directory
from nktlib.tables.sources import UNREAD, read_sources

PATH = data_directory() / "sources.bib"
SOURCES = read_sources(PATH)


def without_markup(text: str) -> str:
    """Take out grouping braces and the backslash before a special character, as BibTeX prints a title."""
    return re.sub(r"\\([&%$#_])", r"\1", text).replace("{", "").replace("}", "")


def test_a_parser_reads_the_same() -> None:
    database = pytest.importorskip("pybtex.database")
    entries = database.parse_file(PATH, bib_format="bibtex").entries
    assert set(SOURCES) == set(entries)
    for key, entry in entries.items():
        source = SOURCES[key]
        assert source.title == without_markup(entry.fields["title"])
        assert source.url == without_markup(entry.fields.get("url", ""))
        assert source.key == key


def test_no_key_is_there_twice() -> None:
    keys = re.findall(r"^@\w+\{([^,]+),", PATH.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(keys) == len(set(keys)) == len(SOURCES)


def test_only_what_no_source_says_has_no_address() -> None:
    printed = {key for key, source in SOURCES.items() if not source.url.startswith("https://")}
    assert printed >= UNREAD
    assert all(SOURCES[key].site for key in printed), "where it was published, if not in the web"


def test_every_source_has_a_title() -> None:
    assert [key for key, source in SOURCES.items() if not source.title.strip()] == []
