/** What is unfolded from graph.json is what the records say of the same nodes. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { mirrored, pairIn, type MuscleRecord } from "../src/records";
import { DATA, GRAPH } from "./given";

const records = readdirSync(`${DATA}/records`).map(
  (name) => JSON.parse(readFileSync(`${DATA}/records/${name}`, "utf8")) as MuscleRecord,
);

test("every thing has a record", () => {
  assert.deepEqual(records.map((record) => record.id).sort(), GRAPH.things.map((thing) => thing.id).sort());
});

test("edges are those of the records, on both sides", () => {
  for (const record of records) {
    const said = record.relations.flatMap((pair) =>
      pair.relations.map(({ kind, weight, grade }) => [pair.node, kind, Math.round(weight * 1e4), grade].join(" ")),
    );
    const edges = (id: string, turn: (node: string) => string): string[] =>
      GRAPH.into(id).map(({ source, kind, weight, grade }) => [turn(source), kind, Math.round(weight * 1e4), grade].join(" "));
    assert.deepEqual(edges(record.seen_from, (node) => node).sort(), said.sort(), record.id);
    const other = mirrored(record.seen_from);
    if (other !== record.seen_from) {
      assert.deepEqual(edges(other, mirrored).sort(), said, other);
    }
  }
});

test("links are those of the records", () => {
  for (const record of records) {
    const said = record.relations
      .filter((pair) => pair.link)
      .map((pair) => [pair.node, Math.round((pair.link?.strength ?? 0) * 1e4), pair.link?.basis, pair.link?.grade].join(" "));
    const links = GRAPH.compensators(record.seen_from).map((link) =>
      [link.compensator, Math.round(link.strength * 1e4), link.basis, link.grade].join(" "),
    );
    assert.deepEqual(links.sort(), said.sort(), record.id);
    for (const link of GRAPH.compensators(record.seen_from)) {
      const back = GRAPH.compensated(link.compensator).find((one) => one.inhibited === record.seen_from);
      assert.equal(back?.strength, link.strength);
    }
  }
});

test("every edge has its reasons in a record, seen from either side", () => {
  for (const id of ["gluteus_maximus_r", "gluteus_maximus_l", "diaphragm", "masseter_l"]) {
    const record = records.find((one) => one.id === GRAPH.node(id).thing.id);
    assert.ok(record);
    for (const edge of GRAPH.into(id)) {
      const pair = pairIn(record, edge.source, id);
      assert.ok(pair?.relations.some((relation) => relation.kind === edge.kind), `${edge.source} ${id}`);
    }
  }
});
