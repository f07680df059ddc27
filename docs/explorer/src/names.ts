/** Search by any name of the library's table, folded as the library folds names. */
import type { Folding } from "./document";
import type { Graph, Side, Thing } from "./graph";

export interface Found {
  readonly thing: Thing;
  /** The side that was written with the name. */
  readonly side: Side | null;
  /** The name that matched, where it is not the thing's own. */
  readonly by: string;
}

interface Entry {
  readonly name: string;
  readonly words: readonly string[];
  readonly things: readonly Thing[];
  /** How near the name is to what it names: 0 its own, 1 another of its names, 2 that of something it belongs to. */
  readonly distance: 0 | 1 | 2;
}

/** What it costs that a name is not the thing's own, next to a word left over, which costs 2. */
const FAR = [0, 3, 4] as const;

const WORD = /[a-z0-9]+/g;

export class NameTable {
  private readonly entries: Entry[] = [];
  private readonly noise: ReadonlySet<string>;
  private readonly folding: Folding;

  constructor(graph: Graph) {
    this.folding = graph.document.folding;
    this.noise = new Set(this.folding.noise);
    for (const thing of graph.things) {
      this.add(thing.name, [thing], 0);
      this.add(thing.id.replaceAll("_", " "), [thing], 0);
      for (const name of new Set([thing.latin, ...thing.names, ...thing.ids])) {
        this.add(name, [thing], 1);
      }
    }
    for (const [, , name, names, members] of graph.document.named) {
      const things = members.map((place) => graph.thing(place));
      for (const one of new Set([name, ...names])) {
        this.add(one, things, 2);
      }
    }
  }

  /** The things meant by a text of which every word begins a word of one of their names, best first. */
  search(text: string, most = 12): readonly Found[] {
    const { words, side } = this.read(text);
    if (!words.length) {
      return [];
    }
    const best = new Map<Thing, { rank: number; by: string }>();
    for (const entry of this.entries) {
      const rank = rankOf(entry, words);
      if (rank !== null) {
        for (const thing of entry.things) {
          const old = best.get(thing);
          if (!old || rank < old.rank) {
            best.set(thing, { rank, by: entry.distance ? entry.name : "" });
          }
        }
      }
    }
    return [...best]
      .sort(([one, a], [other, b]) => a.rank - b.rank || one.place - other.place)
      .slice(0, most)
      .map(([thing, { by }]) => ({ thing, side, by }));
  }

  private add(name: string, things: readonly Thing[], distance: Entry["distance"]): void {
    if (name) {
      this.entries.push({ name, words: this.fold(name).flat(), things, distance });
    }
  }

  /** The words of a text, each in the ways in which it may be meant, and the side if one stands in it. */
  private read(text: string): { words: readonly (readonly string[])[]; side: Side | null } {
    const words = plain(text);
    const sides = new Set(words.flatMap((word) => this.folding.sides[word] ?? []));
    const [side] = sides;
    const sided = sides.size === 1 && side !== undefined && side !== "both" && words.length > 1;
    const named = sided ? words.filter((word) => !this.folding.sides[word]) : words;
    return {
      words: this.fold(named.join(" "), true),
      side: sided ? (side as Side) : null,
    };
  }

  /** Each word as the library folds it; in a search also as it stands, and with what is clipped spelled out. */
  private fold(text: string, loose = false): string[][] {
    return plain(text)
      .filter((word) => !this.noise.has(word))
      .map((word) => {
        const folded = (this.folding.spellings[word] ?? word).split(" ").map(singular);
        const spelled = (this.folding.clipped[word] ?? []).flatMap((whole) => whole.split(" ").map(singular));
        return loose ? [...new Set([...folded, word, ...spelled])] : [...folded, ...(folded[0] === word ? [] : [word])];
      });
  }
}

/** How well an entry fits: the fewer words are left over and the nearer its name, the smaller; null if it does not. */
function rankOf(entry: Entry, words: readonly (readonly string[])[]): number | null {
  let whole = 0;
  for (const ways of words) {
    let found = 0;
    for (const word of ways) {
      for (const known of entry.words) {
        if (known.startsWith(word)) {
          found = Math.max(found, known === word ? 2 : 1);
        }
      }
    }
    if (!found) {
      return null;
    }
    whole += found === 2 ? 1 : 0;
  }
  const first = words[0]?.some((word) => entry.words[0]?.startsWith(word)) ? 0 : 1;
  const spare = Math.max(0, entry.words.length - words.length);
  const structure = entry.distance > 0 && entry.things.every((thing) => thing.kind !== "muscle") ? 1 : 0;
  return FAR[entry.distance] + spare * 2 + first * 2 + structure * 4 + (words.length - whole) * 0.5;
}

/** Lower case, without accents and apostrophes, in words. */
function plain(text: string): string[] {
  const decomposed = text
    .replace(/['\u2019]/g, "")
    .replace(/[æÆ]/g, "ae")
    .replace(/[œŒ]/g, "oe")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();
  return decomposed.match(WORD) ?? [];
}

/** English plurals in -s; Latin endings such as -us, -is, -ps and -ss stay. */
function singular(word: string): string {
  return word.length > 3 && word.endsWith("s") && !"uips".includes(word.charAt(word.length - 2))
    ? word.slice(0, -1)
    : word;
}
