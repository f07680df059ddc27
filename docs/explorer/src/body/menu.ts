/** A small menu of what lies under a point. */
import { h } from "../dom";
import { step } from "../keyboard";

export interface Choice {
  readonly node: string;
  readonly words: string;
}

/**
 * Opens a menu in a container at a place in it (pixels from its upper left corner).
 *
 * The focus goes to the first choice; Escape, Tab and a click elsewhere close it and give the focus back.
 */
export function openMenu(
  container: HTMLElement,
  at: readonly [number, number],
  title: string,
  choices: readonly Choice[],
  done: (node: string | null) => void,
): () => void {
  const before = document.activeElement;
  const buttons = choices.map(({ node, words }) => {
    const button = h("button", { type: "button", role: "menuitem", tabindex: -1, "data-node": node }, words);
    button.addEventListener("click", () => close(node));
    return button;
  });
  const menu = h("div", { class: "nkt-body-menu", role: "menu", "aria-label": title }, ...buttons);

  const close = (node: string | null): void => {
    document.removeEventListener("pointerdown", outside, true);
    const had = menu.contains(document.activeElement);
    menu.remove();
    if (had && (before instanceof HTMLElement || before instanceof SVGElement)) {
      before.focus({ preventScroll: true });
    }
    done(node);
  };
  const outside = (event: Event): void => {
    if (!menu.contains(event.target as Node)) {
      close(null);
    }
  };
  menu.addEventListener("keydown", (event) => {
    const place = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const target = step(event.key, place, buttons.length);
    if (target !== null) {
      buttons[target]?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      close(null);
    } else {
      return;
    }
    event.stopPropagation();
    event.preventDefault();
  });

  container.append(menu);
  const [x, y] = at;
  menu.style.left = `${Math.max(0, Math.min(x, container.clientWidth - menu.offsetWidth))}px`;
  menu.style.top = `${Math.max(0, Math.min(y, container.clientHeight - menu.offsetHeight))}px`;
  document.addEventListener("pointerdown", outside, true);
  buttons[0]?.focus({ preventScroll: true });
  return () => close(null);
}
