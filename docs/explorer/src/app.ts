/** Holds the state and lets every part show it; the address follows the state, and the state the address. */
import { h } from "./dom";
import { Exports } from "./exports";
import { factsOf } from "./facts";
import { isChoice } from "./facets";
import { FAMILIES } from "./families";
import { FilterPanel } from "./filters";
import type { Graph } from "./graph";
import { keyHelp } from "./help";
import { Legend } from "./legend";
import { Panel } from "./panel";
import { Records } from "./records";
import { BodySection, OverviewSection } from "./sections";
import { Stage } from "./stage";
import { focusOn, readState, writeState, type State } from "./state";
import { Toolbar } from "./toolbar";
import { count, nameOf, pageOf } from "./words";
import { edgesInto, viewOf, type View } from "./view";

/** The mark of the first useful view in the browser's timeline; a test measures how soon it comes. */
const FIRST_VIEW = "nkt-first-view";
const EVERY = FAMILIES.map((family) => family.id);

export class App {
  private state: State;
  private readonly toolbar: Toolbar;
  private readonly legend: Legend;
  private readonly filters: FilterPanel;
  private readonly stage: Stage;
  private readonly exports: Exports;
  private readonly body: BodySection;
  private readonly overview: OverviewSection;
  private readonly title = h("h2", { class: "nkt-title", tabindex: -1 });
  private readonly status = h("p", { class: "nkt-status", role: "status" });
  private readonly facts = h("div");

  constructor(
    private readonly place: HTMLElement,
    private readonly graph: Graph,
    base: string,
    private readonly pages: string,
  ) {
    this.state = this.read();
    const go = (state: State): void => {
      this.go(state);
    };
    const point = (node: string | null): void => {
      this.point(node);
    };
    const stateOf = (): State => this.state;
    const panel = new Panel(graph, new Records(base));
    this.toolbar = new Toolbar(graph, stateOf, go);
    this.legend = new Legend(
      (family) => {
        this.toggle(family);
      },
      (all) => {
        go({ ...this.state, families: all ? EVERY : [] });
      },
    );
    this.filters = new FilterPanel(
      graph,
      (facet, value) => {
        go({ ...this.state, filters: { ...this.state.filters, [facet]: value } });
      },
      () => {
        go({ ...this.state, filters: {} });
      },
    );
    this.stage = new Stage(graph, {
      pages,
      hrefOf: (node) => writeState(focusOn(this.state, node)),
      onEdge: (source, target) => void panel.open(source, target),
      onPoint: point,
      onBack: () => {
        this.back();
      },
    });
    this.exports = new Exports(graph, stateOf, () => this.stage.svg);
    const section = {
      base,
      onSelect: (node: string): void => {
        go(focusOn(this.state, node));
      },
      onHover: point,
    };
    this.body = new BodySection(graph, section);
    this.overview = new OverviewSection(graph, section);
    this.place.replaceChildren(
      this.toolbar.element,
      this.legend.element,
      this.filters.element,
      this.toolbar.more,
      this.title,
      this.status,
      this.stage.element,
      h("details", { class: "nkt-more" }, h("summary", {}, "What it is"), this.facts),
      this.exports.element,
      keyHelp(() => this.toolbar.search.input),
      this.body.element,
      this.overview.element,
      panel.element,
    );
  }

  start(): void {
    addEventListener("hashchange", () => {
      const before = this.state.muscle;
      this.state = this.read();
      this.mark();
      this.show(before !== this.state.muscle);
    });
    this.mark();
    this.show(false);
    requestAnimationFrame(() => {
      performance.mark(FIRST_VIEW);
    });
  }

  private read(): State {
    return readState(location.hash, {
      isNode: (id) => this.graph.nodes.has(id),
      isChoice: (facet, value) => isChoice(this.graph, facet, value),
    });
  }

  /** Go to another state; the browser's history keeps the one before. */
  private go(state: State): void {
    const hash = writeState(state);
    if (hash === location.hash) {
      this.show(false);
    } else {
      location.hash = hash;
    }
  }

  /** Number the entries of the history that are ours, so that going back never leaves the page. */
  private mark(): void {
    if (depth() === null) {
      entries += 1;
      history.replaceState({ nkt: entries }, "");
    } else {
      entries = depth() ?? entries;
    }
  }

  private back(): void {
    if ((depth() ?? 1) > 1) {
      history.back();
    } else {
      this.stage.focusMiddle();
    }
  }

  private toggle(family: string): void {
    const { families } = this.state;
    const left = families.includes(family) ? families.filter((id) => id !== family) : [...families, family];
    this.go({ ...this.state, families: EVERY.filter((id) => left.includes(id)) });
  }

  /** Show the state; `moved` says that another muscle is in the middle, and the focus may have to follow. */
  private show(moved: boolean): void {
    const { graph, state } = this;
    const view = viewOf(graph, state);
    const follow = moved ? this.stage.whereFocusWas() : null;
    this.toolbar.show();
    this.legend.show(state.families, this.families());
    this.filters.show(edgesInto(graph, state.families, state.muscle), state.filters);
    this.title.replaceChildren(...this.heading());
    this.facts.replaceChildren(factsOf(graph, state.muscle));
    this.status.textContent = this.stage.show(state, view) ?? this.counts(view);
    this.exports.show();
    this.body.show(view);
    this.overview.show(state.muscle, state.families.length === EVERY.length ? null : state.families);
    if (follow === "picture") {
      this.stage.focusMiddle();
    } else if (follow === "table") {
      this.title.focus();
    }
  }

  private heading(): (Node | string)[] {
    const { graph, pages } = this;
    const { muscle, task } = this.state;
    const link = (id: string): Node => h("a", { href: pages + pageOf(graph.node(id)) }, nameOf(graph, id));
    if (!task) {
      return [link(muscle)];
    }
    const back = h("a", { class: "nkt-by", href: writeState(focusOn(this.state, muscle)) }, "back to the neighbours");
    return task.kind === "path"
      ? ["From ", link(muscle), " to ", link(task.other), " ", back]
      : [link(muscle), " and ", link(task.other), " ", back];
  }

  private counts(view: View): string {
    const first = view.shown.filter((one) => one.hop === 1);
    const links = first.filter((one) => one.link).length;
    const second = view.shown.length - first.length;
    const parts = [
      `${nameOf(this.graph, view.focus)}: ${count(first.length, "neighbour")}, ${links || "none"} could take over`,
      second && `${second} more in two steps`,
      view.left && `${view.left} left out`,
    ];
    return `${parts.filter(Boolean).join("; ")}.`;
  }

  /** How many neighbours each family has, whatever is shown. */
  private families(): ReadonlyMap<string, number> {
    const all = [...edgesInto(this.graph, EVERY, this.state.muscle).values()];
    return new Map(
      FAMILIES.map((family) => [
        family.id,
        all.filter((edges) => edges.some((edge) => family.kinds.includes(edge.kind))).length,
      ]),
    );
  }

  private point(node: string | null): void {
    this.stage.point(node);
    this.body.point(node);
  }
}

let entries = 0;

/** The number of the present entry of the history; null for one that is not numbered yet. */
function depth(): number | null {
  const state: unknown = history.state;
  return state && typeof state === "object" && "nkt" in state && typeof state.nkt === "number" ? state.nkt : null;
}
