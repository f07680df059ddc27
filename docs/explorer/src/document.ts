/** What graph.json holds; `nktlib.interop.explorer` writes it and says how pairs are numbered. */

/** One value for all, or one for each. */
export type Once<T> = T | readonly T[];

export interface RelationTable {
  readonly pairs: readonly number[];
  readonly weights: Once<number>;
  /** One letter for all, or a letter for each. */
  readonly grades: string;
  /** Weights of the other direction, where they are others. */
  readonly back?: readonly number[];
}

export interface LinkTable {
  readonly pairs: readonly number[];
  readonly strengths: readonly number[];
  readonly bases: readonly string[];
  /** A digit for each link: the place of its basis in `bases`. */
  readonly basis: string;
  readonly grades: string;
}

export interface NodeColumns {
  readonly id: readonly string[];
  readonly name: readonly string[];
  readonly latin: readonly string[];
  readonly names: readonly (readonly string[])[];
  readonly ids: readonly (readonly string[])[];
  readonly kind: readonly string[];
  readonly paired: readonly number[];
  readonly region: readonly string[];
  readonly also: readonly (readonly string[])[];
  readonly whole: readonly string[];
  readonly actions: readonly (readonly (readonly [number, string])[])[];
  readonly nerves: readonly (readonly number[])[];
  readonly roots: readonly (readonly string[])[];
  readonly tested: readonly number[];
  readonly presence: readonly (number | null)[];
}

/** Something that a search may mean besides a node: kind, id, name, other names, places of its members. */
export type Named = readonly [string, string, string, readonly string[], readonly number[]];

export interface Folding {
  readonly spellings: Readonly<Record<string, string>>;
  readonly clipped: Readonly<Record<string, readonly string[]>>;
  readonly noise: readonly string[];
  readonly sides: Readonly<Record<string, string>>;
}

export interface GraphDocument {
  readonly format: "nktlib-explorer/1";
  readonly atlas: { readonly version: string; readonly digest: string; readonly licence: string };
  readonly step: number;
  readonly regions: Readonly<Record<string, string>>;
  readonly joints: Readonly<Record<string, string>>;
  readonly nerves: Readonly<Record<string, readonly [string, string]>>;
  readonly movements: Readonly<Record<string, readonly [string, string]>>;
  readonly nodes: NodeColumns;
  readonly named: readonly Named[];
  readonly folding: Folding;
  readonly inverses: Readonly<Record<string, string>>;
  readonly relations: Readonly<Record<string, RelationTable>>;
  readonly links: LinkTable;
}
