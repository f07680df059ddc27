/** The links of a result as a drawing, compensators left and what they inhibit right, and the same as a table. */
import { h, plain, s } from "./dom";
import { explorer, percent } from "./links";
import { sources } from "./result";
import type { Full } from "./result";
import type { Link } from "./protocol";

const LEAST = 0.02;
const MOST = 12;
const ROW = 34;
const WIDTH = 640;
const BOX = 220;

export interface Placed {
  readonly node: string;
  readonly y: number;
}

/** The links worth drawing, the most probable first. */
export function drawn(links: readonly Link[]): readonly Link[] {
  return links.filter((link) => link.probability >= LEAST).slice(0, MOST);
}

/** The nodes of one side in the order in which the links name them, spread over the height. */
export function column(nodes: readonly string[], height: number): Placed[] {
  const once = [...new Set(nodes)];
  return once.map((node, place) => ({ node, y: ((place + 0.5) * height) / once.length }));
}

export function graphView(full: Full): HTMLElement[] {
  const links = drawn(full.result.links);
  if (!links.length) return [h("p", {}, `No link reaches ${percent(LEAST)}.`)];
  return [
    h("div", { class: "live-scroll", tabindex: 0, role: "region", "aria-label": "Drawing of the links" }, picture(links, full)),
    table(links, full),
  ];
}

function name(node: string, full: Full): string {
  return full.names[node] ?? plain(node);
}

function picture(links: readonly Link[], full: Full): SVGElement {
  const sides = [links.map((link) => link.compensator), links.map((link) => link.inhibited)] as const;
  const height = ROW * Math.max(new Set(sides[0]).size, new Set(sides[1]).size);
  const left = column(sides[0], height);
  const right = column(sides[1], height);
  const at = (placed: readonly Placed[], node: string): number => placed.find((one) => one.node === node)?.y ?? 0;
  const edges = links.map((link) => {
    const [from, to] = [at(left, link.compensator), at(right, link.inhibited)];
    const [start, end, middle] = [BOX, WIDTH - BOX - 6, WIDTH / 2];
    return s("path", {
      d: `M${start},${from} C${middle},${from} ${middle},${to} ${end},${to}`,
      class: "live-edge",
      "stroke-width": (1 + 7 * link.probability).toFixed(1),
      "stroke-opacity": (0.35 + 0.65 * link.probability).toFixed(2),
      "marker-end": "url(#live-arrow)",
    });
  });
  const box = (x: number, kind: string) => ({ node, y }: Placed): SVGElement =>
    s(
      "g",
      {},
      s("rect", { x, y: y - 13, width: BOX, height: 26, rx: 5, class: `live-node live-node-${kind}` }),
      s("text", { x: x + BOX / 2, y: y + 4.5, "text-anchor": "middle" }, short(name(node, full))),
    );
  const first = links[0];
  const summary = `${links.length} links from overworking to inhibited; the widest: ${
    first ? `${name(first.compensator, full)} inhibits ${name(first.inhibited, full)}, ${percent(first.probability)}` : ""
  }. The table below has them all.`;
  return s(
    "svg",
    { class: "live-graph", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": summary },
    s(
      "defs",
      {},
      s(
        "marker",
        { id: "live-arrow", viewBox: "0 0 8 8", refX: 2, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" },
        s("path", { d: "M0,0 L8,4 L0,8 Z", class: "live-arrow" }),
      ),
    ),
    ...edges,
    ...left.map(box(0, "overworking")),
    ...right.map(box(WIDTH - BOX, "inhibited")),
  );
}

function short(text: string): string {
  return text.length > 32 ? `${text.slice(0, 31)}…` : text;
}

function table(links: readonly Link[], full: Full): HTMLElement {
  const cell = (node: string): HTMLElement => {
    const address = explorer(node);
    return h("td", {}, address ? h("a", { href: address }, name(node, full)) : name(node, full));
  };
  return h(
    "div",
    { class: "live-scroll", tabindex: 0, role: "region", "aria-label": "Table of the links" },
    h(
      "table",
      { class: "live-table" },
      h("caption", {}, "Links that are probably at work, each node with a link to the explorer"),
      h("thead", {}, h("tr", {}, ...["Overworking", "Inhibited", "Now", "Basis", "Grade", "Sources"].map((text) => h("th", { scope: "col" }, text)))),
      h(
        "tbody",
        {},
        ...links.map((link) =>
          h(
            "tr",
            {},
            cell(link.compensator),
            cell(link.inhibited),
            h("td", {}, percent(link.probability)),
            h("td", {}, plain(link.basis)),
            h("td", {}, link.grade),
            h("td", {}, ...sources(link.sources, full.sources)),
          ),
        ),
      ),
    ),
  );
}
