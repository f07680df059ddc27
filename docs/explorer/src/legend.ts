/** The legend, which is also the filter by relation: a button for each family, pressed while it is shown. */
import { sample } from "./badge";
import { h } from "./dom";
import { FAMILIES } from "./families";

export class Legend {
  readonly element: HTMLElement;
  private readonly buttons: ReadonlyMap<string, { button: HTMLButtonElement; count: HTMLElement }>;

  constructor(onToggle: (family: string) => void, onAll: (all: boolean) => void) {
    this.buttons = new Map(
      FAMILIES.map((family) => {
        const count = h("span", { class: "nkt-count" });
        const button = h(
          "button",
          {
            type: "button",
            class: "nkt-chip",
            "data-family": family.id,
            "aria-pressed": "true",
            title: family.meaning,
            onclick: () => {
              onToggle(family.id);
            },
          },
          sample(family),
          h("span", {}, family.label),
          count,
        );
        return [family.id, { button, count }] as const;
      }),
    );
    this.element = h(
      "div",
      { class: "nkt-legend", role: "group", "aria-label": "Relations shown" },
      ...[...this.buttons.values()].map(({ button }) => button),
      h("button", { type: "button", class: "nkt-plain", onclick: () => { onAll(true); } }, "all"),
      h("button", { type: "button", class: "nkt-plain", onclick: () => { onAll(false); } }, "none"),
    );
  }

  /** Say which families are shown and how many neighbours each has. */
  show(families: readonly string[], counts: ReadonlyMap<string, number>): void {
    for (const [id, { button, count }] of this.buttons) {
      const shown = families.includes(id);
      button.setAttribute("aria-pressed", String(shown));
      count.textContent = String(counts.get(id) ?? 0);
    }
  }
}
