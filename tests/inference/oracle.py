"""Exact rational answers to small networks, by ways that share nothing with the engine.

``by_distribution`` sums over the levels of the open findings with signed weights (the product of what every cause leaves
below them): subtraction is harmless among fractions. ``by_enumeration`` walks through every active set, firing, drawn
member and noticing; it is for tiny networks and checks the first.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from nktlib.inference.network import Network

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


def _levels_of(network: Network, link: int) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, network.links[link].levels))


def _challenges_of(network: Network, cause: int) -> Iterator[tuple[int, set[int]]]:
    for index, challenge in enumerate(network.challenges):
        mine = {link for link in challenge.links if network.links[link].cause == cause}
        if mine:
            yield index, mine


def _below(  # what an active cause leaves at or below the given levels of the findings
    network: Network, cause: int, group: int, bound: dict[tuple[str, int], int], allowed: Callable[[int, int], bool]
) -> Fraction:
    links = [index for index, link in enumerate(network.links) if link.cause == cause]
    total = Fraction(0)
    for levels in product(LEVELS, repeat=len(links)):
        if not all(allowed(link, level) for link, level in zip(links, levels, strict=True)):
            continue
        weight = prod((_levels_of(network, link)[level] for link, level in zip(links, levels, strict=True)), start=ONE)
        if not weight:
            continue
        at_node = {network.links[link].node: level for link, level in zip(links, levels, strict=True)}
        for index, reading in enumerate(network.readings):
            over = sum(
                (Fraction(share) for node, share in reading.members if at_node.get(node, 0) > bound["reading", index]),
                start=Fraction(0),
            )
            weight *= 1 - Fraction(reading.notice[group]) * over
        fired = {link for link, level in zip(links, levels, strict=True) if level}
        for index, mine in _challenges_of(network, cause):
            if fired & mine and not bound["challenge", index]:
                weight = Fraction(0)
        total += weight
    for index, observation in enumerate(network.observations):
        for seen, probability in observation.weights:
            if seen == cause and not bound["observation", index]:
                total *= 1 - Fraction(probability)
    return total


def _signed(likelihood: Iterable[float]) -> list[Fraction]:
    """Weights of "at or below level x" that add up to the likelihood of the level itself."""
    values = list(map(Fraction, likelihood))
    return [value - following for value, following in zip(values, [*values[1:], Fraction(0)], strict=True)]


def by_distribution(network: Network) -> Exact:
    """Answer a network of up to a dozen causes and about eight findings."""
    causes = range(len(network.causes))
    signed: list[dict[tuple[str, int], list[Fraction]]] = []
    for group in range(len(network.classes)):
        weights = {("reading", i): _signed(r.likelihood[group]) for i, r in enumerate(network.readings)}
        weights |= {("challenge", i): _signed((c.unfired[group], c.fired[group])) for i, c in enumerate(network.challenges)}
        weights |= {("observation", i): _signed(o.likelihood) for i, o in enumerate(network.observations)}
        signed.append(weights)

    def always(_link: int, _level: int) -> bool:
        return True

    def total(
        allowed: Callable[[int, int], bool] = always, only: dict[int, bool] | None = None, groups: Iterable[int] | None = None
    ) -> Fraction:
        only = only or {}
        result = Fraction(0)
        for group in range(len(network.classes)) if groups is None else groups:
            keys = list(signed[group])
            choices = [[level for level, weight in enumerate(signed[group][key]) if weight] for key in keys]
            for levels in product(*choices):
                bound = dict(zip(keys, levels, strict=True))
                term = prod((signed[group][key][level] for key, level in bound.items()), start=ONE)
                for cause in causes:
                    active = Fraction(network.causes[cause].probability)
                    inactive = Fraction(network.causes[cause].complement)
                    part = Fraction(0)
                    if only.get(cause, True):
                        part += active * cached(cause, group, bound, allowed)
                    if not only.get(cause, False):
                        part += inactive
                    term *= part
                result += Fraction(network.classes[group]) * term
        return result

    cache: dict[object, Fraction] = {}
    seen_by = [
        {("reading", i) for i, r in enumerate(network.readings) for node, _ in r.members if node in nodes}
        | {("challenge", i) for i, _mine in _challenges_of(network, cause)}
        | {("observation", i) for i, o in enumerate(network.observations) if cause in dict(o.weights)}
        for cause in causes
        for nodes in [{link.node for link in network.links if link.cause == cause}]
    ]

    def cached(cause: int, group: int, bound: dict[tuple[str, int], int], allowed: Callable[[int, int], bool]) -> Fraction:
        key = (cause, group, tuple(level for name, level in bound.items() if name in seen_by[cause]), allowed)
        if key not in cache:
            cache[key] = _below(network, cause, group, bound, allowed)
        return cache[key]

    evidence = total()
    flags = [cause for cause in causes if network.causes[cause].flagged]
    none_prior = prod((Fraction(network.causes[cause].complement) for cause in flags), start=ONE)
    all_prior = prod((Fraction(c.probability) + Fraction(c.complement) for c in network.causes if c.flagged), start=ONE)
    none_joint = total(only=dict.fromkeys(flags, False))

    def fired(link: int) -> Fraction:
        return total(lambda other, level: other != link or level > 0, only={network.links[link].cause: True}) / evidence

    def levels(node: int) -> tuple[Fraction, Fraction, Fraction]:
        upto = [total(lambda link, level, top=top: network.links[link].node != node or level <= top) for top in (0, 1)]  # type: ignore[misc]
        return (upto[0] / evidence, (upto[1] - upto[0]) / evidence, 1 - upto[1] / evidence)

    return Exact(
        evidence=evidence,
        causes=tuple(total(only={cause: True}) / evidence for cause in causes),
        links=tuple(fired(link) for link in range(len(network.links))),
        levels=tuple(levels(node) for node in network.queries),
        classes=tuple(total(groups=[group]) / evidence for group in range(len(network.classes))),
        flagged=(evidence - none_joint, all_prior - none_prior) if flags else (Fraction(0), Fraction(0)),
        unflagged=(none_joint, none_prior) if flags else (Fraction(0), Fraction(0)),
    )


def by_enumeration(network: Network) -> tuple[Fraction, list[Fraction]]:
    """P(findings), and P(findings and the cause is active) for each cause, by walking through everything that can happen."""
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
        weight = prod((_levels_of(network, link)[level] for link, level in fired.items()), start=ONE)
        for challenge in network.challenges:
            some = any(fired.get(link, 0) for link in challenge.links)
            weight *= Fraction(challenge.fired[group] if some else challenge.unfired[group])
        for observation in network.observations:
            missed = prod((1 - Fraction(p) for cause, p in observation.weights if active[cause]), start=ONE)
            weight *= missed * Fraction(observation.likelihood[0]) + (1 - missed) * Fraction(observation.likelihood[1])
        for reading in network.readings:
            weight *= sum((p * Fraction(reading.likelihood[group][level]) for level, p in _noticed(network, reading, group, fired)), start=Fraction(0))
        total += weight
    return total


def _noticed(network: Network, reading: object, group: int, fired: dict[int, int]) -> Iterator[tuple[int, Fraction]]:
    """The highest level that a test notices, cause by cause: which member it looks at, and whether it notices."""
    by_cause: dict[int, dict[int, int]] = {}
    for link, level in fired.items():
        by_cause.setdefault(network.links[link].cause, {})[network.links[link].node] = level
    options = []
    for at_node in by_cause.values():
        ways: list[tuple[int, Fraction]] = []
        rest = ONE
        for node, share in reading.members:  # type: ignore[attr-defined]
            level, notice = at_node.get(node, 0), Fraction(reading.notice[group])  # type: ignore[attr-defined]
            ways += [(level, Fraction(share) * notice), (0, Fraction(share) * (1 - notice))]
            rest -= Fraction(share)
        options.append([*ways, (0, rest)])
    for way in product(*options):
        yield max((level for level, _p in way), default=0), prod((p for _level, p in way), start=ONE)
