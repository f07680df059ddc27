/** The picture of one view: its places, what is painted, and what pointer and keys do. */
import { ground, writeLetters } from "./ground";
import { nameOf, sided } from "./naming";
import { draw, glyph, paint, type Drawn } from "./paint";
import { pattern } from "./patterns";
import { distance, placesOf, shownIn, within, type Place } from "./places";
import { follow } from "./steps";
import { h, s } from "../dom";
import type { BodyData, Frame, Highlight, HighlightKind, View } from "./types";

export interface Listener {
  /** Nodes were chosen: one, or several that lie at the same place. */
  choose(nodes: readonly string[], title: string, clientX: number, clientY: number): void;
  /** Nodes are pointed at; none when the pointer left. */
  point(nodes: readonly string[], clientX: number, clientY: number): void;
  words(node: string): string;
}

const TITLES: Readonly<Record<View, string>> = { front: "Front", back: "Back" };
/** How near to a mark counts, in pixels of the screen. */
const REACH = { mouse: 4, touch: 12 };

export class Picture {
  readonly element: HTMLElement;
  private readonly svg: SVGSVGElement;
  private readonly drawn: readonly Drawn[];
  private readonly glyphs = s("g", { class: "nkt-body-glyphs", "aria-hidden": "true" });
  private readonly defs = s("defs");
  private readonly letters: readonly HTMLElement[];
  private readonly watcher: ResizeObserver;
  private painted: ReadonlyMap<string, Highlight> = new Map();
  private chosen: string | null = null;
  private current: Drawn | undefined;
  private frame: Frame;
  private zoom: number | null = null;

  constructor(
    private readonly data: BodyData,
    private readonly view: View,
    private readonly prefix: string,
    private readonly listener: Listener,
  ) {
    this.frame = data.views[view];
    this.drawn = placesOf(data, view).map(draw);
    const help = `${prefix}-help`;
    this.svg = s("svg", { class: "nkt-body-picture", role: "group", "aria-label": this.title(), "aria-describedby": help });
    this.svg.append(this.defs, ground(data, view), ...this.layers(), this.glyphs);
    this.letters = ["left", "right"].map((end) => h("span", { class: `nkt-body-letter nkt-body-letter-${end}` }));
    this.element = h(
      "figure",
      { class: `nkt-body-view nkt-body-${view}` },
      h("figcaption", {}, TITLES[view]),
      h("div", { class: "nkt-body-sheet" }, this.svg, ...this.letters),
    );
    this.svg.addEventListener("pointermove", (event) => this.pointed(event));
    this.svg.addEventListener("pointerleave", () => this.listener.point([], 0, 0));
    this.svg.addEventListener("click", (event) => this.clicked(event));
    this.svg.addEventListener("keydown", (event) => this.pressed(event));
    this.svg.addEventListener("focusin", (event) => this.focused(event));
    this.svg.addEventListener("focusout", () => this.listener.point([], 0, 0));
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(this.svg);
    this.look(null);
  }

  /** Look at a part of the view, by its place among the zooms; null for the whole. */
  look(zoom: number | null): void {
    this.zoom = zoom;
    this.frame = (zoom === null ? undefined : this.data.zooms[zoom]?.[this.view]) ?? this.data.views[this.view];
    this.svg.setAttribute("viewBox", this.frame.join(" "));
    this.svg.classList.toggle("nkt-body-close", zoom !== null);
    writeLetters(this.letters, this.data, this.view, this.frame);
    this.refresh();
    this.fit();
  }

  highlight(painted: ReadonlyMap<string, Highlight>): void {
    this.painted = painted;
    const kinds = new Set<HighlightKind>();
    const glyphs: SVGPathElement[] = [];
    for (const one of this.drawn) {
      const highlight = this.highlightOf(one.place);
      paint(one, highlight, this.prefix);
      if (highlight) {
        kinds.add(highlight.kind);
        if (one.place.nodes.length === 1) {
          glyphs.push(glyph(one.place, highlight));
        }
      }
    }
    this.defs.replaceChildren(...[...kinds].map((kind) => pattern(this.prefix, kind)));
    this.glyphs.replaceChildren(...glyphs);
    this.refresh();
    this.fit();
  }

  select(node: string | null): void {
    this.chosen = node;
    this.mark("nkt-body-chosen", node);
    this.refresh();
  }

  hover(node: string | null): void {
    this.mark("nkt-body-pointed", node);
  }

  has(node: string): boolean {
    return this.drawn.some(({ place }) => place.nodes.includes(node));
  }

  destroy(): void {
    this.watcher.disconnect();
    this.element.remove();
  }

  private title(): string {
    const sides = this.view === "front" ? "right is on the left" : "right is on the right";
    return `Body from the ${this.view}; the patient's ${sides} of the picture`;
  }

  private layers(): readonly SVGGElement[] {
    return [0, 1].map((marks) =>
      s(
        "g",
        {},
        ...this.drawn.filter(({ place }) => Number(place.level > 0) === marks).map(({ element }) => element),
      ),
    );
  }

  /** Shapes keep their size on the screen however large the picture is. */
  private fit(): void {
    const unit = this.unit();
    for (const shape of this.glyphs.children) {
      const { x, y } = (shape as SVGPathElement).dataset;
      shape.setAttribute("transform", `translate(${x} ${y}) scale(${unit})`);
    }
  }

  /** Units of the picture in a pixel. */
  private unit(): number {
    const { clientWidth: width, clientHeight: height } = this.svg;
    return width && height ? Math.max(this.frame[2] / width, this.frame[3] / height) : 1;
  }

  private highlightOf(place: Place): Highlight | undefined {
    return place.nodes.map((node) => this.painted.get(node)).find((found) => found !== undefined);
  }

  private mark(name: string, node: string | null): void {
    for (const { place, element } of this.drawn) {
      element.classList.toggle(name, node !== null && place.nodes.includes(node));
    }
  }

  private shown(place: Place): boolean {
    const called = this.highlightOf(place) !== undefined || place.nodes.includes(this.chosen ?? "");
    return called || shownIn(place, this.zoom);
  }

  /** Whether a place is to be seen, and so can be reached. */
  private seen({ place }: Drawn): boolean {
    return this.shown(place) && within(place, this.frame);
  }

  /** Names for screen readers, and the one stop of the tab key. */
  private refresh(): void {
    const seen = this.drawn.filter((one) => this.seen(one));
    if (!this.current || !seen.includes(this.current)) {
      const chosen = seen.find(({ place }) => place.nodes.includes(this.chosen ?? ""));
      this.current = chosen ?? seen.find(({ place }) => this.highlightOf(place)) ?? seen[0];
    }
    const known = new Set(seen);
    for (const one of this.drawn) {
      const { element, place } = one;
      element.classList.toggle("nkt-body-away", !this.shown(place));
      if (known.has(one)) {
        element.removeAttribute("aria-hidden");
        element.setAttribute("tabindex", one === this.current ? "0" : "-1");
        element.setAttribute("aria-label", this.words(place));
        if (place.nodes.includes(this.chosen ?? "")) {
          element.setAttribute("aria-current", "true");
        } else {
          element.removeAttribute("aria-current");
        }
      } else {
        element.setAttribute("aria-hidden", "true");
        element.removeAttribute("tabindex");
      }
    }
  }

  private words(place: Place): string {
    const names = place.nodes.map((node) => this.listener.words(node)).join("; ");
    return place.region ? `${sided(place.region, place.side)}: ${names}` : names;
  }

  /** The nodes at a point: marks near it, nearest first, painted ones before others, then the outline it is in. */
  private at(event: PointerEvent | MouseEvent): readonly string[] {
    const matrix = this.svg.getScreenCTM();
    if (!matrix) {
      return [];
    }
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    const touched = event instanceof PointerEvent && event.pointerType !== "mouse";
    const reach = (touched ? REACH.touch : REACH.mouse) / matrix.a;
    const near = this.drawn
      .filter((one) => one.place.level && this.seen(one))
      .map(({ place }) => ({ place, far: distance(place.line, x, y) + (this.highlightOf(place) ? 0 : reach) }))
      .filter(({ place, far }) => far <= (this.highlightOf(place) ? reach : 2 * reach))
      .sort((one, other) => one.far - other.far);
    const around = this.drawn.find(({ element }) => element === placeElement(event.target));
    const outline = around && !around.place.level ? around.place.nodes : [];
    return [...new Set([...near.flatMap(({ place }) => place.nodes), ...outline])];
  }

  private pointed(event: PointerEvent): void {
    this.listener.point(this.at(event), event.clientX, event.clientY);
  }

  private clicked(event: MouseEvent): void {
    // A click without a pointer, as a screen reader makes it, means the element itself.
    const target = this.drawn.find(({ element }) => element === placeElement(event.target));
    const nodes = event.detail === 0 && target ? target.place.nodes : this.at(event);
    if (nodes.length) {
      this.listener.choose(nodes, "What lies here", event.clientX, event.clientY);
    }
  }

  private pressed(event: KeyboardEvent): void {
    const from = this.drawn.find(({ element }) => element === event.target);
    if (!from || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    if (event.key === "Enter" || event.key === " ") {
      const { left, top, width, height } = from.element.getBoundingClientRect();
      const title = from.place.region || "What lies here";
      this.listener.choose(from.place.nodes, title, left + width / 2, top + height / 2);
    } else {
      const seen = this.drawn.filter((one) => this.seen(one));
      const target = follow(seen, from, event.key, ({ place }) => place.centre);
      if (!target) {
        return;
      }
      target.element.focus();
    }
    event.preventDefault();
  }

  private focused(event: FocusEvent): void {
    const found = this.drawn.find(({ element }) => element === event.target);
    if (found) {
      this.current?.element.setAttribute("tabindex", "-1");
      this.current = found;
      found.element.setAttribute("tabindex", "0");
      const { right, bottom } = found.element.getBoundingClientRect();
      this.listener.point(found.place.nodes, right, bottom);
    }
  }
}

function placeElement(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest("g.nkt-body-place") : null;
}

/** The words of a node, with what its highlight says. */
export function describe(data: BodyData, painted: ReadonlyMap<string, Highlight>, node: string): string {
  const label = painted.get(node)?.label;
  return label ? `${nameOf(data, node)}: ${label}` : nameOf(data, node);
}
