"""What further findings would tell of causes, in bits: on arrays, or without numpy one after another."""

from __future__ import annotations

from importlib.util import find_spec
from math import fsum, log2
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nktlib.inference.look import Look
    from nktlib.inference.network import Link, Network

TIE: Final = 1e-9
"""A cause comes first only if it leads by more than this part: mirror images differ by rounding only."""


@frozen
class Told:
    """What one further finding tells: ``look`` is its number, ``probability`` that of its outcome, given the findings.

    ``bits``: the information of whether it comes about, summed over the causes. ``subject``: the cause of which it
    tells most, and ``active`` P(the outcome and that cause | findings). ``changes_first``: the probability that,
    whatever the outcome, another cause than now is the most probable one then.
    """

    look: int
    probability: float
    bits: float
    subject: int
    active: float
    changes_first: float


@frozen
class Telling:
    """P(active | findings) of each cause, and what each look tells of them.

    On arrays all looks come at once and in their order. Without numpy they come one by one, the promising ones first.
    """

    now: Sequence[float]
    told: Iterator[Told]

    @classmethod
    def of(cls, network: Network, looks: Sequence[Look], further: Sequence[Link] = ()) -> Telling:
        """Look at a network that has causes; ``further`` are links that only looks need, numbered after its own."""
        return _plainly(network, looks, further) if find_spec("numpy") is None else _on_arrays(network, looks, further)


def _on_arrays(network: Network, looks: Sequence[Look], further: Sequence[Link]) -> Telling:
    import numpy as np

    from nktlib.inference.what_if import information_bits, outlook

    seen = outlook(network, looks, further)
    now = seen.causes
    share = np.minimum(1.0, seen.probability)
    probability = np.stack([share, 1.0 - share], axis=1)
    joint = np.stack([seen.joint, np.maximum(now - seen.joint, 0.0)], axis=1)
    bits = information_bits(now, joint, probability)
    subject = bits.argmax(axis=1)
    overtaken = joint.max(axis=2) > joint[:, :, now.argmax()] * (1.0 + TIE)
    columns = (
        share,
        bits.sum(axis=1),
        subject,
        np.take_along_axis(seen.joint, subject[:, None], axis=1)[:, 0],
        (probability * overtaken).sum(axis=1),
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return Telling(now.tolist(), (Told(look, *row) for look, row in enumerate(rows)))


def _plainly(network: Network, looks: Sequence[Look], further: Sequence[Link]) -> Telling:
    from nktlib.inference.plain_what_if import PlainOutlook

    nodes = max([network.nodes, *(link.node + 1 for link in further)])
    outlook = PlainOutlook(evolve(network, links=(*network.links, *further), nodes=nodes))
    now = outlook.now
    first = _first(now)

    def promise(row: int) -> float:
        guesses = outlook.estimate(looks[row])
        return sum(bits_of(now[cause], joint, share) for cause, (share, joint) in guesses.items())

    def told() -> Iterator[Told]:
        for row in sorted(range(len(looks)), key=lambda row: (-promise(row), row)):
            found = outlook.told(looks[row])
            share = min(1.0, found.probability)
            bits = [bits_of(one, part, share) for one, part in zip(now, found.joint, strict=True)]
            rest = [max(one - part, 0.0) for one, part in zip(now, found.joint, strict=True)]
            changes = fsum(
                probability
                for probability, joint in ((share, found.joint), (1.0 - share, rest))
                if max(joint) > joint[first] * (1.0 + TIE)
            )
            subject = _first(bits)
            yield Told(row, share, fsum(bits), subject, found.joint[subject], changes)

    return Telling(now, told())


def _first(numbers: Sequence[float]) -> int:
    """The place of the largest number, the first of equal ones."""
    return max(range(len(numbers)), key=numbers.__getitem__)


def bits_of(now: float, joint: float, share: float) -> float:
    """Mutual information of a cause and an outcome that comes with probability ``share``: as in ``what_if``."""
    bits = 0.0
    for probability, active in ((share, joint), (1.0 - share, max(now - joint, 0.0))):
        for part, whole in ((max(probability - active, 0.0), max(1.0 - now, 0.0)), (active, now)):
            apart = whole * probability
            if part > 0 and apart > 0:
                bits += part * log2(part / apart)
    return bits
