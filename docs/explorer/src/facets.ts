/** The filters: what each asks of a node, and how many neighbours every choice of it would leave. */
import type { Edge, Graph, Node } from "./graph";
import type { Facet, Filters } from "./state";

export const GRADES = ["A", "B", "C", "D"] as const;

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** Facets that are about the node alone; `grade` is about its edges. */
type NodeFacet = Exclude<Facet, "grade">;

/** The values that a node has of a facet. */
export function valuesOf(graph: Graph, node: Node, facet: NodeFacet): readonly string[] {
  const { thing } = node;
  switch (facet) {
    case "joint":
      return thing.joints;
    case "action":
      return thing.movements;
    case "nerve":
      return upwards(graph, thing.nerves);
    case "root":
      return thing.roots;
    case "region":
      return thing.regions;
    case "side":
      return [node.side];
    case "tested":
      return [thing.tested ? "yes" : "no"];
  }
}

/** Nerves, and those that they are branches of. */
function upwards(graph: Graph, nerves: readonly string[]): string[] {
  const found = new Set(nerves);
  for (const nerve of found) {
    const parent = graph.document.nerves[nerve]?.[1];
    if (parent) {
      found.add(parent);
    }
  }
  return [...found];
}

/** Whether a node passes every filter about nodes, but for one that is left out. */
export function passes(graph: Graph, node: Node, filters: Filters, without?: Facet): boolean {
  return (Object.keys(filters) as Facet[]).every((facet) => {
    const wanted = filters[facet];
    return facet === without || facet === "grade" || !wanted || valuesOf(graph, node, facet).includes(wanted);
  });
}

/** Whether an edge is graded at least as well as asked. */
export function gradedWell(edge: Edge, filters: Filters): boolean {
  return !filters.grade || edge.grade <= filters.grade;
}

/** Every choice of a facet, named as in the library, in its order. */
export function choicesOf(graph: Graph, facet: Facet): readonly Choice[] {
  const { document } = graph;
  const named = (names: Readonly<Record<string, string | readonly string[]>>): Choice[] =>
    Object.entries(names).map(([value, name]) => ({ value, label: typeof name === "string" ? name : (name[0] ?? "") }));
  switch (facet) {
    case "joint":
      return named(document.joints);
    case "action":
      return named(document.movements);
    case "nerve":
      return named(document.nerves);
    case "region":
      return named(document.regions);
    case "root": {
      const roots = [...new Set(document.nodes.roots.flat())];
      return roots.sort(byRoot).map((root) => ({ value: root, label: root.toUpperCase() }));
    }
    case "side":
      return ["right", "left", "midline"].map((side) => ({ value: side, label: side }));
    case "grade":
      return GRADES.map((grade) => ({ value: grade, label: grade === "A" ? "A" : `${grade} or better` }));
    case "tested":
      return [
        { value: "yes", label: "tested by hand" },
        { value: "no", label: "not tested by hand" },
      ];
  }
}

/** Whether a facet has a choice. */
export function isChoice(graph: Graph, facet: Facet, value: string): boolean {
  return value !== "" && choicesOf(graph, facet).some((choice) => choice.value === value);
}

/** Roots from the neck down: c1 ... c8, t1 ..., l1 ..., s1 ... */
function byRoot(one: string, other: string): number {
  const rank = (root: string): number => "ctls".indexOf(root.charAt(0)) * 100 + Number.parseInt(root.slice(1), 10);
  return rank(one) - rank(other) || (one < other ? -1 : 1);
}

export const FACET_LABELS: Readonly<Record<Facet, string>> = {
  joint: "joint",
  action: "action",
  nerve: "nerve, with its branches",
  root: "root",
  region: "region",
  side: "side",
  grade: "grade of evidence",
  tested: "testable by hand",
};

/** How many of the neighbours each choice of a facet leaves, the other filters as they are. */
export function countChoices(
  graph: Graph,
  neighbours: ReadonlyMap<string, readonly Edge[]>,
  filters: Filters,
  facet: Facet,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const [id, edges] of neighbours) {
    const node = graph.node(id);
    const left = facet === "grade" ? edges : edges.filter((edge) => gradedWell(edge, filters));
    if (left.length && passes(graph, node, filters, facet)) {
      const values =
        facet === "grade"
          ? GRADES.filter((grade) => left.some((edge) => edge.grade <= grade))
          : valuesOf(graph, node, facet);
      for (const value of values) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    }
  }
  return counts;
}
