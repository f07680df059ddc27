/** The part of the page by which a view is taken away. */
import { h } from "./dom";
import { png, save, svgText } from "./export";
import type { Graph } from "./graph";
import { asCsv, asJson } from "./shown";
import { asPython } from "./snippet";
import type { State } from "./state";

export class Exports {
  readonly element: HTMLDetailsElement;
  private readonly code = h("code");
  private readonly said = h("span", { role: "status" });
  private readonly pictures: HTMLButtonElement[];

  constructor(
    private readonly graph: Graph,
    private readonly stateOf: () => State,
    private readonly pictureOf: () => SVGSVGElement | null,
  ) {
    const svg = this.button("SVG", () => {
      this.withPicture((picture) => {
        save(this.name("svg"), svgText(picture, location.href), "image/svg+xml");
      });
    });
    const dots = this.button("PNG", () => {
      this.withPicture((picture) => {
        png(picture, location.href).then(
          (blob) => {
            save(this.name("png"), blob, "image/png");
          },
          (error: unknown) => {
            this.said.textContent = error instanceof Error ? error.message : String(error);
          },
        );
      });
    });
    this.pictures = [svg, dots];
    const copy = this.button("copy the Python", () => {
      navigator.clipboard.writeText(asPython(graph, stateOf())).then(
        () => {
          this.said.textContent = "copied";
        },
        () => {
          this.said.textContent = "not copied: the browser does not let this page; choose the text below";
        },
      );
    });
    this.element = h(
      "details",
      { class: "nkt-more" },
      h("summary", {}, "Take it away: SVG, PNG, JSON, CSV, Python"),
      h(
        "div",
        { class: "nkt-row" },
        svg,
        dots,
        this.button("JSON", () => {
          save(this.name("json"), asJson(graph, stateOf()), "application/json");
        }),
        this.button("CSV", () => {
          save(this.name("csv"), asCsv(graph, stateOf()), "text/csv");
        }),
        this.button("Python", () => {
          save(this.name("py"), asPython(graph, stateOf()), "text/x-python");
        }),
        copy,
        this.said,
      ),
      h("p", {}, "This makes the same view with nktlib and prints its nodes:"),
      h("pre", { class: "nkt-code", tabindex: 0, role: "region", "aria-label": "Python that makes this view" }, this.code),
    );
    this.element.addEventListener("toggle", () => {
      this.show();
    });
  }

  /** Follow the state: the Python that is shown, and whether there is a picture. */
  show(): void {
    if (this.element.open) {
      this.code.textContent = asPython(this.graph, this.stateOf());
    }
    this.said.textContent = "";
    for (const button of this.pictures) {
      button.disabled = !this.pictureOf();
    }
  }

  private withPicture(use: (picture: SVGSVGElement) => void): void {
    const picture = this.pictureOf();
    if (picture) {
      use(picture);
    }
  }

  private button(label: string, onclick: () => void): HTMLButtonElement {
    return h("button", { type: "button", onclick, "data-export": label.toLowerCase() }, label);
  }

  private name(ending: string): string {
    const { muscle, task } = this.stateOf();
    return `${["nktlib", muscle, task?.kind, task?.other].filter(Boolean).join("-")}.${ending}`;
  }
}
