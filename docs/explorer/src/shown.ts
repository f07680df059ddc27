/** What is on the page just now as plain data: nodes, edges and links, for every form in which it can be taken away. */
import { compare } from "./comparison";
import type { Edge, Graph, Link } from "./graph";
import { edgesBetween, shortestPaths } from "./paths";
import { writeState, type State } from "./state";
import { viewOf, type Neighbour } from "./view";

export interface Shown {
  /** The muscle in the middle first. */
  readonly nodes: readonly string[];
  readonly edges: readonly Edge[];
  readonly links: readonly Link[];
}

export function shownBy(graph: Graph, state: State): Shown {
  if (state.task?.kind === "path") {
    const { listed } = shortestPaths(graph, state.families, state.muscle, state.task.other);
    const nodes = [...new Set([state.muscle, ...listed.flatMap((path) => path.nodes)])];
    const steps = new Set(
      listed.flatMap(({ nodes: ids }) => ids.slice(1).map((id, index) => `${ids[index] ?? ""} ${id}`)),
    );
    const edges = [...steps].flatMap((step) => {
      const [source = "", target = ""] = step.split(" ");
      return edgesBetween(graph, state.families, source, target);
    });
    return { nodes, edges, links: [] };
  }
  if (state.task) {
    const { shared, onlyOne, onlyOther } = compare(graph, state, state.task.other);
    const all = [...shared, ...onlyOne, ...onlyOther];
    return {
      nodes: [state.muscle, state.task.other, ...all.map((pair) => pair.id)],
      ...collected(all.flatMap((pair) => [pair.one, pair.other])),
    };
  }
  const { shown } = viewOf(graph, state);
  return { nodes: [state.muscle, ...shown.map((one) => one.id)], ...collected(shown) };
}

function collected(neighbours: readonly (Neighbour | undefined)[]): Pick<Shown, "edges" | "links"> {
  return {
    edges: neighbours.flatMap((one) => one?.edges ?? []),
    links: neighbours.flatMap((one) => [one?.link, one?.back].flatMap((link) => link ?? [])),
  };
}

export function asJson(graph: Graph, state: State): string {
  const { nodes, edges, links } = shownBy(graph, state);
  const { atlas } = graph.document;
  const document = {
    format: "nktlib-explorer-view/1",
    atlas,
    view: writeState(state),
    nodes: nodes.map((id) => {
      const { thing, side } = graph.node(id);
      return { id, name: thing.name, side, kind: thing.kind };
    }),
    edges: edges.map((edge) => ({ ...edge, weight: rounded(edge.weight) })),
    links: links.map((link) => ({ ...link, strength: rounded(link.strength) })),
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** One edge or link a row; a link has the kind `link`, and its strength as weight. */
export function asCsv(graph: Graph, state: State): string {
  const { edges, links } = shownBy(graph, state);
  const rows = [
    ["source", "target", "kind", "weight", "grade"],
    ...edges.map((edge) => [edge.source, edge.target, edge.kind, String(rounded(edge.weight)), edge.grade]),
    ...links.map((link) => [link.compensator, link.inhibited, "link", String(rounded(link.strength)), link.grade]),
  ];
  return `${rows.map((row) => row.join(",")).join("\n")}\n`;
}

/** Weights are whole steps; nothing of how computers write fractions is to show. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
