"""The numbers of a group: the tables of its causes, stacked, and what the rest of the network says of each."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nktlib.inference.chain import Chain, is_chain
from nktlib.inference.lattice import Tree, lattice_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from nktlib.inference.effects import Effects
    from nktlib.inference.groups import Group, Marginals
    from nktlib.inference.leaves import Leaves
    from nktlib.inference.pattern import Integers, PartKey
    from nktlib.inference.tables import Array


def marginals_of(marginals: Marginals, effects: Effects) -> Array:
    """What each cause notices of each finding alone, shape (row, class, most sizes)."""
    shape = (effects.classes, effects.noticed.shape[-1])
    parts = np.zeros((len(marginals.parts), *shape))
    for number, key in enumerate(marginals.parts):
        table = effects.tables(key)[0].sum(axis=0)
        parts[number, :, : table.shape[-1]] = table
    observed = np.zeros((len(marginals.observed), *shape))
    if marginals.observed:
        observed[:, :, 1] = np.reshape(marginals.observed, (-1, 1))
        observed[:, :, 0] = 1.0 - observed[:, :, 1]
    return np.concatenate([effects.simple.sum(axis=1), parts, observed])


class Stack:
    """The tables of a group's causes, and their product.

    Shapes: ``weights`` (cause, class, inactive or active); ``factors`` (for each axis: cause, class, size), what an
    active cause notices of each finding; ``active`` (cause, class, cell), all of it together.
    """

    def __init__(self, group: Group, leaves: Leaves, marginals: Array) -> None:
        self.group, self.effects = group, leaves.effects
        self.lattice = lattice_of(group.sizes)
        self.weights: Array = leaves.weights[group.causes]
        self.factors: list[Array] = []
        for size, (places, rows) in zip(group.sizes, group.singles, strict=True):
            factor = np.zeros((*self.weights.shape[:2], size))
            factor[:, :, 0] = 1.0
            factor[places] = marginals[rows, :, :size]
            self.factors.append(factor)
        self.active: Array = outer(self.factors)
        self._hold()
        tables = self.active * self.weights[:, :, 1:]
        tables[:, :, 0] += self.weights[:, :, 0]
        self.tables: Array = tables
        self.product = Chain(tables, self.lattice) if is_chain(tables) else self.tree

    @cached_property
    def tree(self) -> Tree:
        """The product of all causes as a tree, to which marks can be given."""
        return Tree(self.tables, self.lattice)

    @property
    def table(self) -> Array:
        """The product of all causes, as a leaf: shape (1, class, sizes)."""
        return self.product.product.reshape(1, -1, *self.group.sizes)

    def _hold(self) -> None:
        """Put the parts over several axes into ``active``; so far they notice nothing there."""
        for held in self.group.held:
            active = self.without(held.place, held.axes) * self.spread(held.axes, self.whole(held.key))
            self.active[held.place] = active.reshape(active.shape[0], -1)

    def whole(self, key: PartKey) -> Array:
        """A part with all its firings summed out, shape (class, axes)."""
        table: Array = self.effects.tables(key)[0].sum(axis=0)
        return table

    def spread(self, axes: Collection[int], table: Array) -> Array:
        """Give the table (class, ``axes``) of a part an axis of length one for each that it does not have."""
        sizes = self.group.sizes
        return table.reshape(-1, *(sizes[axis] if axis in axes else 1 for axis in range(len(sizes))))

    def without(self, place: int, axes: Collection[int]) -> Array:
        """What one cause notices on all but some axes: shape (class, sizes, one for each of ``axes``)."""
        table = np.ones((self.weights.shape[1], *(1,) * len(self.group.sizes)))
        left = set(range(len(self.group.sizes))).difference(axes)
        for held in self.group.held:
            if held.place == place and left.issuperset(held.axes):
                table = table * self.spread(held.axes, self.whole(held.key))
                left.difference_update(held.axes)
        for axis in left:
            table = table * self.spread((axis,), self.factors[axis][place])
        return table

    def pull(self, gradient: Array) -> Pulled:
        """Pull the gradient of the product (class, cell) back to each cause."""
        return Pulled(self, self.product.gradients(gradient))


class Pulled:
    """What the findings and the rest of the network say of a group's causes, see :meth:`Stack.pull`."""

    def __init__(self, stack: Stack, gradients: Array) -> None:
        self.stack = stack
        self.weighted: Array = gradients * stack.weights[:, :, 1:]
        self.active: Array = (self.weighted * stack.active).sum(axis=-1)
        """P(findings and active), shape (cause, class)."""

    def fired(self) -> Iterator[tuple[Integers | list[int], Array]]:
        """P(findings and fired), for links in parts with an axis: links, and shape (link, class)."""
        group, effects = self.stack.group, self.stack.effects
        for (places, rows), gradient in zip(group.simple, self._of_factors(), strict=True):
            # What a link notices at its levels 1 and 2, against what the rest says of that.
            noticed = effects.simple[rows, 1:].sum(axis=1)[..., : gradient.shape[-1]]
            yield effects.pattern.simple_links[rows], (gradient[places] * noticed).sum(axis=-1)
        for other in group.others:
            noticed = effects.tables(other.key)[:, 1:].sum(axis=1)
            weighted = noticed * self._of_part(other.place, other.axes)
            links = [term.link for term in effects.pattern.parts[other.key[0]][other.key[1]].terms]
            yield links, weighted.reshape(*weighted.shape[:2], -1).sum(axis=-1)

    def _of_factors(self) -> Iterator[Array]:
        """The gradient of each axis's factors, shape (cause, class, size); not for causes with parts over several."""
        factors, sizes = self.stack.factors, self.stack.group.sizes
        before = self.weighted.reshape(*self.weighted.shape[:2], *sizes)
        for axis, factor in enumerate(factors):
            gradient = before
            for later in reversed(factors[axis + 1 :]):
                gradient = _contracted(gradient, later)
            yield gradient
            if axis + 1 < len(factors):
                before = _contracted(before.transpose(0, 1, *range(3, before.ndim), 2), factor)

    def _of_part(self, place: int, axes: Collection[int]) -> Array:
        """The gradient of what one cause notices on some axes, shape (class, sizes of these axes)."""
        sizes = self.stack.group.sizes
        table = self.weighted[place].reshape(-1, *sizes) * self.stack.without(place, axes)
        pulled: Array = table.sum(axis=tuple(axis + 1 for axis in range(len(sizes)) if axis not in axes))
        return pulled


def outer(factors: Sequence[Array]) -> Array:
    """Multiply factors (..., size) out to all combinations of levels, shape (..., cell)."""
    first, *others = factors
    table = first
    for factor in others:
        table = (table[..., :, None] * factor[..., None, :]).reshape(
            *table.shape[:-1], table.shape[-1] * factor.shape[-1]
        )
    return table


def _contracted(table: Array, factor: Array) -> Array:
    """Sum a table (cause, class, ..., size) over its last axis, weighted with a factor (cause, class, size)."""
    shape = (*factor.shape[:2], *(1,) * (table.ndim - 3))
    total = table[..., 0] * factor[:, :, 0].reshape(shape)
    for level in range(1, factor.shape[-1]):
        total += table[..., level] * factor[:, :, level].reshape(shape)
    return total
