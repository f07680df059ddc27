"""What the atlas knows: muscles with their facts, and the joints, nerves, regions and other things beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

LEFT, RIGHT, MIDLINE = "left", "right", "midline"
SIDES = (LEFT, RIGHT)
SUFFIX = {LEFT: "_l", RIGHT: "_r", MIDLINE: ""}
OTHER = {LEFT: RIGHT, RIGHT: LEFT, MIDLINE: MIDLINE}


@frozen
class Motion:
    """A joint moving in a direction, on a side of the patient: what synergists share and antagonists oppose.

    ``side`` is the side towards which the motion goes where it goes to one (rotation of the neck, deviation of the
    jaw); else the side of a paired joint, and ``midline`` at the others (flexion of the neck).
    """

    joint: str
    direction: str
    side: str


@frozen
class Movement:
    """A movement at a joint, ``hip_extension``, and its opposite.

    ``sense`` is ``same_side`` or ``opposite_side`` for movements of the midline towards or away from the side of the
    muscle that makes them, else empty; with a sense, the opposite is the same direction to the other side.
    """

    id: str
    name: str
    joint: str
    direction: str
    sense: str
    opposite: str
    names: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@frozen
class Action:
    """A muscle's part in a movement: ``role`` is ``prime_mover``, ``assistant`` or ``stabilizer``.

    ``capacity`` is what it can supply in N m, where a physical model knows the muscle.
    """

    movement: str
    joint: str
    direction: str
    role: str
    capacity: float | None
    sources: tuple[str, ...]
    checked: str
    note: str


@frozen
class Share:
    """Something (a nerve, a root, a member) and its share, 0 to 1."""

    of: str
    share: float
    sources: tuple[str, ...] = ()
    checked: str = ""
    note: str = ""


@frozen
class Attachments:
    """Where a muscle comes from and goes to."""

    origin: str
    insertion: str
    sources: tuple[str, ...]
    checked: str


@frozen
class ManualTest:
    """Whether and how a muscle is tested by hand."""

    tested: bool
    position: str
    sources: tuple[str, ...]
    checked: str


@frozen
class Identifiers:
    """Identifiers in Terminologia Anatomica 2, UBERON and FMA; ``None`` where there is none."""

    ta2: str | None = None
    uberon: str | None = None
    fma: str | None = None

    def __iter__(self) -> Iterator[str]:
        return (identifier for identifier in (self.ta2, self.uberon, self.fma) if identifier)


@frozen
class Head:
    """A head, belly or part of a muscle that has a name and is not tested apart.

    ``attachment`` is what tells it from the others, ``note`` what it does apart from them.
    """

    id: str
    muscle: str
    name: str
    latin: str
    names: tuple[str, ...]
    ids: Identifiers
    attachment: str
    note: str
    sources: tuple[str, ...]


@frozen
class Muscle:
    """A muscle without a side.

    A whole (trapezius) has ``parts`` with their shares and no facts of its own; what is said of it is said of them.
    ``heads`` are what has a name but is not tested apart. ``presence`` is the share of people who have the muscle, 1
    for all but inconstant ones, and ``None`` for an inconstant one of which no figure was found.
    """

    id: str
    name: str
    latin: str
    names: tuple[str, ...]
    ids: Identifiers
    region: str
    other_regions: tuple[str, ...]
    paired: bool
    whole: str | None
    parts: tuple[Share, ...]
    actions: tuple[Action, ...]
    nerves: tuple[Share, ...]
    roots: tuple[Share, ...]
    attachments: Attachments | None
    manual_test: ManualTest | None
    heads: tuple[Head, ...]
    presence: float | None
    sources: tuple[str, ...]

    @property
    def tested(self) -> bool:
        """Whether a standard manual test tests it."""
        return self.manual_test is not None and self.manual_test.tested

    @property
    def nerve(self) -> str | None:
        """The nerve with the largest share of its supply."""
        return max(self.nerves, key=lambda nerve: nerve.share).of if self.nerves else None

    @property
    def joints(self) -> tuple[str, ...]:
        """The joints that it acts at, in the order of its actions."""
        return tuple(dict.fromkeys(action.joint for action in self.actions))


@frozen
class Joint:
    """A joint, or a place that moves like one (scapulothoracic, abdomen)."""

    id: str
    name: str
    names: tuple[str, ...]
    paired: bool
    region: str
    sources: tuple[str, ...]


@frozen
class Nerve:
    """A peripheral nerve; ``parent`` is the nerve that it is a branch of."""

    id: str
    name: str
    names: tuple[str, ...]
    parent: str | None
    sources: tuple[str, ...]


@frozen
class Region:
    """A region of the body in one of four areas; a structure, a pain or a piece of history has one."""

    id: str
    name: str
    names: tuple[str, ...]
    area: str
    paired: bool
    neighbours: tuple[str, ...]
    sources: tuple[str, ...]


@frozen
class Structure:
    """Something that is no muscle and that practitioners name as a compensator: a scar, a joint, the jaw."""

    id: str
    name: str
    names: tuple[str, ...]
    kind: str
    region: str
    paired: bool
    sources: tuple[str, ...]


@frozen
class Group:
    """Muscles that people name together, with each one's share of the group's capacity; ``ids`` as for a muscle."""

    id: str
    name: str
    latin: str
    names: tuple[str, ...]
    ids: Identifiers
    members: tuple[Share, ...]
    sources: tuple[str, ...]


@frozen
class Arc:
    """A reflex, a field of sensation or a sign: what it is called, and the roots and nerves it depends on."""

    id: str
    name: str
    names: tuple[str, ...]
    roots: tuple[Share, ...]
    nerves: tuple[str, ...]
    sources: tuple[str, ...]


@frozen
class Node:
    """What the graph connects: a muscle or a structure (``base``) on a side."""

    id: str
    base: str
    side: str
    kind: str


@frozen
class Entity:
    """What a name means: its kind, its identifier, the side if one was said, and its nodes.

    ``members`` are nodes with their shares: all members of a group or whole on the sides meant, the movers of a
    movement (every one, with its share). Empty for what has no nodes (a nerve, a region, a reflex ...).
    """

    kind: str
    id: str
    side: str | None
    members: tuple[tuple[str, float], ...] = field(default=())


def node_id(base: str, side: str) -> str:
    """``("soleus", "left")`` to ``"soleus_l"``; no suffix in the midline."""
    return base + SUFFIX[side]
