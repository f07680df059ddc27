/** The overview as text: a choice of regions that zooms, and what lies in the chosen one. */
import { h } from "../dom";
import { count } from "../words";
import type { Area } from "./scene";

interface Listener {
  onArea(area: Area | null): void;
  onNode(node: string): void;
}

export class AreaList {
  readonly choice: HTMLElement;
  readonly element = h("div", { class: "nkt-overview-list" });
  area: Area | null = null;

  constructor(
    private readonly areas: readonly Area[],
    private readonly listener: Listener,
  ) {
    const select = h("select", { onchange: () => this.choose(Number(select.value)) });
    select.append(
      h("option", { value: -1 }, "the whole graph"),
      ...areas.map(({ name, dots }, place) => h("option", { value: place }, `${name} (${dots.length})`)),
    );
    this.choice = h("p", { class: "nkt-overview-choice" }, h("label", {}, "Region ", select));
  }

  private choose(place: number): void {
    this.area = this.areas[place] ?? null;
    if (this.area) {
      const { name, dots } = this.area;
      const items = [...dots]
        .sort((one, other) => one.node.thing.name.localeCompare(other.node.thing.name))
        .map(({ id, node }) =>
          h("li", {}, h("button", { type: "button", "data-node": id, onclick: () => this.listener.onNode(id) }, node.thing.name)),
        );
      this.element.replaceChildren(
        h("p", {}, `${name}: ${count(dots.length, "muscle or structure", "muscles and structures")}`),
        h("ul", {}, ...items),
      );
    } else {
      this.element.replaceChildren();
    }
    this.listener.onArea(this.area);
  }
}
