/** Where everything stands on the overview, and what is related to what; nothing here knows of a page. */
import { familyOf } from "../families";
import type { Graph, Node } from "../graph";
import type { OverviewData } from "./types";

/** [left, top, right, bottom] */
export type Box = readonly [number, number, number, number];

export interface Dot {
  readonly id: string;
  readonly node: Node;
  readonly x: number;
  readonly y: number;
}

export interface Area {
  readonly id: string;
  /** "neck, right" */
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly dots: readonly Dot[];
  readonly box: Box;
}

export interface Line {
  readonly from: Dot;
  readonly to: Dot;
  readonly family: string;
}

export interface Scene {
  readonly dots: readonly Dot[];
  readonly areas: readonly Area[];
  /** One line for each family that two nodes are related by. */
  readonly lines: readonly Line[];
  readonly linesOf: ReadonlyMap<string, readonly Line[]>;
  readonly box: Box;
}

export function sceneOf(graph: Graph, data: OverviewData): Scene {
  const dots = dotsOf(graph, data);
  const lines = linesOf(graph, dots);
  const found = new Map<string, Line[]>();
  for (const line of lines) {
    for (const { id } of [line.from, line.to]) {
      const some = found.get(id);
      if (some) {
        some.push(line);
      } else {
        found.set(id, [line]);
      }
    }
  }
  const all = [...dots.values()];
  return { dots: all, areas: areasOf(data, all), lines, linesOf: found, box: boxOf(all) };
}

/** The box around some dots. */
export function boxOf(dots: readonly Pick<Dot, "x" | "y">[]): Box {
  const xs = dots.map(({ x }) => x);
  const ys = dots.map(({ y }) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** The dot nearest to a point, if it is within reach. */
export function nearest(dots: readonly Dot[], x: number, y: number, reach: number): Dot | null {
  let best: Dot | null = null;
  let least = reach;
  for (const dot of dots) {
    const far = Math.hypot(dot.x - x, dot.y - y);
    if (far <= least) {
      best = dot;
      least = far;
    }
  }
  return best;
}

/** The patient's right lies on the left of the picture: right has the places as they are, left their mirror image. */
function dotsOf(graph: Graph, data: OverviewData): ReadonlyMap<string, Dot> {
  const dots = new Map<string, Dot>();
  for (const node of graph.nodes.values()) {
    const point = data.points[node.thing.id];
    if (point) {
      const [x, y] = point;
      dots.set(node.id, { id: node.id, node, x: node.side === "left" ? -x : x, y });
    }
  }
  return dots;
}

/** Every relation stands in the graph in both directions; the one from the lower id makes the line. */
function linesOf(graph: Graph, dots: ReadonlyMap<string, Dot>): readonly Line[] {
  const lines: Line[] = [];
  for (const to of dots.values()) {
    const known = new Map<string, Set<string>>();
    for (const { source, kind } of graph.into(to.id)) {
      const from = source < to.id ? dots.get(source) : undefined;
      if (from) {
        const family = familyOf(kind).id;
        const families = known.get(source) ?? new Set();
        known.set(source, families);
        if (!families.has(family)) {
          families.add(family);
          lines.push({ from, to, family });
        }
      }
    }
  }
  return lines;
}

function areasOf(data: OverviewData, dots: readonly Dot[]): readonly Area[] {
  return data.regions.flatMap(([id, name, x, y]) => {
    const members = new Set(data.members[id] ?? []);
    const inside = dots.filter(({ node }) => members.has(node.thing.id));
    return (["right", "left"] as const).flatMap((side) => {
      const here = inside.filter(({ node }) => node.side === side || node.side === "midline");
      return here.length
        ? [{ id: `${id}_${side}`, name: `${name}, ${side}`, x: side === "left" ? -x : x, y, dots: here, box: boxOf(here) }]
        : [];
    });
  });
}
