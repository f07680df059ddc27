"""The network that inference answers: plain numbers, indices instead of names.

Causes are independent and either active or not. An active cause fires, by each of its links, at a node to level 0, 1 or
2; the level of a node is the highest that any cause fired. Findings notice firings and are read with a likelihood. Some
numbers depend on a latent class (how reliable the examiner is) that all findings share: they are tuples with one entry
a class.
"""

from __future__ import annotations

from attrs import frozen


@frozen(order=True)
class Cause:
    """An independent binary cause; ``complement`` is P(inactive), given so that nothing is subtracted to get it.

    ``flagged`` causes are the ones whose presence the Bayes factor is about.
    """

    probability: float
    complement: float
    flagged: bool = False


@frozen(order=True)
class Link:
    """A cause that acts on a node; ``levels`` are P(fires to level 0, 1, 2) given that the cause is active."""

    cause: int
    node: int
    levels: tuple[float, float, float]


@frozen(order=True)
class Reading:
    """A test of one node, or of a group of nodes with the share of each in the group's capacity.

    For each cause the test looks at one member, drawn with probability ``share`` (none with what is left to 1), and
    notices that member's firing with probability ``notice`` (one entry a class), independently for each cause. So from
    one cause a test notices with probability ``notice`` x the sum of the shares of the members that the cause fired on.
    ``likelihood`` is P(outcome | highest level noticed is 0, 1, 2), a triple a class.
    """

    members: tuple[tuple[int, float], ...]
    notice: tuple[float, ...]
    likelihood: tuple[tuple[float, float, float], ...]


@frozen(order=True)
class Challenge:
    """Evidence on whether at least one of some links (indices) fired: a likelihood for each case, one entry a class."""

    links: tuple[int, ...]
    unfired: tuple[float, ...]
    fired: tuple[float, ...]


@frozen(order=True)
class Observation:
    """Evidence that bears on causes themselves: a reflex, a sensation, a sign, a palpation, a pain.

    Each active cause of ``weights`` (index, probability) is noticed on its own; ``likelihood`` is P(outcome | none was
    noticed), P(outcome | one or more were).
    """

    weights: tuple[tuple[int, float], ...]
    likelihood: tuple[float, float]


@frozen(order=True)
class Network:
    """Everything that :func:`nktlib.inference.engine.infer` needs.

    At most one link leads from a cause to a node. ``classes`` are the prior weights of the latent class.
    """

    causes: tuple[Cause, ...]
    links: tuple[Link, ...]
    nodes: int
    classes: tuple[float, ...] = (1.0,)
    readings: tuple[Reading, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    observations: tuple[Observation, ...] = ()
    queries: tuple[int, ...] = ()
    """Nodes whose level is asked for."""
