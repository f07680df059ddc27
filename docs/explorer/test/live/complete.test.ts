/** Completion of names. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { complete, words } from "../../src/live/complete";
import type { Thing } from "../../src/live/protocol";

const THINGS: readonly Thing[] = [
  { kind: "muscle", id: "gluteus_maximus", text: "gluteus maximus", names: ["gluteus maximus", "glute max", "GMax"] },
  { kind: "muscle", id: "gluteus_medius", text: "gluteus medius", names: ["gluteus medius", "glute med"] },
  { kind: "group", id: "gluteals", text: "gluteals", names: ["gluteals", "glutes"] },
  { kind: "reflex", id: "ankle_jerk", text: "ankle jerk", names: ["ankle jerk"] },
];
const MUSCLES = ["muscle", "group"];

test("words begin as what was typed, in any order, without case and accents", () => {
  assert.deepEqual(words("Glúte-Max (R)"), ["glute", "max", "r"]);
  assert.equal(complete("MAX glu", THINGS, MUSCLES)[0]?.text, "gluteus maximus");
  assert.deepEqual(complete("luteus", THINGS, MUSCLES), []);
  assert.deepEqual(complete("  ", THINGS, MUSCLES), []);
});

test("a synonym gives the name that is sure, and says what was hit", () => {
  assert.deepEqual(complete("glute max", THINGS, MUSCLES), [{ text: "gluteus maximus", also: "glute max", kind: "muscle" }]);
  assert.equal(complete("gluteus maximus", THINGS, MUSCLES)[0]?.also, null);
});

test("a side in the name is left to the field of the side", () => {
  assert.equal(complete("R glute med", THINGS, MUSCLES)[0]?.text, "gluteus medius");
});

test("only the kinds that the finding takes, each thing once, and not too many", () => {
  assert.deepEqual(complete("ankle", THINGS, MUSCLES), []);
  assert.equal(complete("ankle", THINGS, ["reflex"]).length, 1);
  assert.deepEqual(complete("glu", THINGS, MUSCLES, 2).length, 2);
  assert.equal(new Set(complete("glu", THINGS, MUSCLES).map((one) => one.text)).size, 3);
});
