/** Moving among places with the keyboard. */

export type Direction = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";

interface Pointed {
  readonly centre: readonly [number, number];
}

const AHEAD: Readonly<Record<Direction, readonly [number, number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

export function isDirection(key: string): key is Direction {
  return key in AHEAD;
}

/** The nearest place in a direction, rather ahead than aside; the same where there is none. */
export function stepTo<P extends Pointed>(places: readonly P[], from: P, direction: Direction): P {
  const [dx, dy] = AHEAD[direction];
  let best = from;
  let least = Infinity;
  for (const place of places) {
    const x = place.centre[0] - from.centre[0];
    const y = place.centre[1] - from.centre[1];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    const cost = ahead + 2.5 * aside;
    if (place !== from && ahead > 0 && aside <= 1.5 * ahead && cost < least) {
      best = place;
      least = cost;
    }
  }
  return best;
}

/** The order in which the page keys go through the places: rows from above, each from the left of the picture. */
export function readingOrder<P extends Pointed>(places: readonly P[], row = 12): readonly P[] {
  const line = (place: P): number => Math.round(place.centre[1] / row);
  return [...places].sort((one, other) => line(one) - line(other) || one.centre[0] - other.centre[0]);
}

/** Where a key leads from a place; undefined for a key that does not move. */
export function follow<T>(
  places: readonly T[],
  from: T,
  key: string,
  centreOf: (place: T) => readonly [number, number],
): T | undefined {
  const pointed = places.map((place) => ({ place, centre: centreOf(place) }));
  const here = pointed.find(({ place }) => place === from);
  if (!here) {
    return undefined;
  }
  if (isDirection(key)) {
    return stepTo(pointed, here, key).place;
  }
  const order = readingOrder(pointed).map(({ place }) => place);
  const number = order.indexOf(from);
  switch (key) {
    case "Home":
      return order[0];
    case "End":
      return order.at(-1);
    case "PageDown":
      return order[(number + 1) % order.length];
    case "PageUp":
      return order.at(number - 1);
    default:
      return undefined;
  }
}
