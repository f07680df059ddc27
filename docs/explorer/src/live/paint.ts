/** What of a session and its result is painted on the body map. */
import type { Highlight } from "../body/types";
import { causeNode, percent } from "./links";
import type { Assessment, ScoredFinding } from "./protocol";

/** A cause less probable than this is not painted. */
const LEAST = 0.05;

/** The painted nodes, the most important kind of each first: the map takes the first of a node. */
export function painted(result: Assessment, scored: readonly ScoredFinding[]): Highlight[] {
  const overworking = result.causes.flatMap((cause): Highlight[] => {
    const node = cause.kind === "overwork" && cause.probability >= LEAST ? causeNode(cause.id) : null;
    return node ? [{ node, kind: "overworking", label: `overworks: ${percent(cause.probability)}` }] : [];
  });
  const tested = scored.filter((finding) => finding.kind === "strength");
  const weak = highlights(tested.filter((finding) => finding.weak), "inhibited", (finding, node) => {
    const probability = result.inhibited[node];
    const inhibited = probability === undefined ? "" : `; inhibited: ${percent(probability)}`;
    return `tested ${finding.outcome.replaceAll("_", " ")}${inhibited}`;
  });
  const strong = highlights(
    tested.filter((finding) => !finding.weak && (finding.outcome === "strong" || finding.outcome === "5")),
    "strong",
    () => "tested strong",
  );
  const other = highlights(scored.filter((finding) => finding.kind === "palpation"), "other", (finding) =>
    `palpation: ${finding.outcome.replaceAll("_", " ")}`,
  );
  return [...weak, ...overworking, ...strong, ...other];
}

function highlights(
  findings: readonly ScoredFinding[],
  kind: Highlight["kind"],
  label: (finding: ScoredFinding, node: string) => string,
): Highlight[] {
  return findings.flatMap((finding) => finding.nodes.map((node) => ({ node, kind, label: label(finding, node) })));
}
