/** Which nodes and edges a state shows, strongest first; nothing here knows of a page. */
import { FAMILIES, familyOf, type Family } from "./families";
import { gradedWell, passes } from "./facets";
import type { Edge, Graph, Link } from "./graph";
import type { State } from "./state";

/** Nodes shown at once, the one in the middle included. */
export const MOST = 60;

export interface Neighbour {
  readonly id: string;
  readonly hop: 1 | 2;
  /** The node by which it is reached. */
  readonly towards: string;
  /** Edges from it to that node that pass the filters, weightiest first. */
  readonly edges: readonly Edge[];
  readonly families: readonly Family[];
  /** The best grade of these edges. */
  readonly grade: string;
  /** It may inhibit that node. */
  readonly link: Link | undefined;
  /** That node may inhibit it. */
  readonly back: Link | undefined;
}

export interface View {
  readonly focus: string;
  readonly shown: readonly Neighbour[];
  /** Neighbours of the first hop that pass the filters, shown or not. */
  readonly near: number;
  /** Nodes that pass the filters and are left out, for there would be too many. */
  readonly left: number;
}

export function viewOf(graph: Graph, state: State): View {
  const found = neighbours(graph, state, state.muscle, 1);
  const all = [...found];
  if (state.hops === 2) {
    all.push(...secondHop(graph, state, found));
  }
  const shown = all.slice(0, MOST - 1);
  return { focus: state.muscle, shown, near: found.length, left: all.length - shown.length };
}

/** Edges that end at a node and belong to the families shown, by the node where they begin; no other filter. */
export function edgesInto(graph: Graph, families: readonly string[], id: string): ReadonlyMap<string, readonly Edge[]> {
  const found = new Map<string, Edge[]>();
  for (const edge of graph.into(id)) {
    if (families.includes(familyOf(edge.kind).id)) {
      const edges = found.get(edge.source);
      if (edges) {
        edges.push(edge);
      } else {
        found.set(edge.source, [edge]);
      }
    }
  }
  return found;
}

/** Every neighbour of a node that passes the filters, however many. */
export function allNeighbours(graph: Graph, state: State, id: string): readonly Neighbour[] {
  return neighbours(graph, state, id, 1);
}

/** Everything next to a node that passes the filters, strongest compensators first. */
function neighbours(graph: Graph, state: State, id: string, hop: 1 | 2): Neighbour[] {
  const links = new Map(graph.compensators(id).map((link) => [link.compensator, link] as const));
  const backs = new Map(graph.compensated(id).map((link) => [link.inhibited, link] as const));
  const found: Neighbour[] = [];
  for (const [other, all] of edgesInto(graph, state.families, id)) {
    const edges = all.filter((edge) => gradedWell(edge, state.filters)).sort(byWeight);
    if (edges.length && passes(graph, graph.node(other), state.filters)) {
      found.push({
        id: other,
        hop,
        towards: id,
        edges,
        families: familiesOf(edges),
        grade: edges.reduce((best, edge) => (edge.grade < best ? edge.grade : best), "D"),
        link: links.get(other),
        back: backs.get(other),
      });
    }
  }
  return found.sort(byStrength);
}

/** What is next to the first hop, each by the node to which it is strongest. */
function secondHop(graph: Graph, state: State, first: readonly Neighbour[]): Neighbour[] {
  const known = new Set([state.muscle, ...first.map((one) => one.id)]);
  const best = new Map<string, Neighbour>();
  for (const one of first) {
    for (const next of neighbours(graph, state, one.id, 2)) {
      const old = best.get(next.id);
      if (!known.has(next.id) && (!old || byStrength(next, old) < 0)) {
        best.set(next.id, next);
      }
    }
  }
  return [...best.values()].sort(byStrength);
}

/** The strongest link first, then the weightiest edge, then by name; the Python that is copied out says the same. */
function byStrength(one: Neighbour, other: Neighbour): number {
  return (
    (other.link?.strength ?? 0) - (one.link?.strength ?? 0) ||
    speaks(other.edges[0]) - speaks(one.edges[0]) ||
    order(one.id, other.id)
  );
}

function byWeight(one: Edge, other: Edge): number {
  return speaks(other) - speaks(one) || order(one.kind, other.kind);
}

/** How much an edge speaks for taking over. The weight of evidence against is a factor on the rest, and speaks for none. */
export function speaks(edge: Edge | undefined): number {
  return edge && familyOf(edge.kind).id !== "unsupported" ? edge.weight : 0;
}

/** In the order of their characters, as Python sorts. */
export function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Families of edges: that of the weightiest first, then as in the legend. */
function familiesOf(edges: readonly Edge[]): Family[] {
  const present = new Set(edges.map((edge) => familyOf(edge.kind)));
  const first = edges[0] ? familyOf(edges[0].kind) : undefined;
  return FAMILIES.filter((family) => present.has(family)).sort((a, b) => Number(b === first) - Number(a === first));
}
