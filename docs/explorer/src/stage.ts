/** Where the answer stands: the picture and its table, or the paths, or the comparison. */
import { showComparison } from "./compareview";
import { h } from "./dom";
import type { Graph } from "./graph";
import { roam } from "./keyboard";
import { layoutOf } from "./layout";
import { showPaths } from "./pathview";
import { drawPicture } from "./picture";
import type { State } from "./state";
import { Table } from "./table";
import { nameOf, pageOf } from "./words";
import type { View } from "./view";

export interface StageOptions {
  /** The folder of the pages, ending in a slash. */
  readonly pages: string;
  readonly hrefOf: (node: string) => string;
  readonly onEdge: (source: string, target: string) => void;
  readonly onPoint: (node: string | null) => void;
  readonly onBack: () => void;
}

export class Stage {
  readonly element = h("div", { class: "nkt-pair" });
  private readonly canvas = h("div", { class: "nkt-canvas" });
  private readonly beside = h("div", { class: "nkt-beside" });
  private readonly scroll: HTMLElement;
  private readonly table: Table;
  private shown: { readonly state: State; readonly view: View } | null = null;
  private width = 0;

  constructor(
    private readonly graph: Graph,
    private readonly options: StageOptions,
  ) {
    this.table = new Table(graph, { ...options, onHover: options.onPoint });
    this.scroll = h(
      "div",
      { class: "nkt-scroll", role: "region", tabindex: 0, "aria-label": "Table of the neighbours" },
      this.table.element,
    );
    this.element.append(this.canvas, this.beside);
    new ResizeObserver(() => {
      if (this.shown && Math.abs(this.canvas.clientWidth - this.width) > 1) {
        this.show(this.shown.state, this.shown.view);
      }
    }).observe(this.canvas);
  }

  /** The picture; a comparison has none. */
  get svg(): SVGSVGElement | null {
    return this.canvas.querySelector("svg");
  }

  /** Show a state; gives what is to be said of a path or a comparison, null of a neighbourhood. */
  show(state: State, view: View): string | null {
    this.shown = { state, view };
    const task = state.task?.kind;
    this.canvas.hidden = task === "compare";
    this.element.classList.toggle("nkt-alone", task === "compare");
    this.width = this.canvas.clientWidth;
    const width = this.width || 640;
    if (task === "compare") {
      const { element, said } = showComparison(this.graph, state, this.options);
      this.canvas.replaceChildren();
      this.beside.replaceChildren(element);
      return said;
    }
    if (task === "path") {
      const { picture, list, said } = showPaths(this.graph, state, width, this.options);
      this.canvas.replaceChildren(...(picture ? [picture] : []));
      this.beside.replaceChildren(list);
      return said;
    }
    this.draw(view, width);
    this.table.show(view);
    if (!this.scroll.isConnected) {
      this.beside.replaceChildren(this.scroll);
    }
    return null;
  }

  /** Mark a node in picture and table. */
  point(node: string | null): void {
    this.table.point(node);
    for (const element of this.canvas.querySelectorAll<SVGElement>("[data-node]")) {
      element.classList.toggle("nkt-pointed", element.dataset["node"] === node);
    }
  }

  whereFocusWas(): "picture" | "table" | null {
    const active = document.activeElement;
    return this.canvas.contains(active) ? "picture" : this.beside.contains(active) ? "table" : null;
  }

  focusMiddle(): void {
    this.canvas.querySelector<SVGElement>(".nkt-focus")?.focus();
  }

  private draw(view: View, width: number): void {
    const svg = drawPicture(this.graph, view, layoutOf(view, width), {
      hrefOf: this.options.hrefOf,
      pageOf: (id) => this.options.pages + pageOf(this.graph.node(id)),
      onEdge: this.options.onEdge,
      onHover: this.options.onPoint,
    });
    const frame = h("div", {}, svg);
    this.canvas.replaceChildren(frame);
    if (!view.shown.length) {
      this.canvas.append(h("p", { class: "nkt-left" }, "Nothing around it passes the filters."));
    }
    if (view.left) {
      this.canvas.append(h("p", { class: "nkt-left" }, `${view.left} more around ${nameOf(this.graph, view.focus)}: filter to see them`));
    }
    const towards = new Map(view.shown.map((one) => [one.id, one.towards] as const));
    roam(frame, [...svg.querySelectorAll<SVGElement>(".nkt-focus, .nkt-node")], {
      onFocus: this.options.onPoint,
      onReasons: (id) => {
        this.options.onEdge(id, towards.get(id) ?? view.focus);
      },
      onBack: this.options.onBack,
    });
  }
}
