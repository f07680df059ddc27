"""Exact inference for the questions that come after a score: on arrays, or without numpy. Nothing is sampled here."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.posterior import Posterior


def infer(network: Network) -> Posterior:
    """Compute every posterior of ``network``.

    Raises :class:`~nktlib.errors.TooComplex` where that would take too long, and ``ZeroDivisionError`` for findings
    that are impossible under the network.
    """
    if find_spec("numpy") is None:
        from nktlib.inference.plain import infer_plain

        return infer_plain(network)
    from nktlib.inference.engine import infer as on_arrays

    return on_arrays(network)
