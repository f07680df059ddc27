/** The keys, and a switch for the one that works everywhere on the page. */
import { h } from "./dom";

const STORED = "nkt-slash";

/** The text about keys; `/` goes to the search field unless the reader switched that off. */
export function keyHelp(search: () => HTMLInputElement): HTMLDetailsElement {
  const box = h("input", { type: "checkbox", id: "nkt-slash" });
  box.checked = stored() !== "off";
  box.addEventListener("change", () => {
    store(box.checked ? "on" : "off");
  });
  addEventListener(
    "keydown",
    (event) => {
      const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
      if (event.key === "/" && box.checked && !typing && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        event.stopImmediatePropagation(); // the page's own search has the same key
        search().focus();
      }
    },
    { capture: true },
  );
  const keys: readonly (readonly [string, string])[] = [
    ["Tab", "into the picture once, and out of it"],
    ["arrow keys", "from neighbour to neighbour, clockwise or back; Home the middle, End the last"],
    ["Enter", "put the neighbour in the middle; on the middle: its page"],
    ["Space", "why this neighbour: reasons, grade, sources"],
    ["Escape", "back to the muscle before"],
    ["/", "to the search field"],
  ];
  return h(
    "details",
    { class: "nkt-more" },
    h("summary", {}, "Keys"),
    h("dl", { class: "nkt-facts" }, ...keys.map(([key, text]) => h("div", {}, h("dt", {}, key), h("dd", {}, text)))),
    h("p", { class: "nkt-check" }, box, h("label", { for: "nkt-slash" }, "the key / goes to the search field")),
  );
}

/** A browser may forbid storing; then the switch holds until the page is left. */
function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function store(value: string): void {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // as above
  }
}
