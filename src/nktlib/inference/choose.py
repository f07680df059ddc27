"""Which engine answers: exactly, on arrays or without numpy, or by sampling where an exact answer would take too long.

The two exact ones have a computed bound on their error, and the tests hold them to each other. In a browser there may
be no numpy, and it takes longer to load than a session of twenty findings takes to score.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from attrs import evolve

from nktlib.errors import TooComplex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.network import Network
    from nktlib.inference.posterior import Posterior


def infer(network: Network, max_cost: float | None = None) -> Posterior:
    """Compute every posterior of ``network``, exactly where that takes seconds, else with an error for each.

    ``max_cost``: how many steps an exact answer may take, products of array elements; by default
    :data:`nktlib.inference.engine.MOST_COST`. An :class:`~nktlib.inference.anytime.Approximate` says how it came about.
    Without numpy there is no sampling, and the steps are those of :func:`~nktlib.inference.plain.plain_cost`.

    Raises :class:`~nktlib.errors.TooComplex` for what neither can do, and ``ZeroDivisionError`` for findings that are
    impossible under the network.
    """
    if not _has_numpy():
        from nktlib.inference.plain import infer_plain, plain_cost

        if max_cost is not None and (cost := plain_cost(network)) > max_cost:
            raise TooComplex(cost)
        return infer_plain(network)
    from nktlib.inference.engine import MOST_COST
    from nktlib.inference.engine import infer as infer_exactly

    try:
        return infer_exactly(network, MOST_COST if max_cost is None else max_cost)
    except TooComplex:
        from nktlib.inference.anytime import infer_anytime

        return infer_anytime(network)


def infer_together(networks: Sequence[Network], max_cost: float | None = None) -> tuple[Posterior | None, ...]:
    """Compute the posteriors of networks that differ in the outcomes of their tests only, but for the levels of nodes.

    ``None`` stands for what has to be inferred alone, see :func:`~nktlib.inference.many.infer_many`; without numpy that
    is all of them.
    """
    if not _has_numpy():
        return (None,) * len(networks)
    from nktlib.inference.engine import MOST_COST
    from nktlib.inference.many import infer_many

    without = [evolve(network, queries=()) for network in networks]
    found = dict(infer_many(without, MOST_COST if max_cost is None else max_cost))
    return tuple(found[number] for number in range(len(networks)))


@cache
def _has_numpy() -> bool:
    return find_spec("numpy") is not None
