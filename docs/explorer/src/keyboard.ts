/** Arrow keys in the picture: one stop for Tab, then from neighbour to neighbour in the order of the layout. */

export interface KeyboardOptions {
  readonly onFocus: (node: string) => void;
  /** Open the reasons of the line that leads to a neighbour. */
  readonly onReasons: (node: string) => void;
  readonly onBack: () => void;
}

/**
 * Let the arrow keys move among `stops`, the elements of the nodes in their order; the first is the middle.
 *
 * The listeners are those of the frame around the picture: a browser lets Tab stop at an SVG that listens to focus.
 */
export function roam(frame: HTMLElement, stops: readonly SVGElement[], options: KeyboardOptions): void {
  let current = 0;
  const go = (index: number): void => {
    stops[current]?.setAttribute("tabindex", "-1");
    current = (index + stops.length) % stops.length;
    stops[current]?.setAttribute("tabindex", "0");
    stops[current]?.focus();
  };
  frame.addEventListener("focusin", (event) => {
    const found = stops.findIndex((stop) => stop === event.target);
    if (found >= 0) {
      stops[current]?.setAttribute("tabindex", "-1");
      current = found;
      stops[current]?.setAttribute("tabindex", "0");
      options.onFocus(stops[current]?.dataset["node"] ?? "");
    }
  });
  frame.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const target = step(event.key, current, stops.length);
    if (target !== null) {
      event.preventDefault();
      go(target);
    } else if (event.key === " " && current > 0) {
      event.preventDefault();
      options.onReasons(stops[current]?.dataset["node"] ?? "");
    } else if (event.key === "Escape") {
      event.preventDefault();
      options.onBack();
    }
  });
}

/** Where a key leads from a place among so many; null for a key that leads nowhere. */
export function step(key: string, from: number, count: number): number | null {
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return (from + 1) % count;
    case "ArrowLeft":
    case "ArrowUp":
      return (from - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
