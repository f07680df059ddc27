/** The filters by what a muscle is: a select each, every choice with how many neighbours it leaves. */
import { h } from "./dom";
import { FACET_LABELS, choicesOf, countChoices } from "./facets";
import type { Edge, Graph } from "./graph";
import { FACETS, type Facet, type Filters } from "./state";
import { count } from "./words";

export class FilterPanel {
  readonly element: HTMLDetailsElement;
  private readonly selects = new Map<Facet, HTMLSelectElement>();
  /** What is to be offered, until the panel is opened and it is. */
  private waiting: (() => void) | null = null;
  private readonly summary = h("summary", {}, "Filters");

  constructor(
    private readonly graph: Graph,
    onChange: (facet: Facet, value: string) => void,
    onClear: () => void,
  ) {
    for (const facet of FACETS) {
      const select = h("select", { id: `nkt-filter-${facet}` });
      select.addEventListener("change", () => {
        onChange(facet, select.value);
      });
      this.selects.set(facet, select);
    }
    this.element = h(
      "details",
      { class: "nkt-filters" },
      this.summary,
      h(
        "div",
        { class: "nkt-grid" },
        ...[...this.selects].map(([facet, select]) =>
          h("div", {}, h("label", { for: select.id }, FACET_LABELS[facet]), select),
        ),
      ),
      h("button", { type: "button", class: "nkt-plain", onclick: onClear }, "clear filters"),
    );
    this.element.addEventListener("toggle", () => {
      this.offer();
    });
  }

  /** Offer the choices that some neighbour has, with how many; what is chosen stays on offer even if none has it. */
  show(neighbours: ReadonlyMap<string, readonly Edge[]>, filters: Filters): void {
    const active = FACETS.filter((facet) => filters[facet]).length;
    this.summary.textContent = active ? `Filters (${count(active, "filter")} on)` : "Filters";
    if (active) {
      this.element.open = true;
    }
    this.waiting = () => {
      this.fill(neighbours, filters);
    };
    this.offer();
  }

  private offer(): void {
    if (this.element.open) {
      this.waiting?.();
      this.waiting = null;
    }
  }

  private fill(neighbours: ReadonlyMap<string, readonly Edge[]>, filters: Filters): void {
    for (const [facet, select] of this.selects) {
      const counts = countChoices(this.graph, neighbours, filters, facet);
      const chosen = filters[facet] ?? "";
      const choices = choicesOf(this.graph, facet).filter(({ value }) => counts.has(value) || value === chosen);
      select.replaceChildren(
        h("option", { value: "" }, "any"),
        ...choices.map(({ value, label }) =>
          h("option", { value, selected: value === chosen }, `${label} (${counts.get(value) ?? 0})`),
        ),
      );
      select.value = chosen;
    }
  }
}
