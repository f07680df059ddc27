/** Where nodes stand in the picture: around the muscle where there is room, in one column where there is not. */
import { FAMILIES } from "./families";
import type { Neighbour, View } from "./view";

export interface Place {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  /** Which way the name runs from the node. */
  readonly anchor: "start" | "end" | "middle";
  readonly neighbour: Neighbour | null;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
  readonly row: number;
  /** The middle first, then the others in the order in which the arrow keys visit them: clockwise, or downwards. */
  readonly places: readonly Place[];
}

/** Below this width there is room for one column only. */
export const NARROW = 520;
const ROW = 28;
const TALL_ROW = 44;
/** Height kept for the muscle in the middle. */
const MIDDLE = 160;
const HEAD = 64;
/** Where the line runs down from which all others branch off, in one column. */
export const TRUNK = 18;

export function layoutOf(view: View, width: number): Layout {
  const order = inOrder(view);
  return width < NARROW ? column(view, order, width) : around(view, order, width);
}

/** Neighbours family by family, each followed by those that are reached by it. */
export function inOrder(view: View): readonly Neighbour[] {
  const rank = new Map(FAMILIES.map((family, place) => [family, place] as const));
  const leading = (one: Neighbour): number => (one.families[0] ? (rank.get(one.families[0]) ?? 0) : 0);
  const first = view.shown.filter((one) => one.hop === 1);
  const second = view.shown.filter((one) => one.hop === 2);
  const sorted = [...first].sort((one, other) => leading(one) - leading(other));
  return sorted.flatMap((one) => [one, ...second.filter((next) => next.towards === one.id)]);
}

function around(view: View, order: readonly Neighbour[], width: number): Layout {
  const half = Math.ceil(order.length / 2);
  const height = Math.max(MIDDLE, half * ROW) + 2 * 24;
  const middle = { x: width / 2, y: height / 2 };
  const reach = Math.min(width * 0.18, 190);
  const places: Place[] = [{ id: view.focus, ...middle, anchor: "middle", neighbour: null }];
  order.forEach((neighbour, index) => {
    const right = index < half;
    const rows = right ? half : order.length - half;
    const row = right ? index : order.length - 1 - index;
    const y = middle.y + (row - (rows - 1) / 2) * ROW;
    const bend = Math.min(1, Math.abs(y - middle.y) / (height / 2 + ROW));
    const away = Math.max(64, reach * Math.sqrt(1 - bend * bend)) + (neighbour.hop === 2 ? 26 : 0);
    places.push({
      id: neighbour.id,
      x: middle.x + (right ? away : -away),
      y,
      anchor: right ? "start" : "end",
      neighbour,
    });
  });
  return { width, height, narrow: false, row: ROW, places };
}

function column(view: View, order: readonly Neighbour[], width: number): Layout {
  const places: Place[] = [{ id: view.focus, x: width / 2, y: HEAD / 2, anchor: "middle", neighbour: null }];
  order.forEach((neighbour, index) => {
    places.push({
      id: neighbour.id,
      x: neighbour.hop === 2 ? TRUNK + 80 : TRUNK + 44,
      y: HEAD + 20 + (index + 0.5) * TALL_ROW,
      anchor: "start",
      neighbour,
    });
  });
  return { width, height: HEAD + 28 + order.length * TALL_ROW, narrow: true, row: TALL_ROW, places };
}
