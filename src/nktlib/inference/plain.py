"""The same posteriors as :func:`nktlib.inference.engine.infer`, with nothing but the standard library.

In numpy a table of exact levels is cheap. In plain Python it is not, and another way needs far fewer steps: up to given
levels noticed, causes are independent, so that P(no finding notices more) is a plain product over them, and P(findings)
a sum of such products, with signs. That is how quickscore goes, and with floats such a sum can lose every digit. Here
the numbers are decimals of as many digits as it takes, computed from the floats of the network without loss:

- Each rounding changes a product by at most one unit in its last digit. So what is computed is within (number of
  roundings) x (such a unit) x (the sum of absolute values) of the truth, and all of these are known.
- Where that is more than :data:`ACCURACY` of any joint probability asked for, all is done again with twice the digits.
  Ordinary sessions never need that.

The grid of levels has 2^k x 3^g cells, for k weak findings and g graded ones. It is summed axis by axis, so that fewer
are visited; levels of nodes are the same sum with the links to a node held unfired, and only what that changes is
computed again.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from typing import TYPE_CHECKING

from nktlib.errors import TooComplex
from nktlib.inference.plain_findings import Findings
from nktlib.inference.plain_grid import ONE, ZERO
from nktlib.inference.plain_sums import Sums
from nktlib.inference.posterior import Hypothesis, Posterior
from nktlib.inference.scale import scaled

if TYPE_CHECKING:
    from nktlib.inference.network import Network
    from nktlib.inference.plain_grid import Table

DIGITS = 38
"""Digits tried first: as many as two machine words hold, and enough for sessions of twenty findings."""
MOST_DIGITS = 608
"""What is below the error even with so many is far below the smallest float, so it is zero."""
ACCURACY = Decimal("1e-13")
"""Relative error up to which a joint probability is good; a posterior is a ratio of two, good to 1e-12."""
ROUNDINGS = 100
"""More than there are on the way of one number through a link, a cause or a finding."""

UNIT = 2.0**-52
"""Distance of the floats from one on: twice what rounding to a float changes."""

MOST_COST = 50_000_000
"""Cells that are still computed: that takes about ten seconds."""
FITTING_COST = 1_500_000
"""Cells that take about 0.3 s, as measured: sessions of a limb with twenty findings, eight of them weak."""


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
    digits = DIGITS
    while True:
        with localcontext(Context(prec=digits, Emin=MIN_EMIN, Emax=MAX_EMAX)):
            joints = _Joints(findings, digits)
            if joints.certain or digits >= MOST_DIGITS:
                return joints.posterior(log_scale)
        digits *= 2


def plain_cost(network: Network) -> float:
    """Predict the cells that :func:`infer_plain` computes; in CPython a million takes about 0.2 s."""
    return _cost(Findings(network))


def fits(network: Network) -> bool:
    """Whether :func:`infer_plain` answers this network about as fast as numpy is imported and does."""
    return plain_cost(network) <= FITTING_COST


def _cost(findings: Findings) -> float:
    """The tables of parts, then causes and the grid: four times for causes and links, twice for each queried node."""
    grid = findings.grid
    parts = sum(
        len(part.terms) * (3 ** len(part.draws) * grid.cells(findings.axes(part.draws)) * 4 + grid.cells(part.axes) * 4)
        for parts in findings.parts
        for part in parts
    )
    causes = sum(grid.cells(axes) for axes in findings.axes_of)
    return float(parts + (causes * 2 + findings.plan.cost) * (4 + 2 * len(findings.network.queries)))


class _Joints:
    """All joint probabilities of a posterior with the findings, and their error."""

    def __init__(self, findings: Findings, digits: int) -> None:
        self.network = network = findings.network
        self._findings = findings
        self._sums = sums = Sums(findings)
        self._kept: list[Decimal] = []
        self.evidence = self._sum(sums.total)
        self.classes = [self._keep(one, weight) for one, weight in zip(sums.total, network.classes, strict=True)]
        self.causes = [
            self._sum(one, cause.probability) for one, cause in zip(sums.active, network.causes, strict=True)
        ]
        self.links = [
            self._sum(one, any(link.levels[1:]) and network.causes[link.cause].probability)
            for one, link in zip(sums.fired, network.links, strict=True)
        ]
        self.levels = [self._levels(node) for node in network.queries]
        self.some, self.none = ZERO, ONE
        """P(a flagged cause is active), P(none is)."""
        for one in network.causes:
            if one.flagged:
                self.some += self.none * Decimal(one.probability)
                self.none *= Decimal(one.complement)
        self.unflagged = self._sum(sums.unflagged, bool(self.none and self.some))
        self.flagged = self._keep(self.evidence - self.unflagged, bool(self.some))
        roundings = ROUNDINGS * (len(network.causes) + len(network.links) + len(findings.findings)) + findings.plan.cost
        self.error = roundings * sum(sums.size, start=ZERO) * Decimal(10) ** (1 - digits)
        self.certain = self.error <= ACCURACY * min(map(abs, self._kept))

    def _sum(self, joint: Table, possible: float = 1.0) -> Decimal:
        """Sum over classes."""
        return self._keep(sum(joint, start=ZERO), possible)

    def _keep(self, joint: Decimal, possible: float) -> Decimal:
        """Keep what is possible at all; a zero that stands in the network needs no digits."""
        if not possible:
            return ZERO
        self._kept.append(joint)
        return joint

    def _levels(self, node: int) -> tuple[Decimal, Decimal, Decimal]:
        links = [self.network.links[link] for link in self._findings.links_at.get(node, ())]
        inhibited, paretic = (
            any(link.levels[level] and self.network.causes[link.cause].probability for link in links)
            for level in (1, 2)
        )
        none = sum(self._sums.held(node, 0), start=ZERO) if inhibited or paretic else self.evidence
        most = sum(self._sums.held(node, 1), start=ZERO) if paretic else self.evidence
        return (
            self._keep(none, possible=True),
            self._keep(most - none, inhibited),
            self._keep(self.evidence - most, paretic),
        )

    def posterior(self, log_scale: float) -> Posterior:
        """Turn joint probabilities into posterior ones."""
        if self.evidence <= self.error:
            raise ZeroDivisionError("the findings are impossible")
        none = self.none if self.some else ZERO
        least = min(one for one in self._kept if one > self.error)
        return Posterior(
            evidence=float(self.evidence),
            causes=tuple(map(self._share, self.causes)),
            links=tuple(map(self._share, self.links)),
            levels=tuple((self._share(a), self._share(b), self._share(c)) for a, b, c in self.levels),
            classes=tuple(map(self._share, self.classes)),
            flagged=Hypothesis(self._known(self.flagged), float(self.some)),
            unflagged=Hypothesis(self._known(self.unflagged), float(none)),
            log_scale=log_scale,
            # A ratio of two joint probabilities, made a float; likelihoods that were scaled were rounded before.
            error=float(3 * self.error / least) + (UNIT * 2 * len(self._findings.findings) if log_scale else UNIT),
        )

    def _share(self, joint: Decimal) -> float:
        return float(joint / self.evidence) if joint > self.error else 0.0

    def _known(self, joint: Decimal) -> float:
        return float(joint) if joint > self.error else 0.0
