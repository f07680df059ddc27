/** Completion of names: which things of the atlas have a name whose words begin as what was typed. */
import type { Thing } from "./protocol";

export interface Suggestion {
  /** What is filled in. */
  readonly text: string;
  /** The name that was hit, where it is another one. */
  readonly also: string | null;
  readonly kind: string;
}

/** Lower case, without accents and punctuation. */
export function words(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.match(/[a-z0-9]+/g) ?? [];
}

/** How well a name fits: smaller is better, null not at all. */
function fit(name: string, typed: readonly string[]): number | null {
  const own = words(name);
  if (!typed.every((part) => own.some((word) => word.startsWith(part)))) return null;
  const starts = typed.every((part, place) => own[place]?.startsWith(part));
  const whole = typed.length === own.length && typed.every((part, place) => own[place] === part);
  return (whole ? 0 : starts ? 100 : 200) + Math.min(name.length, 99);
}

/** The best `most` things of the given kinds (the likeliest first), each once. Words of a side are not looked at. */
export function complete(typed: string, things: readonly Thing[], kinds: readonly string[], most = 8): Suggestion[] {
  const sought = words(typed).filter((word) => !/^(l|r|left|right)$/.test(word));
  if (!sought.length) return [];
  const found: { readonly rank: number; readonly suggestion: Suggestion }[] = [];
  for (const thing of things) {
    const place = kinds.indexOf(thing.kind);
    if (place < 0) continue;
    let best: { readonly rank: number; readonly name: string } | null = null;
    for (const name of thing.names) {
      const rank = fit(name, sought);
      if (rank !== null && (!best || rank < best.rank)) best = { rank, name };
    }
    if (!best) continue;
    const also = best.name === thing.text ? null : best.name;
    found.push({ rank: best.rank + place * 3, suggestion: { text: thing.text, also, kind: thing.kind } });
  }
  found.sort((one, other) => one.rank - other.rank || one.suggestion.text.localeCompare(other.suggestion.text));
  const texts = new Set<string>();
  return found
    .map((one) => one.suggestion)
    .filter(({ text }) => !texts.has(text) && texts.add(text))
    .slice(0, most);
}
