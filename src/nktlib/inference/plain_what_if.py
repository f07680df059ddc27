"""What one more finding would say, for many findings one after another, without numpy.

A further finding multiplies factors of links, and most links are seen by nothing but findings that noticed nothing. All
such links of a cause leave one factor for the cause active and one for it inactive, by class. A cause that no open
finding sees leaves one factor of a class. So a small network answers: the causes that open findings see, the links that
these look at, and for each cause a link that fires for sure, whose challenge carries the factors of all its other
links. From one further finding to the next only numbers of it change.
"""

from __future__ import annotations

from functools import cached_property
from math import exp, fsum, prod
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from nktlib.inference.network import Challenge, Link, Network
from nktlib.inference.plain import infer_plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nktlib.inference.look import Look
    from nktlib.inference.network import Reading

    ByClass = tuple[float, ...]
    Sides = tuple[ByClass, ByClass]
    """A factor for unfired or inactive, and one for fired or active, each by class."""


@frozen
class Told:
    """P(further finding | findings), and P(further finding and active | findings) of each cause of the network."""

    probability: float
    joint: tuple[float, ...]


class PlainOutlook:
    """What further findings would say of the causes of a network, each as exactly as ``infer_plain`` says it.

    ``now`` are the posteriors of the causes. Raises what :func:`~nktlib.inference.plain.infer_plain` raises.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        looked_at = {node for one in network.readings if not _is_single(one) for node, _share in one.members}
        several = [link for one in network.challenges if len(one.links) != 1 for link in one.links]
        looked_at |= {network.links[link].node for link in several}
        kept = [number for number, link in enumerate(network.links) if link.node in looked_at]
        self._kept = {link: number for number, link in enumerate(kept)}
        """Links that open findings look at -> their number in the small network."""
        seen = {network.links[link].cause for link in kept}
        seen |= {cause for one in network.observations for cause, _weight in one.weights}
        self._open = {cause: number for number, cause in enumerate(sorted(seen))}
        """Causes that open findings see -> their number in the small network."""
        self._by_link = self._fold_readings(looked_at)
        self._by_cause = self._fold_links()
        self._small = self._make_small(looked_at)
        self._posterior = infer_plain(self._numbered({}, self._weights))
        self.now = self._causes(self._posterior.causes, self._posterior.classes, {})

    def told(self, look: Look) -> Told:
        """Give what one further finding would say."""
        changed, more = self._change(look)
        weights = _times(self._weights, look.classes)
        for cause in changed.keys() - self._open.keys():
            weights = _times(weights, _ratio(self._sum(cause, changed), self._sum(cause, {})))
        if more or not changed.keys().isdisjoint(self._open):
            posterior = infer_plain(self._numbered(changed, weights, more))
            share = exp(posterior.log_evidence - self._posterior.log_evidence)
            causes = self._causes(posterior.causes, posterior.classes, changed)
            return Told(share, tuple(share * one for one in causes))
        # For the causes that open findings see, nothing but the weights of the classes changes.
        classes = _times(self._posterior.classes, _ratio(weights, self._weights))
        active = [fsum(_times(classes, row)) for row in self._open_by_class]
        return Told(fsum(classes), self._causes(active, classes, changed))

    def estimate(self, look: Look) -> dict[int, tuple[float, float]]:
        """Guess what a further finding would say of the causes that it looks at, as if these were independent.

        P(further finding), P(further finding and active) of each, in a hundredth of the time: to look at the most
        telling ones first.
        """
        apart: dict[int, Sides] = {}
        ones = (1.0,) * len(self._weights)
        for link, unfired, fired in zip(look.links, look.unfired, look.fired, strict=True):
            cause = self._network.links[link].cause
            inactive, active = apart.get(cause, (ones, ones))
            if link in self._kept:
                fires = self._posterior.links[self._kept[link]]
                share = min(1.0, fires / self.now[cause]) if fires else 0.0
                left = tuple((1.0 - share) * none + share * some for none, some in zip(unfired, fired, strict=True))
            else:
                left = self._left_then(link, unfired, fired)
            apart[cause] = _times(inactive, unfired), _times(active, left)
        classes = _times(self._posterior.classes, look.classes)
        then = {}
        for cause, (inactive, active) in apart.items():
            now = self.now[cause]
            mixed = tuple((1.0 - now) * none + now * some for none, some in zip(inactive, active, strict=True))
            # Classes differ little in this share, and a guess is all that is wanted.
            then[cause] = now * active[0] / mixed[0] if mixed[0] else 0.0
            classes = _times(classes, mixed)
        probability = fsum(classes)
        return {cause: (probability, probability * share) for cause, share in then.items()}

    def _change(self, look: Look) -> tuple[dict[int, Sides], list[Challenge]]:
        """What a look changes of the factors of causes, and what it puts to the small network."""
        changed: dict[int, Sides] = {}
        more: list[Challenge] = []
        for link, unfired, fired in zip(look.links, look.unfired, look.fired, strict=True):
            if link in self._kept:
                more.append(Challenge((self._kept[link],), unfired, fired))
                continue
            cause = self._network.links[link].cause
            inactive, active = changed.get(cause, self._by_cause[cause])
            changed[cause] = _times(inactive, unfired), _times(active, self._left_then(link, unfired, fired))
        return changed, more

    def _left_then(self, link: int, unfired: ByClass, fired: ByClass) -> ByClass:
        """By what a further finding multiplies what a link of an active cause leaves."""
        edge, before = self._network.links[link], self._by_link[link]
        then = _left(edge, (_times(before[0], unfired), _times(before[1], fired)))
        return _ratio(then, _left(edge, before))

    @cached_property
    def _open_by_class(self) -> list[ByClass]:
        """P(active | findings, class) of each open cause."""
        single = [
            tuple(weight if number == one else 0.0 for one in range(len(self._weights)))
            for number, weight in enumerate(self._weights)
        ]
        rows = [infer_plain(self._numbered({}, weights)).causes if any(weights) else () for weights in single]
        filled = [row or (0.0,) * len(self._open) for row in rows]
        return list(zip(*filled, strict=True))

    def _causes(self, active: Sequence[float], classes: Sequence[float], changed: Mapping[int, Sides]) -> ByClass:
        """P(active) of all causes, by those of the open ones and by the classes."""
        found = []
        for cause in range(len(self._network.causes)):
            if cause in self._open:
                found.append(active[self._open[cause]])
            else:
                inside = self._sides(cause, changed)[1]
                found.append(fsum(_times(classes, _ratio(inside, self._sum(cause, changed)))))
        return tuple(found)

    def _sides(self, cause: int, changed: Mapping[int, Sides]) -> Sides:
        """What a closed cause leaves if inactive and if active."""
        one = self._network.causes[cause]
        inactive, active = changed.get(cause, self._by_cause[cause])
        return tuple(one.complement * factor for factor in inactive), tuple(
            one.probability * factor for factor in active
        )

    def _sum(self, cause: int, changed: Mapping[int, Sides]) -> ByClass:
        inactive, active = self._sides(cause, changed)
        return tuple(map(float.__add__, inactive, active))

    def _fold_readings(self, looked_at: set[int]) -> dict[int, Sides]:
        """Factors of each link that no open finding looks at; what depends on no cause goes to the classes."""
        network = self._network
        ones = (1.0,) * len(network.classes)
        factors = {number: (ones, ones) for number in range(len(network.links)) if number not in self._kept}
        at: dict[int, list[int]] = {}
        for number in factors:
            at.setdefault(network.links[number].node, []).append(number)
        rows: list[ByClass] = []
        for reading in network.readings:
            for node, share in reading.members:
                if node not in looked_at:
                    rows.append(tuple(row[0] for row in reading.likelihood))
                    missed = tuple(1.0 - share * notice for notice in reading.notice)
                    for link in at.get(node, ()):
                        factors[link] = factors[link][0], _times(factors[link][1], missed)
        for challenge in network.challenges:
            if len(challenge.links) == 1 and challenge.links[0] in factors:
                unfired, fired = factors[challenge.links[0]]
                factors[challenge.links[0]] = _times(unfired, challenge.unfired), _times(fired, challenge.fired)
        self._constant = tuple(map(prod, zip(network.classes, *rows, strict=True)))
        return factors

    def _fold_links(self) -> dict[int, Sides]:
        """Factors of each cause by these links; the classes get the sums of closed causes, the largest made 1."""
        network = self._network
        ones = (1.0,) * len(network.classes)
        factors = dict.fromkeys(range(len(network.causes)), (ones, ones))
        for link, sides in self._by_link.items():
            edge = network.links[link]
            inactive, active = factors[edge.cause]
            factors[edge.cause] = _times(inactive, sides[0]), _times(active, _left(edge, sides))
        self._by_cause = factors
        sums = [self._sum(cause, {}) for cause in factors if cause not in self._open]
        weights = tuple(map(prod, zip(self._constant, *sums, strict=True)))
        self._weights = tuple(weight / max(weights) for weight in weights)
        return factors

    def _make_small(self, looked_at: set[int]) -> Network:
        network = self._network
        own = [Link(number, network.nodes + number, (0.0, 1.0, 0.0)) for number in self._open.values()]
        kept = [network.links[link] for link in self._kept]
        return Network(
            causes=tuple(evolve(network.causes[cause], flagged=False) for cause in self._open),
            links=(*(evolve(link, cause=self._open[link.cause]) for link in kept), *own),
            nodes=network.nodes + len(own),
            readings=tuple(one for one in network.readings if len(one.members) != 1 or one.members[0][0] in looked_at),
            challenges=tuple(
                evolve(one, links=tuple(self._kept[link] for link in one.links))
                for one in network.challenges
                if all(link in self._kept for link in one.links)
            ),
            observations=tuple(
                evolve(one, weights=tuple((self._open[cause], weight) for cause, weight in one.weights))
                for one in network.observations
            ),
        )

    def _numbered(self, changed: Mapping[int, Sides], weights: ByClass, more: Sequence[Challenge] = ()) -> Network:
        """The small network with its numbers."""
        own = [
            Challenge((len(self._kept) + number,), *changed.get(cause, self._by_cause[cause]))
            for cause, number in self._open.items()
        ]
        return evolve(self._small, classes=weights, challenges=(*self._small.challenges, *own, *more))


def _is_single(reading: Reading) -> bool:
    """Whether it looks at one node and noticed nothing."""
    return len(reading.members) == 1 and not any(row[1] or row[2] for row in reading.likelihood)


def _left(link: Link, sides: Sides) -> ByClass:
    """What a link of an active cause leaves, its firing summed out."""
    unfired, inhibited, paretic = link.levels
    return tuple(unfired * none + (inhibited + paretic) * some for none, some in zip(*sides, strict=True))


def _times(left: Sequence[float], right: Sequence[float]) -> ByClass:
    return tuple(one * other for one, other in zip(left, right, strict=True))


def _ratio(part: Sequence[float], whole: Sequence[float]) -> ByClass:
    """Divide; what is nothing stays nothing."""
    return tuple(one / other if other else 0.0 for one, other in zip(part, whole, strict=True))
