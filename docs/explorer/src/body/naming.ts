/** The words for a node: its name and the patient's side. */
import type { BodyData, Side } from "./types";

const SIDES: Readonly<Record<Side, string>> = { r: "right", l: "left", m: "" };

/** A node id without its side, and the side. */
export function split(node: string): { base: string; side: Side } {
  const end = node.slice(-2);
  if (end === "_r" || end === "_l") {
    return { base: node.slice(0, -2), side: end === "_r" ? "r" : "l" };
  }
  return { base: node, side: "m" };
}

/** "gluteus maximus, right" */
export function nameOf(data: Pick<BodyData, "names">, node: string): string {
  const { base, side } = split(node);
  const name = data.names[base] ?? base.replaceAll("_", " ");
  return side === "m" ? name : `${name}, ${SIDES[side]}`;
}

/** "inner thigh, right" */
export function sided(name: string, side: Side): string {
  return side === "m" ? name : `${name}, ${SIDES[side]}`;
}

/** The nodes that a name of the atlas stands for here: a muscle that is a node only in parts gives the parts. */
export function nodesOf(data: Pick<BodyData, "parts">, node: string): readonly string[] {
  const { base, side } = split(node);
  const parts = data.parts[base];
  return parts ? parts.map((part) => (side === "m" ? part : `${part}_${side}`)) : [node];
}
