/**
 * What the body map takes and gives. A page needs nothing else from this folder but `mountBodyMap` in `./index`:
 *
 *     const { mountBodyMap } = await import("./body/index");
 *     const map = mountBodyMap(element, { data: "_static/nkt/body.json", onSelect: (node) => open(node) });
 *     map.highlight([{ node: "gluteus_maximus_r", kind: "inhibited", label: "inhibited, 0.83" }]);
 *
 * Sides are the patient's: `gluteus_maximus_r` lies on the right of the back view, `rectus_femoris_r` on the left of the
 * front view. In the page every place is a `g.nkt-body-place` with `data-view`, `data-side` and `data-nodes` (ids with
 * blanks between), so `[data-view="back"][data-nodes~="gluteus_maximus_r"]` finds it.
 */

/** Why a node is painted. Each kind has a colour, a dash, a pattern and a shape of its own: never colour alone. */
export type HighlightKind =
  | "focus"
  // The families of relations of the explorer.
  | "synergist"
  | "antagonist"
  | "documented"
  | "model"
  | "sling"
  | "contralateral"
  | "stabilizer"
  | "near"
  | "unsupported"
  // What a session or its score says.
  | "compensator"
  | "inhibited"
  | "overworking"
  | "strong"
  | "weak"
  | "other";

/** One node to paint. The first item of a node wins: give the most important kind first. */
export interface Highlight {
  /** Node id of the atlas: `psoas_major_l`, `diaphragm`; a whole such as `trapezius_r` paints its parts. */
  readonly node: string;
  readonly kind: HighlightKind;
  /** Words for the tooltip and the screen reader, such as "synergist, grade B"; the muscle's name is put before it. */
  readonly label: string;
}

export interface BodyMapOptions {
  /** Where body.json lies, or its parsed content. Default: `body.json` beside the script. */
  readonly data?: string | URL | BodyData;
  /** Called when a person chooses a node by click, touch or key. Not called by `select()`. */
  readonly onSelect: (node: string) => void;
  /** Called when pointer or keyboard focus enters a node (its id) or leaves (null). */
  readonly onHover?: (node: string | null) => void;
  /** Name of the whole picture for screen readers. */
  readonly label?: string;
  /** Whether a legend of the kinds that are painted stands below the picture; yes unless false. */
  readonly legend?: boolean;
}

/** The mounted map. Calls made before the data has come are kept and done then. */
export interface BodyMap {
  /** Resolves when the picture is drawn; rejects where the data could not be read (the element says so, too). */
  readonly ready: Promise<void>;
  /** Paint these nodes and no others. */
  highlight(items: readonly Highlight[]): void;
  /** Mark one node as the chosen one (null: none). */
  select(node: string | null): void;
  /** Mark a node as pointed at from elsewhere, such as a row of a table (null: none). */
  hover(node: string | null): void;
  /** Whether the map can show this node; true for every node of the atlas. False before `ready`. */
  has(node: string): boolean;
  /** Take the map off the page. */
  destroy(): void;
}

export type View = "front" | "back";
export type Side = "r" | "l" | "m";

/** [left, top, width, height] */
export type Frame = readonly [number, number, number, number];

/** One outline of the body: a region that one or several superficial muscles share. */
export interface Outline {
  readonly view: View;
  readonly slug: string;
  /** What a reader calls the region; empty where nothing can be chosen. */
  readonly name: string;
  /** The patient's side, not the picture's. */
  readonly side: Side;
  readonly d: string;
  /** Node ids, the main one first; empty for skin, hair and joints, which are only drawn. */
  readonly nodes: readonly string[];
  /** Box [left, top, right, bottom] in the view's coordinates. */
  readonly box: readonly [number, number, number, number];
}

/** A mark of ours: where a muscle lies that no outline shows by itself. */
export interface Mark {
  readonly view: View;
  readonly node: string;
  readonly side: Side;
  /** One point [x, y] or a line of several [x, y, x, y, ...], from origin to insertion. */
  readonly at: readonly number[];
  /** 1: always to be seen; 2: small, to be seen when looked at closely or painted. */
  readonly level: number;
  /** The zooms (places in `zooms`) in which alone a small mark is to be seen; all where absent. */
  readonly only?: readonly number[];
  /** Lies under others: drawn dashed. */
  readonly deep: boolean;
}

/** A drawing of ours that shows no muscle itself, such as the sole of the foot. */
export interface Drawing {
  readonly view: View;
  readonly name: string;
  readonly side: Side;
  readonly d: string;
  /** The axis at which to mirror it, if at all. */
  readonly mirror: number | null;
  readonly label: readonly [number, number];
}

/** A part of the body to look at closely. */
export interface Zoom {
  readonly name: string;
  readonly front: Frame;
  readonly back: Frame;
}

/** body.json */
export interface BodyData {
  readonly format: "nktlib-body/1";
  readonly views: Readonly<Record<View, Frame>>;
  /** The x of the midline in each view. */
  readonly axes: Readonly<Record<View, number>>;
  /** The body's outline, drawn under everything, one path a view. */
  readonly silhouettes: Readonly<Record<View, string>>;
  readonly outlines: readonly Outline[];
  readonly marks: readonly Mark[];
  readonly drawings: readonly Drawing[];
  readonly zooms: readonly Zoom[];
  /** The parts of muscles that are nodes only in parts. */
  readonly parts: Readonly<Record<string, readonly string[]>>;
  /** Names of those muscles and structures (without a side) whose name is not the id with blanks. */
  readonly names: Readonly<Record<string, string>>;
}
