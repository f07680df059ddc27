"""Which engine answers: exactly, on arrays or without numpy, or by sampling where an exact answer would take too long.

The two exact ones have a computed bound on their error, and the tests hold them to each other. In a browser there may
be no numpy, and it takes longer to load than a session of twenty findings takes to score.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from nktlib.errors import TooComplex

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.posterior import Posterior


def infer(network: Network) -> Posterior:
    """Compute every posterior of ``network``, exactly where that takes seconds, else with an error for each.

    An :class:`~nktlib.inference.anytime.Approximate` says how it came about. Without numpy there is no sampling.

    Raises :class:`~nktlib.errors.TooComplex` for what neither can do, and ``ZeroDivisionError`` for findings that are
    impossible under the network.
    """
    if not _has_numpy():
        from nktlib.inference.plain import infer_plain

        return infer_plain(network)
    from nktlib.inference.engine import infer as infer_exactly

    try:
        return infer_exactly(network)
    except TooComplex:
        from nktlib.inference.anytime import infer_anytime

        return infer_anytime(network)


@cache
def _has_numpy() -> bool:
    return find_spec("numpy") is not None
