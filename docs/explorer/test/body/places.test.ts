import assert from "node:assert/strict";
import { test } from "node:test";
import { distance, middle, placesOf, shownIn, within } from "../../src/body/places";
import type { BodyData, Outline } from "../../src/body/types";

const outline = (nodes: readonly string[], d: string, box: Outline["box"]): Outline => ({
  view: "front",
  slug: "thigh",
  name: nodes.length > 1 ? "thigh" : "",
  side: "r",
  d,
  nodes,
  box,
});

const DATA: BodyData = {
  format: "nktlib-body/1",
  views: { front: [0, 0, 100, 200], back: [100, 0, 100, 200] },
  axes: { front: 50, back: 150 },
  silhouettes: { front: "M0 0", back: "M0 0" },
  outlines: [
    outline([], "M1 1", [1, 1, 2, 2]),
    outline(["rectus_abdominis_r"], "M2 2", [10, 10, 20, 20]),
    outline(["rectus_abdominis_r"], "M3 3", [10, 30, 20, 60]),
    outline(["a_r", "b_r"], "M4 4", [0, 0, 10, 10]),
  ],
  marks: [
    { view: "front", node: "psoas_major_r", side: "r", at: [10, 0, 10, 10, 20, 10], level: 1, deep: true },
    { view: "front", node: "vocalis_r", side: "r", at: [40, 40], level: 2, only: [1], deep: true },
    { view: "back", node: "multifidus_r", side: "r", at: [160, 40], level: 2, deep: true },
  ],
  drawings: [],
  zooms: [],
  parts: {},
  names: {},
};

test("pieces with the same muscles are one place, with the middle of the largest", () => {
  const places = placesOf(DATA, "front");
  assert.deepEqual(
    places.map(({ nodes, paths, level }) => [nodes.join(" "), paths.length, level]),
    [
      ["rectus_abdominis_r", 2, 0],
      ["a_r b_r", 1, 0],
      ["psoas_major_r", 0, 1],
      ["vocalis_r", 0, 2],
    ],
  );
  assert.deepEqual(places[0]?.centre, [15, 45]);
});

test("only what several muscles share is called by its region", () => {
  assert.deepEqual(placesOf(DATA, "front").map(({ region }) => region), ["", "thigh", "", ""]);
});

test("the middle of a line is half way along it", () => {
  assert.deepEqual(middle([10, 0, 10, 10, 20, 10]), [10, 10]);
  assert.deepEqual(middle([0, 0, 4, 0, 4, 8]), [4, 2]);
  assert.deepEqual(middle([3, 4]), [3, 4]);
});

test("the distance is that to the nearest piece of the line, ends included", () => {
  assert.equal(distance([0, 0, 10, 0], 5, 3), 3);
  assert.equal(distance([0, 0, 10, 0], 13, 4), 5);
  assert.equal(distance([3, 4], 0, 0), 5);
  assert.equal(distance([2, 2, 2, 2], 2, 5), 3);
});

test("small marks are there when looked at closely, some in certain parts only", () => {
  assert.ok(shownIn({ level: 1, only: undefined }, null));
  assert.ok(!shownIn({ level: 2, only: undefined }, null));
  assert.ok(shownIn({ level: 2, only: undefined }, 0));
  assert.ok(shownIn({ level: 2, only: [1] }, 1));
  assert.ok(!shownIn({ level: 2, only: [1] }, 0));
});

test("a place is within a frame where its middle is", () => {
  const [place] = placesOf(DATA, "front");
  assert.ok(place);
  assert.ok(within(place, [0, 0, 100, 200]));
  assert.ok(!within(place, [0, 0, 100, 40]));
});
