"""The columns of the atlas's tables, a class a file; ``data/README.md`` says what each means."""

from __future__ import annotations

from attrs import frozen


@frozen
class Sourced:
    """What every row ends with: who says so, and how that was checked (``read``, ``computed``, ``recalled``)."""

    sources: tuple[str, ...]
    checked: str


@frozen
class MuscleRow(Sourced):
    """muscles.csv: identity and place."""

    muscle: str
    name: str
    latin: str
    ta2: str | None
    uberon: str | None
    fma: str | None
    region: str
    other_regions: tuple[str, ...]
    paired: bool
    whole: str | None
    presence: float | None


@frozen
class HeadRow(Sourced):
    """heads.csv: heads, bellies and parts that have a name and are not tested apart."""

    head: str
    muscle: str
    name: str
    latin: str
    ta2: str | None
    uberon: str | None
    fma: str | None
    names: tuple[str, ...]
    attachment: str
    note: str


@frozen
class NameRow(Sourced):
    """names.csv: what else a muscle is called."""

    muscle: str
    name: str
    kind: str


@frozen
class SharedNameRow(Sourced):
    """shared_names.csv: names that people use for several things of one kind, so that they are ambiguous."""

    name: str
    kind: str
    meanings: tuple[str, ...]


@frozen
class AttachmentRow(Sourced):
    """attachments.csv."""

    muscle: str
    origin: str
    insertion: str


@frozen
class ActionRow(Sourced):
    """actions.csv: a muscle's part in a movement."""

    muscle: str
    movement: str
    role: str
    note: str


@frozen
class CapacityRow(Sourced):
    """capacities.csv: N m that a muscle of a physical model can supply to a movement; data/build says how."""

    muscle: str
    movement: str
    capacity: float
    net: float
    low: float
    high: float


@frozen
class InnervationRow(Sourced):
    """innervation.csv: peripheral nerves with their shares."""

    muscle: str
    nerve: str
    share: float
    note: str


@frozen
class RootRow(Sourced):
    """roots.csv: spinal roots with their shares; ``emphasis`` says how the sources weigh them."""

    muscle: str
    root: str
    share: float
    emphasis: str
    note: str


@frozen
class ManualTestRow(Sourced):
    """tests.csv: whether and how a muscle is tested by hand."""

    muscle: str
    tested: bool
    position: str


@frozen
class MovementRow(Sourced):
    """movements.csv: actions at joints with their opposites."""

    movement: str
    name: str
    joint: str
    direction: str
    sense: str
    opposite: str
    names: tuple[str, ...]


@frozen
class JointRow(Sourced):
    """joints.csv."""

    joint: str
    name: str
    names: tuple[str, ...]
    paired: bool
    region: str


@frozen
class NerveRow(Sourced):
    """nerves.csv: the tree of peripheral nerves."""

    nerve: str
    name: str
    parent: str | None
    names: tuple[str, ...]
    note: str


@frozen
class RegionRow(Sourced):
    """regions.csv."""

    region: str
    name: str
    area: str
    paired: bool
    names: tuple[str, ...]


@frozen
class NeighbourRow(Sourced):
    """neighbours.csv: regions side by side, each pair once."""

    region: str
    neighbour: str


@frozen
class StructureRow(Sourced):
    """structures.csv: compensators that are no muscles."""

    structure: str
    name: str
    names: tuple[str, ...]
    paired: bool
    region: str
    kind: str


@frozen
class GroupRow(Sourced):
    """groups.csv; identifiers where the terminologies have the group as one muscle (quadriceps)."""

    group: str
    name: str
    latin: str
    ta2: str | None
    uberon: str | None
    fma: str | None
    names: tuple[str, ...]
    note: str


@frozen
class MemberRow(Sourced):
    """group_members.csv: members of groups, and parts of whole muscles, with their shares."""

    group: str
    muscle: str
    share: float


@frozen
class SlingRow(Sourced):
    """slings.csv: chains that have a name, member by member; ``side`` is relative to the first member."""

    sling: str
    name: str
    member: str
    side: str
    order: float
    note: str


@frozen
class ContralateralRow(Sourced):
    """contralateral.csv: who on the other side changes with a muscle that fails."""

    muscle: str
    partner: str
    grade: str
    note: str


@frozen
class TakeoverRow(Sourced):
    """takeovers.csv: who adds what a muscle of a physical model leaves undone; data/build says how."""

    inhibited: str
    compensator: str
    side_relation: str
    movement: str
    share: float
    grade: str


@frozen
class CompensationRow(Sourced):
    """compensations.csv: who was seen, or is said, to take over for whom; ``stance`` is ``for`` or ``against`` it."""

    inhibited: str
    compensator: str
    side_relation: str
    stance: str
    condition: str
    evidence_kind: str
    grade: str
    note: str


@frozen
class ReflexRow(Sourced):
    """reflexes.csv; roots as ``c7:0.75``."""

    reflex: str
    name: str
    names: tuple[str, ...]
    roots: tuple[str, ...]
    nerves: tuple[str, ...]


@frozen
class DermatomeRow(Sourced):
    """dermatomes.csv: fields of sensation of roots and of single nerves."""

    dermatome: str
    name: str
    names: tuple[str, ...]
    roots: tuple[str, ...]
    nerves: tuple[str, ...]


@frozen
class SignRow(Sourced):
    """signs.csv: provocation tests and other signs."""

    sign: str
    name: str
    names: tuple[str, ...]
    roots: tuple[str, ...]
    nerves: tuple[str, ...]


@frozen
class ExcludedRow(Sourced):
    """excluded.csv: identifiers of the terminologies that are no muscle of the atlas, and why."""

    identifier: str
    name: str
    reason: str
    note: str
