import assert from "node:assert/strict";
import { test } from "node:test";
import { choicesOf, isChoice } from "../src/facets";
import { FAMILIES } from "../src/families";
import { FACETS, START, focusOn, readState, writeState, type Known, type State } from "../src/state";
import { GRAPH } from "./given";

const KNOWN: Known = {
  isNode: (id) => GRAPH.nodes.has(id),
  isChoice: (facet, value) => isChoice(GRAPH, facet, value),
};

/** Numbers that look random and are the same every time. */
function* numbers(seed: number): Generator<number, never> {
  let value = seed;
  for (;;) {
    value = (value * 1664525 + 1013904223) % 4294967296;
    yield value / 4294967296;
  }
}

test("what is written is read again, whatever it is", () => {
  const random = numbers(6);
  const next = (): number => random.next().value;
  const nodes = [...GRAPH.nodes.keys()];
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
  for (let round = 0; round < 500; round += 1) {
    const muscle = pick(nodes);
    const other = pick(nodes);
    const state: State = {
      muscle,
      hops: next() < 0.5 ? 1 : 2,
      families: FAMILIES.map((family) => family.id).filter(() => next() < 0.7),
      filters: Object.fromEntries(FACETS.filter(() => next() < 0.3).map((facet) => [facet, pick(choicesOf(GRAPH, facet)).value])),
      task: next() < 0.5 || other === muscle ? null : { kind: pick(["path", "compare"] as const), other },
    };
    assert.deepEqual(readState(writeState(state), KNOWN), state);
  }
});

test("what is unknown is ignored", () => {
  assert.deepEqual(readState("", KNOWN), START);
  assert.deepEqual(readState("#v=2&m=masseter_l", KNOWN), START);
  assert.deepEqual(readState("#v=1&m=nobody&colour=red&hop=9&to=nobody", KNOWN), START);
  assert.equal(readState("#v=1&m=masseter_l&future=1", KNOWN).muscle, "masseter_l");
  assert.deepEqual(readState("#v=1&rel=synergist,unheard", KNOWN).families, ["synergist"]);
  assert.deepEqual(readState("#v=1&side=<b>&nerve=none&grade=E", KNOWN).filters, {});
});

test("a plain link names the muscle and nothing else", () => {
  assert.equal(writeState(START), "#v=1&m=gluteus_maximus_r");
  assert.equal(focusOn({ ...START, task: { kind: "path", other: "masseter_r" } }, "soleus_l").task, null);
});
