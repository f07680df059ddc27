/** Where links lead, how numbers are said, and what is painted and drawn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { column, drawn } from "../../src/live/graph";
import * as links from "../../src/live/links";
import { cells } from "../../src/live/next";
import { painted } from "../../src/live/paint";
import type { Assessment, Link, NextTest } from "../../src/live/protocol";

const STRUCTURES = new Set(["abdominal_scar"]);

test("a node leads to the explorer, unless nobody knows its side", () => {
  assert.equal(links.explorer("gluteus_maximus_r"), "explore.html#v=1&m=gluteus_maximus_r");
  assert.equal(links.explorer("diaphragm"), "explore.html#v=1&m=diaphragm");
  assert.equal(links.explorer("soleus_unknown_other"), null);
});

test("a cause leads to its page", () => {
  assert.equal(links.causePage("root", "c7", STRUCTURES), "root/c7.html");
  assert.equal(links.causePage("overwork", "abdominal_scar", STRUCTURES), "structure/abdominal_scar.html");
  assert.equal(links.causePage("local", "soleus", STRUCTURES), "muscle/soleus.html");
  assert.equal(links.page("soleus_unknown_other", STRUCTURES), "muscle/soleus.html");
  assert.equal(links.causeNode("overwork:soleus_l"), "soleus_l");
  assert.equal(links.causeNode("root:c7_l"), null);
});

test("a probability is never rounded to certainty", () => {
  const said = [0, 0.0002, 0.0123, 0.0996, 0.5, 0.996, 0.9999, 1].map(links.percent);
  assert.deepEqual(said, ["0 %", "< 0.1 %", "1.2 %", "10 %", "50 %", "99.6 %", "> 99.9 %", "100 %"]);
});

const TEST: NextTest = { kind: "challenge", site: "soleus_r", side: "right", stimulus: "touch", on: "psoas_major_l", information_bits: 1, reason: "", position: "" };

test("a proposed test becomes a row to fill in, on the patient's sides", () => {
  assert.deepEqual(cells(TEST), { kind: "challenge", site: "soleus", side: "right", stimulus: "touch", on: "psoas major", on_side: "left" });
  assert.deepEqual(cells({ ...TEST, side: "unknown_other" }), { kind: "challenge", site: "soleus", side: "unknown", stimulus: "touch", on: "psoas major", on_side: "unknown" });
});

function link(compensator: string, inhibited: string, probability: number): Link {
  return { compensator, inhibited, probability, basis: "synergist", grade: "C", sources: [] };
}

test("the drawing holds what is worth it, each node once", () => {
  const many = Array.from({ length: 20 }, (_, place) => link(`a${place % 3}`, "b", 0.5 - place / 50));
  assert.equal(drawn(many).length, 12);
  assert.deepEqual(column(["a", "b", "a"], 100), [{ node: "a", y: 25 }, { node: "b", y: 75 }]);
  assert.equal(drawn([link("a", "b", 0.001)]).length, 0);
});

test("the body is painted with what was found, weak tests before all else", () => {
  const cause = { id: "overwork:psoas_major_l", kind: "overwork", target: "psoas_major", side: "left", probability: 0.5, prior: 0.1, grade: "D" };
  const result = { causes: [cause, { ...cause, id: "root:c7_l", kind: "root" }], inhibited: { soleus_r: 0.9 } } as unknown as Assessment;
  const found = (outcome: string, weak: boolean, node: string) => ({ kind: "strength", site: node, outcome, weak, nodes: [node] });
  const items = painted(result, [found("strong", false, "tibialis_anterior_r"), found("weak", true, "soleus_r"), found("not_tested", false, "x_r")]);
  assert.deepEqual(items, [
    { node: "soleus_r", kind: "inhibited", label: "tested weak; inhibited: 90 %" },
    { node: "psoas_major_l", kind: "overworking", label: "overworks: 50 %" },
    { node: "tibialis_anterior_r", kind: "strong", label: "tested strong" },
  ]);
});
