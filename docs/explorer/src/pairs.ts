/** Pairs of things, as graph.json numbers them, found by either end; in flat arrays, for a phone has to read them all. */

/** One pair, seen from one of its ends. */
export interface End {
  /** The thing at the other end. */
  readonly other: number;
  readonly opposite: boolean;
  /** The table that the pair stands in, and its place there. */
  readonly table: number;
  readonly index: number;
  /** Seen from its source; else from its target. */
  readonly fromSource: boolean;
}

export class Pairs {
  private readonly targets: Int16Array;
  private readonly sources: Int16Array;
  private readonly opposites: Uint8Array;
  /** Where the pairs of each table begin. */
  private readonly firsts: Int32Array;
  /** Where the ends at each thing begin in `ends`; an end is twice its pair, and one more where it is the source. */
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;

  constructor(things: number, tables: readonly (readonly number[])[]) {
    const count = tables.reduce((sum, table) => sum + table.length, 0);
    this.targets = new Int16Array(count);
    this.sources = new Int16Array(count);
    this.opposites = new Uint8Array(count);
    this.firsts = new Int32Array(tables.length + 1);
    this.starts = new Int32Array(things + 1);
    this.ends = new Int32Array(2 * count);
    this.read(things, tables);
    this.sort(things, count);
  }

  /** Every pair that a thing is an end of; one that has it at both ends comes twice. */
  of(thing: number): End[] {
    const found: End[] = [];
    for (let place = at(this.starts, thing); place < at(this.starts, thing + 1); place += 1) {
      const end = at(this.ends, place);
      const pair = end >> 1;
      const fromSource = end % 2 === 1;
      let table = 0;
      while (at(this.firsts, table + 1) <= pair) {
        table += 1;
      }
      found.push({
        other: at(fromSource ? this.targets : this.sources, pair),
        opposite: at(this.opposites, pair) === 1,
        table,
        index: pair - at(this.firsts, table),
        fromSource,
      });
    }
    return found;
  }

  private read(things: number, tables: readonly (readonly number[])[]): void {
    let pair = 0;
    for (let table = 0; table < tables.length; table += 1) {
      let code = 0;
      for (const difference of tables[table] ?? []) {
        code += difference;
        const ends = Math.floor(code / things);
        this.targets[pair] = ends >> 1;
        this.opposites[pair] = ends % 2;
        this.sources[pair] = code % things;
        pair += 1;
      }
      this.firsts[table + 1] = pair;
    }
  }

  /** Sort the ends by their things, counting. */
  private sort(things: number, count: number): void {
    const { starts, targets, sources, ends } = this;
    for (let pair = 0; pair < count; pair += 1) {
      starts[at(targets, pair) + 1]! += 1;
      starts[at(sources, pair) + 1]! += 1;
    }
    for (let thing = 0; thing < things; thing += 1) {
      starts[thing + 1]! += at(starts, thing);
    }
    const next = starts.slice();
    for (let pair = 0; pair < count; pair += 1) {
      ends[next[at(targets, pair)]!++] = 2 * pair;
      ends[next[at(sources, pair)]!++] = 2 * pair + 1;
    }
  }
}

type Numbers = Int16Array | Int32Array | Uint8Array;

function at(numbers: Numbers, place: number): number {
  return numbers[place] ?? 0;
}
