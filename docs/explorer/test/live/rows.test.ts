/** The rows of the form, as pure functions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault, Vocabulary } from "../../src/live/protocol";
import * as rows from "../../src/live/rows";

const VOCABULARY: Vocabulary = {
  columns: ["kind", "site", "side", "outcome", "stimulus", "on", "on_side", "reads", "pain", "step", "note"].map((name) => ({
    name,
    meaning: "",
  })),
  kinds: ["strength", "challenge", "pain"],
  sides: ["left", "right"],
  outcomes: { strength: ["strong", "weak", "4"], challenge: ["strengthens"], pain: ["present"] },
  stimuli: ["touch", "breath"],
  placed: ["touch"],
  unscored: [],
  reads: ["strength", "tone"],
  steps: ["baseline", "hold"],
  sites: {},
  on: [],
  things: [],
  own: "everything else",
  files: [".csv", ".json"],
};

const OPENED = rows.draft({ rows: [{ kind: "strength", site: "psoas" }, { kind: "pain", site: "knee" }], meta: { title: "one" } });

test("what was opened is what is scored, in its order, with what is said about it", () => {
  assert.deepEqual(rows.session(OPENED), { rows: [{ kind: "strength", site: "psoas" }, { kind: "pain", site: "knee" }], meta: { title: "one" } });
});

test("rows keep their numbers when they move, and a new one gets its own", () => {
  const moved = rows.move(rows.add(OPENED, { kind: "pain" }), 3, -1);
  assert.deepEqual(moved.rows.map((row) => row.key), [1, 3, 2]);
  assert.equal(rows.move(moved, 1, -1), moved);
  assert.equal(rows.move(moved, 2, 1), moved);
  assert.deepEqual(rows.add(rows.remove(moved, 3), {}).rows.map((row) => row.key), [1, 2, 4]);
});

test("a blank cell is no cell", () => {
  const edited = rows.edit(OPENED, 1, "side", " right ");
  assert.deepEqual(edited.rows[0]?.cells, { kind: "strength", site: "psoas", side: "right" });
  assert.deepEqual(rows.edit(edited, 1, "side", "  ").rows[0]?.cells, { kind: "strength", site: "psoas" });
});

test("another kind clears what it does not take and keeps the rest", () => {
  const cells = { kind: "challenge", site: "psoas", outcome: "strengthens", stimulus: "touch", on: "QL", on_side: "left", note: "n", own: "o" };
  const changed = rows.withKind(rows.draft({ rows: [cells], meta: {} }), 1, "strength", VOCABULARY);
  assert.deepEqual(changed.rows[0]?.cells, { kind: "strength", site: "psoas", note: "n", own: "o" });
});

test("a row shows the fields that its kind needs, and those that it has", () => {
  assert.deepEqual(rows.fields({ kind: "pain" }, VOCABULARY).usual, ["kind", "site", "side", "outcome"]);
  assert.ok(rows.fields({ kind: "challenge", stimulus: "touch" }, VOCABULARY).usual.includes("on_side"));
  assert.ok(!rows.fields({ kind: "challenge", stimulus: "breath" }, VOCABULARY).usual.includes("on"));
  assert.ok(rows.fields({ kind: "pain", stimulus: "touch" }, VOCABULARY).usual.includes("stimulus"), "where its fault stands");
  assert.deepEqual(rows.fields({ kind: "pain", mine: "x" }, VOCABULARY).other, ["mine"]);
});

test("faults stand at their rows and columns", () => {
  const fault = (row: number | null, column: string | null): Fault => ({ code: "S1", message: "m", row, column, found: null, suggestions: [] });
  const places = rows.byPlace([fault(2, "site"), fault(2, "site"), fault(2, null), fault(null, null)]);
  assert.equal(places.get(2)?.get("site")?.length, 2);
  assert.equal(places.get(2)?.get("")?.length, 1);
  assert.equal(places.get(0)?.get("")?.length, 1);
});

test("a fault is said in a sentence", () => {
  const fault = { code: "S401", message: "unknown name", row: 1, column: "site", found: "gluts", expected: "a muscle", suggestions: [] };
  assert.equal(rows.sentence(fault), "Unknown name (found “gluts”); expected a muscle. [S401]");
  assert.equal(rows.title(3, { kind: "strength", site: "glute_max" }), "Finding 3: strength, glute max");
});
