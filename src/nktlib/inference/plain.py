"""The same posteriors as :func:`nktlib.inference.engine.infer`, with nothing but the standard library.

In numpy a table of exact levels is cheap. In plain Python it is not, and another way needs far fewer steps: up to given
levels noticed, causes are independent, so that P(no finding notices more) is a plain product over them, and P(findings)
a sum of such products, with signs. That is how quickscore goes, and with floats such a sum can lose every digit. Here
the numbers are whole ones, so many units of 2^-bits, with as many bits as it takes:

- A rounding changes a product by less than a unit. Errors grow by what they are multiplied with, and both are known
  beforehand: so each joint probability comes with a bound on its error.
- Where that is more than :data:`ACCURACY` of any that is asked for, all is done again with twice the bits. Ordinary
  sessions never need that.

The grid of levels has 2^k x 3^g cells, for k weak findings and g graded ones. It is summed axis by axis, so that fewer
are visited; levels of nodes are the same sum with the links to a node held unfired, over fewer axes where only the node
had been looked at, and only what that changes is computed again.
"""

from __future__ import annotations

from operator import mul, sub
from typing import TYPE_CHECKING

from nktlib.errors import TooComplex
from nktlib.inference.plain_findings import Findings
from nktlib.inference.plain_sums import Sums
from nktlib.inference.posterior import Hypothesis, Posterior
from nktlib.inference.scale import scaled

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.plain_grid import Table
    from nktlib.inference.plain_sums import ByClass

    Joint = tuple[int, int]
    """A joint probability and its error, both in units of 2^-(4 x bits)."""

BITS = 120
"""Bits tried first: four digits of Python's whole numbers, and enough for sessions of twenty findings."""
MOST_BITS = 1920
"""What is below the error even with so many is far below the smallest float, so it is zero."""
ACCURACY = 10**13
"""A joint probability is good where it is so many times its error; a posterior is a ratio of two, good to 1e-12."""
ROUNDINGS = 16
"""More than there are of numbers with twice the bits, for each link, cause and finding."""

UNIT = 2.0**-52
"""Distance of the floats from one on: twice what rounding to a float changes."""

MOST_COST = 100_000_000
"""Cells that are still computed: that takes about ten seconds."""


def infer_plain(network: Network) -> Posterior:
    """Compute every posterior of ``network``, each to a relative error of 1e-12 at most: ``error`` says to which.

    Raises :class:`~nktlib.errors.TooComplex` where that would take more than :data:`MOST_COST` cells, and
    ``ZeroDivisionError`` if the findings are impossible under the network.
    """
    network, log_scale = scaled(network)
    findings = Findings(network)
    cost = _cost(findings)
    if cost > MOST_COST:
        raise TooComplex(cost)
    bits = BITS
    while True:
        joints = _Joints(findings, bits)
        if joints.certain or bits >= MOST_BITS:
            return joints.posterior(log_scale)
        bits *= 2


def plain_cost(network: Network) -> float:
    """Predict the cells that :func:`infer_plain` computes; in CPython a million takes about 0.1 s."""
    return _cost(Findings(network))


def _cost(findings: Findings) -> float:
    """The tables of parts, then the grid: four times for causes and links, twice for each queried node."""
    plan = findings.plan
    parts = sum(
        len(part.terms) * 6 * 3 ** len(part.draws) * plan.cells(part.axes)
        for parts in findings.parts
        for part in parts
        if len(part.terms) > 1
    )
    return float(parts + plan.cost * (4 + 2 * len(findings.network.queries)))


class _Joints:
    """All joint probabilities of a posterior with the findings, and their errors."""

    def __init__(self, findings: Findings, bits: int) -> None:
        self.network = network = findings.network
        self._findings = findings
        self._bits = bits
        self._sums = sums = Sums(findings, bits)
        self._kept: list[Joint] = []
        self._error = sums.error * sum(sums.factor) << bits
        self.evidence = self._total(sums.total)
        self.classes = [
            self._keep((one * factor << bits, sums.error * factor << bits), weight)
            for one, factor, weight in zip(sums.total, sums.factor, network.classes, strict=True)
        ]
        self.causes = [
            self._sum(one, cause.probability) for one, cause in zip(sums.active, network.causes, strict=True)
        ]
        self.links = [
            self._sum(one, any(link.levels[1:]) and network.causes[link.cause].probability)
            for one, link in zip(sums.fired, network.links, strict=True)
        ]
        self.levels = [self._levels(node) for node in network.queries]
        some, none = 0.0, 1.0
        for one in network.causes:
            if one.flagged:
                some, none = some + none * one.probability, none * one.complement
        self.some, self.none = some, none if some else 0.0
        """P(a flagged cause is active), P(none is)."""
        unflagged = sums.unflagged()
        self.unflagged = self._total(unflagged, self.none)
        self.flagged = self._difference(sums.total, unflagged, some)
        roundings = ROUNDINGS * (len(network.causes) + len(network.links) + len(findings.findings))
        self.certain = sums.least >= roundings << bits and all(ACCURACY * error <= one for one, error in self._kept)

    def _sum(self, by_class: ByClass, possible: float = 1.0) -> Joint:
        """Sum over classes."""
        values, errors = by_class
        factor = self._sums.factor
        return self._keep((sum(map(mul, values, factor)), sum(map(mul, errors, factor))), possible)

    def _total(self, total: Table, possible: float = 1.0) -> Joint:
        """Sum a total of the grid over classes."""
        return self._keep((sum(map(mul, total, self._sums.factor)) << self._bits, self._error), possible)

    def _difference(self, total: Table, other: Table, possible: float) -> Joint:
        joint = sum(map(mul, map(sub, total, other), self._sums.factor))
        return self._keep((joint << self._bits, 2 * self._error), possible)

    def _keep(self, joint: Joint, possible: float) -> Joint:
        """Keep what is possible at all; a zero that stands in the network needs no digits."""
        if not possible:
            return (0, 0)
        self._kept.append(joint)
        return joint

    def _levels(self, node: int) -> tuple[Joint, Joint, Joint]:
        links = [self.network.links[link] for link in self._findings.links_at.get(node, ())]
        inhibited, paretic = (
            any(link.levels[level] and self.network.causes[link.cause].probability for link in links)
            for level in (1, 2)
        )
        sums = self._sums
        none, most = sums.held(node, 0), sums.held(node, 1)
        return (
            self._total(none),
            self._difference(most, none, inhibited),
            self._difference(sums.total, most, paretic),
        )

    def posterior(self, log_scale: float) -> Posterior:
        """Turn joint probabilities into posterior ones."""
        if self.evidence[0] <= self.evidence[1]:
            raise ZeroDivisionError("the findings are impossible")
        unit = 1 << 4 * self._bits
        worst = max(error / one for one, error in self._kept if one > error)
        priors = UNIT * sum(one.flagged for one in self.network.causes)
        return Posterior(
            evidence=self.evidence[0] / unit,
            causes=tuple(map(self._share, self.causes)),
            links=tuple(map(self._share, self.links)),
            levels=tuple((self._share(a), self._share(b), self._share(c)) for a, b, c in self.levels),
            classes=tuple(map(self._share, self.classes)),
            flagged=Hypothesis(_known(self.flagged) / unit, self.some),
            unflagged=Hypothesis(_known(self.unflagged) / unit, self.none),
            log_scale=log_scale,
            # A ratio of two joint probabilities, made a float; likelihoods that were scaled were rounded before.
            error=3 * worst + priors + (UNIT * 2 * len(self._findings.findings) if log_scale else UNIT),
        )

    def _share(self, joint: Joint) -> float:
        return _known(joint) / self.evidence[0]


def _known(joint: Joint) -> int:
    """Give a joint probability, or zero where nothing shows that it is more."""
    return joint[0] if joint[0] > joint[1] else 0
