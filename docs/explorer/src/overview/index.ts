/** The overview: the whole graph on a canvas, arranged as on a body, with zoom, and the same as a list of regions. */
import { select, type Selection } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior, type ZoomTransform } from "d3-zoom";
import { h } from "../dom";
import { coloursOf, onTheme, type Colours } from "./colours";
import { AreaList } from "./list";
import { FamilyChecks } from "./checks";
import { Back, paint } from "./paint";
import { nearest, sceneOf, type Box, type Dot, type Scene } from "./scene";
import type { Overview, OverviewData, OverviewOptions } from "./types";

export type { Overview, OverviewData, OverviewOptions } from "./types";

const FAMILIES = ["documented", "model", "sling", "contralateral", "stabilizer", "unsupported"];
const CLOSEST = 6;
/** How near to a dot counts, in pixels. */
const REACH = 14;
/** When lines are drawn again after the last movement, in milliseconds. */
const REST = 120;

/** Put the overview into an element; what is called before its data has come is done then. */
export function mountOverview(element: HTMLElement, options: OverviewOptions): Overview {
  let mounted: Mounted | undefined;
  let gone = false;
  let chosen = options.node ?? null;
  let families = options.families ?? FAMILIES;
  const ready = read(options.data).then(
    (data) => {
      if (!gone) {
        mounted = new Mounted(element, sceneOf(options.graph, data), options, families, chosen);
      }
    },
    (error: unknown) => {
      if (!gone) {
        element.append(h("p", {}, "The overview could not be loaded."));
      }
      throw error;
    },
  );
  ready.catch(() => undefined); // who does not wait for it has seen the words on the page
  return {
    ready,
    select(node): void {
      chosen = node;
      mounted?.select(node);
    },
    show(given): void {
      families = given;
      mounted?.show(given);
    },
    destroy(): void {
      gone = true;
      mounted?.destroy();
    },
  };
}

async function read(data: OverviewOptions["data"]): Promise<OverviewData> {
  if (typeof data === "object" && !(data instanceof URL)) {
    return data;
  }
  const answer = await fetch(data ?? new URL("./overview.json", import.meta.url));
  if (!answer.ok) {
    throw new Error(`the overview's data: ${answer.status}`);
  }
  return (await answer.json()) as OverviewData;
}

class Mounted {
  private readonly root: HTMLElement;
  private readonly canvas = h("canvas", { class: "nkt-overview-canvas", role: "img" });
  private readonly context: CanvasRenderingContext2D;
  private readonly back = new Back();
  private readonly letters = [letter("left"), letter("right")] as const;
  private scale = 1;
  private readonly zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  private readonly surface: Selection<HTMLCanvasElement, unknown, null, undefined>;
  private readonly checks: FamilyChecks;
  private readonly list: AreaList;
  private readonly watcher = new ResizeObserver(() => this.resize());
  private readonly endTheme: () => void;
  private transform: ZoomTransform = zoomIdentity;
  private colours: Colours;
  private families: ReadonlySet<string>;
  private pointed: string | null = null;
  private moving = false;
  private frame = 0;
  private rest = 0;
  private size = "";
  private active = false;

  constructor(
    element: HTMLElement,
    private readonly scene: Scene,
    private readonly options: OverviewOptions,
    families: readonly string[],
    private chosen: string | null,
  ) {
    this.families = new Set(families);
    this.context = contextOf(this.canvas);
    this.checks = new FamilyChecks(families, (shown) => this.show(shown));
    this.list = new AreaList(scene.areas, {
      onArea: (area) => this.frameBox(area?.box ?? scene.box),
      onNode: (node) => this.options.onSelect(node),
    });
    this.root = h(
      "section",
      { class: "nkt-overview", "aria-label": "Overview of the whole graph" },
      this.checks.element,
      this.list.choice,
      h("div", { class: "nkt-overview-stage" }, this.canvas, ...this.letters, this.buttons()),
      h("p", { class: "nkt-overview-help" }, "Each disc is a muscle, each diamond a structure; the patient's right is on the left. Drag to move, pinch or turn the wheel with Ctrl (or after a click) to zoom, choose a dot to open it."),
      this.list.element,
    );
    element.append(this.root);
    this.colours = coloursOf(this.root);
    this.zoom = zoom<HTMLCanvasElement, unknown>()
      .filter((event: MouseEvent | TouchEvent | WheelEvent) => this.takes(event))
      .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => this.moved(event.transform));
    this.surface = select(this.canvas);
    this.surface.call(this.zoom).on("dblclick.zoom", null);
    this.canvas.addEventListener("pointermove", (event) => this.point(this.at(event)?.id ?? null));
    this.canvas.addEventListener("pointerleave", () => {
      this.active = false;
      this.point(null);
    });
    this.canvas.addEventListener("pointerdown", () => {
      this.active = true;
    });
    this.canvas.addEventListener("click", (event) => {
      const dot = this.at(event);
      if (dot) {
        this.options.onSelect(dot.id);
      }
    });
    this.endTheme = onTheme(() => {
      this.colours = coloursOf(this.root);
      this.draw();
    });
    this.watcher.observe(this.canvas);
    this.say();
    this.resize();
  }

  select(node: string | null): void {
    this.chosen = node;
    this.draw();
  }

  show(families: readonly string[]): void {
    this.families = new Set(families);
    this.checks.show(families);
    this.say();
    this.draw();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.rest);
    this.endTheme();
    this.watcher.disconnect();
    this.root.remove();
  }

  private buttons(): HTMLElement {
    const button = (sign: string, name: string, act: () => void): HTMLElement =>
      h("button", { type: "button", "aria-label": name, title: name, onclick: act }, sign);
    return h(
      "div",
      { class: "nkt-overview-buttons" },
      button("+", "Zoom in", () => this.surface.call(this.zoom.scaleBy, 1.6)),
      button("\u2212", "Zoom out", () => this.surface.call(this.zoom.scaleBy, 1 / 1.6)),
      button("\u2922", "Show the whole graph", () => this.frameBox(this.scene.box)),
    );
  }

  /** What the canvas shows, in words. */
  private say(): void {
    const lines = this.scene.lines.filter(({ family }) => this.families.has(family)).length;
    const shown = [...this.families].join(", ") || "none";
    this.canvas.setAttribute(
      "aria-label",
      `${this.scene.dots.length} muscles and structures in ${this.scene.areas.length} regions, the patient's right on the ` +
        `left; ${lines} relations drawn (${shown}). The regions are listed as text with this picture.`,
    );
  }

  /** Whether the picture takes a gesture or leaves it to the page, which must still scroll. */
  private takes(event: MouseEvent | TouchEvent | WheelEvent): boolean {
    if (event.type === "wheel") {
      return event.ctrlKey || event.metaKey || this.active;
    }
    if ("touches" in event) {
      return event.touches.length > 1 || this.isClose();
    }
    return event.button === 0;
  }

  private isClose(): boolean {
    return this.transform.k > this.fitting(this.scene.box).k * 1.05;
  }

  private moved(transform: ZoomTransform): void {
    this.transform = transform;
    // With the whole in view one finger scrolls the page; closer, it moves the picture.
    this.canvas.style.touchAction = this.isClose() ? "none" : "pan-y";
    this.moving = true;
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => {
      this.moving = false;
      this.draw();
    }, REST);
    this.draw();
  }

  private point(node: string | null): void {
    if (node !== this.pointed) {
      this.pointed = node;
      this.canvas.style.cursor = node === null ? "" : "pointer";
      this.options.onHover?.(node);
      this.draw();
    }
  }

  private at(event: MouseEvent): Dot | null {
    const { left, top } = this.canvas.getBoundingClientRect();
    const [x, y] = this.transform.invert([event.clientX - left, event.clientY - top]);
    return nearest(this.scene.dots, x, y, REACH / this.transform.k);
  }

  /** The transform that shows a box as large as it fits, with room for names. */
  private fitting([left, top, right, bottom]: Box): ZoomTransform {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const margin = 90;
    const k = Math.min(width / (right - left + margin), height / (bottom - top + margin * 1.5), CLOSEST / 2);
    return zoomIdentity
      .translate(width / 2, height / 2)
      .scale(k)
      .translate(-(left + right) / 2, -(top + bottom) / 2 + margin / 4);
  }

  private frameBox(box: Box): void {
    this.surface.call(this.zoom.transform, this.fitting(box));
  }

  /** A canvas has as many pixels as the screen gives it, else it is blurred. */
  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const size = `${width} ${height}`;
    if (!width || !height || size === this.size) {
      return;
    }
    this.size = size;
    this.scale = Math.min(2, window.devicePixelRatio || 1);
    this.canvas.width = Math.round(width * this.scale);
    this.canvas.height = Math.round(height * this.scale);
    const whole = this.fitting(this.scene.box).k;
    this.zoom.scaleExtent([whole * 0.9, CLOSEST]);
    this.zoom.translateExtent([
      [this.scene.box[0] - 300, this.scene.box[1] - 300],
      [this.scene.box[2] + 300, this.scene.box[3] + 300],
    ]);
    this.frameBox(this.list.area?.box ?? this.scene.box);
    this.moving = false;
    clearTimeout(this.rest);
    this.paint();
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const { k, x, y } = this.transform;
    const { families, chosen, pointed, moving: quick, scale } = this;
    const shown = { families, chosen, pointed, quick, scale };
    paint(this.context, this.back, this.scene, { k, x, y, width, height }, shown, this.colours);
    // The patient's side at each edge, once where both are of one side.
    const [left, right] = [this.transform.invertX(0) < 0 ? "R" : "L", this.transform.invertX(width) < 0 ? "R" : "L"];
    this.letters[0].textContent = left;
    this.letters[1].textContent = left === right ? "" : right;
  }
}

function letter(end: "left" | "right"): HTMLElement {
  return h("span", { class: `nkt-overview-letter nkt-overview-letter-${end}`, "aria-hidden": "true" });
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) {
    throw new Error("this browser draws on no canvas");
  }
  return context;
}
