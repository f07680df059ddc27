/** The session painted on the body map. The map's script is fetched when there is something to paint. */
import { h } from "./dom";
import { explorer } from "./links";
import { painted } from "./paint";
import type { Full } from "./result";

/** Mount the map; what it shows is also said in words beside it. */
export function bodyMap(place: HTMLElement, full: Full, data: URL): { destroy(): void } {
  const items = painted(full.result, full.scored);
  let mounted: { destroy(): void } | null = null;
  let isGone = false;
  const chosen = h("p", { class: "live-small", "aria-live": "polite" });
  const choose = (node: string): void => {
    const said = items.filter((item) => item.node === node).map((item) => item.label);
    const address = explorer(node);
    chosen.replaceChildren(
      h("strong", {}, full.names[node] ?? node.replaceAll("_", " ")),
      said.length ? `: ${said.join("; ")}. ` : ": nothing was found here. ",
      address ? h("a", { href: address }, "In the explorer") : "",
    );
  };
  const draw = async (): Promise<void> => {
    const { mountBodyMap } = await import("../body/index");
    if (isGone) return;
    const canvas = h("div", {});
    place.replaceChildren(h("p", { class: "live-small" }, "Choose a muscle to see what was found there. Left and right are the patient’s."), chosen, canvas);
    const map = mountBodyMap(canvas, { data, onSelect: choose, label: "The session on the body" });
    mounted = map;
    map.highlight(items);
    await map.ready;
  };
  draw().catch(() => place.replaceChildren(h("p", {}, "The body map could not be drawn.")));
  return {
    destroy() {
      isGone = true;
      mounted?.destroy();
    },
  };
}
