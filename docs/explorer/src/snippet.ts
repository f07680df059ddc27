/** The view as Python that makes it anew with nktlib and prints the same nodes. Only public names of nktlib stand in it. */
import { FAMILIES } from "./families";
import type { Graph } from "./graph";
import { LISTED } from "./paths";
import { writeState, type Facet, type State } from "./state";
import { MOST } from "./view";

export function asPython(graph: Graph, state: State): string {
  const kinds = FAMILIES.filter((family) => state.families.includes(family.id)).flatMap((family) => family.kinds);
  const { version } = graph.document.atlas;
  const head = [
    `# A view of the explorer of nktlib's documentation, made with atlas ${version}:`,
    `# explore.html${writeState(state)}`,
    "import nktlib as nkt",
    "",
    "atlas = nkt.load_atlas()",
    `focus = ${text(state.muscle)}`,
    `kinds = {${kinds.map(text).join(", ")}}`,
  ];
  const task = state.task?.kind;
  const body = task === "path" ? path(state) : [...neighbourhood(graph, state), ...(task ? comparison(state) : HOPS)];
  return `${[...head, ...body].join("\n")}\n`;
}

function text(value: string): string {
  return JSON.stringify(value);
}

/** The neighbours of a node, as `view.ts` finds and orders them. */
function neighbourhood(graph: Graph, state: State): string[] {
  const conditions = (Object.keys(state.filters) as Facet[]).flatMap((facet) => condition(graph, state, facet));
  return [
    `worst_grade = ${text(state.filters.grade ?? "D")}`,
    `hops = ${state.hops}`,
    `most = ${MOST}  # nodes shown at once`,
    "",
    "",
    "def fits(node):",
    "    facts = atlas.graph.nodes[node]",
    '    muscle = atlas.muscles.get(facts["base"])',
    ...conditions.map((line) => `    ${line}`),
    "    return True",
    "",
    "",
    "def steps(value):  # the explorer counts weights in steps of 0.0001",
    "    return round(value / 1e-4)",
    "",
    "",
    "def neighbours(node):",
    '    """The neighbours of a node with their rank: strongest compensators first."""',
    "    strength = {link.compensator: steps(link.strength) for link in atlas.compensators(node)}",
    "    weights = {}",
    "    for other, _node, edge in atlas.graph.in_edges(node, data=True):",
    '        if edge["kind"] in kinds and edge["grade"] <= worst_grade and fits(other):',
    '            speaks = 0 if edge["kind"].startswith("unsupported") else steps(edge["weight"])',
    "            weights[other] = max(weights.get(other, 0), speaks)",
    "    return {other: (-strength.get(other, 0), -weight, other) for other, weight in weights.items()}",
    "",
    "",
  ];
}

const HOPS = [
  "first = neighbours(focus)",
  "shown = sorted(first, key=first.get)",
  "if hops == 2:",
  "    second = {}",
  "    for node in shown:",
  "        for other, rank in neighbours(node).items():",
  "            if other != focus and other not in first:",
  "                second[other] = min(rank, second.get(other, rank))",
  "    shown += sorted(second, key=second.get)",
  "for node in [focus, *shown][:most]:",
  "    print(node)",
];

function comparison(state: State): string[] {
  return [
    `other = ${text(state.task?.other ?? "")}`,
    "one, two = set(neighbours(focus)) - {other}, set(neighbours(other)) - {focus}",
    "print(focus)",
    "print(other)",
    "for node in sorted(one & two) + sorted(one - two) + sorted(two - one):",
    "    print(node)",
  ];
}

function path(state: State): string[] {
  return [
    `other = ${text(state.task?.other ?? "")}`,
    "",
    "import networkx as nx  # comes with nktlib",
    "",
    "edges = [edge for edge in atlas.graph.edges(keys=True) if edge[2] in kinds]",
    "paths = list(nx.all_shortest_paths(nx.DiGraph((one, two) for one, two, _kind in edges), focus, other))",
    "",
    "",
    "def weight(path):  # of each step the weightiest relation",
    "    return sum(",
    "        max(",
    '            0 if kind.startswith("unsupported") else round(edge["weight"] / 1e-4)',
    "            for kind, edge in atlas.graph[one][two].items()",
    "            if kind in kinds",
    "        )",
    "        for one, two in zip(path, path[1:])",
    "    )",
    "",
    "",
    'paths.sort(key=lambda path: (-weight(path), ",".join(path)))',
    `for node in dict.fromkeys(node for path in paths[:${LISTED}] for node in path):`,
    "    print(node)",
  ];
}

/** A filter as lines of `fits`. */
function condition(graph: Graph, state: State, facet: Facet): string[] {
  const value = state.filters[facet];
  if (!value || facet === "grade") {
    return [];
  }
  const tests: Readonly<Record<Exclude<Facet, "grade">, string>> = {
    joint: `muscle is None or ${text(value)} not in muscle.joints`,
    action: `muscle is None or ${text(value)} not in {action.movement for action in muscle.actions}`,
    nerve: `muscle is None or not {nerve.of for nerve in muscle.nerves} & set(atlas.branches(${text(value)}))`,
    root: `muscle is None or ${text(value)} not in {root.of for root in muscle.roots}`,
    region: region(graph, value),
    side: `facts["side"] != ${text(value)}`,
    tested: `(muscle is not None and muscle.tested) != ${value === "yes" ? "True" : "False"}`,
  };
  return [`if ${tests[facet]}:`, "    return False"];
}

/** Structures have no public facts, so those of the region are named. */
function region(graph: Graph, value: string): string {
  const structures = graph.things.filter((thing) => thing.kind !== "muscle" && thing.regions.includes(value));
  const named = structures.length ? `{${structures.map((thing) => text(thing.id)).join(", ")}}` : "set()";
  return (
    `${text(value)} not in ((muscle.region, *muscle.other_regions) if muscle else ()) ` +
    `and facts["base"] not in ${named}`
  );
}
