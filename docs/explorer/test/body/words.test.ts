import assert from "node:assert/strict";
import { test } from "node:test";
import { FAMILIES } from "../../src/families";
import { lookOf } from "../../src/body/kinds";
import { sidesAt } from "../../src/body/ground";
import { step } from "../../src/keyboard";
import { nameOf, nodesOf, sided, split } from "../../src/body/naming";
import { follow, isDirection, readingOrder, stepTo } from "../../src/body/steps";
import type { HighlightKind } from "../../src/body/types";

const NAMES = { names: { jaw: "jaw (temporomandibular joint)" } };

test("a name has the patient's side in words", () => {
  assert.equal(nameOf(NAMES, "gluteus_maximus_r"), "gluteus maximus, right");
  assert.equal(nameOf(NAMES, "jaw_l"), "jaw (temporomandibular joint), left");
  assert.equal(nameOf(NAMES, "diaphragm"), "diaphragm");
  assert.equal(sided("inner thigh", "l"), "inner thigh, left");
  assert.deepEqual(split("diaphragm"), { base: "diaphragm", side: "m" });
});

test("a muscle that is a node only in parts stands for its parts", () => {
  const data = { parts: { deltoid: ["clavicular_part_of_deltoid", "acromial_part_of_deltoid"] } };
  assert.deepEqual(nodesOf(data, "deltoid_l"), ["clavicular_part_of_deltoid_l", "acromial_part_of_deltoid_l"]);
  assert.deepEqual(nodesOf(data, "deltoid"), ["clavicular_part_of_deltoid", "acromial_part_of_deltoid"]);
  assert.deepEqual(nodesOf(data, "soleus_r"), ["soleus_r"]);
});

test("relations look as in the explorer's picture, and no two kinds look alike without colour", () => {
  for (const { id, shape, dash } of FAMILIES) {
    const look = lookOf(id as HighlightKind);
    assert.deepEqual([look.shape, look.dash], [shape, dash]);
  }
  const kinds: HighlightKind[] = ["compensator", "inhibited", "overworking", "strong", "weak", "other"];
  const looks = kinds.map((kind) => JSON.stringify([lookOf(kind).shape, lookOf(kind).dash, lookOf(kind).fill]));
  assert.equal(new Set(looks).size, kinds.length);
});

test("arrow keys go to what lies ahead, and stay where nothing does", () => {
  const at = (x: number, y: number) => ({ centre: [x, y] as const });
  const [middle, near, far, aside] = [at(0, 0), at(0, 10), at(0, 30), at(9, 8)] as const;
  const places = [middle, near, far, aside];
  assert.ok(isDirection("ArrowDown") && !isDirection("Enter"));
  assert.equal(stepTo(places, middle, "ArrowDown"), near);
  assert.equal(stepTo(places, near, "ArrowDown"), far);
  assert.equal(stepTo(places, middle, "ArrowRight"), aside);
  assert.equal(stepTo(places, middle, "ArrowLeft"), middle);
});

test("page keys go through all places in the order of reading", () => {
  const order = readingOrder([{ centre: [5, 100] }, { centre: [9, 1] }, { centre: [2, 3] }] as const);
  assert.deepEqual(order.map(({ centre }) => centre[0]), [2, 9, 5]);
});

test("keys in a menu go round", () => {
  assert.equal(step("ArrowDown", 2, 3), 0);
  assert.equal(step("ArrowUp", 0, 3), 2);
  assert.equal(step("End", 0, 3), 2);
  assert.equal(step("Home", 2, 3), 0);
  assert.equal(step("x", 2, 3), null);
});

test("every place is reached by going on, and the way back is the same", () => {
  type Point = readonly [number, number];
  const first: Point = [0, 0];
  const others = Array.from({ length: 39 }, (_, index): Point => [(index * 37) % 100, 1 + ((index * 61) % 200)]);
  const places: readonly Point[] = [first, ...others];
  const walk = (key: string): readonly Point[] => {
    const way: Point[] = [first];
    for (let here = first; way.length < places.length; way.push(here)) {
      here = follow(places, here, key, (place) => place) ?? first;
    }
    return way;
  };
  assert.equal(new Set(walk("PageDown")).size, places.length);
  assert.equal(new Set(walk("PageUp")).size, places.length);
  assert.equal(follow(places, first, "x", (place) => place), undefined);
});

test("the letters at the edges are the patient's sides", () => {
  const data = { axes: { front: 50, back: 150 } };
  assert.deepEqual(sidesAt(data, "front", [0, 0, 100, 10]), ["R", "L"]);
  assert.deepEqual(sidesAt(data, "back", [100, 0, 100, 10]), ["L", "R"]);
  assert.deepEqual(sidesAt(data, "front", [60, 0, 20, 10]), ["L", "L"]);
  assert.deepEqual(sidesAt(data, "back", [160, 0, 20, 10]), ["R", "R"]);
});
