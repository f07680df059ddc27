/** Why a line is there: the relations of a pair both ways, each with reasons, grade and sources, and what a score does. */
import { badge } from "./badge";
import { h } from "./dom";
import { KIND_WORDS, familyOf } from "./families";
import type { Graph } from "./graph";
import { pairIn, type MuscleRecord, type PairRecord, type ReasonRecord, type Records, type SourceRecord } from "./records";
import { nameOf, number } from "./words";

const REASON_WORDS: Readonly<Record<string, string>> = {
  synergist: "shared action",
  antagonist: "opposed action",
  documented: "documented",
  against: "evidence against",
  region: "near",
  takeover: "physical model",
  sling: "sling",
  contralateral: "other side",
};

export class Panel {
  readonly element = h("dialog", { class: "nkt-panel", "aria-labelledby": "nkt-panel-title" });
  private readonly title = h("h2", { id: "nkt-panel-title" });
  private readonly content = h("div");
  /** What is shown, so that a record that comes late does not replace a later one. */
  private asked = "";

  constructor(
    private readonly graph: Graph,
    private readonly records: Records,
  ) {
    const close = (): void => {
      this.element.close();
    };
    const button = h("button", { type: "button", class: "nkt-close", onclick: close }, "close");
    this.element.append(h("div", { class: "nkt-panel-head" }, this.title, button), this.content);
    this.element.addEventListener("close", () => {
      this.asked = "";
      this.content.replaceChildren();
    });
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) {
        close();
      }
    });
  }

  /** Show what one node is to another, and the other way round. */
  async open(source: string, target: string): Promise<void> {
    const asked = `${source} ${target}`;
    this.asked = asked;
    const { graph } = this;
    this.fill(source, target, [h("p", {}, "Reading the record \u2026")]);
    if (!this.element.open) {
      this.element.showModal();
    }
    try {
      const [there, back] = await Promise.all([
        this.records.of(graph.node(target).thing.id),
        this.records.of(graph.node(source).thing.id),
      ]);
      if (this.asked === asked) {
        this.fill(source, target, [
          ...this.direction(source, target, there, back),
          ...this.direction(target, source, back, there),
          ...sources(source, target, there, back),
          this.version(there, back),
        ]);
      }
    } catch (error) {
      if (this.asked === asked) {
        this.fill(source, target, [h("p", { role: "alert" }, error instanceof Error ? error.message : String(error))]);
      }
    }
  }

  private version(there: MuscleRecord, back: MuscleRecord): HTMLElement {
    const { version, digest } = there.atlas;
    const ids = [...new Set([there.id, back.id])];
    return h(
      "p",
      { class: "nkt-version" },
      `Atlas ${version}, digest ${digest.slice(0, 12)}. As JSON: `,
      ...ids.flatMap((id, index) => [
        index ? ", " : null,
        h("a", { href: this.records.addressOf(id) }, `the record of ${id.replaceAll("_", " ")}`),
      ]),
    );
  }

  /** The head stays, for the focus is in it. */
  private fill(source: string, target: string, content: readonly HTMLElement[]): void {
    this.title.textContent = `${nameOf(this.graph, source)} and ${nameOf(this.graph, target)}`;
    this.content.replaceChildren(...content);
  }

  /** What one is to the other, by the record of the target; the other record says how probable the source is a cause. */
  private direction(source: string, target: string, record: MuscleRecord, other: MuscleRecord): HTMLElement[] {
    const { graph } = this;
    const pair = pairIn(record, source, target);
    const heading = h("h3", {}, `${nameOf(graph, source)} \u2192 ${nameOf(graph, target)}`);
    if (!pair) {
      return [heading, h("p", {}, "No relation in this direction.")];
    }
    return [heading, relations(pair), ...inScore(pair, nameOf(graph, source), other)];
  }
}

function relations(pair: PairRecord): HTMLElement {
  return h(
    "ul",
    { class: "nkt-relations" },
    ...pair.relations.map((relation) =>
      h(
        "li",
        {},
        badge(familyOf(relation.kind)),
        h("strong", {}, KIND_WORDS[relation.kind] ?? relation.kind),
        ` (weight ${number(relation.weight)}, grade ${relation.grade}): ${relation.basis.join("; ")} `,
        cite(relation.sources),
      ),
    ),
  );
}

function inScore(pair: PairRecord, source: string, record: MuscleRecord): HTMLElement[] {
  const said = h("p", {}, h("strong", {}, "In a score: "), pair.score);
  if (!pair.link) {
    return [said];
  }
  const { prior, grade } = record.overwork;
  const before = h(
    "p",
    {},
    `Before any test the probability that ${source} overworks is ${(prior * 100).toFixed(1)} % (grade ${grade}); ` +
      "findings that fit its links raise it, findings that do not lower it.",
  );
  return [said, reasons(pair.link.reasons), before];
}

function reasons(rows: readonly ReasonRecord[]): HTMLElement {
  const head = ["reason", "weight", "grade", "counts"].map((name) => h("th", { scope: "col" }, name));
  return h(
    "div",
    { class: "nkt-scroll", role: "region", tabindex: 0, "aria-label": "Reasons of the link" },
    h(
      "table",
      { class: "nkt-table" },
      h("thead", {}, h("tr", {}, ...head)),
      h(
        "tbody",
        {},
        ...rows.map((reason) =>
          h(
            "tr",
            {},
            h("td", {}, `${REASON_WORDS[reason.kind] ?? reason.kind}: ${reason.text} `, cite(reason.sources)),
            h("td", { class: "nkt-number" }, number(reason.weight)),
            h("td", { class: "nkt-grade" }, reason.grade),
            h("td", {}, reason.counts ? "yes" : "no, a weightier one of its kind does"),
          ),
        ),
      ),
    ),
  );
}

function cite(keys: readonly string[]): HTMLElement {
  return h("cite", { class: "nkt-cite" }, keys.length ? `[${keys.join(", ")}]` : "[unsourced]");
}

/** The sources of both directions. */
function sources(source: string, target: string, there: MuscleRecord, back: MuscleRecord): HTMLElement[] {
  const pairs = [pairIn(there, source, target), pairIn(back, target, source)];
  const keys = new Set(
    pairs.flatMap((pair) => [
      ...(pair?.relations ?? []).flatMap((relation) => relation.sources),
      ...(pair?.link?.reasons ?? []).flatMap((reason) => reason.sources),
    ]),
  );
  const known: Readonly<Record<string, SourceRecord>> = { ...back.sources, ...there.sources };
  const items = [...keys].sort().map((key) => h("li", {}, ...sourceLine(key, known[key])));
  return [
    h("h3", {}, "Sources"),
    items.length ? h("ul", { class: "nkt-sources" }, ...items) : h("p", {}, "No source says it."),
  ];
}

function sourceLine(key: string, source: SourceRecord | undefined): (HTMLElement | string)[] {
  if (!source?.url) {
    return [h("code", {}, key), source?.title && source.title !== key ? ` ${source.title}` : ""];
  }
  const title = h("a", { href: source.url, rel: "noreferrer" }, source.title || key);
  return [h("code", {}, key), " ", title, source.site ? `, ${source.site}` : ""];
}
