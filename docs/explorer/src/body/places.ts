/** Places: what can be pointed at and chosen in a view, each an outline of one or more pieces or a mark. */
import type { BodyData, Frame, Side, View } from "./types";

export interface Place {
  readonly view: View;
  readonly side: Side;
  /** Where it lies, in words, where several muscles share it; else empty. */
  readonly region: string;
  readonly nodes: readonly string[];
  /** 0 for an outline; a mark has its level, 1 or 2. */
  readonly level: number;
  /** The zooms in which alone a small mark is to be seen. */
  readonly only: readonly number[] | undefined;
  readonly deep: boolean;
  /** Paths of its pieces; a mark has none. */
  readonly paths: readonly string[];
  /** The line of a mark, x, y, x, y, ...; a single point for a spot; empty for an outline. */
  readonly line: readonly number[];
  readonly centre: readonly [number, number];
}

/** Every place of a view: outlines first, then marks. */
export function placesOf(data: BodyData, view: View): readonly Place[] {
  return [...outlinePlaces(data, view), ...markPlaces(data, view)];
}

/** Pieces with the same muscles are one place. */
function outlinePlaces(data: BodyData, view: View): readonly Place[] {
  const groups = new Map<string, BodyData["outlines"][number][]>();
  for (const outline of data.outlines) {
    if (outline.view === view && outline.nodes.length) {
      const key = outline.nodes.join(" ");
      groups.set(key, [...(groups.get(key) ?? []), outline]);
    }
  }
  return [...groups.values()].flatMap((pieces) => {
    const largest = [...pieces].sort((one, other) => area(other.box) - area(one.box))[0];
    if (!largest) {
      return [];
    }
    const [left, top, right, bottom] = largest.box;
    return {
      view,
      side: largest.side,
      region: largest.nodes.length > 1 ? largest.name : "",
      nodes: largest.nodes,
      level: 0,
      only: undefined,
      deep: false,
      paths: pieces.map((piece) => piece.d),
      line: [],
      centre: [(left + right) / 2, (top + bottom) / 2] as const,
    };
  });
}

function markPlaces(data: BodyData, view: View): readonly Place[] {
  return data.marks
    .filter((mark) => mark.view === view)
    .map((mark) => ({
      view,
      side: mark.side,
      region: "",
      nodes: [mark.node],
      level: mark.level,
      only: mark.only,
      deep: mark.deep,
      paths: [],
      line: mark.at,
      centre: middle(mark.at),
    }));
}

/** The point half way along a line. */
export function middle(line: readonly number[]): readonly [number, number] {
  const pieces = segments(line);
  const whole = pieces.reduce((sum, [ax, ay, bx, by]) => sum + Math.hypot(bx - ax, by - ay), 0);
  let left = whole / 2;
  for (const [ax, ay, bx, by] of pieces) {
    const long = Math.hypot(bx - ax, by - ay);
    if (long >= left && long > 0) {
      return [ax + ((bx - ax) * left) / long, ay + ((by - ay) * left) / long];
    }
    left -= long;
  }
  return [line[0] ?? 0, line[1] ?? 0];
}

/** How far a point lies from a line. */
export function distance(line: readonly number[], x: number, y: number): number {
  const pieces = segments(line);
  if (!pieces.length) {
    return Math.hypot((line[0] ?? 0) - x, (line[1] ?? 0) - y);
  }
  return Math.min(...pieces.map(([ax, ay, bx, by]) => {
    const square = (bx - ax) ** 2 + (by - ay) ** 2;
    const along = square ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square)) : 0;
    return Math.hypot(ax + along * (bx - ax) - x, ay + along * (by - ay) - y);
  }));
}

/** Whether a place is to be seen when a zoom is looked at (null: the whole body) though nothing is painted. */
export function shownIn(place: Pick<Place, "level" | "only">, zoom: number | null): boolean {
  return place.level < 2 || (zoom !== null && (place.only?.includes(zoom) ?? true));
}

/** Whether a place's middle lies in a frame. */
export function within(place: Place, [left, top, width, height]: Frame): boolean {
  const [x, y] = place.centre;
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

function segments(line: readonly number[]): readonly (readonly [number, number, number, number])[] {
  const pieces: (readonly [number, number, number, number])[] = [];
  for (let index = 0; index + 3 < line.length; index += 2) {
    const [ax, ay, bx, by] = line.slice(index, index + 4) as [number, number, number, number];
    pieces.push([ax, ay, bx, by]);
  }
  return pieces;
}

function area([left, top, right, bottom]: readonly [number, number, number, number]): number {
  return (right - left) * (bottom - top);
}
