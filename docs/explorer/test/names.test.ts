import assert from "node:assert/strict";
import { test } from "node:test";
import { NameTable } from "../src/names";
import { GRAPH } from "./given";

const NAMES = new NameTable(GRAPH);
const first = (text: string): string | undefined => NAMES.search(text)[0]?.thing.id;

test("names are found as people write them", () => {
  for (const [text, id] of [
    ["glute max", "gluteus_maximus"],
    ["gluteus maximus", "gluteus_maximus"],
    ["maximus glut", "gluteus_maximus"],
    ["psoas", "psoas_major"],
    ["TFL", "tensor_fasciae_latae"],
    ["QL", "quadratus_lumborum"],
    ["SCM", "sternocleidomastoid"],
    ["peroneus longus", "fibularis_longus"],
    ["musculus masseter", "masseter"],
    ["UBERON:0001597", "masseter"],
    ["pec minor", "pectoralis_minor"],
    ["jaw", "jaw"],
  ] as const) {
    assert.equal(first(text), id, text);
  }
});

test("a side in the text is understood", () => {
  assert.deepEqual(
    ["left psoas", "psoas, right", "L psoas"].map((text) => NAMES.search(text)[0]?.side),
    ["left", "right", "left"],
  );
  assert.equal(NAMES.search("masseter")[0]?.side, null);
});

test("a group gives its members, by the group's name", () => {
  const group = GRAPH.document.named.find(([kind, id]) => kind === "group" && id === "hamstrings");
  for (const text of ["hamstrings", "hamstr"]) {
    const found = NAMES.search(text).slice(0, group?.[4].length);
    assert.deepEqual(found.map((one) => one.thing.place), group?.[4]);
    assert.ok(found.every((one) => /hamstring/i.test(one.by)));
  }
});

test("every muscle is found first, or among the first, by its own name", () => {
  for (const thing of GRAPH.things) {
    assert.ok(
      NAMES.search(thing.name).slice(0, 2).some((one) => one.thing === thing),
      thing.name,
    );
  }
});

test("nothing means nothing", () => {
  assert.deepEqual(NAMES.search("  "), []);
  assert.deepEqual(NAMES.search("zzz"), []);
});
