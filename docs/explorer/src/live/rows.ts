/** The rows of a session as a form edits them: pure functions, no page. */
import type { Cells, Fault, SessionRows, Vocabulary } from "./protocol";

/** A row with a number of its own, which stays when rows move. */
export interface Row {
  readonly key: number;
  readonly cells: Cells;
}

export interface Draft {
  readonly rows: readonly Row[];
  readonly meta: Cells;
  /** The next row's number. */
  readonly next: number;
}

export const EMPTY: Draft = { rows: [], meta: {}, next: 1 };

/** Columns that are always there, for every kind. */
const ALWAYS = ["kind", "site", "side", "outcome"];
/** Columns that a person opens when they are needed. */
const RARE = ["step", "visit", "position", "examiner", "blinded", "since", "value", "unit", "note"];

export function draft(session: SessionRows): Draft {
  const rows = session.rows.map((cells, place) => ({ key: place + 1, cells }));
  return { rows, meta: session.meta, next: rows.length + 1 };
}

export function session(state: Draft): SessionRows {
  return { rows: state.rows.map((row) => row.cells), meta: state.meta };
}

export function add(state: Draft, cells: Cells): Draft {
  return { ...state, rows: [...state.rows, { key: state.next, cells }], next: state.next + 1 };
}

export function remove(state: Draft, key: number): Draft {
  return { ...state, rows: state.rows.filter((row) => row.key !== key) };
}

/** Move a row up (-1) or down (1); at the end nothing changes. */
export function move(state: Draft, key: number, by: -1 | 1): Draft {
  const rows = [...state.rows];
  const from = rows.findIndex((row) => row.key === key);
  const [row, other] = [rows[from], rows[from + by]];
  if (!row || !other) return state;
  rows[from] = other;
  rows[from + by] = row;
  return { ...state, rows };
}

export function edit(state: Draft, key: number, column: string, text: string): Draft {
  return { ...state, rows: state.rows.map((row) => (row.key === key ? { key, cells: cell(row.cells, column, text) } : row)) };
}

function cell(cells: Cells, column: string, text: string): Cells {
  const changed: Record<string, string> = { ...cells };
  if (text.trim()) changed[column] = text.trim();
  else delete changed[column];
  return changed;
}

/**
 * Give a row another kind: what the new kind does not take is cleared, an outcome it does not have as well.
 * Nothing else is touched, and unknown columns stay.
 */
export function withKind(state: Draft, key: number, kind: string, vocabulary: Vocabulary): Draft {
  const rows = state.rows.map((row) => {
    if (row.key !== key) return row;
    const cells: Record<string, string> = { ...row.cells, kind };
    for (const column of ["stimulus", "on", "on_side", "reads", "pain"]) {
      if (!taken(cells, vocabulary).includes(column)) delete cells[column];
    }
    if (!vocabulary.outcomes[kind]?.includes(cells.outcome ?? "")) delete cells.outcome;
    return { key, cells };
  });
  return { ...state, rows };
}

/** The columns that a row of its kind takes, without the rare ones. */
function taken(cells: Cells, vocabulary: Vocabulary): string[] {
  if (cells.kind === "strength") return [...ALWAYS, "pain"];
  if (cells.kind !== "challenge") return [...ALWAYS];
  const isPlaced = !cells.stimulus || vocabulary.placed.includes(cells.stimulus) || Boolean(cells.on);
  return [...ALWAYS, "stimulus", ...(isPlaced ? ["on", "on_side"] : []), "reads"];
}

/** The fields that a row shows at once, those behind "More", and its columns that the library does not know. */
export function fields(cells: Cells, vocabulary: Vocabulary): { usual: string[]; rare: string[]; other: string[] } {
  const usual = taken(cells, vocabulary);
  const known = new Set(vocabulary.columns.map((column) => column.name));
  // What its kind does not take came with a file: it is shown, so that its fault has a place.
  const misplaced = Object.keys(cells).filter((name) => known.has(name) && !usual.includes(name) && !RARE.includes(name));
  return { usual: [...usual, ...misplaced], rare: RARE, other: Object.keys(cells).filter((name) => !known.has(name)) };
}

/** What a row is called: "Finding 3: strength, glute max, right". */
export function title(number: number, cells: Cells): string {
  const said = [cells.kind, cells.site, cells.side, cells.outcome].filter(Boolean).join(", ");
  return said ? `Finding ${number}: ${said.replaceAll("_", " ")}` : `Finding ${number}`;
}

/** Faults by row (the number from 1) and column; those of no column of their row stand under "", of no row under 0. */
export function byPlace(faults: readonly Fault[]): Map<number, Map<string, Fault[]>> {
  const places = new Map<number, Map<string, Fault[]>>();
  for (const fault of faults) {
    const row = places.get(fault.row ?? 0) ?? new Map<string, Fault[]>();
    places.set(fault.row ?? 0, row);
    const column = fault.column ?? "";
    row.set(column, [...(row.get(column) ?? []), fault]);
  }
  return places;
}

/** A fault in one sentence, without its place. */
export function sentence(fault: Fault): string {
  const found = fault.found ? ` (found “${fault.found}”)` : "";
  const expected = fault.expected ? `; expected ${fault.expected}` : "";
  const text = `${fault.message}${found}${expected}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}. [${fault.code}]`;
}
