/** How things are named for people. */
import type { Graph, Link, Node } from "./graph";
import { familyWords } from "./families";

/** `gluteus medius, left`; what is in the midline has no side. */
export function nodeName(node: Node): string {
  return node.side === "midline" ? node.thing.name : `${node.thing.name}, ${node.side}`;
}

export function nameOf(graph: Graph, id: string): string {
  return nodeName(graph.node(id));
}

/** What something is to something else, by all the kinds of edges between them. */
export function kindWords(kinds: readonly string[]): string {
  return familyWords(kinds)
    .map(({ words }) => words)
    .join(", ");
}

export function number(value: number): string {
  return value.toFixed(2);
}

export function strengthOf(link: Link | undefined): string {
  return link ? number(link.strength) : "";
}

/** `3 muscles`, `1 muscle`. */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${value} ${value === 1 ? one : many}`;
}

/** The address of the page of a thing. */
export function pageOf(node: Node): string {
  return `${node.thing.kind === "muscle" ? "muscle" : "structure"}/${node.thing.id}.html`;
}
