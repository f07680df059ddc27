/** The neighbourhood as SVG: every node a link, every line with a wide invisible one over it that opens its reasons. */
import { s } from "./dom";
import { outline } from "./families";
import type { Graph } from "./graph";
import { TRUNK, type Layout, type Place } from "./layout";
import { block, round as r, widthOf, wrap } from "./svgtext";
import { kindWords, nameOf, number } from "./words";
import type { Neighbour, View } from "./view";

export interface PictureOptions {
  /** The address that shows another muscle. */
  readonly hrefOf: (node: string) => string;
  /** The page of a muscle. */
  readonly pageOf: (node: string) => string;
  readonly onEdge: (source: string, target: string) => void;
  readonly onHover: (node: string | null) => void;
}

const SHAPE = 8;
const SMALL = 3.6;
/** The widest line is that of a link that always inhibits. */
const WIDEST = 14;

export function drawPicture(graph: Graph, view: View, layout: Layout, options: PictureOptions): SVGSVGElement {
  const places = new Map(layout.places.map((place) => [place.id, place] as const));
  const lines = s("g", { class: "nkt-lines" });
  const nodes = s("g", { class: "nkt-nodes" });
  for (const place of layout.places) {
    if (place.neighbour) {
      const end = places.get(place.neighbour.towards) ?? place;
      lines.append(drawLine(place, end, place.neighbour, layout, options));
      nodes.append(drawNode(graph, place, end, place.neighbour, layout, options));
    } else {
      nodes.append(drawFocus(graph, place, layout, options));
    }
  }
  return s(
    "svg",
    {
      class: "nkt-picture",
      role: "group",
      "aria-label": `Neighbours of ${nameOf(graph, view.focus)}`,
      viewBox: `0 0 ${layout.width} ${layout.height}`,
      width: layout.width,
      height: layout.height,
    },
    layout.narrow && drawTrunks(layout),
    lines,
    nodes,
  );
}

/** `gluteus medius, left; antagonist; grade D`: what a screen reader says of a neighbour. */
export function spokenNode(graph: Graph, neighbour: Neighbour): string {
  const parts = [
    nameOf(graph, neighbour.id),
    kindWords(neighbour.edges.map((edge) => edge.kind)),
    `grade ${neighbour.grade}`,
  ];
  if (neighbour.link) {
    parts.push(`takes over with strength ${number(neighbour.link.strength)}`);
  }
  if (neighbour.hop === 2) {
    parts.push(`by way of ${nameOf(graph, neighbour.towards)}`);
  }
  return parts.join("; ");
}

function drawLine(
  place: Place,
  end: Place,
  neighbour: Neighbour,
  layout: Layout,
  options: PictureOptions,
): SVGGElement {
  const d = layout.narrow ? `M${r(place.x)} ${r(place.y)}H${r(trunkOf(end))}` : `M${r(place.x)} ${r(place.y)}L${r(end.x)} ${r(end.y)}`;
  const leading = neighbour.families[0];
  return s(
    "g",
    {
      class: `nkt-edge rel-${leading?.id ?? ""}`,
      "data-node": neighbour.id,
      onclick: () => {
        options.onEdge(neighbour.id, neighbour.towards);
      },
    },
    s("path", {
      class: "nkt-line",
      d,
      "stroke-dasharray": leading?.dash || null,
      "stroke-width": r(1.2 + WIDEST * (neighbour.link?.strength ?? 0)),
    }),
    s("path", { class: "nkt-grip", d }),
  );
}

/** In one column: down from each node to the last that hangs on it. */
function drawTrunks(layout: Layout): SVGPathElement {
  const ends = new Map<string, Place>();
  for (const place of layout.places) {
    if (place.neighbour) {
      ends.set(place.neighbour.towards, place);
    }
  }
  const parts = layout.places.flatMap((place) => {
    const end = ends.get(place.id);
    return end ? `M${r(trunkOf(place))} ${r(place.y)}V${r(end.y)}` : [];
  });
  return s("path", { class: "nkt-trunk", d: parts.join("") });
}

function trunkOf(place: Place): number {
  return place.neighbour ? place.x : TRUNK;
}

function drawNode(
  graph: Graph,
  place: Place,
  end: Place,
  neighbour: Neighbour,
  layout: Layout,
  options: PictureOptions,
): SVGAElement {
  const toRight = place.anchor === "start";
  const others = neighbour.families.slice(1);
  const step = 2 * SMALL + 2.4;
  // Beside the node in one column; else on the line, which leads to the middle.
  const textAt = SHAPE + 6 + (layout.narrow ? others.length * step : 0);
  const length = Math.hypot(end.x - place.x, end.y - place.y) || 1;
  const [dx, dy] = layout.narrow ? [1, 0] : [(end.x - place.x) / length, (end.y - place.y) / length];
  const way = toRight ? 1 : -1;
  const room = toRight ? layout.width - place.x : place.x;
  const name = nameOf(graph, place.id);
  const free = room - textAt - 6;
  const width = widthOf(name);
  const fits = width <= free;
  return s(
    "a",
    {
      class: `nkt-node rel-${neighbour.families[0]?.id ?? ""}`,
      href: options.hrefOf(place.id),
      "data-node": place.id,
      "aria-label": spokenNode(graph, neighbour),
      tabindex: -1,
      onmouseenter: () => {
        options.onHover(place.id);
      },
      onmouseleave: () => {
        options.onHover(null);
      },
    },
    s("rect", {
      class: "nkt-target",
      x: r(toRight ? place.x - 14 : 0),
      y: r(place.y - layout.row / 2),
      width: r(room + 14),
      height: layout.row,
      rx: 6,
    }),
    s("path", { class: "nkt-shape", d: outline(neighbour.families[0]?.shape ?? "circle", place.x, place.y, SHAPE) }),
    ...others.map((family, index) => {
      const away = SHAPE + 5 + SMALL + index * step;
      const d = outline(family.shape, place.x + dx * away, place.y + dy * away, SMALL);
      return s("path", { class: `nkt-shape nkt-small rel-${family.id}`, d });
    }),
    block(fits ? [name] : wrap(name, Math.max((free / width) * name.length, name.length / 2 + 2)), {
      x: place.x + way * textAt,
      y: place.y,
      anchor: place.anchor,
      lineHeight: 12.5,
      ...(fits ? {} : { fontSize: 11.5 }),
    }),
  );
}

function drawFocus(graph: Graph, place: Place, layout: Layout, options: PictureOptions): SVGAElement {
  const name = nameOf(graph, place.id);
  const all = layout.narrow ? wrap(name, Math.floor(layout.width / 9)) : wrap(name, 13);
  const height = 14 + all.length * 17;
  const width = Math.max(...all.map((line) => widthOf(line, 14))) * 1.08 + 24; // it is bold
  const x = layout.narrow ? width / 2 + 6 : place.x; // in one column the trunk begins at its left end
  return s(
    "a",
    {
      class: "nkt-focus",
      href: options.pageOf(place.id),
      tabindex: 0,
      "aria-label": `${nameOf(graph, place.id)}, in the middle; its page`,
      "data-node": place.id,
    },
    s("rect", { x: r(x - width / 2), y: r(place.y - height / 2), width: r(width), height, rx: 10 }),
    block(all, { x, y: place.y, anchor: "middle", lineHeight: 17, fontSize: 14 }),
  );
}
