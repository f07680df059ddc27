/** The muscle graph: unfolds what graph.json holds once into nodes on their sides. */
import type { GraphDocument, Once } from "./document";
import { Pairs, type End } from "./pairs";

export type Side = "left" | "right" | "midline";

/** A muscle or a structure without a side. */
export interface Thing {
  readonly place: number;
  readonly id: string;
  readonly name: string;
  readonly latin: string;
  readonly names: readonly string[];
  readonly ids: readonly string[];
  /** `muscle`, or what kind of structure. */
  readonly kind: string;
  readonly paired: boolean;
  readonly regions: readonly string[];
  readonly whole: string;
  readonly movements: readonly string[];
  readonly joints: readonly string[];
  readonly nerves: readonly string[];
  readonly roots: readonly string[];
  readonly tested: boolean;
}

export interface Node {
  readonly id: string;
  readonly thing: Thing;
  readonly side: Side;
}

/** `source` is `kind` of `target`. */
export interface Edge {
  readonly source: string;
  readonly target: string;
  readonly kind: string;
  readonly weight: number;
  readonly grade: string;
}

/** The compensator may inhibit the other, with this probability while it overworks. */
export interface Link {
  readonly compensator: string;
  readonly inhibited: string;
  readonly strength: number;
  readonly basis: string;
  readonly grade: string;
}

export const OTHER: Readonly<Record<Side, Side>> = { left: "right", right: "left", midline: "midline" };
const SUFFIX: Readonly<Record<Side, string>> = { left: "_l", right: "_r", midline: "" };

export class Graph {
  readonly things: readonly Thing[];
  readonly nodes: ReadonlyMap<string, Node>;
  private readonly relations: Pairs;
  private readonly links: Pairs;
  /** Kinds of relations by the number of their table. */
  private readonly kinds: readonly string[];
  private readonly unfolded = new Map<string, readonly Edge[]>();

  constructor(readonly document: GraphDocument) {
    this.things = readThings(document);
    this.nodes = new Map(this.things.flatMap(sidesOf).map((node) => [node.id, node]));
    this.kinds = Object.keys(document.relations);
    const pairs = Object.values(document.relations).map((table) => table.pairs);
    this.relations = new Pairs(this.things.length, pairs);
    this.links = new Pairs(this.things.length, [document.links.pairs]);
  }

  node(id: string): Node {
    const found = this.nodes.get(id);
    if (!found) {
      throw new RangeError(`no node ${id}`);
    }
    return found;
  }

  thing(place: number): Thing {
    return at(this.things, place);
  }

  /** The node of a thing on a side; its only one if it is in the midline. */
  nodeOf(thing: Thing, side: Side): Node {
    return this.node(thing.id + SUFFIX[thing.paired ? (side === "midline" ? "right" : side) : "midline"]);
  }

  /** Every edge that ends at a node. */
  into(id: string): readonly Edge[] {
    let found = this.unfolded.get(id);
    if (!found) {
      const { thing } = this.node(id);
      const ends = this.relations.of(thing.place).filter((end) => !this.isSameAgain(end, thing));
      found = this.unfold(id, ends, (source, end) => ({ source, target: id, ...this.edge(end) }));
      this.unfolded.set(id, found);
    }
    return found;
  }

  /** The links by which others may inhibit a node. */
  compensators(id: string): readonly Link[] {
    const ends = this.links.of(this.node(id).thing.place).filter((end) => !end.fromSource);
    return this.unfold(id, ends, (compensator, end) => ({ compensator, inhibited: id, ...this.link(end) }));
  }

  /** The links by which a node may inhibit others. */
  compensated(id: string): readonly Link[] {
    const ends = this.links.of(this.node(id).thing.place).filter((end) => end.fromSource);
    return this.unfold(id, ends, (inhibited, end) => ({ compensator: id, inhibited, ...this.link(end) }));
  }

  /** Put ends on the side, or the sides, on which they are for a node. */
  private unfold<T>(id: string, ends: readonly End[], make: (other: string, end: End) => T): T[] {
    const { side } = this.node(id);
    return ends.flatMap((end) => {
      const found = this.thing(end.other);
      const sides: Side[] = !found.paired
        ? ["midline"]
        : side === "midline"
          ? ["right", "left"]
          : [end.opposite ? OTHER[side] : side];
      return sides.map((one) => make(found.id + SUFFIX[one], end));
    });
  }

  /** A mutual relation of a thing to itself on the other side has two ends that say the same. */
  private isSameAgain(end: End, thing: Thing): boolean {
    const kind = at(this.kinds, end.table);
    return end.fromSource && end.other === thing.place && this.document.inverses[kind] === kind;
  }

  /** What is said of the pair, as its other end stands to this one. */
  private edge({ table, index, fromSource }: End): Pick<Edge, "kind" | "weight" | "grade"> {
    const { relations, inverses, step } = this.document;
    const kind = at(this.kinds, table);
    const found = relations[kind];
    const said = found?.back && fromSource ? found.back : (found?.weights ?? 0);
    return {
      kind: fromSource ? (inverses[kind] ?? kind) : kind,
      weight: one(said, index) * step,
      grade: letter(found?.grades ?? "", index),
    };
  }

  private link({ index }: End): Pick<Link, "strength" | "basis" | "grade"> {
    const { strengths, bases, basis, grades } = this.document.links;
    return {
      strength: at(strengths, index) * this.document.step,
      basis: at(bases, Number(basis[index])),
      grade: letter(grades, index),
    };
  }
}

/** Every node of a thing. */
function sidesOf(thing: Thing): Node[] {
  const sides: Side[] = thing.paired ? ["right", "left"] : ["midline"];
  return sides.map((side) => ({ id: thing.id + SUFFIX[side], thing, side }));
}

function readThings(document: GraphDocument): Thing[] {
  const { nodes } = document;
  const movements = Object.entries(document.movements);
  const nerves = Object.keys(document.nerves);
  return nodes.id.map((id, place) => {
    const made = at(nodes.actions, place).map(([movement]) => at(movements, movement));
    return {
      place,
      id,
      name: at(nodes.name, place),
      latin: at(nodes.latin, place),
      names: at(nodes.names, place),
      ids: at(nodes.ids, place),
      kind: at(nodes.kind, place),
      paired: nodes.paired[place] === 1,
      regions: [at(nodes.region, place), ...at(nodes.also, place)],
      whole: at(nodes.whole, place),
      movements: made.map(([movement]) => movement),
      joints: [...new Set(made.map(([, [, joint]]) => joint))],
      nerves: at(nodes.nerves, place).map((nerve) => at(nerves, nerve)),
      roots: at(nodes.roots, place),
      tested: nodes.tested[place] === 1,
    };
  });
}

function one<T>(values: Once<T>, index: number): T {
  return Array.isArray(values) ? at(values as readonly T[], index) : (values as T);
}

function letter(grades: string, index: number): string {
  return grades.length === 1 ? grades : (grades[index] ?? "D");
}

/** What stands at a place that has to be there. */
export function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) {
    throw new RangeError(`nothing at ${index}`);
  }
  return value;
}
