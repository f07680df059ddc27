"""How far the posteriors of sampled branches may be off, mixed over the sides that an unknown side may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field

from nktlib.inference.posterior import Approximate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.posterior import Posterior

EXACT: Final = "exact"
STEEPEST: Final = 0.25
"""A weight w changes by w (1 - w), at most a quarter, times the change of the logarithm of the odds."""


def method_of(posteriors: Sequence[Posterior]) -> str:
    """How the answer came about: exactly, or as the sampled posteriors say."""
    return next((one.method for one in posteriors if isinstance(one, Approximate)), EXACT)


@define
class Mixture:
    """Half widths of 95 % intervals, collected branch by branch under the name of what they are about."""

    posteriors: Sequence[Posterior]
    _found: dict[str, float] = field(factory=dict, init=False)

    @property
    def _weight_error(self) -> float:
        """How far the weight of a branch may be off."""
        if len(self.posteriors) < 2:  # noqa: PLR2004 - a single branch has all the weight
            return 0.0
        return STEEPEST * sum(one.errors.log_evidence for one in self.posteriors if isinstance(one, Approximate))

    def add(self, name: str, posterior: Posterior, table: str, number: int, weight: float) -> None:
        """Add what a branch of a weight is uncertain of: the entry ``number`` of its ``table``."""
        if isinstance(posterior, Approximate):
            error = getattr(posterior.errors, table)[number]
            own = max(error) if isinstance(error, tuple) else error
            self._found[name] = self._found.get(name, 0.0) + weight * own + self._weight_error / len(self.posteriors)

    def rows(self) -> tuple[tuple[str, float], ...]:
        """Everything that is uncertain, by name; nothing where all is exact."""
        return tuple(sorted((name, min(1.0, error)) for name, error in self._found.items()))
