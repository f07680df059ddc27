/** The body map: front and back of a body on which every node of the atlas can be seen, painted and chosen. */
import { outline } from "../families";
import { lookOf } from "./kinds";
import { openMenu } from "./menu";
import { nodesOf } from "./naming";
import { describe, Picture } from "./picture";
import { h, s } from "../dom";
import type { BodyData, BodyMap, BodyMapOptions, Highlight, View } from "./types";

export type { BodyData, BodyMap, BodyMapOptions, Highlight, HighlightKind } from "./types";

const VIEWS: readonly View[] = ["front", "back"];
const HELP =
  "Arrow keys go to the nearest place, Page Up and Page Down to the one before and after, Enter chooses. " +
  "Small muscles are there when the part of the body is looked at closely.";

let mounted = 0;

/** Put a body map into an element; what is called before its data has come is done then. */
export function mountBodyMap(element: HTMLElement, options: BodyMapOptions): BodyMap {
  let map: Mounted | undefined;
  let gone = false;
  let items: readonly Highlight[] = [];
  let chosen: string | null = null;
  const ready = read(options.data).then(
    (data) => {
      if (!gone) {
        map = new Mounted(element, data, options);
        map.highlight(items);
        map.select(chosen);
      }
    },
    (error: unknown) => {
      if (!gone) {
        element.append(h("p", { class: "nkt-body-failed" }, "The body map could not be loaded."));
      }
      throw error;
    },
  );
  ready.catch(() => undefined); // who does not wait for it has seen the words on the page
  return {
    ready,
    highlight(given): void {
      items = given;
      map?.highlight(given);
    },
    select(node): void {
      chosen = node;
      map?.select(node);
    },
    hover: (node) => map?.hover(node),
    has: (node) => map?.has(node) ?? false,
    destroy(): void {
      gone = true;
      map?.destroy();
    },
  };
}

async function read(data: BodyMapOptions["data"]): Promise<BodyData> {
  if (typeof data === "object" && !(data instanceof URL)) {
    return data;
  }
  const answer = await fetch(data ?? new URL("./body.json", import.meta.url));
  if (!answer.ok) {
    throw new Error(`the body map's data: ${answer.status}`);
  }
  return (await answer.json()) as BodyData;
}

class Mounted {
  private readonly root: HTMLElement;
  private readonly stage = h("div", { class: "nkt-body-stage" });
  private readonly tip = h("div", { class: "nkt-body-tip", "aria-hidden": "true", hidden: "" });
  private readonly legend = h("ul", { class: "nkt-body-legend", "aria-label": "What is painted" });
  private readonly pictures: readonly Picture[];
  private painted: ReadonlyMap<string, Highlight> = new Map();
  private pointedAt: string | null = null;
  private closeMenu: (() => void) | undefined;

  constructor(
    element: HTMLElement,
    private readonly data: BodyData,
    private readonly options: BodyMapOptions,
  ) {
    const prefix = `nkt-body-${++mounted}`;
    this.pictures = VIEWS.map(
      (view) =>
        new Picture(data, view, `${prefix}-${view}`, {
          choose: (nodes, title, x, y) => this.choose(nodes, title, x, y),
          point: (nodes, x, y) => this.point(nodes, x, y),
          words: (node) => describe(this.data, this.painted, node),
        }),
    );
    const helps = VIEWS.map((view) => h("p", { id: `${prefix}-${view}-help`, class: "nkt-body-unseen" }, HELP));
    this.stage.append(...this.pictures.map((picture) => picture.element), this.tip);
    this.root = h("section", { class: "nkt-body", "aria-label": options.label ?? "Body map" }, this.zoomBar(prefix), this.stage, ...helps);
    if (options.legend !== false) {
      this.root.append(this.legend);
    }
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        this.tip.hidden = true;
      }
    });
    element.append(this.root);
  }

  highlight(items: readonly Highlight[]): void {
    const painted = new Map<string, Highlight>();
    for (const item of items) {
      for (const node of nodesOf(this.data, item.node)) {
        if (!painted.has(node)) {
          painted.set(node, item);
        }
      }
    }
    this.painted = painted;
    this.pictures.forEach((picture) => picture.highlight(painted));
    this.explain(items);
  }

  select(node: string | null): void {
    this.pictures.forEach((picture) => picture.select(node));
  }

  hover(node: string | null): void {
    this.pictures.forEach((picture) => picture.hover(node));
  }

  has(node: string): boolean {
    return nodesOf(this.data, node).every((one) => this.pictures.some((picture) => picture.has(one)));
  }

  destroy(): void {
    this.closeMenu?.();
    this.pictures.forEach((picture) => picture.destroy());
    this.root.remove();
  }

  private zoomBar(prefix: string): HTMLElement {
    const names = ["whole body", ...this.data.zooms.map(({ name }) => name)];
    const select = h(
      "select",
      { id: `${prefix}-zoom` },
      ...names.map((name, index) => h("option", { value: index }, name)),
    );
    select.addEventListener("change", () => {
      const zoom = Number(select.value) - 1;
      this.pictures.forEach((picture) => picture.look(zoom < 0 ? null : zoom));
    });
    return h("p", { class: "nkt-body-bar" }, h("label", { for: select.id }, "Look at "), select);
  }

  /** One node is chosen at once; of several a menu asks which. */
  private choose(nodes: readonly string[], title: string, clientX: number, clientY: number): void {
    this.tip.hidden = true;
    this.closeMenu?.();
    this.closeMenu = undefined;
    const [first] = nodes;
    if (nodes.length === 1 && first !== undefined) {
      this.options.onSelect(first);
      return;
    }
    const choices = nodes.map((node) => ({ node, words: describe(this.data, this.painted, node) }));
    const { left, top } = this.stage.getBoundingClientRect();
    this.closeMenu = openMenu(this.stage, [clientX - left, clientY - top], title, choices, (node) => {
      this.closeMenu = undefined;
      if (node !== null) {
        this.options.onSelect(node);
      }
    });
  }

  private point(nodes: readonly string[], clientX: number, clientY: number): void {
    const first = nodes[0] ?? null;
    if (first !== this.pointedAt) {
      this.pointedAt = first;
      this.hover(first);
      this.options.onHover?.(first);
    }
    this.tip.hidden = first === null || this.closeMenu !== undefined;
    if (!this.tip.hidden) {
      const more = nodes.length > 3 ? [`and ${nodes.length - 3} more`] : [];
      const lines = [...nodes.slice(0, 3).map((node) => describe(this.data, this.painted, node)), ...more];
      this.tip.replaceChildren(...lines.map((line) => h("div", {}, line)));
      const { left, top } = this.stage.getBoundingClientRect();
      const x = Math.min(clientX - left + 14, this.stage.clientWidth - this.tip.offsetWidth);
      this.tip.style.transform = `translate(${Math.max(0, x)}px, ${clientY - top + 16}px)`;
    }
  }

  /** The legend: the kinds that are painted, as they look. */
  private explain(items: readonly Highlight[]): void {
    const kinds = [...new Set(items.filter(({ node }) => this.has(node)).map(({ kind }) => kind))];
    this.legend.hidden = !kinds.length;
    this.legend.replaceChildren(
      ...kinds.map((kind) => {
        const { shape, words, dash } = lookOf(kind);
        const picture = s("svg", { viewBox: "-14 -7 28 14", "aria-hidden": "true", class: `nkt-body-kind-${kind}` },
          s("path", { d: "M-14 0H14", class: "nkt-body-sample", "stroke-dasharray": dash || "none" }),
          s("path", { d: outline(shape, 0, 0, 5), class: `nkt-body-glyph nkt-body-shape-${shape}` }),
        );
        return h("li", {}, picture, words);
      }),
    );
  }
}
