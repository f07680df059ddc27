/** A search field with completion, as the ARIA pattern of a combobox with a list has it. */
import { h } from "./dom";
import type { Found } from "./names";

export interface ComboboxOptions {
  readonly id: string;
  readonly label: string;
  readonly search: (text: string) => readonly Found[];
  /** The node that is meant, with its name for people. */
  readonly nodeOf: (found: Found) => { readonly id: string; readonly label: string };
  readonly onChoose: (node: string) => void;
  /** Keep the name of what was chosen in the field. */
  readonly keep?: boolean;
}

export class Combobox {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private readonly status = h("span", { class: "nkt-unseen", role: "status" });
  private nodes: readonly string[] = [];
  private active = -1;

  constructor(private readonly options: ComboboxOptions) {
    const list = `${options.id}-list`;
    this.input = h("input", {
      id: options.id,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-controls": list,
      "aria-autocomplete": "list",
      oninput: () => {
        this.open();
      },
      onkeydown: (event: KeyboardEvent) => {
        this.key(event);
      },
      onblur: () => {
        this.close();
      },
    });
    this.list = h("ul", { id: list, role: "listbox", "aria-label": options.label, hidden: true });
    this.element = h(
      "div",
      { class: "nkt-combobox" },
      h("label", { for: options.id }, options.label),
      h("div", { class: "nkt-field" }, this.input, this.list),
      this.status,
    );
  }

  /** Write a name into the field without searching for it. */
  set(text: string): void {
    this.input.value = text;
    this.close();
  }

  private open(): void {
    const text = this.input.value;
    const found = this.options.search(text);
    const named = found.map((one) => this.options.nodeOf(one));
    this.nodes = named.map((one) => one.id);
    this.list.replaceChildren(
      ...found.map((one, index) =>
        h(
          "li",
          {
            id: `${this.list.id}-${index}`,
            role: "option",
            "aria-selected": "false",
            // A click would take the focus from the field first, which closes the list.
            onmousedown: (event: MouseEvent) => {
              event.preventDefault();
            },
            onclick: () => {
              this.choose(index);
            },
          },
          named[index]?.label ?? "",
          one.by && h("span", { class: "nkt-by" }, ` ${one.by}`),
        ),
      ),
    );
    const open = found.length > 0;
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    this.status.textContent = text.trim() ? (open ? `${found.length} found` : "nothing found") : "";
    this.activate(open ? 0 : -1);
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
  }

  private activate(index: number): void {
    this.active = index;
    [...this.list.children].forEach((item, place) => {
      item.setAttribute("aria-selected", String(place === index));
      if (place === index) {
        item.scrollIntoView({ block: "nearest" });
      }
    });
    if (index < 0) {
      this.input.removeAttribute("aria-activedescendant");
    } else {
      this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
    }
  }

  private key(event: KeyboardEvent): void {
    const last = this.nodes.length - 1;
    const open = !this.list.hidden;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => {
        if (open) {
          this.activate(this.active >= last ? 0 : this.active + 1);
        } else {
          this.open();
        }
      },
      ArrowUp: () => {
        this.activate(this.active <= 0 ? last : this.active - 1);
      },
      Enter: () => {
        this.choose(Math.max(0, this.active));
      },
      Escape: () => {
        if (open) {
          this.close();
        } else {
          this.input.value = "";
        }
      },
    };
    const move = moves[event.key];
    if (move && (open || event.key !== "ArrowUp")) {
      event.preventDefault();
      move();
    }
  }

  private choose(index: number): void {
    const node = this.nodes[index];
    if (node !== undefined && !this.list.hidden) {
      this.set(this.options.keep ? (this.list.children[index]?.firstChild?.textContent ?? "") : "");
      this.options.onChoose(node);
    }
  }
}
