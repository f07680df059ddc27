/** The relation filter of the overview. */
import { h, s } from "../dom";
import { FAMILIES, outline } from "../families";

export class FamilyChecks {
  readonly element: HTMLElement;
  private readonly boxes = new Map<string, HTMLInputElement>();

  constructor(shown: readonly string[], change: (families: readonly string[]) => void) {
    const items = FAMILIES.map(({ id, label, dash, shape }) => {
      const box = h("input", { type: "checkbox", onchange: () => change(this.families()) });
      box.checked = shown.includes(id);
      this.boxes.set(id, box);
      const sample = s(
        "svg",
        { viewBox: "0 0 40 14", width: 40, height: 14, "aria-hidden": "true", class: `rel-${id}` },
        s("path", { d: "M0 7H40", class: "nkt-overview-sample", "stroke-dasharray": dash || null }),
        s("path", { d: outline(shape, 20, 7, 4.5), class: "nkt-overview-shape" }),
      );
      return h("label", { class: "nkt-overview-check" }, box, sample, label);
    });
    this.element = h("fieldset", { class: "nkt-overview-checks" }, h("legend", {}, "Relations drawn"), ...items);
  }

  show(families: readonly string[]): void {
    for (const [id, box] of this.boxes) {
      box.checked = families.includes(id);
    }
  }

  private families(): readonly string[] {
    return [...this.boxes].filter(([, box]) => box.checked).map(([id]) => id);
  }
}
