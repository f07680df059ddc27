/** The body map and the overview: loaded when they come near the screen or are opened, so that the page begins light. */
import type { BodyMap, Highlight, HighlightKind } from "./body/types";
import { h } from "./dom";
import type { Graph } from "./graph";
import type { Overview } from "./overview/types";
import type { View } from "./view";
import { kindWords, nameOf, number } from "./words";

export interface SectionOptions {
  /** Where the data lie, ending in a slash. */
  readonly base: string;
  readonly onSelect: (node: string) => void;
  readonly onHover: (node: string | null) => void;
}

const BODY_KINDS: Readonly<Record<string, HighlightKind>> = {
  synergist: "synergist",
  antagonist: "antagonist",
  documented: "documented",
  model: "model",
  sling: "sling",
  contralateral: "contralateral",
  stabilizer: "stabilizer",
  near: "near",
  unsupported: "unsupported",
};

export class BodySection {
  readonly element: HTMLElement;
  private readonly place = h("div", { class: "nkt-body-place" });
  private map: BodyMap | null = null;
  private view: View | null = null;

  constructor(
    private readonly graph: Graph,
    private readonly options: SectionOptions,
  ) {
    this.element = h("section", { class: "nkt-section", "aria-label": "On the body" }, h("h3", {}, "On the body"), this.place);
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) {
          observer.disconnect();
          void this.load();
        }
      },
      { rootMargin: "200px" },
    );
    observer.observe(this.place);
  }

  show(view: View): void {
    this.view = view;
    this.map?.highlight(this.highlights(view));
    this.map?.select(view.focus);
  }

  point(node: string | null): void {
    this.map?.hover(node);
  }

  private async load(): Promise<void> {
    const { mountBodyMap } = await import("./body/index");
    const { base, onSelect, onHover } = this.options;
    this.map = mountBodyMap(this.place, { data: `${base}body.json`, onSelect, onHover, label: "The muscle and its neighbours on the body" });
    if (this.view) {
      this.show(this.view);
    }
  }

  private highlights(view: View): Highlight[] {
    const middle: Highlight = { node: view.focus, kind: "focus", label: "in the middle" };
    const others = view.shown
      .filter((one) => one.hop === 1)
      .map((one) => ({
        node: one.id,
        kind: BODY_KINDS[one.families[0]?.id ?? ""] ?? "other",
        label:
          `${kindWords(one.edges.map((edge) => edge.kind))} of ${nameOf(this.graph, view.focus)}, grade ${one.grade}` +
          (one.link ? `, takes over with strength ${number(one.link.strength)}` : ""),
      }));
    return [middle, ...others];
  }
}

export class OverviewSection {
  readonly element: HTMLDetailsElement;
  private readonly place = h("div", { class: "nkt-overview-place" });
  private overview: Overview | null = null;
  private asked = false;
  private shown: { readonly node: string; readonly families: readonly string[] | null } | null = null;

  constructor(
    private readonly graph: Graph,
    private readonly options: SectionOptions,
  ) {
    this.element = h("details", { class: "nkt-more" }, h("summary", {}, "The whole graph"), this.place);
    this.element.addEventListener("toggle", () => {
      if (this.element.open && !this.asked) {
        this.asked = true;
        void this.load();
      }
    });
  }

  /** Follow the state; `families` is null where all are shown, which would hide everything behind the commonest. */
  show(node: string, families: readonly string[] | null): void {
    const before = this.shown;
    this.shown = { node, families };
    this.overview?.select(node);
    if (families && families.join() !== before?.families?.join()) {
      this.overview?.show(families);
    }
  }

  private async load(): Promise<void> {
    const { mountOverview } = await import("./overview/index");
    const { base, onSelect, onHover } = this.options;
    this.overview = mountOverview(this.place, {
      graph: this.graph,
      data: `${base}overview.json`,
      onSelect,
      onHover,
      node: this.shown?.node ?? null,
      ...(this.shown?.families ? { families: this.shown.families } : {}),
    });
  }
}
