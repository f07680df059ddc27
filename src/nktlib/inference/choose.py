"""Which engine answers: the one on numpy arrays, or, where numpy is not installed, the one that needs only Python.

Both are exact, each with a computed bound on its error, and the tests hold them to each other. In a browser there may
be no numpy, and it takes longer to load than a session of twenty findings takes to score.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.posterior import Posterior


def infer(network: Network) -> Posterior:
    """Compute every posterior of ``network``; see :func:`nktlib.inference.engine.infer` for what it raises."""
    if _has_numpy():
        from nktlib.inference.engine import infer as infer_arrays

        return infer_arrays(network)
    from nktlib.inference.plain import infer_plain

    return infer_plain(network)


@cache
def _has_numpy() -> bool:
    return find_spec("numpy") is not None
