"""The links to nodes whose level is asked for: where each of them stands in the tables of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from nktlib.inference.marked_tree import marked_product
from nktlib.inference.pattern import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from nktlib.inference.lattice import Tree
    from nktlib.inference.pattern import Integers, PartKey, Pattern
    from nktlib.inference.tables import Array


@frozen(eq=False)
class Held:
    """Parts over several findings, or of several firings: by the place of the cause, with the axes in the group."""

    place: int
    key: PartKey
    axes: tuple[int, ...]


@frozen(eq=False)
class Asked:
    """Links to nodes that are asked for, from the causes of a group: query, place of the cause, and link of each pair.

    ``free`` are the pairs whose link no part with an axis holds; ``simple``, for each axis, those with a simple part,
    and its number; ``others`` those with any other part, the number of the term in it, and the part.
    """

    queries: Integers
    places: Integers
    links: Integers
    free: Integers
    simple: tuple[Integers, ...]
    others: tuple[tuple[int, int, Held], ...]

    def product(self, tree: Tree, tables: Array) -> Array:
        """Multiply a tree out with the marked tables (pair, row, mark, cell) of these, see :func:`marked_product`.

        Gives one product for each query that has a pair.
        """
        order = np.lexsort((self.queries, self.places))
        queries = np.unique(self.queries, return_inverse=True)[1]
        pairs = zip(self.places[order].tolist(), queries[order].tolist(), strict=True)
        return marked_product(tree, tuple(pairs), tables[order])

    def within(self, queries: range) -> Asked:
        """Those pairs that are about some queries, which are numbered from zero then."""
        kept = np.flatnonzero((self.queries >= queries.start) & (self.queries < queries.stop))
        if len(kept) == len(self.queries) and not queries.start:
            return self
        new = np.full(len(self.queries), -1)
        new[kept] = np.arange(len(kept))
        simple = [np.array([new[pairs], rows])[:, new[pairs] >= 0] for pairs, rows in self.simple]
        return Asked(
            queries=self.queries[kept] - queries.start,
            places=self.places[kept],
            links=self.links[kept],
            free=new[self.free][new[self.free] >= 0],
            simple=tuple(simple),
            others=tuple((int(new[pair]), term, held) for pair, term, held in self.others if new[pair] >= 0),
        )


def find_asked(
    pattern: Pattern,
    queries: Sequence[int],
    causes: Sequence[int],
    variables: tuple[int, ...] = (),
    parts: Iterable[Held] = (),
) -> Asked:
    """Find the links to the nodes ``queries`` from ``causes``.

    ``variables`` are the axes of their group, and ``parts`` those that are not simple.
    """
    place = {cause: number for number, cause in enumerate(causes)}
    part_of = {one.key: one for one in parts}
    pairs: list[tuple[int, int, int]] = []
    free: list[int] = []
    simple: list[list[tuple[int, int]]] = [[] for _ in variables]
    others: list[tuple[int, int, Held]] = []
    for query, node in enumerate(queries):
        for link in pattern.links_at.get(node, ()):
            cause = pattern.shape.links[link][0]
            if cause not in place:
                continue
            key, term = pattern.held_in.get(link, ((cause, -1), 0))
            seen_by = pattern.variables_of(key) if link in pattern.held_in else ()
            if key in part_of:
                others.append((len(pairs), term, part_of[key]))
            elif seen_by:
                simple[variables.index(seen_by[0])].append((len(pairs), pattern.simple_at[key]))
            else:
                free.append(len(pairs))
            pairs.append((query, place[cause], link))
    numbers, places, links = np.array(pairs, dtype=np.intp).reshape(-1, 3).T
    return Asked(numbers, places, links, np.array(free, dtype=np.intp), tuple(map(columns, simple)), tuple(others))
