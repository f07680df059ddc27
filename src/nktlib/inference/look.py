"""A finding that is not there yet: what it would look at."""

from __future__ import annotations

from attrs import frozen


@frozen
class Look:
    """A further finding: for each link (index) the factors if it did not fire and if it did, an entry a class.

    ``inactive`` says whether an inactive cause has the factors of a link that did not fire (a challenge), or none (a
    test that noticed nothing). ``classes`` is a factor whatever the causes.
    """

    links: tuple[int, ...]
    unfired: tuple[tuple[float, ...], ...]
    fired: tuple[tuple[float, ...], ...]
    classes: tuple[float, ...]
    inactive: bool = False
