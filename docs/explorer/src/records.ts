/** The records of muscles, fetched when first asked for. `nktlib.interop.explorer_record` writes them. */

export interface RelationRecord {
  readonly kind: string;
  readonly basis: readonly string[];
  readonly weight: number;
  readonly grade: string;
  readonly sources: readonly string[];
}

export interface ReasonRecord {
  readonly kind: string;
  readonly text: string;
  readonly weight: number;
  readonly grade: string;
  readonly sources: readonly string[];
  /** Whether its weight counts: the weightiest of a kind does. */
  readonly counts: boolean;
}

export interface LinkRecord {
  readonly strength: number;
  readonly basis: string;
  readonly grade: string;
  readonly reasons: readonly ReasonRecord[];
}

export interface PairRecord {
  /** The neighbour, as seen from the right side. */
  readonly node: string;
  readonly side: string;
  readonly relations: readonly RelationRecord[];
  readonly link: LinkRecord | null;
  /** How the relations enter a score, in words. */
  readonly score: string;
}

export interface SourceRecord {
  readonly title: string;
  readonly site: string;
  readonly url: string;
}

export interface MuscleRecord {
  readonly atlas: { readonly version: string; readonly digest: string };
  readonly id: string;
  readonly seen_from: string;
  readonly overwork: { readonly prior: number; readonly grade: string };
  readonly relations: readonly PairRecord[];
  readonly sources: Readonly<Record<string, SourceRecord>>;
}

export class Records {
  private readonly known = new Map<string, Promise<MuscleRecord>>();

  /** `base` is the address of the folder, ending in a slash. */
  constructor(private readonly base: string) {}

  /** The record of a thing; rejects where it cannot be fetched, and asks again the next time. */
  of(thing: string): Promise<MuscleRecord> {
    let record = this.known.get(thing);
    if (!record) {
      record = this.fetch(thing);
      record.catch(() => this.known.delete(thing));
      this.known.set(thing, record);
    }
    return record;
  }

  addressOf(thing: string): string {
    return `${this.base}records/${thing}.json`;
  }

  private async fetch(thing: string): Promise<MuscleRecord> {
    const answer = await fetch(this.addressOf(thing));
    if (!answer.ok) {
      throw new Error(`the record of ${thing} could not be read (${answer.status})`);
    }
    return (await answer.json()) as MuscleRecord;
  }
}

/** The same node on the other side. */
export function mirrored(node: string): string {
  return node.replace(/_([lr])$/, (_, side: string) => (side === "l" ? "_r" : "_l"));
}

/** What a record says of a pair: records are seen from the right, so for a node of the left both are mirrored. */
export function pairIn(record: MuscleRecord, source: string, target: string): PairRecord | undefined {
  const wanted = record.seen_from === target ? source : mirrored(source);
  return record.relations.find((pair) => pair.node === wanted) ?? record.relations.find((pair) => pair.node === source);
}
