/** Paths between two nodes: drawn in layers, and listed with what every step is. */
import { h, s } from "./dom";
import { familyOf, outline } from "./families";
import type { Graph } from "./graph";
import { NARROW } from "./layout";
import { edgesBetween, shortestPaths, type Path, type Paths } from "./paths";
import { relationList } from "./relations";
import type { State } from "./state";
import { block, wrap } from "./svgtext";
import { count, kindWords, nameOf } from "./words";
import { order } from "./view";

export interface PathOptions {
  readonly hrefOf: (node: string) => string;
  readonly onEdge: (source: string, target: string) => void;
}

export interface PathView {
  readonly picture: SVGSVGElement | null;
  readonly list: HTMLElement;
  /** What was found, in a sentence. */
  readonly said: string;
}

const LAYER = 74;
const ROW = 34;

export function showPaths(graph: Graph, state: State, width: number, options: PathOptions): PathView {
  const other = state.task?.other ?? state.muscle;
  const paths = shortestPaths(graph, state.families, state.muscle, other);
  const ends = `from ${nameOf(graph, state.muscle)} to ${nameOf(graph, other)}`;
  if (!paths.count) {
    const said = `No path ${ends} along the relations shown.`;
    return { picture: null, list: h("p", {}, said), said };
  }
  const more = paths.count - paths.listed.length;
  const said =
    `${count(paths.count, "shortest path")} ${ends}, ${count(paths.length, "step")}` +
    (more > 0 ? `; the ${paths.listed.length} weightiest are shown, ${more} more` : "");
  const list = h(
    "ol",
    { class: "nkt-paths" },
    ...paths.listed.map((path) => h("li", {}, ...sentence(graph, state, path, options))),
  );
  return { picture: draw(graph, state, paths, width, options), list, said };
}

/** `masseter, right` is antagonist of ..., each step a button that opens its reasons. */
function sentence(graph: Graph, state: State, path: Path, options: PathOptions): HTMLElement[] {
  return path.nodes.flatMap((id, index) => {
    const link = h("a", { href: options.hrefOf(id) }, nameOf(graph, id));
    const next = path.nodes[index + 1];
    if (next === undefined) {
      return [link];
    }
    const edges = edgesBetween(graph, state.families, id, next);
    const button = h(
      "button",
      {
        type: "button",
        class: "nkt-step",
        onclick: () => {
          options.onEdge(id, next);
        },
      },
      ...relationList(edges),
      h("span", { class: "nkt-unseen" }, `why: ${nameOf(graph, id)} and ${nameOf(graph, next)}`),
    );
    return [link, h("span", { "aria-hidden": "true" }, " \u2192 "), button, h("span", { "aria-hidden": "true" }, " \u2192 ")];
  });
}

/** Nodes in layers by their distance; from left to right, or downwards where it is narrow. */
function draw(graph: Graph, state: State, paths: Paths, width: number, options: PathOptions): SVGSVGElement {
  const down = width < NARROW;
  const layers = Array.from({ length: paths.length + 1 }, (_, depth) =>
    [...new Set(paths.listed.map((path) => path.nodes[depth] ?? ""))].sort(order),
  );
  const tallest = Math.max(...layers.map((layer) => layer.length));
  const height = down ? layers.reduce((sum, layer) => sum + layer.length * ROW + 30, 20) : tallest * LAYER + 24;
  const places = new Map<string, { x: number; y: number }>();
  let top = 10;
  layers.forEach((layer, depth) => {
    layer.forEach((id, row) => {
      const across = (depth + 0.5) / layers.length;
      places.set(
        id,
        down
          ? { x: 28 + (depth % 2) * 14, y: top + (row + 0.5) * ROW }
          : { x: across * width, y: height / 2 + (row - (layer.length - 1) / 2) * LAYER - 8 },
      );
    });
    top += layer.length * ROW + 30;
  });
  const steps = new Set(paths.listed.flatMap(({ nodes }) => nodes.slice(1).map((id, i) => `${nodes[i] ?? ""} ${id}`)));
  return s(
    "svg",
    {
      class: "nkt-picture",
      role: "group",
      "aria-label": `Paths from ${nameOf(graph, state.muscle)} to ${nameOf(graph, state.task?.other ?? "")}`,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
    },
    ...[...steps].map((step) => {
      const [source = "", target = ""] = step.split(" ");
      return line(graph, state, source, target, places, options);
    }),
    ...[...places].map(([id, place]) => node(graph, id, place, down, width / layers.length, options)),
  );
}

type Point = { readonly x: number; readonly y: number };

function line(
  graph: Graph,
  state: State,
  source: string,
  target: string,
  places: ReadonlyMap<string, Point>,
  options: PathOptions,
): SVGGElement {
  const [from, to] = [places.get(source), places.get(target)];
  const edges = edgesBetween(graph, state.families, source, target);
  const family = edges[0] ? familyOf(edges[0].kind) : null;
  const d = from && to ? `M${from.x} ${from.y}L${to.x} ${to.y}` : "";
  const middle = from && to ? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 } : { x: 0, y: 0 };
  return s(
    "g",
    {
      class: `nkt-edge rel-${family?.id ?? ""}`,
      onclick: () => {
        options.onEdge(source, target);
      },
    },
    s("title", {}, `${nameOf(graph, source)}: ${kindWords(edges.map((edge) => edge.kind))} of ${nameOf(graph, target)}`),
    s("path", { class: "nkt-line", d, "stroke-dasharray": family?.dash || null, "stroke-width": 2 }),
    s("path", { class: "nkt-shape", d: outline(family?.shape ?? "circle", middle.x, middle.y, 5) }),
    s("path", { class: "nkt-grip", d }),
  );
}

function node(graph: Graph, id: string, place: Point, down: boolean, room: number, options: PathOptions): SVGAElement {
  const width = down ? 200 : Math.max(48, room - 8);
  const name = nameOf(graph, id);
  return s(
    "a",
    { class: "nkt-node", href: options.hrefOf(id), "aria-label": name, "data-node": id },
    s("rect", {
      class: "nkt-target",
      x: down ? place.x - 12 : place.x - width / 2,
      y: place.y - 14,
      width: down ? width + 24 : width,
      height: down ? 28 : 58,
      rx: 6,
    }),
    s("circle", { class: "nkt-dot", cx: place.x, cy: place.y, r: 7 }),
    block(down ? [name] : wrap(name, Math.floor(width / 6.6)), {
      x: down ? place.x + 14 : place.x,
      y: down ? place.y : place.y + 26,
      anchor: down ? "start" : "middle",
      lineHeight: 13,
    }),
  );
}
