/** What the page and the worker say to each other, and what nktlib's answers look like. */

/** A row of cells as a person writes them; blank cells are left out. */
export type Cells = Readonly<Record<string, string>>;

/** Findings, and what is said about the session as a whole (title, source and the like). */
export interface SessionRows {
  readonly rows: readonly Cells[];
  readonly meta: Cells;
}

/** One thing that is wrong: see nktlib.Fault. Rows count from 1. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly row: number | null;
  readonly column: string | null;
  readonly found: string | null;
  readonly expected?: string | null;
  readonly suggestions: readonly string[];
}

/** Something that a finding can be about. `text` names it for sure, `names` are all that it is called. */
export interface Thing {
  readonly kind: string;
  readonly id: string;
  readonly text: string;
  readonly names: readonly string[];
}

/** The closed vocabularies of the library, and the names of its atlas. */
export interface Vocabulary {
  readonly columns: readonly { readonly name: string; readonly meaning: string }[];
  readonly kinds: readonly string[];
  readonly sides: readonly string[];
  readonly outcomes: Readonly<Record<string, readonly string[]>>;
  readonly stimuli: readonly string[];
  /** Stimuli that are applied somewhere. */
  readonly placed: readonly string[];
  /** Stimuli that are recorded and never scored. */
  readonly unscored: readonly string[];
  readonly reads: readonly string[];
  readonly steps: readonly string[];
  /** Kind of finding -> kinds of things that it can be about, the likeliest first. */
  readonly sites: Readonly<Record<string, readonly string[]>>;
  /** Kinds of things to which a stimulus can be applied. */
  readonly on: readonly string[];
  readonly things: readonly Thing[];
  /** The site that stands for all that is not named. */
  readonly own: string;
  /** Ends of names of files that can be opened. */
  readonly files: readonly string[];
}

export interface Opened extends SessionRows {
  readonly faults: readonly Fault[];
}

export interface Checked {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

export interface Cause {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly side: string;
  readonly probability: number;
  readonly prior: number;
  readonly grade: string;
}

export interface Link {
  readonly compensator: string;
  readonly inhibited: string;
  readonly probability: number;
  readonly basis: string;
  readonly grade: string;
  readonly sources: readonly string[];
}

export interface Flag {
  readonly code: string;
  readonly kind: string;
  readonly title: string;
  readonly reason: string;
  readonly detail: string;
  readonly source: readonly string[];
}

/** Assessment.to_dict of nktlib, as far as the page reads it. */
export interface Assessment {
  readonly format: string;
  readonly provenance: Readonly<Record<string, string>>;
  readonly findings: number;
  readonly method: string;
  readonly log_bayes_factor: number;
  readonly causes: readonly Cause[];
  readonly links: readonly Link[];
  readonly levels: Readonly<Record<string, readonly number[]>>;
  readonly inhibited: Readonly<Record<string, number>>;
  readonly flags: readonly Flag[];
}

/** A scored finding and the nodes that it is about. */
export interface ScoredFinding {
  readonly kind: string;
  readonly site: string;
  readonly outcome: string;
  readonly weak: boolean;
  readonly nodes: readonly string[];
}

export interface Source {
  readonly title: string;
  readonly site: string;
  readonly url: string;
}

/** What scoring gives; with faults there is nothing else. */
export interface Scored {
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  readonly visits?: readonly string[];
  readonly visit?: string | null;
  readonly result?: Assessment;
  /** Numbers as Python's repr writes them. */
  readonly raw?: unknown;
  readonly names?: Readonly<Record<string, string>>;
  /** What the command line prints. */
  readonly text?: string;
  /** The Bayes factor of compensation in words. */
  readonly verdict?: string;
  readonly scored?: readonly ScoredFinding[];
  readonly sources?: Readonly<Record<string, Source>>;
}

export interface Account {
  readonly sentences: readonly string[];
}

export interface NextTest {
  readonly kind: string;
  readonly site: string;
  readonly side: string;
  readonly stimulus?: string;
  readonly on?: string;
  readonly information_bits: number;
  readonly reason: string;
  readonly position: string;
}

export interface NextTests {
  readonly tests: readonly NextTest[];
  readonly settled: number;
  readonly may_stop: boolean;
  readonly left_out: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, string>>;
  /** How many tests were looked at, the promising ones first, and how many there are. */
  readonly seen: number;
  readonly total: number;
}

export interface Written {
  readonly faults: readonly Fault[];
  readonly text: string;
}

/** What the worker can be asked, and what it answers. */
export interface Methods {
  vocabulary: { arguments: []; answer: Vocabulary };
  read: { arguments: [name: string, content: Uint8Array]; answer: Opened };
  check: { arguments: [session: string]; answer: Checked };
  score: { arguments: [session: string, visit: string]; answer: Scored };
  explain: { arguments: [cause: string]; answer: Account };
  next_tests: { arguments: []; answer: NextTests };
  write: { arguments: [session: string, suffix: string]; answer: Written };
}
export type Method = keyof Methods;

export interface Request {
  readonly id: number;
  readonly method: Method;
  readonly arguments: readonly (string | Uint8Array)[];
}

export type Reply =
  | { readonly kind: "progress"; readonly step: string; readonly share: number }
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "answer"; readonly id: number; readonly json: string }
  | { readonly kind: "error"; readonly id: number; readonly reason: string };
