/** The session on the page: open, edit, check, save; what to do with it is said to the page. */
import { h } from "./dom";
import { filesView } from "./files";
import type { SessionFile } from "./files";
import { FormView } from "./form";
import type { Cells, Fault, SessionRows, Vocabulary } from "./protocol";
import * as rows from "./rows";
import type { Draft } from "./rows";

export interface SessionActions {
  score(): void;
  stop(): void;
  save(suffix: ".csv" | ".json"): void;
  read(file: SessionFile): Promise<SessionRows & { readonly faults: readonly Fault[] }>;
  check(session: SessionRows): Promise<readonly Fault[]>;
  /** The session is another one now. */
  changed(): void;
  say(text: string): void;
}

/** How long after the last change the rows are checked again. */
const PAUSE = 300;

export class SessionView {
  readonly element: HTMLElement;
  readonly #actions: SessionActions;
  readonly #vocabulary: Vocabulary;
  readonly #heading = h("h2", { tabindex: -1 }, "Session");
  readonly #summary = h("div", { class: "live-summary", tabindex: -1, hidden: true, role: "group", "aria-label": "What is wrong" });
  readonly #list = h("ol", { class: "live-findings", "aria-label": "Findings, in the order in which they were made" });
  readonly #empty = h("p", {}, "No finding yet.");
  readonly #undo: HTMLButtonElement;
  readonly #score: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #visit = h("select", { id: "live-visit" });
  readonly #visits: HTMLElement;
  readonly #form: FormView;
  #draft: Draft = rows.EMPTY;
  #before: Draft[] = [];
  /** Faults of the file that was opened: they concern no cell. */
  #ofFile: readonly Fault[] = [];
  #isChecked = false;
  #timer = 0;

  constructor(vocabulary: Vocabulary, beside: URL, actions: SessionActions) {
    this.#actions = actions;
    this.#vocabulary = vocabulary;
    this.#form = new FormView(this.#list, vocabulary, {
      edited: (key, column, text, rebuild) => this.#edit(key, column, text, rebuild),
      moved: (key, by) => this.#move(key, by),
      removed: (key) => this.#remove(key),
    });
    const button = (text: string, act: () => void, attributes = {}): HTMLButtonElement =>
      h("button", { type: "button", onclick: act, ...attributes }, text);
    this.#undo = button("Undo", () => this.#goBack(), { disabled: true });
    this.#score = button("Score", () => actions.score(), { class: "live-primary", id: "live-score" });
    this.#stop = button("Stop", () => actions.stop(), { hidden: true, id: "live-stop" });
    this.#visits = h("div", { class: "live-field", hidden: true }, h("label", { for: "live-visit" }, "Visit to score"), this.#visit);
    const files = h("div", {});
    filesView(beside, vocabulary.files, (file) => void this.open(file), actions.say).then(
      (view) => files.replaceWith(view),
      (problem: unknown) => files.replaceChildren(problem instanceof Error ? problem.message : ""),
    );
    this.element = h(
      "section",
      { class: "live-session", "aria-label": "Session" },
      this.#heading,
      files,
      this.#summary,
      this.#empty,
      this.#list,
      h(
        "div",
        { class: "live-together" },
        button("Add a finding", () => this.add({ kind: this.#draft.rows.at(-1)?.cells.kind ?? "strength" }, "site"), { id: "live-add" }),
        button("Remove all", () => this.#replace(rows.EMPTY, "All findings were removed.")),
        this.#undo,
      ),
      this.#visits,
      h(
        "div",
        { class: "live-together live-main-actions" },
        this.#score,
        this.#stop,
        button("Save as .csv", () => actions.save(".csv")),
        button("Save as .json", () => actions.save(".json")),
      ),
    );
    this.#show({});
  }

  get session(): SessionRows {
    return rows.session(this.#draft);
  }

  get visit(): string {
    return this.#visit.value;
  }

  focus(): void {
    this.#heading.focus();
  }

  /** Add a row and go to one of its fields. */
  add(cells: Cells, focus: string): void {
    this.#keep();
    this.#draft = rows.add(this.#draft, cells);
    this.#show({});
    this.#form.focus(this.#draft.next - 1, focus);
  }

  async open(file: SessionFile): Promise<void> {
    try {
      const opened = await this.#actions.read(file);
      if (opened.rows.length || !opened.faults.length) this.#replace(rows.draft(opened), "");
      this.#ofFile = opened.faults;
      await this.#check();
      if (this.#summary.hidden) this.#actions.say(`${file.name} was opened: ${opened.rows.length} findings.`);
      else this.#summary.focus();
    } catch (problem) {
      this.#actions.say(problem instanceof Error ? problem.message : String(problem));
    }
  }

  /** Which visits there are to choose from. */
  offerVisits(visits: readonly string[], chosen: string): void {
    this.#visits.hidden = visits.length < 2;
    this.#visit.replaceChildren(
      ...(visits.length < 2 ? [] : visits).map((visit) => h("option", { value: visit, selected: visit === chosen }, visit || "without a visit")),
    );
  }

  scoring(isScoring: boolean): void {
    const hadFocus = document.activeElement === this.#score || document.activeElement === this.#stop;
    this.#score.hidden = isScoring;
    this.#stop.hidden = !isScoring;
    if (hadFocus) (isScoring ? this.#stop : this.#score).focus();
  }

  /** All faults at once: beside their fields, and together above. */
  showFaults(faults: readonly Fault[], focus: boolean): void {
    const all = [...this.#ofFile, ...faults];
    this.#isChecked = true;
    this.#form.showFaults(faults);
    this.#summary.hidden = !all.length;
    const many = all.length === 1 ? "One thing is wrong." : `${all.length} things are wrong.`;
    this.#summary.replaceChildren(
      h("p", {}, h("strong", {}, many)),
      h("ul", {}, ...all.map((fault) => h("li", {}, this.#place(fault), rows.sentence(fault)))),
    );
    if (focus && all.length) this.#summary.focus();
  }

  #place(fault: Fault): HTMLElement | string {
    const { row, column } = fault;
    if (row === null || this.#ofFile.includes(fault)) return row === null ? "" : `Row ${row} of the file: `;
    const where = `Finding ${row}${column ? `, ${column.replaceAll("_", " ")}` : ""}`;
    const go = (): void => this.#form.focusNumber(row, column ?? undefined);
    return h("span", {}, h("button", { type: "button", class: "live-suggestion", onclick: go }, where), " ");
  }

  #edit(key: number, column: string, text: string, rebuild: boolean): void {
    const before = this.#draft;
    this.#draft =
      column === "kind" ? rows.withKind(before, key, text, this.#vocabulary) : rows.edit(before, key, column, text);
    this.#show(rebuild ? { rebuilt: key } : {}, false);
    if (rebuild) this.#form.focus(key, column);
    this.#actions.changed();
    if (!this.#isChecked) return;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#check(), PAUSE);
  }

  #move(key: number, by: -1 | 1): void {
    this.#keep();
    this.#draft = rows.move(this.#draft, key, by);
    this.#show({});
    this.#form.focusMove(key, by);
    this.#actions.say(`Moved ${by < 0 ? "up" : "down"}: now finding ${this.#draft.rows.findIndex((row) => row.key === key) + 1}.`);
    void this.#recheck();
  }

  #remove(key: number): void {
    const place = this.#draft.rows.findIndex((row) => row.key === key);
    this.#keep();
    this.#draft = rows.remove(this.#draft, key);
    this.#show({});
    const next = this.#draft.rows[Math.min(place, this.#draft.rows.length - 1)];
    if (next) this.#form.focus(next.key);
    else this.#heading.focus();
    this.#actions.say(`Finding ${place + 1} was removed. Undo brings it back.`);
    void this.#recheck();
  }

  #replace(draft: Draft, said: string): void {
    this.#keep();
    this.#draft = draft;
    this.#ofFile = [];
    this.#isChecked = false;
    this.offerVisits([], "");
    this.#show({ afresh: true });
    this.showFaults([], false);
    if (said) this.#actions.say(said);
  }

  #goBack(): void {
    const draft = this.#before.pop();
    if (!draft) return;
    this.#draft = draft;
    this.#show({ afresh: true });
    this.#undo.disabled = !this.#before.length;
    if (this.#undo.disabled) this.#heading.focus();
    this.#actions.say(`Undone: ${draft.rows.length} findings.`);
    void this.#recheck();
  }

  /** Keep the draft for Undo. */
  #keep(): void {
    if (this.#draft.rows.length) this.#before = [...this.#before.slice(-19), this.#draft];
    this.#undo.disabled = !this.#before.length;
  }

  #show(options: { readonly rebuilt?: number; readonly afresh?: boolean }, isChanged = true): void {
    this.#form.show(this.#draft, options);
    this.#empty.hidden = this.#draft.rows.length > 0;
    if (isChanged) this.#actions.changed();
  }

  async #recheck(): Promise<void> {
    if (this.#isChecked) await this.#check();
  }

  async #check(): Promise<void> {
    this.showFaults(await this.#actions.check(this.session), false);
  }
}
