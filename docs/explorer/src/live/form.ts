/** The findings of a session as a list that can be edited, in their order. */
import { FindingView } from "./finding";
import type { Handlers } from "./finding";
import type { Fault, Vocabulary } from "./protocol";
import { byPlace } from "./rows";
import type { Draft } from "./rows";

export class FormView {
  readonly #list: HTMLElement;
  readonly #vocabulary: Vocabulary;
  readonly #handlers: Handlers;
  #views = new Map<number, FindingView>();
  #order: number[] = [];

  constructor(list: HTMLElement, vocabulary: Vocabulary, handlers: Handlers) {
    this.#list = list;
    this.#vocabulary = vocabulary;
    this.#handlers = handlers;
  }

  /** Show the rows of a draft; the row `rebuilt` is drawn anew. A draft from elsewhere (`afresh`) shares no row. */
  show(draft: Draft, options: { readonly rebuilt?: number; readonly afresh?: boolean } = {}): void {
    if (options.afresh) this.#views.clear();
    const views = new Map<number, FindingView>();
    draft.rows.forEach((row, place) => {
      const view = this.#views.get(row.key) ?? new FindingView(row, this.#vocabulary, this.#handlers);
      view.show(row, place + 1, place === draft.rows.length - 1, row.key === options.rebuilt);
      views.set(row.key, view);
    });
    this.#views = views;
    this.#order = draft.rows.map((row) => row.key);
    const elements = [...views.values()].map((view) => view.element);
    // What is put back where it was loses the keyboard's focus all the same.
    if (elements.length !== this.#list.children.length || elements.some((one, place) => one !== this.#list.children[place])) {
      this.#list.replaceChildren(...elements);
    }
  }

  showFaults(faults: readonly Fault[]): void {
    const places = byPlace(faults);
    this.#order.forEach((key, place) => this.#views.get(key)?.showFaults(places.get(place + 1) ?? new Map()));
  }

  focus(key: number, column?: string): void {
    this.#views.get(key)?.focus(column);
  }

  /** Focus a row by its number from 1. */
  focusNumber(number: number, column?: string): void {
    const key = this.#order[number - 1];
    if (key !== undefined) this.focus(key, column);
  }

  focusMove(key: number, by: -1 | 1): void {
    const row = this.#views.get(key)?.element;
    const buttons = row?.querySelectorAll<HTMLButtonElement>(".live-row-actions button");
    const wanted = buttons?.[by < 0 ? 0 : 1];
    // At the end that button is off: the other one takes its place.
    (wanted?.disabled ? buttons?.[by < 0 ? 1 : 0] : wanted)?.focus();
  }
}
