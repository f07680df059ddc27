/** Two nodes side by side: the neighbours that they share, and those that only one of them has. */
import type { Graph } from "./graph";
import type { State } from "./state";
import { allNeighbours, type Neighbour } from "./view";

export interface Compared {
  readonly id: string;
  /** What it is to the first and to the second. */
  readonly one: Neighbour | undefined;
  readonly other: Neighbour | undefined;
}

export interface Comparison {
  readonly shared: readonly Compared[];
  readonly onlyOne: readonly Compared[];
  readonly onlyOther: readonly Compared[];
}

/** Compare what passes the filters; the two themselves are left out of each other's neighbours. */
export function compare(graph: Graph, state: State, other: string): Comparison {
  const left = new Map(allNeighbours(graph, state, state.muscle).map((one) => [one.id, one] as const));
  const right = new Map(allNeighbours(graph, state, other).map((one) => [one.id, one] as const));
  left.delete(other);
  right.delete(state.muscle);
  const all = [...new Set([...left.keys(), ...right.keys()])].map((id) => ({
    id,
    one: left.get(id),
    other: right.get(id),
  }));
  return {
    shared: all.filter((pair) => pair.one && pair.other),
    onlyOne: all.filter((pair) => pair.one && !pair.other),
    onlyOther: all.filter((pair) => !pair.one && pair.other),
  };
}
