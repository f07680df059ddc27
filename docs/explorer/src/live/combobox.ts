/** A text field that offers names: the ARIA pattern "editable combobox with list autocomplete". */
import { h } from "./dom";
import type { Suggestion } from "./complete";

export interface Combobox {
  readonly input: HTMLInputElement;
  readonly element: HTMLElement;
}

export function combobox(
  input: HTMLInputElement,
  offer: (typed: string) => readonly Suggestion[],
  chosen: () => void,
): Combobox {
  const list = h("ul", { role: "listbox", id: `${input.id}-list`, class: "live-options", "aria-label": "Names", hidden: true });
  let active = -1;
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", autocomplete: "off" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  input.setAttribute("aria-controls", list.id);

  function close(): void {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(text: string): void {
    input.value = text;
    close();
    chosen();
  }

  function open(): void {
    const suggestions = offer(input.value);
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(
      ...suggestions.map(({ text, also, kind }, place) =>
        h(
          "li",
          {
            role: "option",
            id: `${list.id}-${place}`,
            "aria-selected": "false",
            "data-text": text,
            // Before the field loses its focus, which closes the list.
            onpointerdown: (event) => {
              event.preventDefault();
              choose(text);
            },
          },
          text,
          h("span", { class: "live-also" }, [also && `“${also}”`, kind].filter(Boolean).join(", ")),
        ),
      ),
    );
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  function go(by: number): void {
    if (list.hidden) open();
    const options = [...list.children];
    if (!options.length) return;
    active = (active + by + options.length + (active < 0 && by < 0 ? 1 : 0)) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    options[active]?.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", `${list.id}-${active}`);
  }

  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      go(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      choose((list.children[active] as HTMLElement).dataset.text ?? "");
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  return { input, element: h("div", { class: "live-combobox" }, input, list) };
}
