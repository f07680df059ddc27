/** The graph that the page loads; build.mjs says where data.py wrote it. */
import { readFileSync } from "node:fs";
import type { GraphDocument } from "../src/document";
import { Graph } from "../src/graph";
import { START, type State } from "../src/state";

export const DATA = process.env["NKT_DATA"] ?? "build/static/nkt";
export const GRAPH = new Graph(JSON.parse(readFileSync(`${DATA}/graph.json`, "utf8")) as GraphDocument);

export function state(changes: Partial<State> = {}): State {
  return { ...START, ...changes };
}
