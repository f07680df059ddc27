/** The result on the page: what to heed, the ranked causes with what speaks for them, and where each fact is from. */
import { h, plain } from "./dom";
import { causeNode, causePage, explorer, percent } from "./links";
import type { Structures } from "./links";
import type { Account, Assessment, Cause, Flag, Link, Scored, Source } from "./protocol";

/** A cause less probable than this waits behind "all causes". */
const LEAST = 0.01;
const MOST = 8;
const LINKS = 4;
const KINDS: Readonly<Record<string, string>> = {
  overwork: "overworks",
  nerve: "nerve lesion",
  root: "root lesion",
  joint: "joint",
  local: "the muscle itself",
};
const FLAGS: Readonly<Record<string, string>> = { referral: "Refer", abstention: "Careful", weak_evidence: "Weak evidence" };

/** What a complete score holds. */
export type Full = Required<Pick<Scored, "result" | "names" | "text" | "verdict" | "scored" | "sources">> & Scored;

export function isFull(scored: Scored): scored is Full {
  return scored.result !== undefined;
}

interface Context {
  readonly full: Full;
  readonly structures: Structures;
  readonly explain: (cause: string) => Promise<Account>;
}

export function resultView(context: Context): HTMLElement[] {
  const { result, verdict, text } = context.full;
  const shown = result.causes.filter((cause) => cause.probability >= LEAST).slice(0, MOST);
  const referrals = result.flags.filter((flag) => flag.kind === "referral");
  const others = result.flags.filter((flag) => flag.kind !== "referral");
  return [
    ...referrals.map((flag) => flagView(flag, context)),
    h("p", { class: "live-verdict" }, `${verdict}.`),
    ...others.map((flag) => flagView(flag, context)),
    h("h3", {}, "Most probable causes"),
    shown.length
      ? h("ol", { class: "live-causes" }, ...shown.map((cause) => causeView(cause, context)))
      : h("p", {}, `None reaches ${percent(LEAST)}.`),
    allCauses(result, context),
    h(
      "details",
      {},
      h("summary", {}, "As the command line prints it"),
      h("pre", { class: "live-text", tabindex: 0, "aria-label": "The result as text" }, text),
    ),
  ];
}

export function causeWords(cause: Cause, full: Full): string {
  const name = cause.id.slice(cause.kind.length + 1);
  return full.names[name] ?? plain(name);
}

function flagView(flag: Flag, { full }: Context): HTMLElement {
  const words = flag.detail
    .split(", ")
    .map((part) => {
      const cause = full.result.causes.find((one) => one.id === part);
      return cause ? `${causeWords(cause, full)}: ${KINDS[cause.kind]}` : (full.names[part] ?? plain(part));
    })
    .join(", ");
  return h(
    "div",
    { class: `live-flag live-flag-${flag.kind}`, role: "note", "aria-label": FLAGS[flag.kind] ?? plain(flag.kind) },
    h("p", {}, h("strong", {}, `${FLAGS[flag.kind] ?? plain(flag.kind)}: ${flag.title}`), ` (${words})`),
    h("p", {}, `${flag.reason} [${flag.code}] `, ...sources(flag.source, full.sources)),
  );
}

function causeView(cause: Cause, context: Context): HTMLElement {
  const { full, structures, explain } = context;
  const words = `${causeWords(cause, full)}: ${KINDS[cause.kind] ?? plain(cause.kind)}`;
  const node = causeNode(cause.id);
  const inExplorer = node && explorer(node);
  return h(
    "li",
    { class: "live-cause", "data-cause": cause.id },
    h("div", { class: "live-cause-head" }, h("span", { class: "live-percent" }, percent(cause.probability)), h("strong", {}, words)),
    h("div", { class: "live-bar", "aria-hidden": "true" }, bar(cause.probability)),
    h(
      "p",
      { class: "live-small" },
      `Before the tests ${percent(cause.prior)}; how common it is: grade ${cause.grade}. `,
      h("a", { href: causePage(cause.kind, cause.target, structures) }, "About it"),
      ...(inExplorer ? [" · ", h("a", { href: inExplorer }, "In the explorer")] : []),
    ),
    cause.kind === "overwork" && links(cause, context),
    why(cause, words, explain),
  );
}

function bar(probability: number): HTMLElement {
  const filled = h("span", {});
  filled.style.width = `${(100 * probability).toFixed(1)}%`;
  return filled;
}

function links(cause: Cause, { full }: Context): HTMLElement | null {
  const node = causeNode(cause.id);
  const own = full.result.links.filter((link) => link.compensator === node && link.probability >= LEAST).slice(0, LINKS);
  return own.length ? h("ul", { class: "live-small" }, ...own.map((link) => h("li", {}, ...linkWords(link, full)))) : null;
}

function linkWords(link: Link, full: Full): (Node | string)[] {
  const inhibited = full.names[link.inhibited] ?? plain(link.inhibited);
  const basis = `inhibits ${inhibited}: ${percent(link.probability)} (${plain(link.basis)}, grade ${link.grade}) `;
  return [basis, ...sources(link.sources, full.sources)];
}

/** Sources as links where they have an address, by their keys in the bibliography. */
export function sources(keys: readonly string[], known: Readonly<Record<string, Source>>): (Node | string)[] {
  return keys.flatMap((key) => {
    const source = known[key];
    if (!source) return [`${plain(key)} `];
    return [source.url ? h("a", { href: source.url, title: source.title, rel: "external" }, key) : key, " "];
  });
}

/** Asked of the library only when it is opened: explaining takes as many inferences as there are findings, twice. */
function why(cause: Cause, words: string, explain: (cause: string) => Promise<Account>): HTMLElement {
  const body = h("div", { "aria-live": "polite" });
  const details = h("details", { class: "live-why" }, h("summary", {}, "Why", h("span", { class: "live-hidden" }, ` ${words}`)), body);
  let isAsked = false;
  details.addEventListener("toggle", () => {
    if (!details.open || isAsked) return;
    isAsked = true;
    body.replaceChildren(h("p", {}, "Weighing each finding …"));
    explain(cause.id).then(
      ({ sentences }) => body.replaceChildren(h("ul", {}, ...sentences.map((sentence) => h("li", {}, sentence)))),
      (problem: unknown) => {
        isAsked = false;
        body.replaceChildren(h("p", {}, `This could not be explained: ${problem instanceof Error ? problem.message : ""}`));
      },
    );
  });
  return details;
}

function allCauses(result: Assessment, { full, structures }: Context): HTMLElement {
  const body = h("tbody", {});
  const table = h(
    "table",
    { class: "live-table" },
    h("caption", {}, "Every cause that the findings bear on"),
    h("thead", {}, h("tr", {}, ...["Cause", "Kind", "Now", "Before", "Grade"].map((text) => h("th", { scope: "col" }, text)))),
    body,
  );
  const details = h(
    "details",
    {},
    h("summary", {}, `All ${result.causes.length} causes`),
    h("div", { class: "live-scroll", tabindex: 0, role: "region", "aria-label": "All causes" }, table),
  );
  details.addEventListener("toggle", () => {
    if (!details.open || body.hasChildNodes()) return;
    body.append(
      ...result.causes.map((cause) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, h("a", { href: causePage(cause.kind, cause.target, structures) }, causeWords(cause, full))),
          h("td", {}, KINDS[cause.kind] ?? plain(cause.kind)),
          h("td", {}, percent(cause.probability)),
          h("td", {}, percent(cause.prior)),
          h("td", {}, cause.grade),
        ),
      ),
    );
  });
  return details;
}
