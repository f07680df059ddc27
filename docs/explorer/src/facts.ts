/** What the muscle in the middle is, in a few lines; its page has the rest. */
import { h } from "./dom";
import type { Graph } from "./graph";

export function factsOf(graph: Graph, id: string): HTMLElement {
  const { thing } = graph.node(id);
  const { document } = graph;
  const region = thing.regions.map((one) => document.regions[one] ?? one).join(", ");
  const rows: readonly (readonly [string, string])[] = [
    ["also called", [thing.latin, ...thing.names].filter((name) => name && name !== thing.name).join(", ")],
    ["actions", thing.movements.map((movement) => document.movements[movement]?.[0] ?? movement).join(", ")],
    ["nerve", thing.nerves.map((nerve) => document.nerves[nerve]?.[0] ?? nerve).join(", ")],
    ["roots", thing.roots.map((root) => root.toUpperCase()).join(", ")],
    ["region", region],
    ["tested by hand", thing.kind === "muscle" ? (thing.tested ? "yes" : "not apart") : ""],
    ["kind", thing.kind === "muscle" ? "" : thing.kind.replaceAll("_", " ")],
    ["identifiers", thing.ids.map((one) => (one.includes(":") ? one : `TA2:${one}`)).join(", ")],
  ];
  return h(
    "dl",
    { class: "nkt-facts" },
    ...rows.filter(([, text]) => text).map(([label, text]) => h("div", {}, h("dt", {}, label), h("dd", {}, text))),
  );
}
