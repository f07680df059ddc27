/** One finding of the form: its fields, its faults beside them, and what can be done with the row. */
import { combobox } from "./combobox";
import { complete } from "./complete";
import { h, plain } from "./dom";
import type { Cells, Fault, Vocabulary } from "./protocol";
import { fields, sentence, title } from "./rows";
import type { Row } from "./rows";

export interface Handlers {
  /** A cell changed; `rebuild` where other fields depend on it. */
  edited(key: number, column: string, text: string, rebuild: boolean): void;
  moved(key: number, by: -1 | 1): void;
  removed(key: number): void;
}

const LABELS: Readonly<Record<string, string>> = {
  site: "What",
  side: "Side (patient’s)",
  pain: "Did it hurt?",
  on: "Applied to",
  on_side: "Side of that",
  blinded: "Examiner blinded?",
};
const BLANK: Readonly<Record<string, string>> = {
  side: "as the name says",
  on_side: "as the name says",
  reads: "strength",
  step: "baseline",
  pain: "not said",
  blinded: "not said",
};
const REBUILDING = ["kind", "stimulus"];

function label(column: string): string {
  const words = plain(column);
  return LABELS[column] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

export class FindingView {
  readonly element = h("li", { class: "live-finding" });
  readonly #vocabulary: Vocabulary;
  readonly #handlers: Handlers;
  #row: Row;
  #number = 0;
  #last = false;
  #faults: ReadonlyMap<string, readonly Fault[]> = new Map();

  constructor(row: Row, vocabulary: Vocabulary, handlers: Handlers) {
    this.#row = row;
    this.#vocabulary = vocabulary;
    this.#handlers = handlers;
  }

  /** Draw the row anew where something other than the text of a field has changed. */
  show(row: Row, number: number, last: boolean, rebuild: boolean): void {
    const same = number === this.#number && last === this.#last && this.element.hasChildNodes();
    this.#row = row;
    this.#number = number;
    this.#last = last;
    if (!same || rebuild) this.#build();
  }

  /** Put faults beside their fields, and take away those that are there. */
  showFaults(faults: ReadonlyMap<string, readonly Fault[]>): void {
    this.#faults = faults;
    for (const place of this.element.querySelectorAll<HTMLElement>("[data-faults]")) {
      const column = place.dataset.faults ?? "";
      const shown = faults.get(column) ?? [];
      place.replaceChildren(...shown.map((fault) => this.#fault(column, fault)));
      const control = this.#control(column);
      control?.toggleAttribute("aria-invalid", false);
      if (shown.length) control?.setAttribute("aria-invalid", "true");
    }
    const rest = this.element.querySelector("[data-rest]");
    const columns = [...this.element.querySelectorAll<HTMLElement>("[data-faults]")].map((one) => one.dataset.faults);
    const others = [...faults].filter(([column]) => !columns.includes(column));
    rest?.replaceChildren(...others.flatMap(([column, found]) => found.map((fault) => this.#fault(column, fault))));
    for (const details of this.element.querySelectorAll("details")) {
      if (details.querySelector("[aria-invalid]")) details.open = true;
    }
  }

  /** Put the keyboard's focus on a field, else on the first one. */
  focus(column = "kind"): void {
    (this.#control(column) ?? this.#control("kind"))?.focus();
  }

  focusRow(): void {
    this.element.querySelector("button")?.focus();
  }

  #id(column: string): string {
    return `live-${this.#row.key}-${column.replace(/\W/g, "-")}`;
  }

  #control(column: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`#${this.#id(column)}`);
  }

  #build(): void {
    const { key, cells } = this.#row;
    const { usual, rare, other } = fields(cells, this.#vocabulary);
    const filled = [...rare.filter((column) => cells[column]), ...other];
    const name = title(this.#number, cells);
    const button = (text: string, what: string, act: () => void, off = false): HTMLElement =>
      h("button", { type: "button", "aria-label": `${what} ${name}`, title: what, disabled: off, onclick: act }, text);
    this.element.replaceChildren(
      h(
        "fieldset",
        {},
        h("legend", {}, `Finding ${this.#number}`),
        h(
          "div",
          { class: "live-row" },
          h("div", { class: "live-fields" }, ...usual.map((column) => this.#field(column, cells))),
          h(
            "div",
            { class: "live-row-actions" },
            button("↑", "Move up", () => this.#handlers.moved(key, -1), this.#number === 1),
            button("↓", "Move down", () => this.#handlers.moved(key, 1), this.#last),
            button("×", "Remove", () => this.#handlers.removed(key)),
          ),
        ),
        h(
          "details",
          { class: "live-more" },
          h(
            "summary",
            {},
            filled.length ? `More: ${filled.map((column) => `${plain(column)} “${cells[column]}”`).join(", ")}` : "More",
            h("span", { class: "live-hidden" }, ` (step, examiner, note of finding ${this.#number})`),
          ),
          h("div", { class: "live-fields" }, ...[...rare, ...other].map((column) => this.#field(column, cells))),
        ),
        h("div", { "data-rest": "", class: "live-faults" }),
      ),
    );
    this.showFaults(this.#faults);
  }

  #field(column: string, cells: Cells): HTMLElement {
    const id = this.#id(column);
    const words = this.#words(column, cells);
    const control = words ? this.#select(id, column, words, cells) : this.#text(id, column, cells);
    const faults = h("div", { "data-faults": column, id: `${id}-faults`, class: "live-faults" });
    return h("div", { class: `live-field live-field-${words ? "word" : "text"}` }, h("label", { for: id }, label(column)), control, faults);
  }

  /** The words that a column takes, or null if it takes any text. */
  #words(column: string, cells: Cells): readonly string[] | null {
    const vocabulary = this.#vocabulary;
    const words: Readonly<Record<string, readonly string[]>> = {
      kind: vocabulary.kinds,
      side: vocabulary.sides,
      on_side: vocabulary.sides,
      outcome: vocabulary.outcomes[cells.kind ?? ""] ?? [...new Set(Object.values(vocabulary.outcomes).flat())],
      stimulus: vocabulary.stimuli,
      reads: vocabulary.reads.filter((word) => word !== BLANK.reads),
      step: vocabulary.steps.filter((word) => word !== BLANK.step),
      pain: ["yes", "no"],
      blinded: ["yes", "no"],
    };
    return words[column] ?? null;
  }

  #select(id: string, column: string, words: readonly string[], cells: Cells): HTMLElement {
    const now = cells[column] ?? "";
    // A word that the column does not take came with a file: it stays until another one is chosen.
    const offered = now && !words.includes(now) ? [now, ...words] : words;
    const select = h(
      "select",
      {
        id,
        "aria-describedby": `${id}-faults`,
        onchange: () => this.#handlers.edited(this.#row.key, column, select.value, REBUILDING.includes(column)),
      },
      ...(column === "kind" && now ? [] : [h("option", { value: "" }, BLANK[column] ?? "choose")]),
      ...offered.map((word) => h("option", { value: word, selected: word === now }, this.#said(column, word))),
    );
    return select;
  }

  #said(column: string, word: string): string {
    const unscored = column === "stimulus" && this.#vocabulary.unscored.includes(word);
    return unscored ? `${plain(word)} (never scored)` : column === "outcome" && /^\d/.test(word) ? `grade ${word}` : plain(word);
  }

  #text(id: string, column: string, cells: Cells): HTMLElement {
    const input = h("input", { id, type: "text", value: cells[column] ?? "", spellcheck: "false", "aria-describedby": `${id}-faults` });
    const changed = (): void => this.#handlers.edited(this.#row.key, column, input.value, false);
    input.addEventListener("change", changed);
    if (column !== "site" && column !== "on") return input;
    const { things, sites, on, own } = this.#vocabulary;
    const kind = cells.kind ?? "";
    return combobox(
      input,
      (typed) => {
        const found = complete(typed, things, column === "on" ? on : (sites[kind] ?? Object.keys(sites)));
        const isOwn = column === "site" && kind === "strength" && typed.trim() && own.startsWith(typed.trim().toLowerCase());
        return isOwn ? [{ text: own, also: null, kind: "all that is not named" }, ...found] : found;
      },
      changed,
    ).element;
  }

  #fault(column: string, fault: Fault): HTMLElement {
    const known = this.#control(column) !== null;
    return h(
      "p",
      {},
      sentence(fault),
      ...(known && fault.suggestions.length ? [" Did you mean "] : []),
      ...(known ? fault.suggestions : []).map((text) =>
        h(
          "button",
          {
            type: "button",
            class: "live-suggestion",
            onclick: () => {
              this.#handlers.edited(this.#row.key, column, text, true);
              this.focus(column);
            },
          },
          text,
        ),
      ),
    );
  }
}
