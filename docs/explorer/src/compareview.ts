/** A comparison as one table: what both have, then what only one has. */
import { compare, type Compared } from "./comparison";
import { h } from "./dom";
import type { Graph } from "./graph";
import { relationList } from "./relations";
import type { State } from "./state";
import type { Neighbour } from "./view";
import { nameOf, strengthOf } from "./words";

export interface CompareOptions {
  readonly hrefOf: (node: string) => string;
  readonly onEdge: (source: string, target: string) => void;
}

export function showComparison(
  graph: Graph,
  state: State,
  options: CompareOptions,
): { readonly element: HTMLElement; readonly said: string } {
  const other = state.task?.other ?? state.muscle;
  const [one, two] = [nameOf(graph, state.muscle), nameOf(graph, other)];
  const { shared, onlyOne, onlyOther } = compare(graph, state, other);
  const said =
    `${one} and ${two} share ${shared.length}; ` +
    `${onlyOne.length} only of ${one}; ${onlyOther.length} only of ${two}`;
  const groups: readonly (readonly [string, readonly Compared[]])[] = [
    [`shared (${shared.length})`, shared],
    [`only of ${one} (${onlyOne.length})`, onlyOne],
    [`only of ${two} (${onlyOther.length})`, onlyOther],
  ];
  const head = ["neighbour", `to ${one}`, `to ${two}`].map((label) => h("th", { scope: "col" }, label));
  const table = h(
    "table",
    { class: "nkt-table nkt-compare" },
    h("caption", {}, said),
    h("thead", {}, h("tr", {}, ...head)),
    ...groups.map(([label, rows]) =>
      h(
        "tbody",
        {},
        h("tr", {}, h("th", { colspan: 3, scope: "rowgroup", class: "nkt-group" }, label)),
        ...rows.map((pair) =>
          h(
            "tr",
            { "data-node": pair.id },
            h("th", { scope: "row" }, h("a", { href: options.hrefOf(pair.id) }, nameOf(graph, pair.id))),
            cell(graph, pair.one, options),
            cell(graph, pair.other, options),
          ),
        ),
      ),
    ),
  );
  const scroll = h("div", { class: "nkt-scroll", role: "region", tabindex: 0, "aria-label": "Comparison" }, table);
  return { element: scroll, said };
}

function cell(graph: Graph, neighbour: Neighbour | undefined, options: CompareOptions): HTMLElement {
  if (!neighbour) {
    return h("td", {}, "-");
  }
  const strength = strengthOf(neighbour.link);
  return h(
    "td",
    {},
    ...relationList(neighbour.edges),
    strength && h("span", { class: "nkt-by" }, `takes over: ${strength} `),
    h(
      "button",
      {
        type: "button",
        class: "nkt-why",
        "aria-label": `why: ${nameOf(graph, neighbour.id)} and ${nameOf(graph, neighbour.towards)}`,
        onclick: () => {
          options.onEdge(neighbour.id, neighbour.towards);
        },
      },
      "why",
    ),
  );
}
