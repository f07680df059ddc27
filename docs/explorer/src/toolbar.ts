/** Search, side, steps, and the second muscle of a path or a comparison. */
import { Combobox, type ComboboxOptions } from "./combobox";
import { h } from "./dom";
import type { Graph } from "./graph";
import { NameTable, type Found } from "./names";
import { focusOn, type State } from "./state";
import { nameOf, nodeName } from "./words";

export class Toolbar {
  readonly element: HTMLElement;
  /** The second muscle, folded away until it is wanted. */
  readonly more: HTMLDetailsElement;
  readonly search: Combobox;
  private readonly tasks: Readonly<Record<"path" | "compare", Combobox>>;
  private readonly side: HTMLElement;
  private readonly steps: HTMLButtonElement;

  constructor(
    private readonly graph: Graph,
    private readonly stateOf: () => State,
    private readonly go: (state: State) => void,
  ) {
    // Folding every name takes a moment, which is to come after the first picture.
    let table: NameTable | null = null;
    const search: ComboboxOptions["search"] = (text) => (table ??= new NameTable(graph)).search(text);
    const nodeOf = (found: Found): { id: string; label: string } => {
      const node = graph.nodeOf(found.thing, found.side ?? graph.node(stateOf().muscle).side);
      return { id: node.id, label: nodeName(node) };
    };
    this.search = new Combobox({
      id: "nkt-search",
      label: "Search a muscle or structure",
      search,
      nodeOf,
      onChoose: (node) => {
        go(focusOn(stateOf(), node));
      },
    });
    const task = (kind: "path" | "compare", label: string): Combobox =>
      new Combobox({
        id: `nkt-${kind}`,
        label,
        search,
        nodeOf,
        keep: true,
        onChoose: (other) => {
          go({ ...stateOf(), task: other === stateOf().muscle ? null : { kind, other } });
        },
      });
    this.tasks = { path: task("path", "Path to"), compare: task("compare", "Compare with") };
    this.side = h("div", { class: "nkt-row", role: "group", "aria-label": "Side of the patient" });
    this.steps = h(
      "button",
      {
        type: "button",
        class: "nkt-chip",
        "aria-pressed": "false",
        title: "Also the neighbours of the neighbours, 60 in all",
        onclick: () => {
          const state = stateOf();
          go({ ...state, hops: state.hops === 2 ? 1 : 2 });
        },
      },
      h("span", {}, "two steps"),
    );
    this.element = h(
      "div",
      { class: "nkt-bar" },
      this.search.element,
      this.side,
      this.steps,
    );
    this.more = h(
      "details",
      { class: "nkt-filters" },
      h("summary", {}, "Path to another muscle, or comparison with one"),
      h("div", { class: "nkt-bar" }, this.tasks.path.element, this.tasks.compare.element),
    );
  }

  show(): void {
    const state = this.stateOf();
    const node = this.graph.node(state.muscle);
    this.steps.setAttribute("aria-pressed", String(state.hops === 2));
    this.showSides(state);
    for (const kind of ["path", "compare"] as const) {
      this.tasks[kind].set(state.task?.kind === kind ? nameOf(this.graph, state.task.other) : "");
    }
    this.more.open ||= state.task !== null;
    this.side.hidden = node.side === "midline";
  }

  /** Both sides stay where they are, so that a second press meets the same button. */
  private showSides(state: State): void {
    const node = this.graph.node(state.muscle);
    const focused = this.side.contains(document.activeElement) ? document.activeElement?.textContent : null;
    const sides = node.side === "midline" ? [] : (["right", "left"] as const);
    this.side.replaceChildren(
      ...sides.map((side) =>
        h(
          "button",
          {
            type: "button",
            class: "nkt-chip",
            "aria-pressed": String(side === node.side),
            onclick: () => {
              this.go(focusOn(this.stateOf(), this.graph.nodeOf(node.thing, side).id));
            },
          },
          h("span", {}, side),
        ),
      ),
    );
    const again = [...this.side.querySelectorAll("button")].find((button) => button.textContent === focused);
    again?.focus();
  }
}

