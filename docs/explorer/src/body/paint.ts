/** The elements of a place, and how they look when painted. */
import { outline } from "../families";
import { lookOf } from "./kinds";
import { patternId } from "./patterns";
import type { Place } from "./places";
import { s } from "../dom";
import type { Highlight } from "./types";

export interface Drawn {
  readonly place: Place;
  readonly element: SVGGElement;
}

export function draw(place: Place): Drawn {
  const element = s("g", {
    class: `nkt-body-place nkt-body-${place.level ? "mark" : "outline"}`,
    role: "button",
    "data-view": place.view,
    "data-side": place.side,
    "data-nodes": place.nodes.join(" "),
  });
  if (place.nodes.length > 1) {
    element.setAttribute("aria-haspopup", "menu");
  }
  if (place.line.length === 2) {
    element.classList.add("nkt-body-spot");
  }
  if (place.deep) {
    element.classList.add("nkt-body-deep");
  }
  for (const d of place.level ? [lineOf(place.line)] : place.paths) {
    if (place.level) {
      element.append(s("path", { d, class: "nkt-body-halo" }));
    }
    element.append(s("path", { d, class: place.level ? "nkt-body-line" : "nkt-body-piece" }));
  }
  return { place, element };
}

/** The highlight that a place shows: that of the first of its nodes that has one; an outline of several shows it faintly. */
export function paint({ place, element }: Drawn, highlight: Highlight | undefined, prefix: string): void {
  for (const name of [...element.classList].filter((one) => one.startsWith("nkt-body-kind-"))) {
    element.classList.remove(name);
  }
  element.classList.toggle("nkt-body-painted", highlight !== undefined);
  element.classList.toggle("nkt-body-faint", highlight !== undefined && place.nodes.length > 1);
  element.style.removeProperty("--nkt-body-fill");
  element.style.removeProperty("--nkt-body-dash");
  if (highlight) {
    const { dash } = lookOf(highlight.kind);
    element.classList.add(`nkt-body-kind-${highlight.kind}`);
    element.style.setProperty("--nkt-body-fill", `url(#${patternId(prefix, highlight.kind)})`);
    element.style.setProperty("--nkt-body-dash", dash || "none");
    // What is painted lies over what is not.
    element.parentNode?.append(element);
  }
}

/** The small shape that tells the kind, at the middle of a painted place. */
export function glyph(place: Place, highlight: Highlight): SVGPathElement {
  const [x, y] = place.centre;
  const { shape } = lookOf(highlight.kind);
  return s("path", {
    d: outline(shape, 0, 0, 5),
    class: `nkt-body-glyph nkt-body-shape-${shape} nkt-body-kind-${highlight.kind}`,
    "data-x": x,
    "data-y": y,
  });
}

/** A line, or a spot of no length, which a round cap makes a dot. */
export function lineOf(line: readonly number[]): string {
  const points: string[] = [];
  for (let index = 0; index < line.length; index += 2) {
    points.push(`${line[index]} ${line[index + 1]}`);
  }
  return points.length > 1 ? `M${points.join("L")}` : `M${points[0]}h.01`;
}
