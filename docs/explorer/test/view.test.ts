import assert from "node:assert/strict";
import { test } from "node:test";
import { compare } from "../src/comparison";
import { choicesOf, countChoices } from "../src/facets";
import { FAMILIES, outline } from "../src/families";
import { step } from "../src/keyboard";
import { inOrder, layoutOf } from "../src/layout";
import { shortestPaths } from "../src/paths";
import { asCsv, asJson, shownBy } from "../src/shown";
import { asPython } from "../src/snippet";
import { FACETS } from "../src/state";
import { MOST, allNeighbours, edgesInto, viewOf } from "../src/view";
import { GRAPH, state } from "./given";

const EVERY = FAMILIES.map((family) => family.id);

test("every kind of relation has one family, and every family its own shape and dash", () => {
  const kinds = Object.keys(GRAPH.document.inverses).sort();
  assert.deepEqual(FAMILIES.flatMap((family) => family.kinds).sort(), kinds);
  assert.equal(new Set(FAMILIES.map((family) => family.shape)).size, FAMILIES.length);
  assert.equal(new Set(FAMILIES.map((family) => family.dash)).size, FAMILIES.length);
  assert.equal(new Set(FAMILIES.map((family) => outline(family.shape, 0, 0, 8))).size, FAMILIES.length - 1);
});

test("the first view has every neighbour once, strongest compensator first", () => {
  const view = viewOf(GRAPH, state());
  const ids = view.shown.map((one) => one.id);
  assert.deepEqual([...ids].sort(), [...new Set(GRAPH.into("gluteus_maximus_r").map((edge) => edge.source))].sort());
  const strengths = view.shown.map((one) => one.link?.strength ?? 0);
  assert.deepEqual(strengths, [...strengths].sort((one, other) => other - one));
});

test("a family that is off takes its edges away, and who has no other", () => {
  const families = EVERY.filter((id) => id !== "antagonist");
  const view = viewOf(GRAPH, state({ families }));
  assert.ok(view.shown.length < viewOf(GRAPH, state()).shown.length);
  assert.ok(view.shown.every((one) => one.edges.every((edge) => edge.kind !== "antagonist")));
  assert.equal(viewOf(GRAPH, state({ families: [] })).shown.length, 0);
});

test("two steps are capped, and what is left out is counted", () => {
  for (const muscle of ["gluteus_maximus_r", "popliteus_l", "masseter_r", "scar_head"]) {
    const view = viewOf(GRAPH, state({ muscle, hops: 2 }));
    assert.ok(view.shown.length < MOST);
    assert.ok(view.left > 0);
    const ids = new Set([muscle, ...view.shown.map((one) => one.id)]);
    assert.equal(ids.size, view.shown.length + 1);
    assert.ok(view.shown.every((one) => ids.has(one.towards)));
  }
});

test("the counts of the choices are what choosing leaves", () => {
  const neighbours = edgesInto(GRAPH, EVERY, "gluteus_maximus_r");
  for (const filters of [{}, { side: "right" }, { joint: "hip", grade: "C" }]) {
    for (const facet of FACETS) {
      const counts = countChoices(GRAPH, neighbours, filters, facet);
      for (const { value } of choicesOf(GRAPH, facet)) {
        const chosen = state({ filters: { ...filters, [facet]: value } });
        assert.equal(counts.get(value) ?? 0, allNeighbours(GRAPH, chosen, chosen.muscle).length, `${facet} ${value}`);
      }
    }
  }
});

test("a nerve stands for its branches", () => {
  const chosen = state({ filters: { nerve: "sciatic_nerve" } });
  const found = allNeighbours(GRAPH, chosen, chosen.muscle);
  const branches = new Set(["sciatic_nerve"]);
  for (const one of branches) {
    for (const [nerve, [, parent]] of Object.entries(GRAPH.document.nerves)) {
      if (parent === one) {
        branches.add(nerve);
      }
    }
  }
  assert.ok(found.length > 0);
  assert.ok(found.every((one) => GRAPH.node(one.id).thing.nerves.some((nerve) => branches.has(nerve))));
});

test("nodes do not touch, in either layout, and all stand in the picture", () => {
  for (const hops of [1, 2] as const) {
    const view = viewOf(GRAPH, state({ hops }));
    for (const width of [340, 900]) {
      const layout = layoutOf(view, width);
      assert.equal(layout.places.length, view.shown.length + 1);
      const rest = layout.places.filter((place) => place.neighbour);
      for (const place of layout.places) {
        assert.ok(place.x >= 0 && place.x <= width && place.y >= 14 && place.y <= layout.height - 14);
      }
      for (const side of ["start", "end"]) {
        const rows = rest.filter((place) => place.anchor === side).map((place) => place.y).sort((a, b) => a - b);
        rows.slice(1).forEach((y, index) => {
          assert.ok(y - (rows[index] ?? 0) >= 24);
        });
      }
    }
    assert.equal(inOrder(view).length, view.shown.length);
  }
});

test("the arrow keys go round clockwise", () => {
  const layout = layoutOf(viewOf(GRAPH, state()), 900);
  const [middle, ...others] = layout.places;
  const angles = others.map(({ x, y }) => {
    const angle = Math.atan2(x - (middle?.x ?? 0), (middle?.y ?? 0) - y);
    return angle < 0 ? angle + 2 * Math.PI : angle;
  });
  assert.deepEqual(angles, [...angles].sort((one, other) => one - other));
  assert.deepEqual(
    ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End", "x"].map((key) => step(key, 0, 5)),
    [1, 4, 1, 4, 0, 4, null],
  );
});

test("a path's steps are edges, and there is none shorter", () => {
  const { length, count, listed } = shortestPaths(GRAPH, EVERY, "masseter_r", "gluteus_maximus_r");
  assert.ok(count >= listed.length && listed.length > 0);
  for (const { nodes } of listed) {
    assert.equal(nodes.length, length + 1);
    nodes.slice(1).forEach((id, index) => {
      assert.ok(GRAPH.into(id).some((edge) => edge.source === nodes[index]));
    });
  }
  assert.equal(shortestPaths(GRAPH, [], "masseter_r", "gluteus_maximus_r").count, 0);
});

test("a comparison is set algebra", () => {
  const [one, other] = ["gluteus_maximus_r", "gluteus_medius_r"];
  const { shared, onlyOne, onlyOther } = compare(GRAPH, state(), other);
  const of = (id: string): Set<string> => new Set(GRAPH.into(id).map((edge) => edge.source));
  const left = of(one);
  const right = of(other);
  left.delete(other);
  right.delete(one);
  assert.deepEqual(new Set(shared.map((pair) => pair.id)), new Set([...left].filter((id) => right.has(id))));
  assert.equal(onlyOne.length + shared.length, left.size);
  assert.equal(onlyOther.length + shared.length, right.size);
});

test("what is taken away is what is shown", () => {
  const shown = shownBy(GRAPH, state());
  const json = JSON.parse(asJson(GRAPH, state())) as { nodes: { id: string }[]; edges: unknown[] };
  assert.deepEqual(json.nodes.map((node) => node.id), shown.nodes);
  assert.equal(json.edges.length, shown.edges.length);
  assert.equal(asCsv(GRAPH, state()).trim().split("\n").length, 1 + shown.edges.length + shown.links.length);
  assert.match(asPython(GRAPH, state()), /^import nktlib as nkt$/m);
});
