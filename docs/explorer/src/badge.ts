/** A family's shape as a small picture, as it stands in legend, table and panel. */
import { s } from "./dom";
import { outline, type Family } from "./families";

export function badge(family: Family): SVGSVGElement {
  return s(
    "svg",
    { class: `nkt-badge rel-${family.id}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    s("path", { class: "nkt-shape", d: outline(family.shape, 8, 8, 5.5) }),
  );
}

/** The same with a piece of its line, for the legend. */
export function sample(family: Family): SVGSVGElement {
  return s(
    "svg",
    { class: `nkt-badge rel-${family.id}`, viewBox: "0 0 40 16", width: 40, height: 16, "aria-hidden": "true" },
    s("path", { class: "nkt-line", d: "M0 8H28", "stroke-dasharray": family.dash || null, "stroke-width": 2 }),
    s("path", { class: "nkt-shape", d: outline(family.shape, 31, 8, 5.5) }),
  );
}
