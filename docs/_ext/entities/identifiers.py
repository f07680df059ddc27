"""Identifiers as links to the public page of what they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nktlib.atlas.entities import Identifiers


def linked(ids: Identifiers) -> str:
    """Write identifiers in Terminologia Anatomica 2, UBERON and FMA, each as a link."""
    pages = []
    if ids.ta2:
        pages.append((f"TA2:{ids.ta2}", f"https://ta2viewer.openanatomy.org/?id={ids.ta2}"))
    if ids.uberon:
        pages.append((ids.uberon, f"http://purl.obolibrary.org/obo/{ids.uberon.replace(':', '_')}"))
    if ids.fma:
        pages.append((ids.fma, f"http://purl.org/sig/ont/fma/fma{ids.fma.partition(':')[2]}"))
    return ", ".join(f'<a class="external" href="{url}">{name}</a>' for name, url in pages) or "none"
