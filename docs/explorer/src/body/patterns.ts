/** Patterns that fill outlines, so that kinds are told apart without colour. */
import { lookOf, type Fill } from "./kinds";
import { s } from "../dom";
import type { HighlightKind } from "./types";

const SIZE = 12;

/** The strokes of each pattern within a tile of SIZE. */
const STROKES: Readonly<Record<Fill, string>> = {
  even: "",
  rising: `M-1 1L1 -1M0 ${SIZE}L${SIZE} 0M${SIZE - 1} ${SIZE + 1}L${SIZE + 1} ${SIZE - 1}`,
  falling: `M-1 ${SIZE - 1}L1 ${SIZE + 1}M0 0L${SIZE} ${SIZE}M${SIZE - 1} -1L${SIZE + 1} 1`,
  level: `M0 ${SIZE / 2}H${SIZE}`,
  upright: `M${SIZE / 2} 0V${SIZE}`,
  crossed: `M0 0L${SIZE} ${SIZE}M0 ${SIZE}L${SIZE} 0`,
  dotted: `M2 2h.01M${2 + SIZE / 2} ${2 + SIZE / 2}h.01`,
  sparse: `M${SIZE / 2} ${SIZE / 2}h.01`,
};

/** The pattern of a kind, for the `defs` of a picture; `prefix` keeps the ids of two pictures apart. */
export function pattern(prefix: string, kind: HighlightKind): SVGPatternElement {
  const { fill } = lookOf(kind);
  const tile = s("rect", { width: SIZE, height: SIZE, class: "nkt-body-tint" });
  const strokes = s("path", { d: STROKES[fill], class: `nkt-body-hatch nkt-body-hatch-${fill}` });
  return s(
    "pattern",
    {
      id: patternId(prefix, kind),
      width: SIZE,
      height: SIZE,
      patternUnits: "userSpaceOnUse",
      class: `nkt-body-kind-${kind}`,
    },
    tile,
    STROKES[fill] ? strokes : null,
  );
}

export function patternId(prefix: string, kind: HighlightKind): string {
  return `${prefix}-${kind}`;
}
