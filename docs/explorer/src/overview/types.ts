/**
 * What the overview takes and gives; a page needs nothing else from this folder but `mountOverview` in `./index`:
 *
 *     const { mountOverview } = await import("./overview/index");
 *     const overview = mountOverview(element, { graph, data: `${base}overview.json`, onSelect: (node) => go(node) });
 */
import type { Graph } from "../graph";

export interface OverviewOptions {
  /** The graph as the explorer has read it. */
  readonly graph: Graph;
  /** Where overview.json lies, or its parsed content. Default: `overview.json` beside the script. */
  readonly data?: string | URL | OverviewData;
  /** Called when a person chooses a node. Not called by `select()`. */
  readonly onSelect: (node: string) => void;
  /** Called when the pointer enters a node (its id) or leaves (null). */
  readonly onHover?: (node: string | null) => void;
  /** Families of relations to draw at first, such as `["documented"]`. Default: all but synergist, antagonist and near. */
  readonly families?: readonly string[];
  /** The node to mark at first. */
  readonly node?: string | null;
}

export interface Overview {
  /** Resolves when the graph is drawn; rejects where the data could not be read (the element says so, too). */
  readonly ready: Promise<void>;
  /** Mark one node and what it is related to (null: none). */
  select(node: string | null): void;
  /** Draw these families of relations and no others. */
  show(families: readonly string[]): void;
  /** Take the overview off the page. */
  destroy(): void;
}

/** overview.json */
export interface OverviewData {
  readonly format: "nktlib-overview/1";
  /** Places of what is on the patient's right, or in the midline, by its id without a side; x is negative or 0. */
  readonly points: Readonly<Record<string, readonly [number, number]>>;
  /** [id, name, x, y] of each region's name, on the right. */
  readonly regions: readonly (readonly [string, string, number, number])[];
  /** What lies in each region, by id without a side. */
  readonly members: Readonly<Record<string, readonly string[]>>;
}
