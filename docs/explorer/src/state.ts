/** What the explorer shows, and its form in the address: `#v=1&m=gluteus_maximus_r&rel=synergist`. */
import { FAMILIES, familyById } from "./families";

export const FACETS = ["joint", "action", "nerve", "root", "region", "side", "grade", "tested"] as const;
export type Facet = (typeof FACETS)[number];
export type Filters = Readonly<Partial<Record<Facet, string>>>;

export interface State {
  /** The muscle in the middle. */
  readonly muscle: string;
  readonly hops: 1 | 2;
  /** Ids of the families of relations that are shown, in the order of the legend. */
  readonly families: readonly string[];
  readonly filters: Filters;
  /** The other end of a path, or the other of a comparison. */
  readonly task: { readonly kind: "path" | "compare"; readonly other: string } | null;
}

export const FIRST = "gluteus_maximus_r";
const EVERY = FAMILIES.map((family) => family.id);
const KEYS = { path: "to", compare: "with" } as const;

export const START: State = { muscle: FIRST, hops: 1, families: EVERY, filters: {}, task: null };

/** What there is to choose from. */
export interface Known {
  readonly isNode: (id: string) => boolean;
  readonly isChoice: (facet: Facet, value: string) => boolean;
}

/** Read a state; what is unknown or of another version is ignored. */
export function readState(hash: string, { isNode, isChoice }: Known): State {
  const query = new URLSearchParams(hash.replace(/^#/, ""));
  const asked = (key: string): string => query.get(key)?.trim() ?? "";
  if (asked("v") !== "1") {
    return START;
  }
  // A name without its side is taken for the right one.
  const muscle = [asked("m"), `${asked("m")}_r`].find(isNode) ?? FIRST;
  const families = query.has("rel") ? asked("rel").split(",").filter((id) => familyById(id)) : EVERY;
  const filters: Partial<Record<Facet, string>> = {};
  for (const facet of FACETS) {
    if (isChoice(facet, asked(facet))) {
      filters[facet] = asked(facet);
    }
  }
  let task: State["task"] = null;
  for (const kind of ["path", "compare"] as const) {
    const other = asked(KEYS[kind]);
    if (other && other !== muscle && !task && isNode(other)) {
      task = { kind, other };
    }
  }
  return {
    muscle,
    hops: asked("hop") === "2" ? 2 : 1,
    families: EVERY.filter((id) => families.includes(id)),
    filters,
    task,
  };
}

/** Write a state; what is as it always begins is left out. */
export function writeState(state: State): string {
  const parts = [`v=1`, `m=${state.muscle}`];
  if (state.hops === 2) {
    parts.push("hop=2");
  }
  if (state.families.length !== EVERY.length) {
    parts.push(`rel=${state.families.join(",")}`);
  }
  for (const facet of FACETS) {
    const value = state.filters[facet];
    if (value) {
      parts.push(`${facet}=${value}`);
    }
  }
  if (state.task) {
    parts.push(`${KEYS[state.task.kind]}=${state.task.other}`);
  }
  return `#${parts.join("&")}`;
}

/** The same state with another muscle in the middle; a path or comparison ends with it. */
export function focusOn(state: State, muscle: string): State {
  return { ...state, muscle, task: null };
}
