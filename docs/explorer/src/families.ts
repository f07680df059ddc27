/** The families of relations: what the legend shows, and how each looks. Shape, dash and colour differ together. */

export interface Family {
  readonly id: string;
  readonly label: string;
  /** What it means, for the legend. */
  readonly meaning: string;
  /** The kinds of edges of the library's graph that belong to it, as the neighbour stands to the muscle. */
  readonly kinds: readonly string[];
  /** SVG stroke-dasharray; empty for a full line. */
  readonly dash: string;
  readonly shape: Shape;
}

export type Shape = "circle" | "square" | "triangle" | "diamond" | "pentagon" | "star" | "hexagon" | "cross" | "ring";

export const FAMILIES: readonly Family[] = [
  {
    id: "synergist",
    label: "synergist",
    meaning: "shares an action",
    kinds: ["synergist"],
    dash: "",
    shape: "circle",
  },
  {
    id: "antagonist",
    label: "antagonist",
    meaning: "makes the opposite action",
    kinds: ["antagonist"],
    dash: "7 4",
    shape: "square",
  },
  {
    id: "documented",
    label: "documented",
    meaning: "a source says that one takes over for the other",
    kinds: ["documented_compensator", "documented_inhibited"],
    dash: "12 3",
    shape: "star",
  },
  {
    id: "model",
    label: "model",
    meaning: "takes over in a physical model of the body",
    kinds: ["model_compensator", "model_inhibited"],
    dash: "12 3 2 3",
    shape: "hexagon",
  },
  {
    id: "sling",
    label: "sling",
    meaning: "lies in the same named chain",
    kinds: ["sling"],
    dash: "2 3",
    shape: "diamond",
  },
  {
    id: "contralateral",
    label: "contralateral",
    meaning: "its partner on the other side",
    kinds: ["contralateral"],
    dash: "9 3 2 3 2 3",
    shape: "pentagon",
  },
  {
    id: "stabilizer",
    label: "stabilizer",
    meaning: "holds a joint that the other moves",
    kinds: ["stabilizer", "stabilized_by"],
    dash: "4 4",
    shape: "triangle",
  },
  {
    id: "near",
    label: "near",
    meaning: "a structure (a scar, a joint) of the same region",
    kinds: ["near"],
    dash: "1 4",
    shape: "ring",
  },
  {
    id: "unsupported",
    label: "evidence against",
    meaning: "a study speaks against taking over",
    kinds: ["unsupported_compensator", "unsupported_inhibited"],
    dash: "3 7",
    shape: "cross",
  },
];

const BY_KIND = new Map(FAMILIES.flatMap((family) => family.kinds.map((kind) => [kind, family] as const)));
const BY_ID = new Map(FAMILIES.map((family) => [family.id, family] as const));

/** The family of a kind of edge. */
export function familyOf(kind: string): Family {
  const found = BY_KIND.get(kind);
  if (!found) {
    throw new RangeError(`no relation ${kind}`);
  }
  return found;
}

export function familyById(id: string): Family | undefined {
  return BY_ID.get(id);
}

/** What a neighbour is to the muscle, for each kind of edge from the neighbour to it. */
export const KIND_WORDS: Readonly<Record<string, string>> = {
  synergist: "synergist",
  antagonist: "antagonist",
  stabilizer: "stabilizer",
  stabilized_by: "stabilized by it",
  sling: "same sling",
  contralateral: "partner of the other side",
  documented_compensator: "documented compensator",
  documented_inhibited: "documented as inhibited by it",
  unsupported_compensator: "claimed compensator, evidence against",
  unsupported_inhibited: "claimed as inhibited by it, evidence against",
  near: "near",
  model_compensator: "takes over in a model",
  model_inhibited: "taken over in a model",
};

/** What is said where both kinds of a family with two directions hold. */
const BOTH_WAYS: Readonly<Record<string, string>> = {
  stabilizer: "stabilizers of each other",
  documented: "documented both ways",
  unsupported: "claimed both ways, evidence against",
  model: "takes over in a model, both ways",
};

/** What kinds of edges say, a family once, in the order given. */
export function familyWords(kinds: readonly string[]): readonly { readonly family: Family; readonly words: string }[] {
  const families = [...new Set(kinds.map(familyOf))];
  return families.map((family) => {
    const present = family.kinds.filter((kind) => kinds.includes(kind));
    const words = present.length > 1 ? BOTH_WAYS[family.id] : KIND_WORDS[present[0] ?? ""];
    return { family, words: words ?? family.label };
  });
}

/** The outline of a shape around a point. */
export function outline(shape: Shape, x: number, y: number, radius: number): string {
  switch (shape) {
    case "circle":
    case "ring":
      return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
    case "square":
      return polygon(x, y, radius * 1.2, 4, Math.PI / 4);
    case "diamond":
      return polygon(x, y, radius * 1.25, 4, 0);
    case "triangle":
      return polygon(x, y, radius * 1.3, 3, 0);
    case "pentagon":
      return polygon(x, y, radius * 1.15, 5, 0);
    case "hexagon":
      return polygon(x, y, radius * 1.1, 6, 0);
    case "star":
      return star(x, y, radius * 1.35);
    case "cross": {
      const arm = radius * 0.4;
      const long = radius * 1.05;
      return [
        `M${n(x - arm)} ${n(y - long)}h${n(2 * arm)}v${n(long - arm)}h${n(long - arm)}v${n(2 * arm)}h${n(arm - long)}`,
        `v${n(long - arm)}h${n(-2 * arm)}v${n(arm - long)}h${n(arm - long)}v${n(-2 * arm)}h${n(long - arm)}z`,
      ].join("");
    }
  }
}

function polygon(x: number, y: number, radius: number, corners: number, turn: number): string {
  const points = Array.from({ length: corners }, (_, corner) => {
    const angle = turn - Math.PI / 2 + (2 * Math.PI * corner) / corners;
    return `${n(x + radius * Math.cos(angle))} ${n(y + radius * Math.sin(angle))}`;
  });
  return `M${points.join("L")}z`;
}

function star(x: number, y: number, radius: number): string {
  const points = Array.from({ length: 10 }, (_, corner) => {
    const length = corner % 2 ? radius * 0.45 : radius;
    const angle = -Math.PI / 2 + (Math.PI * corner) / 5;
    return `${n(x + length * Math.cos(angle))} ${n(y + length * Math.sin(angle))}`;
  });
  return `M${points.join("L")}z`;
}

function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}
