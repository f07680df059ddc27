/**
 * The worker: loads Pyodide and the library once, then answers one question after another.
 *
 * Everything comes from beside this script. The two wheels are unpacked as archives; no package index is asked.
 */
import program from "./scorer.py";
import { counting } from "./progress";
import type { Reply, Request } from "./protocol";

interface PythonFunction {
  (...values: readonly (string | Uint8Array)[]): string;
}

/** What is used of Pyodide. */
interface Python {
  unpackArchive(content: ArrayBuffer, format: string): void;
  runPython(program: string, options?: { readonly filename: string }): unknown;
  readonly globals: { get(name: string): PythonFunction };
}

interface PyodideModule {
  loadPyodide(options: { readonly indexURL: string }): Promise<Python>;
}

declare const self: {
  fetch: typeof fetch;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(reply: Reply): void;
};

/** Bytes of the runtime that are fetched, told by the build. */
declare const RUNTIME_BYTES: number;

const HERE = new URL("./", import.meta.url);

function reply(message: Reply): void {
  self.postMessage(message);
}

function reason(problem: unknown): string {
  const text = problem instanceof Error ? problem.message : String(problem);
  // The last line of a Python traceback says what happened.
  return text.trim().split("\n").at(-1) ?? text;
}

async function fetched(path: string): Promise<Response> {
  const response = await self.fetch(new URL(path, HERE));
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
  return response;
}

async function wheels(): Promise<ArrayBuffer[]> {
  const listed: readonly { readonly file: string }[] = await (await fetched("wheels/index.json")).json();
  return Promise.all(listed.map(async ({ file }) => (await fetched(`wheels/${file}`)).arrayBuffer()));
}

async function load(): Promise<Python> {
  const plain = self.fetch.bind(globalThis);
  self.fetch = counting(plain, RUNTIME_BYTES, (share) => reply({ kind: "progress", step: "Fetching Python", share }));
  const runtime = new URL("pyodide/", HERE).href;
  const [{ loadPyodide }, archives] = await Promise.all([
    import(`${runtime}pyodide.mjs`) as Promise<PyodideModule>,
    wheels(),
  ]);
  const python = await loadPyodide({ indexURL: runtime });
  self.fetch = plain;
  reply({ kind: "progress", step: "Unpacking the library", share: 0.92 });
  for (const archive of archives) python.unpackArchive(archive, "wheel");
  reply({ kind: "progress", step: "Reading the atlas", share: 0.95 });
  python.runPython(program, { filename: "scorer.py" });
  return python;
}

const loaded = load();
loaded.then(
  () => reply({ kind: "ready" }),
  (problem: unknown) => reply({ kind: "failed", reason: reason(problem) }),
);

self.onmessage = (event) => {
  const { id, method, arguments: values } = event.data;
  loaded
    .then((python) => reply({ kind: "answer", id, json: python.globals.get(method)(...values) }))
    .catch((problem: unknown) => reply({ kind: "error", id, reason: reason(problem) }));
};
