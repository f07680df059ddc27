/** Shortest paths between two nodes along the relations shown. Counted exactly; the weightiest are listed. */
import { familyOf } from "./families";
import type { Edge, Graph } from "./graph";
import { edgesInto, order, speaks } from "./view";

/** Paths listed. */
export const LISTED = 10;

export interface Path {
  readonly nodes: readonly string[];
  /** The weightiest edges of its steps, added up, in the steps in which weights are counted. */
  readonly weight: number;
}

export interface Paths {
  /** Steps from one end to the other; infinite where no path leads there. */
  readonly length: number;
  /** How many paths have that length. */
  readonly count: number;
  /** The weightiest of them. */
  readonly listed: readonly Path[];
}

/** Shortest paths from one node to another, each step an edge of the families given. */
export function shortestPaths(graph: Graph, families: readonly string[], from: string, to: string): Paths {
  // From the far end inwards: edges are known by where they end.
  const before = new Map<string, string[]>([[to, []]]);
  let layer = [to];
  let length = 0;
  while (layer.length && !before.has(from)) {
    length += 1;
    const next = new Map<string, string[]>();
    for (const id of layer) {
      for (const other of edgesInto(graph, families, id).keys()) {
        if (!before.has(other)) {
          const onwards = next.get(other);
          if (onwards) {
            onwards.push(id);
          } else {
            next.set(other, [id]);
          }
        }
      }
    }
    for (const [id, onwards] of next) {
      before.set(id, onwards);
    }
    layer = [...next.keys()];
  }
  if (!before.has(from)) {
    return { length: Infinity, count: 0, listed: [] };
  }
  const counts = new Map<string, number>([[to, 1]]);
  const best = new Map<string, Path[]>([[to, [{ nodes: [to], weight: 0 }]]]);
  finish(graph, families, from, before, counts, best);
  return { length, count: counts.get(from) ?? 0, listed: best.get(from) ?? [] };
}

/** Count the ways onwards from a node, and keep the weightiest. */
function finish(
  graph: Graph,
  families: readonly string[],
  id: string,
  onwards: ReadonlyMap<string, readonly string[]>,
  counts: Map<string, number>,
  best: Map<string, Path[]>,
): void {
  if (counts.has(id)) {
    return;
  }
  let count = 0;
  const found: Path[] = [];
  for (const next of onwards.get(id) ?? []) {
    finish(graph, families, next, onwards, counts, best);
    count += counts.get(next) ?? 0;
    const edges = edgesBetween(graph, families, id, next);
    // Whole numbers, so that sums of equal weights are equal.
    const weight = edges.reduce((most, edge) => Math.max(most, Math.round(speaks(edge) / graph.document.step)), 0);
    for (const path of best.get(next) ?? []) {
      found.push({ nodes: [id, ...path.nodes], weight: path.weight + weight });
    }
  }
  found.sort((one, other) => other.weight - one.weight || order(one.nodes.join(), other.nodes.join()));
  counts.set(id, count);
  best.set(id, found.slice(0, LISTED));
}

/** The edges of the families given that lead from one node to the next, weightiest first. */
export function edgesBetween(graph: Graph, families: readonly string[], source: string, target: string): Edge[] {
  return graph
    .into(target)
    .filter((edge) => edge.source === source && families.includes(familyOf(edge.kind).id))
    .sort((one, other) => speaks(other) - speaks(one) || order(one.kind, other.kind));
}
