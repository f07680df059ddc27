"""Networks that differ in the outcomes of their tests only, through the islands of their open findings."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.island_tables import Islands
from nktlib.inference.islands import Shared
from nktlib.inference.lattice import lattice_of
from nktlib.inference.leaves import shares
from nktlib.inference.pair_tree import SUMS, PairTree
from nktlib.inference.pattern import levels_told_apart
from nktlib.inference.posterior import Hypothesis, Posterior
from nktlib.inference.queries import flagged_priors
from nktlib.inference.rounding import UNIT
from nktlib.inference.scale import LEAST_LOG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nktlib.inference.islands import Island
    from nktlib.inference.network import Network
    from nktlib.inference.pattern import Integers
    from nktlib.inference.tables import Array

MOST_PRODUCTS = 10_000
"""Products of the widest table of an island; a session with a wider one is better inferred in another way: measured."""

LONGEST = 24
"""Findings of an island at most, so that all sets of them can be numbered."""

TABLES = 8
"""Tables of an island, for a guess at what it takes: few islands have more groups."""

CELLS = 2_000_000
"""Products of islands at a time, so that memory is bounded: as many floats, several times."""

ROWS = 256
"""Networks put together from islands at a time."""


class Together:
    """Networks that differ in the likelihoods of their readings only: their outcomes, and the islands these make.

    ``inferred`` are the numbers of networks that can be inferred here. All others want to be inferred in another way:
    an open finding that is not alone in looking at its node, an island too large, so many findings that they have to be
    scaled.
    """

    def __init__(self, networks: Sequence[Network]) -> None:
        self.shared = Shared(networks[0])
        self.inferred: list[int] = []
        if not self.shared.fits:
            return
        self._number(networks)
        self.islands: dict[Island, int] = {}
        """The islands of all networks, numbered."""
        self.islands_of: list[list[int]] = []
        """Those of each network that is inferred."""
        self.split: dict[int, list[list[int]]] = {}
        """Open findings (as bits) by island."""
        for number in self._fitting():
            islands = self._split(number)
            if all(self._is_small(island) for island in islands):
                self.inferred.append(number)
                self.islands_of.append([self.islands.setdefault(one, len(self.islands)) for one in islands])

    def _fitting(self) -> list[int]:
        """Numbers of the networks in which only single tests are open, and no product comes near to zero."""
        own = np.zeros(self.kinds.shape[1], dtype=bool)
        own[self.shared.findings] = True
        closed = self.sizes[self.kinds] == 1
        found: list[int] = np.flatnonzero(
            (own | closed).all(axis=1) & (self.least[self.kinds].sum(axis=1) > LEAST_LOG)
        ).tolist()
        return found

    def _split(self, number: int) -> list[Island]:
        """Split the open findings of a network into islands."""
        findings = self.kinds[number, self.shared.findings].tolist()
        sizes = [self.told[kind] for kind in findings]
        seen = sum(1 << finding for finding, size in enumerate(sizes) if size > 1)
        if seen not in self.split:
            self.split[seen] = [
                [finding for finding in range(len(findings)) if island >> finding & 1]
                for island in self.shared.components(seen)
            ]
        return [
            tuple(sorted((sizes[finding], finding, findings[finding]) for finding in island))
            for island in self.split[seen]
        ]

    def _is_small(self, island: Island) -> bool:
        """Whether no table gets too wide if the findings of an island close one after another, the cheapest first."""
        if _products(island) <= MOST_PRODUCTS:
            return True
        if len(island) > LONGEST:
            return False
        products = {finding: 2 * size - 1 for size, finding, _outcome in island}
        beside = {finding: self.shared.neighbours[finding] for finding in products}
        costs = []
        while beside:
            cost, first = min(
                (prod([products[other] for other in beside if near >> other & 1]), finding)
                for finding, near in beside.items()
            )
            costs.append(cost)
            closed = beside.pop(first)
            beside = {other: near | closed if closed >> other & 1 else near for other, near in beside.items()}
        return max(costs) <= MOST_PRODUCTS

    def _number(self, networks: Sequence[Network]) -> None:
        """Number the outcomes that there are: few, whatever the number of networks."""
        readings = {one.likelihood: one for network in networks for one in network.readings}
        numbers = {likelihood: number for number, likelihood in enumerate(readings)}
        rows = [[numbers[one.likelihood] for one in network.readings] for network in networks]
        self.kinds: Integers = np.array(rows, dtype=np.intp).reshape(len(networks), -1)
        """The outcome of each reading of each network."""
        self.outcomes: Array = np.array(list(numbers)).reshape(len(numbers), self.shared.classes, 3)
        """Their likelihoods, shape (outcome, class, level)."""
        self.told = [levels_told_apart(one) for one in readings.values()]
        """How many levels each tells apart."""
        self.sizes: Integers = np.array(self.told)
        logs = np.log(np.where(self.outcomes > 0, self.outcomes, 1.0))
        self.least: Array = logs.min(axis=(1, 2))
        self.quiet: Array = np.where((self.sizes == 1)[:, None], self.outcomes[:, :, 0], 1.0)
        """The factor of an outcome that says that nothing was noticed, shape (outcome, class)."""

    def posteriors(self) -> Iterator[tuple[int, Posterior]]:
        """Give the posteriors of the networks that are inferred, with their numbers; impossible ones are left out."""
        if self.inferred:
            self._infer()
            for start in range(0, len(self.inferred), ROWS):
                yield from self._some(slice(start, start + ROWS))

    def _infer(self) -> None:
        """What all islands say, sorted by island."""
        shared = self.shared
        islands = sorted(self.islands, key=lambda island: ([size for size, _finding, _outcome in island], island))
        count = len(islands)
        self.joints: Array = np.ones((2, count + 1, shared.classes))
        self.joints[1, count] = 0.0
        self.roundings: Array = np.zeros(count + 1)
        causes, links = _Rows(count, shared.classes), _Rows(count, shared.classes)
        for some in _pieces(islands):
            numbers = np.array([self.islands[island] for island in some])
            tables = Islands(shared, some, self.outcomes)
            for of_causes, active, of_links, fired in tables.pulled():
                causes.add(numbers[of_causes[:, 0]], of_causes[:, 1], active)
                links.add(numbers[of_links[:, 0]], of_links[:, 1], fired)
            self.joints[:, numbers] = tables.joints
            self.roundings[numbers] = tables.roundings
        self.causes, self.links = causes.sorted(), links.sorted()

    def _some(self, some: slice) -> Iterator[tuple[int, Posterior]]:
        """Put some networks together: islands, and the causes that no island holds."""
        shared, numbers = self.shared, self.inferred[some]
        lists, count = self.islands_of[some], len(self.islands)
        most = max(map(len, lists))
        islands = np.array([[*one, *[count] * (most - len(one))] for one in lists], dtype=np.intp)
        islands = islands.reshape(len(lists), most)
        row = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
        flat = np.array([island for one in lists for island in one], dtype=np.intp)
        active = np.repeat(shared.closed_active[:, None], len(lists), axis=1)
        pairs, at = self.causes.of(flat)
        held = row[pairs]
        closed = np.repeat(shared.closed[:, :, None], len(lists), axis=2)
        open_causes = self.causes.columns[at]
        active[open_causes, held] = self.causes.values[at]
        joints = self._joints(numbers, islands, closed, open_causes, held)
        by_class = joints.sum(axis=0)
        evidence = by_class.sum(axis=1)
        classes = shares(by_class)
        causes = np.einsum("crk,rk->rc", active, classes)
        fired = active[[link.cause for link in shared.network.links]] * shared.fired_share[:, None]
        pairs, at = self.links.of(flat)
        fired[self.links.columns[at], row[pairs]] = self.links.values[at]
        links = np.einsum("lrk,rk->rl", fired, classes)
        none, several = flagged_priors(shared.network)
        roundings = self._roundings(islands)
        errors = roundings * UNIT / (1.0 - roundings * UNIT)
        columns = (evidence, causes, links, classes, *joints.sum(axis=-1), errors)
        for number, (whole, of_causes, of_links, of_classes, unflagged, flagged, error) in zip(
            numbers, zip(*[column.tolist() for column in columns], strict=True), strict=True
        ):
            if whole:
                posterior = Posterior(
                    evidence=whole,
                    causes=tuple(of_causes),
                    links=tuple(of_links),
                    levels=(),
                    classes=tuple(of_classes),
                    flagged=Hypothesis(flagged, several),
                    unflagged=Hypothesis(unflagged, none) if several else Hypothesis(0.0, 0.0),
                    error=error,
                )
                yield number, posterior

    def _joints(
        self, numbers: Sequence[int], islands: Integers, closed: Array, causes: Integers, held: Integers
    ) -> Array:
        """P(findings, class, no flagged cause is active, or some), shape (share, network, class)."""
        shared = self.shared
        flagged = shared.flagged[:, None, None]
        # A cause that an island holds is in its joints.
        closed[0, causes, held] = 1.0
        closed[1, causes, held] = 0.0
        none = closed[0] + np.where(flagged, 0.0, closed[1])
        tables = np.concatenate(
            [np.stack([none, np.where(flagged, closed[1], 0.0)]), self.joints[:, islands].swapaxes(1, 2)], axis=1
        )
        tree = PairTree(tables.reshape(*tables.shape[:2], -1, 1), lattice_of(()))
        product = tree.product.reshape(2, len(numbers), -1)
        joints: Array = product * (shared.base.factor * self.quiet[self.kinds[numbers]].prod(axis=1))
        return joints

    def _roundings(self, islands: Integers) -> Array:
        """Roundings behind a posterior of each network.

        P(active | findings) is what an island says, a joint probability with a gradient (at most twice what it takes to
        compute the island) divided by the island's own, weighted with the joint probability of a class and divided by
        that of the findings: five times at most all that goes into one.
        """
        shared = self.shared
        products = (len(shared.flagged) + islands.shape[1]) * (1 + SUMS)
        once = shared.roundings_of_links + products + self.kinds.shape[1] + shared.classes
        roundings: Array = 2 * shared.roundings + 5.0 * (self.roundings[islands].sum(axis=1) + once)
        return roundings


class _Rows:
    """Rows (island, column, a value a class), collected and then sorted by island."""

    def __init__(self, islands: int, classes: int) -> None:
        self.count = islands
        self.parts: list[tuple[Integers, Integers, Array]] = [
            (np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros((0, classes)))
        ]

    def add(self, islands: Integers, columns: Integers, values: Array) -> None:
        self.parts.append((islands, columns, values))

    def sorted(self) -> _Rows:
        islands, columns, values = (np.concatenate(part) for part in zip(*self.parts, strict=True))
        order = np.argsort(islands, kind="stable")
        self.columns, self.values = columns[order], values[order]
        self.lengths = np.bincount(islands, minlength=self.count)
        self.starts = np.cumsum(self.lengths) - self.lengths
        return self

    def of(self, islands: Integers) -> tuple[Integers, Integers]:
        """All rows of these islands: which of the islands given it is, and the row."""
        lengths = self.lengths[islands]
        number = np.repeat(np.arange(len(islands)), lengths)
        within = np.arange(len(number)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        return number, self.starts[islands][number] + within


def _products(island: Island) -> int:
    return prod([2 * size - 1 for size, _finding, _outcome in island])


def _pieces(islands: Sequence[Island]) -> Iterator[list[Island]]:
    """Cut where the tables of a piece would take too much memory."""
    piece: list[Island] = []
    cells = 0
    for island in islands:
        cost = min(_products(island), MOST_PRODUCTS) * TABLES
        if piece and cells + cost > CELLS:
            yield piece
            piece, cells = [], 0
        piece.append(island)
        cells += cost
    if piece:
        yield piece
