/** Before the scorer is there: what it is, the button that loads it, how far that is, and why it failed. */
import { h } from "./dom";

export class StartView {
  readonly element: HTMLElement;
  readonly #load: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #bar = h("progress", { max: 1, value: 0, "aria-label": "Loading the scorer" });
  readonly #step = h("p", { class: "live-small" });
  readonly #problem = h("p", { class: "live-faults", tabindex: -1 });
  readonly #running: HTMLElement;

  constructor(load: () => void, stop: () => void) {
    this.#load = h("button", { type: "button", class: "live-primary", onclick: load }, "Load the scorer (about 7 MB, runs on this device)");
    this.#stop = h("button", { type: "button", onclick: stop }, "Stop");
    this.#running = h("div", { hidden: true, class: "live-loading" }, this.#bar, this.#step, this.#stop);
    this.element = h(
      "section",
      { class: "live-start", "aria-label": "Load the scorer" },
      this.#load,
      this.#problem,
      this.#running,
      h("p", { class: "live-small" }, "It comes from this site alone; 14 MB where the server does not compress. The browser keeps it for the next time."),
    );
  }

  loading(): void {
    this.#load.hidden = true;
    this.#problem.replaceChildren();
    this.#running.hidden = false;
    this.progress("Starting", 0);
    this.#stop.focus();
  }

  progress(step: string, share: number): void {
    this.#bar.value = share;
    this.#step.textContent = `${step}: ${Math.round(100 * share)} %`;
  }

  /** Back at the beginning, with the reason where something failed. */
  waiting(reason = ""): void {
    this.#running.hidden = true;
    this.#load.hidden = false;
    this.#problem.replaceChildren(reason);
    (reason ? this.#problem : this.#load).focus();
  }
}
