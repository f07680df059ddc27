"""Exact rational answers to small networks, by ways that share nothing with the engine.

``by_distribution`` sums over a grid with an axis a finding. That all findings stay at or below given levels is a plain
product over causes; a likelihood of "exactly this level" is a difference of two such "at or below", and subtraction is
harmless here: all numbers are Python integers over a common denominator. ``by_enumeration`` walks through every active
set, firing, drawn member and noticing; it is for tiny networks and checks the first.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, product
from math import lcm, prod
from operator import mul
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from nktlib.inference.network import Network, Reading

    Integers = NDArray[np.object_]

LEVELS = (0, 1, 2)
ONE = Fraction(1)


@frozen
class Exact:
    """Everything that ``nktlib.inference.engine.Posterior`` holds, as fractions."""

    evidence: Fraction
    causes: tuple[Fraction, ...]
    links: tuple[Fraction, ...]
    levels: tuple[tuple[Fraction, Fraction, Fraction], ...]
    classes: tuple[Fraction, ...]
    flagged: tuple[Fraction, Fraction]
    unflagged: tuple[Fraction, Fraction]


def _integers(values: Iterable[float | Fraction]) -> tuple[list[int], int]:
    """The values times their common denominator, and that denominator."""
    fractions = [Fraction(value) for value in values]
    scale = lcm(*(value.denominator for value in fractions))
    return [int(value * scale) for value in fractions], scale


@frozen(eq=False)
class _Finding:
    """A finding as an axis of the grid: the levels kept on it, and per class how they weigh, over ``scale``.

    Weights are those of "at or below the level" that add up to the likelihood of each level itself; levels whose weight
    is zero in every class are left out.
    """

    levels: list[int]
    weights: Integers
    scale: int


def _finding(likelihoods: Sequence[Sequence[float]]) -> _Finding:
    signed = [
        [Fraction(here) - Fraction(above) for here, above in zip(row, [*row[1:], 0], strict=True)]
        for row in likelihoods
    ]
    kept = [level for level in range(len(signed[0])) if any(row[level] for row in signed)] or [0]
    flat, scale = _integers(row[level] for row in signed for level in kept)
    return _Finding(kept, np.array(flat, dtype=object).reshape(len(signed), len(kept)), scale)


class _Grid:
    """The grid of a network (class, then an axis a finding) and what each cause leaves below each of its points."""

    def __init__(self, network: Network) -> None:
        self.network = network
        classes = len(network.classes)
        self.findings = [
            *(_finding(reading.likelihood) for reading in network.readings),
            *(_finding(list(zip(one.unfired, one.fired, strict=True))) for one in network.challenges),
            *(_finding([one.likelihood] * classes) for one in network.observations),
        ]
        class_weights, class_scale = _integers(network.classes)
        self.weights = self.along(0, np.array(class_weights, dtype=object)[:, None])
        for axis, finding in enumerate(self.findings):
            self.weights = self.weights * self.along(axis, finding.weights)
        self.scale = class_scale * prod(finding.scale for finding in self.findings)
        causes = range(len(network.causes))
        self.inactive, self.firings, self.scales = zip(*(self.cause(cause) for cause in causes), strict=True)

    def along(self, axis: int, values: Integers) -> Integers:
        """Place ``values`` (class, level) on the class and the finding ``axis`` of the grid."""
        shape = [1] * (1 + len(self.findings))
        shape[0] = values.shape[0]
        if self.findings:
            shape[1 + axis] = values.shape[1]
        return values.reshape(shape)

    def cause(self, cause: int) -> tuple[int, list[tuple[dict[int, int], Integers]], int]:
        """A cause's weight if inactive; those below each grid point, firing by firing (link -> level); the scale."""
        network = self.network
        prior, scale = _integers([network.causes[cause].complement, network.causes[cause].probability])
        links = [index for index, link in enumerate(network.links) if link.cause == cause]
        levels = {link: _integers(network.links[link].levels) for link in links}
        scale *= prod(one for _values, one in levels.values())
        readings = [
            (axis, reading, *_integers(reading.notice), *_integers(share for _node, share in reading.members))
            for axis, reading in enumerate(network.readings)
            if {node for node, _share in reading.members} & {network.links[link].node for link in links}
        ]
        scale *= prod(one * other for _axis, _reading, _notice, one, _shares, other in readings)
        offset = len(network.readings)
        challenges = [(offset + i, {*one.links} & {*links}) for i, one in enumerate(network.challenges)]
        always: Integers = np.full((1,) * (1 + len(self.findings)), prior[1], dtype=object)
        for axis, observation in enumerate(network.observations, offset + len(network.challenges)):
            for seen, probability in observation.weights:
                if seen == cause:
                    (missed, whole), one = _integers([1 - Fraction(probability), 1])
                    kept = [whole if level else missed for level in self.findings[axis].levels]
                    always = always * self.along(axis, np.array([kept], dtype=object))
                    scale *= one
        firings = []
        for fired in product(LEVELS, repeat=len(links)):
            firing = dict(zip(links, fired, strict=True))
            weight = prod(levels[link][0][level] for link, level in firing.items())
            if not weight:
                continue
            below = always * weight
            at_node = {network.links[link].node: level for link, level in firing.items()}
            for axis, reading, notice, one, shares, other in readings:
                reached = [at_node.get(node, 0) for node, _share in reading.members]
                over = [
                    sum(share for share, level in zip(shares, reached, strict=True) if level > bound)
                    for bound in self.findings[axis].levels
                ]
                left = [[one * other - noticed * share for share in over] for noticed in notice]
                below = below * self.along(axis, np.array(left, dtype=object))
            for axis, mine in challenges:
                if any(firing[link] for link in mine):
                    allowed = [int(level > 0) for level in self.findings[axis].levels]
                    below = below * self.along(axis, np.array([allowed], dtype=object))
            firings.append((firing, below))
        return prior[0] * (scale // self._prior_scale(cause)), firings, scale

    def _prior_scale(self, cause: int) -> int:
        return _integers([self.network.causes[cause].complement, self.network.causes[cause].probability])[1]

    def below(self, cause: int, allowed: Callable[[int, int], bool] = lambda _link, _level: True) -> Any:  # noqa: ANN401 - integers
        """What the active cause leaves below each grid point by the firings whose every (link, level) is allowed."""
        total: Any = 0
        for firing, below in self.firings[cause]:
            if all(allowed(link, level) for link, level in firing.items()):
                total = total + below
        return total

    def by_class(self, values: Any) -> list[Fraction]:  # noqa: ANN401 - an array of integers or a single one
        """Sum values over the findings; their scale is that of all causes together."""
        shape = (len(self.network.classes), *(len(finding.levels) for finding in self.findings))
        whole = np.broadcast_to(np.asarray(values, dtype=object) * self.weights, shape)
        scale = self.scale * prod(self.scales)
        return [Fraction(part, scale) for part in whole.reshape(shape[0], -1).sum(axis=1)]

    def total(self, values: Any) -> Fraction:  # noqa: ANN401 - an array of integers or a single one
        """Sum values over the whole grid."""
        return sum(self.by_class(values), start=Fraction(0))


def by_distribution(network: Network) -> Exact:
    """Answer a network of up to a dozen causes and about eight findings."""
    grid = _Grid(network)
    causes = range(len(network.causes))
    active = [grid.below(cause) for cause in causes]
    either = [one + grid.inactive[cause] for cause, one in enumerate(active)]
    # The product over all causes but one: those before it times those after it.
    before = list(accumulate(either, mul, initial=1))
    after = list(accumulate(reversed(either), mul, initial=1))[::-1]
    others = [before[cause] * after[cause + 1] for cause in causes]
    evidence = grid.total(before[-1])

    def share(joint: Fraction) -> Fraction:
        return joint / evidence if evidence else joint

    def fired(link: int) -> Fraction:
        cause = network.links[link].cause
        return grid.total(others[cause] * grid.below(cause, lambda other, level: other != link or level > 0))

    def at_most(node: int, top: int) -> Fraction:
        at_node = {link for link, edge in enumerate(network.links) if edge.node == node}
        acting = {network.links[link].cause for link in at_node}
        restricted = (grid.below(c, lambda link, level: link not in at_node or level <= top) for c in acting)
        factors = [one + grid.inactive[cause] for cause, one in zip(acting, restricted, strict=True)]
        return grid.total(prod([*factors, *(either[cause] for cause in causes if cause not in acting)]))

    def levels(node: int) -> tuple[Fraction, Fraction, Fraction]:
        none, some = at_most(node, 0), at_most(node, 1)
        return (share(none), share(some - none), share(evidence - some))

    flags = [cause for cause in causes if network.causes[cause].flagged]
    unflagged, flagged = (Fraction(0), Fraction(0)), (Fraction(0), Fraction(0))
    if flags:
        none = grid.total(prod(grid.inactive[cause] if cause in flags else either[cause] for cause in causes))
        none_prior = prod((Fraction(network.causes[cause].complement) for cause in flags), start=ONE)
        all_prior = prod(
            (Fraction(c.probability) + Fraction(c.complement) for c in network.causes if c.flagged), start=ONE
        )
        unflagged, flagged = (none, none_prior), (evidence - none, all_prior - none_prior)
    return Exact(
        evidence=evidence,
        causes=tuple(share(grid.total(others[cause] * active[cause])) for cause in causes),
        links=tuple(share(fired(link)) for link in range(len(network.links))),
        levels=tuple(levels(node) for node in network.queries),
        classes=tuple(map(share, grid.by_class(before[-1]))),
        flagged=flagged,
        unflagged=unflagged,
    )


def by_enumeration(network: Network) -> tuple[Fraction, list[Fraction]]:
    """P(findings), and P(findings and the cause is active) for each cause: a walk through all that can happen."""
    evidence = Fraction(0)
    joint = [Fraction(0)] * len(network.causes)
    for group, group_weight in enumerate(network.classes):
        for active in product((False, True), repeat=len(network.causes)):
            weight = Fraction(group_weight) * prod(
                (Fraction(c.probability if on else c.complement) for c, on in zip(network.causes, active, strict=True)),
                start=ONE,
            )
            likelihood = _given_active(network, group, active) if weight else Fraction(0)
            evidence += weight * likelihood
            for cause, on in enumerate(active):
                joint[cause] += weight * likelihood if on else 0
    return evidence, joint


def _given_active(network: Network, group: int, active: tuple[bool, ...]) -> Fraction:
    links = [index for index, link in enumerate(network.links) if active[link.cause]]
    total = Fraction(0)
    for levels in product(LEVELS, repeat=len(links)):
        fired = dict(zip(links, levels, strict=True))
        weight = prod((Fraction(network.links[link].levels[level]) for link, level in fired.items()), start=ONE)
        for challenge in network.challenges:
            some = any(fired.get(link, 0) for link in challenge.links)
            weight *= Fraction(challenge.fired[group] if some else challenge.unfired[group])
        for observation in network.observations:
            missed = prod((1 - Fraction(p) for cause, p in observation.weights if active[cause]), start=ONE)
            weight *= missed * Fraction(observation.likelihood[0]) + (1 - missed) * Fraction(observation.likelihood[1])
        for reading in network.readings:
            weight *= sum(
                (
                    p * Fraction(reading.likelihood[group][level])
                    for level, p in _noticed(network, reading, group, fired)
                ),
                start=Fraction(0),
            )
        total += weight
    return total


def _noticed(network: Network, reading: Reading, group: int, fired: dict[int, int]) -> Iterator[tuple[int, Fraction]]:
    """The highest level that a test notices, cause by cause: which member it looks at, and whether it notices."""
    by_cause: dict[int, dict[int, int]] = {}
    for link, level in fired.items():
        by_cause.setdefault(network.links[link].cause, {})[network.links[link].node] = level
    options = []
    for at_node in by_cause.values():
        ways: list[tuple[int, Fraction]] = []
        rest = ONE
        for node, share in reading.members:
            level, notice = at_node.get(node, 0), Fraction(reading.notice[group])
            ways += [(level, Fraction(share) * notice), (0, Fraction(share) * (1 - notice))]
            rest -= Fraction(share)
        options.append([*ways, (0, rest)])
    for way in product(*options):
        yield max((level for level, _p in way), default=0), prod((p for _level, p in way), start=ONE)
