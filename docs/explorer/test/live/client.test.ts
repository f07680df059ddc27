/** The worker as the page sees it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Scorer, Stopped } from "../../src/live/client";
import type { WorkerLike } from "../../src/live/client";
import { counting } from "../../src/live/progress";
import type { Reply, Request } from "../../src/live/protocol";

class Stand implements WorkerLike {
  onmessage: ((event: MessageEvent<Reply>) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  isOver = false;
  asked: Request[] = [];
  postMessage(request: Request): void {
    this.asked.push(request);
  }
  terminate(): void {
    this.isOver = true;
  }
  says(reply: Reply): void {
    this.onmessage?.({ data: reply } as MessageEvent<Reply>);
  }
}

async function loaded(): Promise<[Scorer, Stand]> {
  const worker = new Stand();
  const scorer = new Scorer(() => worker);
  const loading = scorer.load(() => undefined);
  worker.says({ kind: "ready" });
  await loading;
  return [scorer, worker];
}

test("answers find their questions, in whatever order they come", async () => {
  const [scorer, worker] = await loaded();
  const [one, other] = [scorer.ask("explain", "root:c7_l"), scorer.ask("explain", "root:c6_l")];
  worker.says({ kind: "answer", id: 2, json: '{"sentences":["b"]}' });
  worker.says({ kind: "answer", id: 1, json: '{"sentences":["a"]}' });
  assert.deepEqual([await one, await other], [{ sentences: ["a"] }, { sentences: ["b"] }]);
});

test("a question that fails says why", async () => {
  const [scorer, worker] = await loaded();
  const asked = scorer.ask("next_tests");
  worker.says({ kind: "error", id: 1, reason: "TooComplex: too many" });
  await assert.rejects(asked, /TooComplex/);
});

test("stopping ends the worker and all that waits", async () => {
  const [scorer, worker] = await loaded();
  const asked = scorer.ask("next_tests");
  scorer.stop();
  await assert.rejects(asked, Stopped);
  assert.ok(worker.isOver);
  await assert.rejects(scorer.ask("next_tests"), Stopped);
});

test("loading tells how far it is, and why it failed", async () => {
  const worker = new Stand();
  const told: string[] = [];
  const loading = new Scorer(() => worker).load((step, share) => told.push(`${step} ${share}`));
  worker.says({ kind: "progress", step: "Fetching", share: 0.5 });
  worker.says({ kind: "failed", reason: "wheels: the server answered 404" });
  await assert.rejects(loading, /404/);
  assert.deepEqual(told, ["Fetching 0.5"]);
  assert.ok(worker.isOver);
});

test("bytes are counted while they come, and arrive unchanged with their headers", async () => {
  const told: number[] = [];
  const answer = new Response(new Uint8Array(1000).fill(7), { headers: { "content-type": "application/wasm" } });
  const fetched = await counting(async () => answer, 2000, (share) => told.push(share))("here");
  assert.equal(fetched.headers.get("content-type"), "application/wasm");
  assert.equal(new Uint8Array(await fetched.arrayBuffer()).filter((byte) => byte === 7).length, 1000);
  assert.deepEqual(told, [0.45]);
});
