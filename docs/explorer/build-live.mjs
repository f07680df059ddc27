/**
 * What the page of live scoring loads: its script, the worker's script, and Pyodide's runtime as its npm package has it.
 *
 * build.mjs calls this with the folder that is served as _static/nkt.
 */
import { copyFile, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const PYODIDE = path.join(HERE, "node_modules", "pyodide");
/** What the interpreter is: its loader, itself, and the standard library. */
const RUNTIME = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"];
/** The loader wants a list of packages. Its own names several hundred, none of which is here: ours names none. */
const LOCK = "pyodide-lock.json";
/** Of these the worker sees the bytes come. */
const COUNTED = ["pyodide.asm.wasm", "python_stdlib.zip"];
/** What the page's own script may weigh, gzipped, without the body map, which it loads later. */
const MOST = 20 * 1024;

/**
 * @param {string} folder where `live.js`, `live.css`, `scorer.js` and `pyodide/` go
 * @returns {Promise<void>}
 */
export async function buildLive(folder) {
  await removeOld(folder);
  const runtime = path.join(folder, "pyodide");
  await mkdir(runtime, { recursive: true });
  await Promise.all(RUNTIME.map((name) => copyFile(path.join(PYODIDE, name), path.join(runtime, name))));
  const lock = JSON.parse(await readFile(path.join(PYODIDE, LOCK), "utf8"));
  await writeFile(path.join(runtime, LOCK), `${JSON.stringify({ info: lock.info, packages: {} })}\n`);
  await build({
    entryPoints: {
      live: path.join(HERE, "src", "live", "main.ts"),
      scorer: path.join(HERE, "src", "live", "worker.ts"),
    },
    outdir: folder,
    chunkNames: "live-part-[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    // The worker's Python travels as a text inside its script.
    loader: { ".py": "text" },
    define: { RUNTIME_BYTES: String(await bytes(runtime)) },
    legalComments: "none",
    logLevel: "warning",
  });
  await copyFile(path.join(HERE, "src", "live.css"), path.join(folder, "live.css"));
  await measure(folder);
}

async function removeOld(folder) {
  const old = (await readdir(folder)).filter((name) => /^live-part-.*\.js$/.test(name));
  await Promise.all(old.map((name) => rm(path.join(folder, name))));
}

async function bytes(runtime) {
  const sizes = await Promise.all(COUNTED.map(async (name) => (await stat(path.join(runtime, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function measure(folder) {
  const size = gzipSync(await readFile(path.join(folder, "live.js"))).length;
  console.log(`live, gzipped: ${(size / 1024).toFixed(1)} KB`);
  if (size > MOST) {
    throw new Error(`the script of live scoring weighs ${size} bytes gzipped; ${MOST} are allowed`);
  }
}
