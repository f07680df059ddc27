/** How each kind of highlight looks, and its word for the legend. */
import { FAMILIES, type Shape } from "../families";
import type { HighlightKind } from "./types";

/** How the inside of an outline is filled. */
export type Fill = "even" | "rising" | "falling" | "level" | "upright" | "crossed" | "dotted" | "sparse";

export interface Look {
  readonly words: string;
  readonly shape: Shape;
  /** SVG stroke-dasharray; empty for a full line. */
  readonly dash: string;
  readonly fill: Fill;
}

const FILLS: Readonly<Record<string, Fill>> = {
  synergist: "even",
  antagonist: "rising",
  documented: "crossed",
  model: "level",
  sling: "dotted",
  contralateral: "upright",
  stabilizer: "falling",
  near: "sparse",
  unsupported: "sparse",
};

/** The relations look as they do in the explorer's own picture. */
const RELATIONS = FAMILIES.map(
  ({ id, label, shape, dash }) => [id, { words: label, shape, dash, fill: FILLS[id] ?? "even" }] as const,
);

const LOOKS: Readonly<Record<string, Look>> = {
  ...Object.fromEntries(RELATIONS),
  focus: { words: "chosen", shape: "circle", dash: "", fill: "even" },
  compensator: { words: "compensator", shape: "star", dash: "12 3", fill: "crossed" },
  overworking: { words: "overworking", shape: "star", dash: "", fill: "crossed" },
  inhibited: { words: "inhibited", shape: "triangle", dash: "7 4", fill: "falling" },
  weak: { words: "tested weak", shape: "diamond", dash: "4 4", fill: "dotted" },
  strong: { words: "tested strong", shape: "square", dash: "", fill: "level" },
  other: { words: "other", shape: "ring", dash: "1 4", fill: "sparse" },
};

const PLAIN: Look = { words: "other", shape: "ring", dash: "1 4", fill: "sparse" };

export function lookOf(kind: HighlightKind): Look {
  return LOOKS[kind] ?? PLAIN;
}
