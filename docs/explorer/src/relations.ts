/** What something is to something else: a shape and its words for each family of edges. */
import { badge } from "./badge";
import { h } from "./dom";
import { familyWords } from "./families";
import type { Edge } from "./graph";

export function relationList(edges: readonly Edge[]): HTMLElement[] {
  return familyWords(edges.map((edge) => edge.kind)).map(({ family, words }) =>
    h("span", { class: "nkt-relation" }, badge(family), words),
  );
}
