/** The theme's colours for a canvas, which knows no CSS variables. */
import { FAMILIES } from "../families";

export interface Colours {
  readonly ink: string;
  readonly quiet: string;
  readonly paper: string;
  readonly dot: string;
  readonly chosen: string;
  readonly families: Readonly<Record<string, string>>;
}

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const read = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  return {
    ink: read("--overview-ink", "#111"),
    quiet: read("--overview-quiet", "#666"),
    paper: read("--overview-paper", "#fff"),
    dot: read("--overview-dot", "#999"),
    chosen: read("--overview-chosen", "#0a58ca"),
    families: Object.fromEntries(FAMILIES.map(({ id }) => [id, read(`--nkt-${id}`, "#666")])),
  };
}

/** Calls back when the theme changes; gives what ends that. */
export function onTheme(change: () => void): () => void {
  const observer = new MutationObserver(change);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-theme"] });
  const questions = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) => matchMedia(query));
  questions.forEach((query) => query.addEventListener("change", change));
  return () => {
    observer.disconnect();
    questions.forEach((query) => query.removeEventListener("change", change));
  };
}
