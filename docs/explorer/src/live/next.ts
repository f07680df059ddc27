/** What to test next: each proposed test with what it would tell, and a way to take it into the session. */
import { h, plain } from "./dom";
import { explorer } from "./links";
import type { Cells, NextTest, NextTests } from "./protocol";

/** So many tests are looked at without being asked; what ranks among the first is found long before. */
export const ENOUGH = 24;

/** The proposals as far as they are known. `more` is there while there is something left to look at. */
export function nextView(found: NextTests, add: (cells: Cells) => void, more: (() => void) | null): HTMLElement[] {
  const stop = found.may_stop
    ? "None of them changes what is first with a probability above 5 %: this may be enough."
    : `The first cause may still change: by one test with a probability of up to ${Math.round(100 * found.settled)} %.`;
  const left = Object.keys(found.left_out).length;
  const all = found.seen === found.total;
  const looked = all ? `All ${found.total} tests that were not done yet were looked at.` : `The ${found.seen} most promising of ${found.total} tests were looked at.`;
  return [
    h("p", {}, `${looked} ${stop}`, left ? ` Not proposed: ${left} (painful, or lately injured).` : ""),
    h("ol", { class: "live-next" }, ...found.tests.map((test) => testView(test, found.names, add))),
    ...(more && !all ? [h("p", {}, h("button", { type: "button", onclick: more }, `Look at all ${found.total}`))] : []),
  ];
}

function testView(test: NextTest, names: Readonly<Record<string, string>>, add: (cells: Cells) => void): HTMLElement {
  const name = (node: string): string => names[node] ?? plain(node);
  const words = test.on ? `${name(test.site)}, while ${name(test.on)} is touched` : name(test.site);
  const address = explorer(test.site);
  return h(
    "li",
    {},
    h("div", { class: "live-next-head" }, h("strong", {}, words), h("span", { class: "live-bits" }, `${test.information_bits.toFixed(3)} bits`)),
    h("p", { class: "live-small" }, plain(test.reason), test.position ? `. How: ${test.position}` : ""),
    h(
      "p",
      { class: "live-small" },
      h("button", { type: "button", "aria-label": `Add to the session: ${words}`, onclick: () => add(cells(test)) }, "Add to the session"),
      ...(address ? [" ", h("a", { href: address }, "In the explorer")] : []),
    ),
  );
}

/** The finding to fill in: the node says the side, unless nobody wrote one. */
export function cells(test: NextTest): Cells {
  const known = ["left", "right", "midline"].includes(test.side);
  const site = test.site.replace(/_[lr]$/, "").replaceAll("_", " ");
  const row: Record<string, string> = { kind: test.kind, site, side: known ? test.side : "unknown" };
  if (test.on && test.stimulus) {
    const end = /_([lr])$/.exec(test.on)?.[1];
    row.stimulus = test.stimulus;
    row.on = test.on.replace(/_[lr]$/, "").replaceAll("_", " ");
    // Relative to a side that nobody wrote, the other one is unknown too.
    if (end && known) row.on_side = end === "l" ? "left" : "right";
    else if (end) row.on_side = "unknown";
  }
  return row;
}
