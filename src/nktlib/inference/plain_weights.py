"""What each link and each cause weighs before the open findings come in: plain products by class, in whole numbers.

Here a unit is 2^-wide with twice the bits of the tables, so that what is handed on to the tables, as a share of some
whole, is wrong by no more than two units there.
"""

from __future__ import annotations

from functools import lru_cache
from math import frexp
from typing import TYPE_CHECKING

from nktlib.inference.plain_grid import times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nktlib.inference.plain_findings import Findings
    from nktlib.inference.plain_grid import Table

DIGITS = 53
"""Binary digits of a float."""


@lru_cache(4096)
def fixed(value: float, bits: int) -> int:
    """Write a number in units of 2^-bits; what is left over is dropped."""
    mantissa, exponent = frexp(value)
    shift = exponent + bits - DIGITS
    whole = int(mantissa * 2.0**DIGITS)
    return whole << shift if shift >= 0 else whole >> -shift


def shares(parts: Sequence[int], wholes: Sequence[int], bits: int) -> Table:
    """Divide, giving units of 2^-bits; where there is nothing, nothing is a part of it."""
    return [(part << bits) // whole if whole else 0 for part, whole in zip(parts, wholes, strict=True)]


class Weights:
    """Weights of links by the level fired, and of causes, each a number a class."""

    def __init__(self, findings: Findings, bits: int) -> None:
        self.findings = findings
        self.wide = wide = 2 * bits
        network, classes = findings.network, len(findings.network.classes)
        self.links: list[tuple[Table, Table, Table]] = []
        """Of each link: the probability of each level fired, and the factors of what looks at that firing alone."""
        for edge in network.links:
            none, low, high = edge.levels
            self.links.append(
                ([fixed(none, wide)] * classes, [fixed(low, wide)] * classes, [fixed(high, wide)] * classes)
            )
        self.inactive: list[Table] = [[fixed(cause.complement, wide)] * classes for cause in network.causes]
        self.active: list[Table] = [[fixed(cause.probability, wide)] * classes for cause in network.causes]
        for node, number, share in findings.strong:
            missed = self.missed(number, share)
            for link in findings.links_at.get(node, ()):
                zero, one, two = self.links[link]
                self.links[link] = (zero, times(one, missed, wide), times(two, missed, wide) if any(two) else two)
        for challenge in network.challenges:
            if len(challenge.links) == 1:
                link = challenge.links[0]
                zero, one, two = self.links[link]
                unfired, fired = ([fixed(part, wide) for part in row] for row in (challenge.unfired, challenge.fired))
                self.links[link] = (times(zero, unfired, wide), times(one, fired, wide), times(two, fired, wide))
                cause = network.links[link].cause
                self.inactive[cause] = times(self.inactive[cause], unfired, wide)
        for cause, looks in findings.observed.items():
            for number, weight in looks:
                if number not in findings.axis_of:
                    unnoticed = [(1 << wide) - fixed(weight, wide)] * classes
                    self.active[cause] = times(self.active[cause], unnoticed, wide)

    def missed(self, number: int, share: float) -> Table:
        """P(a finding does not notice a firing to which it gives a share), by class."""
        one, part = 1 << self.wide, fixed(share, self.wide)
        return [
            one - (part * fixed(notice, self.wide) >> self.wide) for notice in self.findings.findings[number].notice
        ]

    def closing(self, number: int, bits: int) -> list[Table]:
        """The likelihood of an open finding, as weights of "up to" its levels: for each level a number a class."""
        rows = [[*(fixed(one, bits) for one in row), 0] for row in self.findings.findings[number].likelihood]
        levels = range(self.findings.findings[number].size)
        return [[row[level] - row[level + 1] for row in rows] for level in levels]

    def quiet(self) -> Table:
        """The prior of each class, and the likelihood of all that noticed nothing or that no cause bears on."""
        factor = [fixed(one, self.wide) for one in self.findings.network.classes]
        for number, finding in enumerate(self.findings.findings):
            if number not in self.findings.axis_of:
                factor = times(factor, [fixed(row[0], self.wide) for row in finding.likelihood], self.wide)
        return factor
