/** Paints the overview on a canvas. */
import { familyById, outline } from "../families";
import type { Colours } from "./colours";
import { placed, type Label } from "./labels";
import type { Dot, Line, Scene } from "./scene";

/** From the picture's units to pixels: x * k + x0. */
export interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Shown {
  readonly families: ReadonlySet<string>;
  /** The node that is marked, and the one pointed at. */
  readonly chosen: string | null;
  readonly pointed: string | null;
  /** Leave out all lines but those of these two nodes: while the picture moves. */
  readonly quick: boolean;
  /** Pixels of the canvas in a pixel of the page. */
  readonly scale: number;
}

/** Pixels between neighbouring dots from which their names are written. */
const ROOM = 46;
const DASHES_FROM = 0.45;

/** The lines that nobody points at: painted once on a sheet of their own, for thousands take a while. */
export class Back {
  private readonly canvas = document.createElement("canvas");
  private known = "";

  sheet(scene: Scene, view: View, shown: Shown, colours: Colours): HTMLCanvasElement {
    const known = JSON.stringify([view, shown.scale, [...shown.families], colours]);
    const context = this.canvas.getContext("2d");
    if (context && known !== this.known) {
      this.known = known;
      this.canvas.width = Math.round(view.width * shown.scale);
      this.canvas.height = Math.round(view.height * shown.scale);
      context.setTransform(shown.scale, 0, 0, shown.scale, 0, 0);
      for (const family of shown.families) {
        const lines = scene.lines.filter((line) => line.family === family);
        // The more lines, the fainter each, else they cover all.
        context.globalAlpha = Math.max(0.06, Math.min(0.4, 260 / lines.length));
        drawLines(context, lines, view, colours, 1);
      }
    }
    return this.canvas;
  }
}

export function paint(
  context: CanvasRenderingContext2D,
  back: Back,
  scene: Scene,
  view: View,
  shown: Shown,
  colours: Colours,
): void {
  context.setTransform(shown.scale, 0, 0, shown.scale, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  const called = [shown.pointed, shown.chosen].filter((id) => id !== null);
  const special = called.flatMap((id) => scene.linesOf.get(id) ?? []).filter(({ family }) => shown.families.has(family));
  if (!shown.quick) {
    const sheet = back.sheet(scene, view, shown, colours);
    context.globalAlpha = called.length ? 0.4 : 1;
    context.drawImage(sheet, 0, 0, view.width, view.height);
  }
  context.globalAlpha = 1;
  drawLines(context, special, view, colours, 1.75);
  const kin = new Set(special.flatMap(({ from, to }) => [from.id, to.id]));
  drawDots(context, scene.dots, view, shown, colours, kin);
  drawLabels(context, scene, view, shown, colours, kin);
}

/** The lines of a family in one go, which is what makes thousands quick. */
function drawLines(
  context: CanvasRenderingContext2D,
  lines: readonly Line[],
  view: View,
  colours: Colours,
  width: number,
): void {
  context.lineWidth = width;
  for (const family of new Set(lines.map((line) => line.family))) {
    const dash = view.k > DASHES_FROM || width > 1 ? (familyById(family)?.dash ?? "") : "";
    context.setLineDash(dash ? dash.split(" ").map(Number) : []);
    context.strokeStyle = colours.families[family] ?? colours.quiet;
    context.beginPath();
    for (const { from, to, family: other } of lines) {
      if (other === family) {
        context.moveTo(from.x * view.k + view.x, from.y * view.k + view.y);
        context.lineTo(to.x * view.k + view.x, to.y * view.k + view.y);
      }
    }
    context.stroke();
  }
  context.setLineDash([]);
}

function drawDots(
  context: CanvasRenderingContext2D,
  dots: readonly Dot[],
  view: View,
  shown: Shown,
  colours: Colours,
  kin: ReadonlySet<string>,
): void {
  const radius = Math.max(2.5, Math.min(9, 10 * view.k));
  const none = shown.chosen === null && shown.pointed === null;
  for (const { id, node, x, y } of dots) {
    const [px, py] = [x * view.k + view.x, y * view.k + view.y];
    if (px < -20 || py < -20 || px > view.width + 20 || py > view.height + 20) {
      continue;
    }
    const marked = id === shown.chosen || id === shown.pointed;
    context.globalAlpha = none || marked || kin.has(id) ? 1 : 0.45;
    context.fillStyle = marked ? colours.chosen : kin.has(id) ? colours.ink : colours.dot;
    context.strokeStyle = colours.paper;
    context.lineWidth = 1;
    // A muscle is a disc, a structure a diamond.
    const path = new Path2D(outline(node.thing.kind === "muscle" ? "circle" : "diamond", px, py, marked ? radius + 3 : radius));
    context.fill(path);
    context.stroke(path);
  }
  context.globalAlpha = 1;
}

function drawLabels(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  shown: Shown,
  colours: Colours,
  kin: ReadonlySet<string>,
): void {
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.lineJoin = "round";
  const font = (size: number, bold: boolean): string => `${bold ? "700" : "400"} ${size}px system-ui, sans-serif`;
  const measured = (text: string, x: number, y: number): Label => ({
    text,
    x: x * view.k + view.x,
    y: y * view.k + view.y,
    width: context.measureText(text).width,
  });
  const write = (label: Label): void => {
    context.strokeText(label.text, label.x, label.y);
    context.fillText(label.text, label.x, label.y);
  };
  context.strokeStyle = colours.paper;
  context.lineWidth = 4;

  const near = (dot: Dot): boolean => dot.id === shown.chosen || dot.id === shown.pointed;
  context.font = font(13, true);
  const first = scene.dots.filter(near).map((dot) => inside(above(measured(title(dot), dot.x, dot.y)), view));
  context.fillStyle = colours.ink;
  const areas = placed(
    scene.areas
      .map(({ name, x, y }) => measured(view.k < 0.3 ? name.split(",")[0] ?? name : name, x, y))
      .filter((label) => visible(label, view))
      .map((label) => inside(label, view)),
    first,
  );
  context.fillStyle = colours.quiet;
  areas.forEach(write);

  context.font = font(12, false);
  const roomy = view.k * 40 >= ROOM;
  const wanted = scene.dots.filter((dot) => !near(dot) && (kin.has(dot.id) ? view.k * 40 >= ROOM / 2 : roomy));
  const labels = wanted
    .map((dot) => above(measured(dot.node.thing.name, dot.x, dot.y)))
    .filter((label) => visible(label, view));
  context.fillStyle = colours.ink;
  placed(labels, [...first, ...areas]).forEach(write);
  context.font = font(13, true);
  first.forEach(write);
}

function title({ node }: Dot): string {
  return node.side === "midline" ? node.thing.name : `${node.thing.name}, ${node.side}`;
}

function above(label: Label): Label {
  return { ...label, y: label.y - 12 };
}

/** Moved as far as it takes not to be cut off at the sides. */
function inside(label: Label, view: View): Label {
  const half = label.width / 2 + 4;
  return { ...label, x: Math.max(half, Math.min(label.x, view.width - half)) };
}

function visible({ x, y }: Label, { width, height }: View): boolean {
  return x > -40 && y > -10 && x < width + 40 && y < height + 10;
}
