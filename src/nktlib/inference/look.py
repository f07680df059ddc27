"""A finding that is not there yet: what it would look at."""

from __future__ import annotations

from attrs import frozen


@frozen
class Look:
    """A further finding: for each link (index) the factors if it did not fire and if it did, an entry a class.

    The links of an inactive cause did not fire. ``classes`` is a factor whatever the causes.
    """

    links: tuple[int, ...]
    unfired: tuple[tuple[float, ...], ...]
    fired: tuple[tuple[float, ...], ...]
    classes: tuple[float, ...]
