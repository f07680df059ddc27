"""Networks that differ in nothing but the outcomes of their tests, many at once in one set of array operations.

Most of them share islands of open findings, see :mod:`nktlib.inference.islands`. What has open findings of another kind
or too many in one island goes here: the tables of different networks have nothing to do with each other, and neither
have those of different classes of examiner, so a batch of networks is one network that has the classes of all of them.
A finding that noticed something in one of them and nothing in another has an axis in the batch; its likelihood says
which it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from nktlib.errors import TooComplex
from nktlib.inference.engine import MOST_COST, joints_of, posterior_of
from nktlib.inference.evaluation import Evaluation
from nktlib.inference.hosts import hosts_of
from nktlib.inference.pattern import levels_told_apart
from nktlib.inference.scale import scaled
from nktlib.inference.together import Together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nktlib.inference.network import Network
    from nktlib.inference.posterior import Posterior

WORTH = 2
"""Networks from which on it pays to look for islands that they share."""

STEP = 10_000
"""What one more batch costs, counted in products of one network: as measured."""

MOST_PRODUCTS = 3**9
"""Products of a table over the open findings of a batch, whatever that would save in batches."""

ROWS = 384
"""Networks times classes of a batch at most, so that its tables stay small."""


def infer_many(networks: Sequence[Network], most: float) -> Iterator[tuple[int, Posterior | None]]:
    """Compute the posteriors of networks that differ in the likelihoods of their readings only, in any order.

    Gives their positions with them; ``None`` stands for what costs more than ``most`` products, see
    :class:`~nktlib.inference.evaluation.Evaluation`, or is so long that it has to be scaled: that wants to be inferred
    alone.
    """
    done: set[int] = set()
    if most >= MOST_COST and len(networks) >= WORTH:
        for number, posterior in Together(networks).posteriors():
            done.add(number)
            yield number, posterior
    alike: dict[frozenset[int], list[int]] = {}
    for number, network in enumerate(networks):
        if number in done:
            continue
        seen = frozenset([place for place, one in enumerate(network.readings) if levels_told_apart(one) > 1])
        alike.setdefault(seen, []).append(number)
    hosts = hosts_of({seen: len(some) for seen, some in alike.items()}, _products, MOST_PRODUCTS, STEP)
    batches: dict[frozenset[int], list[int]] = {}
    for seen, some in alike.items():
        batches.setdefault(hosts[seen], []).extend(some)
    for some in batches.values():
        length = max(1, ROWS // len(networks[0].classes))
        for start in range(0, len(some), length):
            yield from _batch([(number, networks[number]) for number in some[start : start + length]], most)


def _products(seen: frozenset[int]) -> int:
    return int(3 ** len(seen))


def _batch(batch: Sequence[tuple[int, Network]], most: float) -> Iterator[tuple[int, Posterior | None]]:
    numbers, networks = zip(*batch, strict=True)
    first, classes = networks[0], len(networks[0].classes)
    if any(scaled(network)[1] for network in networks):
        yield from ((number, None) for number in numbers)
        return
    together = evolve(
        first,
        classes=first.classes * len(networks),
        readings=tuple(
            evolve(
                reading,
                notice=reading.notice * len(networks),
                likelihood=tuple([row for network in networks for row in network.readings[place].likelihood]),
            )
            for place, reading in enumerate(first.readings)
        ),
        challenges=tuple(
            evolve(one, unfired=one.unfired * len(networks), fired=one.fired * len(networks))
            for one in first.challenges
        ),
    )
    try:
        one = Evaluation(together, most)
    except TooComplex:
        yield from ((number, None) for number in numbers)
        return
    joints, error = joints_of(one), one.grouping.error
    for place, (number, network) in enumerate(batch):
        own = joints.of(slice(place * classes, (place + 1) * classes))
        yield number, posterior_of(own, network, 0.0, error)
