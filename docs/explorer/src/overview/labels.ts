/** Which labels have room: each is kept that covers none before it. */

export interface Label {
  readonly text: string;
  /** The middle of the text's foot, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const HEIGHT = 15;
const CELL = 60;

export function placed<L extends Label>(labels: readonly L[], taken: readonly Label[] = []): readonly L[] {
  const cells = new Map<string, Label[]>();
  taken.forEach((label) => occupy(cells, label));
  return labels.filter((label) => {
    const free = !neighbours(cells, label).some((other) => covers(label, other));
    if (free) {
      occupy(cells, label);
    }
    return free;
  });
}

function covers(one: Label, other: Label): boolean {
  return Math.abs(one.x - other.x) < (one.width + other.width) / 2 + 4 && Math.abs(one.y - other.y) < HEIGHT;
}

function occupy(cells: Map<string, Label[]>, label: Label): void {
  for (const key of keysOf(label)) {
    const some = cells.get(key);
    if (some) {
      some.push(label);
    } else {
      cells.set(key, [label]);
    }
  }
}

function neighbours(cells: ReadonlyMap<string, Label[]>, label: Label): readonly Label[] {
  return keysOf(label).flatMap((key) => cells.get(key) ?? []);
}

function keysOf({ x, y, width }: Label): readonly string[] {
  const keys: string[] = [];
  for (let column = Math.floor((x - width / 2 - 4) / CELL); column <= Math.floor((x + width / 2 + 4) / CELL); column++) {
    for (let row = Math.floor((y - HEIGHT) / CELL); row <= Math.floor((y + HEIGHT) / CELL); row++) {
      keys.push(`${column} ${row}`);
    }
  }
  return keys;
}
