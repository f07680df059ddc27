"""The atlas: one object that answers what a name means and how muscles are related."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from nktlib.atlas.entities import MIDLINE, OTHER, SIDES, Entity, Node, node_id
from nktlib.atlas.links import Links, Reason
from nktlib.atlas.names import Match, Names
from nktlib.atlas.relations import Motions, side_nodes
from nktlib.errors import UnknownName
from nktlib.tables.readonly import ReadOnly

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import networkx as nx

    from nktlib.atlas.entities import Joint, Muscle, Region, Structure
    from nktlib.atlas.links import Link
    from nktlib.atlas.tables import Tables

KINDS = (
    "muscle",
    "head",
    "group",
    "movement",
    "structure",
    "joint",
    "nerve",
    "region",
    "reflex",
    "dermatome",
    "sign",
)
"""Kinds of things that have names, in the order in which a name that means several is taken."""


@frozen(slots=False, repr=False, eq=False)
class Atlas:
    """Muscles with their actions, nerves and roots, everything beside them, and the relations that follow.

    Made by :func:`nktlib.load_atlas`. Frozen: what it computes (graph, links, names) is computed when first asked for.
    """

    tables: Tables

    def __repr__(self) -> str:
        return f"<Atlas {self.version}: {len(self.muscles)} muscles, {len(self.nodes)} nodes>"

    def __reduce__(self) -> tuple[type[Atlas], tuple[Tables]]:
        return Atlas, (self.tables,)

    @property
    def version(self) -> str:
        """Version of the tables, apart from that of the code."""
        return self.tables.version

    @property
    def muscles(self) -> Mapping[str, Muscle]:
        """Identifier -> muscle, without sides: muscles, their separately tested parts, and the wholes of these."""
        return self.tables.muscles

    @cached_property
    def nodes(self) -> Mapping[str, Node]:
        """Identifier -> node: every muscle without parts and every structure, on each of its sides."""
        leaves = [(muscle.id, muscle.paired, "muscle") for muscle in self.muscles.values() if not muscle.parts]
        leaves += [(structure.id, structure.paired, "structure") for structure in self.tables.structures.values()]
        return ReadOnly(
            {
                node: Node(node, base, side, kind)
                for base, paired, kind in leaves
                for node, side in side_nodes(base, paired=paired)
            }
        )

    @cached_property
    def motions(self) -> Motions:
        """Who makes which motion."""
        return Motions(self.tables.movements, self.tables.joints, self.muscles, self.nodes, self.tables.weights)

    @cached_property
    def links(self) -> Links:
        """All links with their reasons."""
        bases: dict[str, tuple[str, ...]] = {name: (name,) for name in (*self.muscles, *self.tables.structures)}
        bases |= {
            muscle.id: tuple(part.of for part in muscle.parts) for muscle in self.muscles.values() if muscle.parts
        }
        bases |= {group.id: tuple(member.of for member in group.members) for group in self.tables.groups.values()}
        tables = self.tables
        return Links(self.nodes, self.muscles, tables.structures, self.motions, tables.evidence, tables.weights, bases)

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The relations as a frozen ``networkx.MultiDiGraph``; see :func:`nktlib.atlas.graph.build_graph`.

        Nodes and edges cannot be added or removed. Nothing is scored from it: the attributes of an edge are a copy.
        """
        from nktlib.atlas.graph import build_graph

        return build_graph(self)

    @cached_property
    def names(self) -> Names:
        """Everything that has a name."""
        names = Names()
        for muscle in self.muscles.values():
            names.add("muscle", muscle.id, filter(None, (muscle.name, muscle.latin, *muscle.names)), [muscle.region])
        tables = self.tables
        for head in tables.heads.values():
            regions = [self.muscles[head.muscle].region]
            names.add("head", head.id, filter(None, (head.name, head.latin, *head.names)), regions)
        for group in tables.groups.values():
            regions = sorted({self.muscles[member.of].region for member in group.members})
            names.add("group", group.id, filter(None, (group.name, group.latin, *group.names)), regions)
        for kind, entities in (
            ("movement", tables.movements),
            ("structure", tables.structures),
            ("joint", tables.joints),
            ("nerve", tables.nerves),
            ("region", tables.regions),
            ("reflex", tables.reflexes),
            ("dermatome", tables.dermatomes),
            ("sign", tables.signs),
        ):
            for entity in entities.values():
                names.add(kind, entity.id, (entity.name, *entity.names))
        for shared in tables.shared_names:
            names.share(shared.name, ((shared.kind, meaning) for meaning in shared.meanings))
        return names

    # Names

    def lookup(self, name: str, kinds: Collection[str] = KINDS) -> Entity:
        """Find what ``name`` means; a side in the name is understood ("L psoas", "psoas (left)").

        Raises :class:`~nktlib.errors.UnknownName` with suggestions, :class:`~nktlib.errors.AmbiguousName`, and
        ``UnknownName`` for a side of what has none or a middle of what is paired.
        """
        match = self.names.find(name, kinds)
        sides = self.sides_of(match.kind, match.id)
        if match.side in (*SIDES, MIDLINE) and sides and match.side not in sides:
            raise UnknownName(name, (match.id.replace("_", " "),))
        return self.entity(match.kind, match.id, None if match.side == "both" else match.side)

    def sides_of(self, kind: str, identifier: str) -> tuple[str, ...]:
        """The sides that something can have: left and right, only the middle, or none at all (a nerve has both)."""
        tables = self.tables
        if kind == "head":
            return self.sides_of("muscle", tables.heads[identifier].muscle)
        if kind == "muscle":
            return SIDES if self.muscles[identifier].paired else (MIDLINE,)
        if kind in ("structure", "joint", "region"):
            placed: dict[str, Mapping[str, Structure | Joint | Region]] = {
                "structure": tables.structures,
                "joint": tables.joints,
                "region": tables.regions,
            }
            return SIDES if placed[kind][identifier].paired else (MIDLINE,)
        if kind == "movement":
            movement = tables.movements[identifier]
            return SIDES if tables.joints[movement.joint].paired or movement.sense else (MIDLINE,)
        return SIDES

    def entity(self, kind: str, identifier: str, side: str | None = None) -> Entity:
        """Give an entity with its members on ``side``, or on all its sides where that is ``None``."""
        return Entity(kind, identifier, side, tuple(self._members(kind, identifier, side)))

    def _members(self, kind: str, identifier: str, side: str | None) -> Iterator[tuple[str, float]]:
        if kind == "head":
            yield from self._members("muscle", self.tables.heads[identifier].muscle, side)
            return
        if kind == "movement":
            supplies = self.motions.supplies_of(identifier, side)
            total = sum(supplies.values())
            yield from ((node, supply / total) for node, supply in supplies.items())
            return
        members: Mapping[str, float] = {}
        if kind == "group":
            members = {member.of: member.share for member in self.tables.groups[identifier].members}
        elif kind in ("muscle", "structure"):
            parts = self.muscles[identifier].parts if kind == "muscle" else ()
            members = {part.of: part.share for part in parts} or {identifier: 1.0}
        for wanted in SIDES if side not in SIDES else (side,):
            for base, share in members.items():
                node = node_id(base, wanted)
                if node in self.nodes:
                    yield node, share
                elif wanted == (side if side in SIDES else SIDES[0]):
                    yield node_id(base, MIDLINE), share

    def resolve(self, name: str) -> tuple[str, ...]:
        """Give the nodes that ``name`` means.

        A muscle without a side gives both sides, a head its muscle, a group every member, a movement its prime movers,
        or its helpers where no muscle is a prime mover of it.

        Raises what :meth:`lookup` raises.
        """
        entity = self.lookup(name, ("muscle", "head", "group", "movement", "structure"))
        if entity.kind != "movement":
            return tuple(node for node, _share in entity.members)
        roles = self.motions.of_movement(entity.id, entity.side)
        prime = tuple(node for node, role in roles.items() if role == "prime_mover")
        return prime or tuple(node for node, role in roles.items() if role == "assistant")

    def search(self, text: str) -> tuple[Entity, ...]:
        """Give the entities whose names have words that begin so, in the order of the kinds and of the tables."""
        labels = sorted(self.names.beginning(text), key=lambda label: KINDS.index(label.kind))
        return tuple(self.entity(label.kind, label.id) for label in labels)

    # Relations

    def synergists(self, node: str) -> tuple[str, ...]:
        """Nodes that share an action with ``node``. Raises ``UnknownName`` for what is no node."""
        return tuple(dict.fromkeys(other for other, *_rest in self.motions.shared(self._node(node))))

    def antagonists(self, node: str, action: str | None = None) -> tuple[str, ...]:
        """Nodes that oppose ``node`` in any of its actions, or in one named movement ("hip extension").

        Raises ``UnknownName`` for what is no node or no movement.
        """
        wanted = None if action is None else self.tables.movements[self.names.find(action, ("movement",)).id]
        return tuple(
            dict.fromkeys(
                other
                for other, motion, *_roles in self.motions.opposed(self._node(node))
                if wanted is None or (motion.joint, motion.direction) == (wanted.joint, wanted.direction)
            )
        )

    def stabilizers(self, node: str) -> Iterator[tuple[str, Reason]]:
        """Nodes that hold a joint which ``node`` moves, on the same side, with the reason in words."""
        joints = {
            (motion.joint, side)
            for motion, role in self.motions.of_node.get(node, {}).items()
            if role != "stabilizer"
            for side in self.joint_sides(node, motion.joint)
        }
        for other, motions in self.motions.of_node.items():
            held = [
                motion.joint.replace("_", " ")
                for motion, role in motions.items()
                if role == "stabilizer"
                and any((motion.joint, side) in joints for side in self.joint_sides(other, motion.joint))
            ]
            if held and other != node:
                muscle = self.muscles[self.nodes[other].base]
                sources = tuple(dict.fromkeys(s for a in muscle.actions if a.role == "stabilizer" for s in a.sources))
                text = f"holds {', '.join(dict.fromkeys(held))}"
                yield other, Reason("stabilizer", text, self.tables.weights["role.stabilizer"], "D", sources)

    def joint_sides(self, node: str, joint: str) -> tuple[str, ...]:
        """The sides of a joint that a node acts at: its own of a paired one, both for a muscle of the midline."""
        if not self.tables.joints[joint].paired:
            return (MIDLINE,)
        side = self.nodes[node].side
        return SIDES if side == MIDLINE else (side,)

    def compensators(self, node: str) -> tuple[Link, ...]:
        """Give the links by which others may inhibit ``node``, strongest first. Raises ``UnknownName`` for no node."""
        return self.links.to(self._node(node))

    def branches(self, nerve: str) -> tuple[str, ...]:
        """Give ``nerve`` and every nerve below it. Raises ``UnknownName`` for what is no nerve."""
        if nerve not in self.tables.nerves:
            raise UnknownName(nerve, self.names.suggest(nerve, ("nerve",)))
        found = [nerve]
        for one in found:
            found += self._branches.get(one, ())
        return tuple(found)

    @cached_property
    def _branches(self) -> Mapping[str, Collection[str]]:
        branches: dict[str, list[str]] = {}
        for nerve in self.tables.nerves.values():
            if nerve.parent is not None:
                branches.setdefault(nerve.parent, []).append(nerve.id)
        return branches

    def other_side(self, node: str) -> str:
        """Give the same thing on the other side; what is in the midline is its own other side."""
        found = self.nodes[self._node(node)]
        return node_id(found.base, OTHER[found.side])

    def replace(self, weights: Mapping[str, float]) -> Atlas:
        """Give the same atlas with some weights of links and roles changed. Raises ``UnknownName`` for unknown ones."""
        return Atlas(self.tables.replace(weights=self.tables.weights.replace(weights)))

    def _node(self, node: str) -> str:
        if node in self.nodes:
            return node
        matches: list[str] = []
        try:
            matches = list(self.resolve(node))
        except UnknownName as error:
            matches = list(error.suggestions)
        raise UnknownName(node, matches[:3])


__all__ = ["KINDS", "Atlas", "Match"]
