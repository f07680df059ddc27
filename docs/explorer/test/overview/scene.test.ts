import assert from "node:assert/strict";
import { test } from "node:test";
import type { Edge, Graph, Node, Side } from "../../src/graph";
import { placed } from "../../src/overview/labels";
import { boxOf, nearest, sceneOf } from "../../src/overview/scene";
import type { OverviewData } from "../../src/overview/types";

const node = (id: string, side: Side): [string, Node] => {
  const bare = side === "midline" ? id : id.slice(0, -2);
  return [id, { id, side, thing: { id: bare, name: bare, kind: "muscle", paired: side !== "midline" } as Node["thing"] }];
};

const EDGES: readonly (readonly [string, string, string])[] = [
  ["a_r", "b_r", "synergist"],
  ["b_r", "a_r", "synergist"],
  ["a_r", "b_r", "documented_compensator"],
  ["b_r", "a_r", "documented_inhibited"],
  ["a_l", "m", "near"],
  ["m", "a_l", "near"],
];

const GRAPH = {
  nodes: new Map([
    node("a_r", "right"),
    node("a_l", "left"),
    node("b_r", "right"),
    node("b_l", "left"),
    node("m", "midline"),
  ]),
  into: (id: string): readonly Edge[] =>
    EDGES.filter(([, target]) => target === id).map(([source, target, kind]) => ({ source, target, kind, weight: 1, grade: "B" })),
} as unknown as Graph;

const DATA: OverviewData = {
  format: "nktlib-overview/1",
  points: { a: [-50, 10], b: [-90, 30], m: [0, 20] },
  regions: [["neck", "neck", -70, 0]],
  members: { neck: ["a", "b", "m"] },
};

test("the patient's right lies on the left of the picture, left mirrors it, the midline is between", () => {
  const places = Object.fromEntries(sceneOf(GRAPH, DATA).dots.map(({ id, x, y }) => [id, [x, y]]));
  assert.deepEqual(places, { a_r: [-50, 10], a_l: [50, 10], b_r: [-90, 30], b_l: [90, 30], m: [0, 20] });
});

test("two directions and two kinds of one family make one line", () => {
  const { lines, linesOf } = sceneOf(GRAPH, DATA);
  assert.deepEqual(
    lines.map(({ from, to, family }) => [from.id, to.id, family]).sort(),
    [
      ["a_l", "m", "near"],
      ["a_r", "b_r", "documented"],
      ["a_r", "b_r", "synergist"],
    ],
  );
  assert.equal(linesOf.get("a_r")?.length, 2);
  assert.equal(linesOf.get("m")?.length, 1);
});

test("a region is there on both sides, each with what is in its midline", () => {
  const { areas } = sceneOf(GRAPH, DATA);
  assert.deepEqual(
    areas.map(({ name, x, dots }) => [name, x, dots.map(({ id }) => id).sort()]),
    [
      ["neck, right", -70, ["a_r", "b_r", "m"]],
      ["neck, left", 70, ["a_l", "b_l", "m"]],
    ],
  );
});

test("the nearest dot within reach is meant", () => {
  const { dots } = sceneOf(GRAPH, DATA);
  assert.equal(nearest(dots, -52, 12, 10)?.id, "a_r");
  assert.equal(nearest(dots, -52, 40, 10), null);
  assert.deepEqual(boxOf(dots), [-90, 10, 90, 30]);
});

test("a label is left out where it would cover one before it", () => {
  const label = (text: string, x: number, y: number) => ({ text, x, y, width: 40 });
  const kept = placed([label("one", 0, 0), label("covers", 30, 5), label("below", 0, 20), label("beside", 60, 0)]);
  assert.deepEqual(kept.map(({ text }) => text), ["one", "below", "beside"]);
  assert.deepEqual(placed([label("one", 0, 0)], [label("taken", 10, 10)]), []);
});
