/** Where the site says more about something, and how numbers are said. */

/** Ids of the structures among the nodes; all other nodes are muscles. */
export type Structures = ReadonlySet<string>;

const ENDING = /_(?:l|r|unknown|unknown_other)$/;

/** The id without its side. */
export function base(node: string): string {
  return node.replace(ENDING, "");
}

/** The explorer, opened on a node; null where nobody knows the side. */
export function explorer(node: string): string | null {
  return /_unknown(?:_other)?$/.test(node) ? null : `explore.html#v=1&m=${node}`;
}

/** The page of a muscle or a structure. */
export function page(node: string, structures: Structures): string {
  const id = base(node);
  return `${structures.has(id) ? "structure" : "muscle"}/${id}.html`;
}

/** The page of what a cause names: `root:c7_l` -> root/c7.html. */
export function causePage(kind: string, target: string, structures: Structures): string {
  return kind === "nerve" || kind === "root" || kind === "joint" ? `${kind}/${target}.html` : page(target, structures);
}

/** The node that a cause names, or null: `overwork:gluteus_maximus_r` -> gluteus_maximus_r. */
export function causeNode(id: string): string | null {
  const [kind = "", node = ""] = id.split(":");
  return kind === "overwork" || kind === "local" ? node : null;
}

/** A probability: whole per cents from 10 % on, below two digits, and never 0 % or 100 % for what is neither. */
export function percent(probability: number): string {
  const share = 100 * probability;
  if (probability > 0 && share < 0.1) return "< 0.1 %";
  if (probability < 1 && share > 99.9) return "> 99.9 %";
  if (share >= 99 && probability < 1) return `${share.toFixed(1)} %`;
  return `${share >= 9.95 ? share.toFixed(0) : Number(share.toPrecision(2))} %`;
}
