"""What a page of the atlas consists of."""

from __future__ import annotations

from attrs import field, frozen


@frozen
class Section:
    """A section below the title: its anchor, heading and HTML; only those that are ``searched`` go into the search."""

    id: str
    title: str
    html: str
    searched: bool = False


@frozen
class Page:
    """A page: the folder and file that it stands in, what is at its top, its sections.

    ``names`` are what a search finds it by, beside its title.
    """

    kind: str
    id: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    names: tuple[str, ...] = field(default=())

    @property
    def path(self) -> str:
        """Where it stands below the root of the site, without an ending."""
        return f"{self.kind}/{self.id}"
