/**
 * Live scoring: the page. Nothing is loaded until a person asks for it, and nothing that is entered leaves the browser.
 *
 * The element `#nkt-live` says in `data-state` what is going on: not-loaded, loading, ready, scoring or failed. Each
 * result stands as JSON in `#result-json`, and `nkt:result` is dispatched with it.
 */
import { Scorer, Stopped } from "./client";
import type { WorkerLike } from "./client";
import { download, h } from "./dom";
import { bodyMap } from "./map";
import { graphView } from "./graph";
import { ENOUGH, nextView } from "./next";
import type { Scored } from "./protocol";
import { isFull, resultView } from "./result";
import type { Full } from "./result";
import { sentence } from "./rows";
import { SessionView } from "./session";
import { StartView } from "./start";

type State = "not-loaded" | "loading" | "ready" | "scoring" | "failed";

const BESIDE = new URL("./", import.meta.url);
const TYPES = { ".csv": "text/csv", ".json": "application/json" } as const;

class Page {
  readonly #root: HTMLElement;
  readonly #scorer = new Scorer(() => new Worker(new URL("scorer.js", BESIDE), { type: "module" }) as WorkerLike);
  readonly #status = h("p", { role: "status", class: "live-status" });
  readonly #start: StartView;
  readonly #result = h("section", { class: "live-result", "aria-label": "Result", hidden: true });
  readonly #stale = h("p", { class: "live-stale", hidden: true }, "The session has changed since: score it again.");
  #session: SessionView | null = null;
  #structures: ReadonlySet<string> = new Set();
  #map: { destroy(): void } | null = null;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#start = new StartView(
      () => void this.#load(true),
      () => this.#scorer.stop(),
    );
    root.replaceChildren(this.#start.element, this.#status, this.#result);
    this.#state("not-loaded");
  }

  #state(state: State): void {
    this.#root.dataset.state = state;
    this.#session?.scoring(state === "scoring");
  }

  #say(text: string): void {
    this.#status.textContent = text;
  }

  /** Load the scorer; again after it was stopped, and then the session stays as it is. */
  async #load(first: boolean): Promise<void> {
    const began = performance.now();
    this.#state("loading");
    if (first) this.#start.loading();
    try {
      await this.#scorer.load((step, share) => this.#start.progress(step, share));
      if (first) await this.#begin();
    } catch (problem) {
      this.#fail(problem);
      return;
    }
    const took = performance.now() - began;
    this.#root.dataset.loadMs = took.toFixed(0);
    this.#state("ready");
    if (first) {
      this.#start.element.hidden = true;
      this.#say(`The scorer is ready, after ${(took / 1000).toFixed(1)} seconds.`);
      this.#session?.focus();
    } else {
      this.#say("Stopped. The scorer is ready again.");
    }
  }

  async #begin(): Promise<void> {
    if (this.#session) return;
    const vocabulary = await this.#scorer.ask("vocabulary");
    this.#structures = new Set(vocabulary.things.filter((thing) => thing.kind === "structure").map((thing) => thing.id));
    this.#session = new SessionView(vocabulary, BESIDE, {
      score: () => void this.#score(),
      stop: () => this.#stop(),
      save: (suffix) => void this.#save(suffix),
      read: (file) => this.#scorer.ask("read", file.name, file.content),
      check: async (session) => (await this.#scorer.ask("check", JSON.stringify(session))).faults,
      changed: () => {
        this.#stale.hidden = this.#result.hidden;
      },
      say: (text) => this.#say(text),
    });
    this.#status.after(this.#session.element);
  }

  #fail(problem: unknown): void {
    const stopped = problem instanceof Stopped;
    const reason = said(problem);
    this.#state(stopped ? "not-loaded" : "failed");
    this.#start.element.hidden = false;
    this.#start.waiting(stopped ? "" : `The scorer could not be loaded: ${reason}`);
  }

  /** End a worker that takes too long, and make another one. */
  #stop(): void {
    this.#scorer.stop();
    this.#say("Stopped. The scorer starts again …");
    void this.#load(false);
  }

  async #score(): Promise<void> {
    const view = this.#session;
    if (!view) return;
    if (!view.session.rows.length) {
      this.#say("There is no finding to score: add one or open a session.");
      return;
    }
    this.#state("scoring");
    this.#say("Scoring …");
    const began = performance.now();
    try {
      const scored = await this.#scorer.ask("score", JSON.stringify(view.session), view.visit);
      this.#root.dataset.scoreMs = (performance.now() - began).toFixed(0);
      this.#state("ready");
      view.showFaults(scored.faults, true);
      if (isFull(scored)) this.#show(scored);
      else this.#say("Not scored: the faults are listed above the findings.");
    } catch (problem) {
      if (problem instanceof Stopped) return;
      this.#state("ready");
      this.#say(`This could not be scored: ${said(problem)}`);
    }
  }

  #show(full: Full): void {
    const { result, warnings, visits = [], visit } = full;
    this.#session?.offerVisits(visits, visit ?? "");
    const heading = h("h2", { tabindex: -1 }, "Result");
    const next = h("div", { class: "live-next-tests" });
    const place = h("div", { class: "live-body" });
    const many = result.findings === 1 ? "1 finding" : `${result.findings} findings`;
    const made = result.provenance;
    this.#stale.hidden = true;
    this.#result.hidden = false;
    this.#result.replaceChildren(
      heading,
      h("p", { class: "live-small" }, `Of ${many}. A hypothesis to check, not a diagnosis. nktlib ${made.nktlib}, atlas ${made.atlas}, model ${made.model}.`),
      this.#stale,
      ...warnings.map((one) => h("p", { class: "live-small" }, `Heed: ${one.row ? `finding ${one.row}: ` : ""}${sentence(one)}`)),
      ...resultView({ full, structures: this.#structures, explain: (cause) => this.#scorer.ask("explain", cause) }),
      h("h3", {}, "The session on the body"),
      place,
      h("h3", {}, "The links that are probably at work"),
      ...graphView(full),
      h("h3", {}, "What to test next"),
      next,
      h("div", { class: "live-together" }, h("button", { type: "button", onclick: () => saveResult(full) }, "Save the result as .json")),
      h("script", { type: "application/json", id: "result-json" }, JSON.stringify(full)),
    );
    this.#say(`Scored ${many}. ${full.verdict}.`);
    heading.focus();
    this.#map?.destroy();
    this.#map = bodyMap(place, full, new URL("body.json", BESIDE));
    this.#root.dispatchEvent(new CustomEvent<Scored>("nkt:result", { detail: full, bubbles: true }));
    void this.#follow(next, ENOUGH);
  }

  /** Look at further tests, a moment at a time, until enough were looked at or another result is there. */
  async #follow(place: HTMLElement, enough: number): Promise<void> {
    const note = h("p", { class: "live-small" });
    place.replaceChildren(note);
    try {
      for (;;) {
        const found = await this.#scorer.ask("next_tests");
        if (!place.isConnected) return;
        note.textContent = `Looking at what every further test would tell: ${found.seen} of ${found.total} …`;
        if (found.seen < Math.min(enough, found.total)) continue;
        const more = (): void => void this.#follow(place, Infinity);
        place.replaceChildren(...nextView(found, (cells) => this.#session?.add(cells, "outcome"), more));
        place.dataset.seen = `${found.seen} of ${found.total}`;
        return;
      }
    } catch (problem) {
      const reason = problem instanceof Stopped ? "stopped" : said(problem);
      place.replaceChildren(h("p", {}, `Further tests could not be looked at: ${reason}.`));
    }
  }

  async #save(suffix: ".csv" | ".json"): Promise<void> {
    const view = this.#session;
    if (!view) return;
    const { faults, text } = await this.#scorer.ask("write", JSON.stringify(view.session), suffix);
    view.showFaults(faults, true);
    if (faults.length) {
      this.#say("Not saved: mend what is wrong first.");
      return;
    }
    download(`session${suffix}`, TYPES[suffix], text);
    this.#say(`session${suffix} was saved. nktlib.read_session opens it as it is.`);
  }
}

function said(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}

function saveResult(full: Full): void {
  download("result.json", "application/json", `${JSON.stringify(full.result, null, 1)}\n`);
}

const root = document.getElementById("nkt-live");
if (root) new Page(root);
