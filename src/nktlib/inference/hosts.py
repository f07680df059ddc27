"""Which sets of findings to put together, so that fewer tables have to be worked on one after another."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Axes = frozenset[int]


def hosts_of(counts: Mapping[Axes, int], products: Callable[[Axes], int], most: int, step: float) -> dict[Axes, Axes]:
    """Find a host for each set of findings: a set that contains it, with what else it holds.

    ``counts`` says how many tables there are over each set, ``products`` what one over a set costs, and ``step`` what
    one more host does. Sets go together as long as that saves more steps than it adds products, and no host costs more
    than ``most``: first each into the cheapest that contains it, then two hosts at a time.
    """
    hosts: dict[Axes, list[Axes]] = {}
    sizes: dict[Axes, tuple[int, int]] = {}
    """What a table over a host costs, and how many there are."""
    for axes in sorted(counts, key=lambda axes: (-len(axes), sorted(axes))):
        cost, count = products(axes), counts[axes]
        host = min((host for host in hosts if axes < host), key=lambda host: sizes[host], default=None)
        if host is not None and count * (sizes[host][0] - cost) <= step:
            hosts[host].append(axes)
            sizes[host] = (sizes[host][0], sizes[host][1] + count)
        else:
            hosts[axes], sizes[axes] = [axes], (cost, count)

    def gains(pairs: Iterable[tuple[Axes, Axes]]) -> Iterable[tuple[tuple[Axes, Axes], float]]:
        for one, other in pairs:
            union = one | other
            cost = products(union)
            if cost <= most and (union not in hosts or union in (one, other)):
                added = sum(sizes[axes][1] * (cost - sizes[axes][0]) for axes in (one, other))
                if added < step:
                    yield (one, other), step - added

    found = dict(gains(combinations(hosts, 2)))
    while found:
        one, other = max(found, key=found.__getitem__)
        union = one | other
        together, count = hosts.pop(one) + hosts.pop(other), sizes.pop(one)[1] + sizes.pop(other)[1]
        found = {pair: gain for pair, gain in found.items() if not {one, other}.intersection(pair)}
        hosts[union], sizes[union] = together, (products(union), count)
        found |= gains((union, host) for host in hosts if host != union)
    return {axes: host for host, sets in hosts.items() for axes in sets}
