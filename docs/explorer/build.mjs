/**
 * Builds the scripts of the site: `node docs/explorer/build.mjs build/static/nkt`.
 *
 * Types are checked and the tests run first; then the bundles are made, measured, and the licences of what is in them
 * (and of what is copied beside them) collected.
 */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { buildLive } from "./build-live.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const MODULES = path.join(HERE, "node_modules");
/** What all that the explorer loads may weigh, gzipped; pieces loaded on demand count. */
const MOST = 60 * 1024;
/** Packages of which files are taken without bundling them. */
const COPIED = ["pyodide", "react-native-body-highlighter"];

/** Folders of src that the explorer loads when they are wanted. */
const ON_DEMAND = ["body", "overview"];

const run = promisify(execFile);

async function main(folder) {
  await mkdir(folder, { recursive: true });
  const checks = Promise.allSettled([checkTypes(), runTests(folder)]);
  const bundled = await bundle(folder);
  await styles(folder);
  await buildLive(folder);
  await measure(folder, bundled);
  await licences(folder, bundled);
  const failed = (await checks).filter((check) => check.status === "rejected");
  if (failed.length) {
    throw new Error(failed.map((check) => check.reason.message).join("\n"));
  }
}

async function checkTypes() {
  try {
    await run(path.join(MODULES, ".bin", "tsc"), ["--project", HERE], { cwd: HERE });
  } catch (error) {
    throw new Error(`types:\n${error.stdout}${error.stderr}`);
  }
}

/** The tests read the data that data.py wrote into the folder. */
async function runTests(data) {
  const names = (await readdir(path.join(HERE, "test"), { recursive: true })).filter((name) => name.endsWith(".test.ts"));
  const folder = await mkdtemp(path.join(tmpdir(), "nkt-explorer-"));
  const env = { ...process.env, NKT_DATA: data };
  try {
    await build({
      entryPoints: names.map((name) => path.join(HERE, "test", name)),
      outdir: folder,
      outExtension: { ".js": ".mjs" },
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      loader: { ".py": "text" },
      logLevel: "warning",
    });
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".test.mjs"));
    await run(process.execPath, ["--test", ...files.map((name) => path.join(folder, name))], { cwd: HERE, env });
  } catch (error) {
    const failed = (error.stdout ?? "").match(/^ *not ok [\s\S]*?^ *\.\.\.$/gm) ?? [error.stdout, error.stderr, error.stack];
    throw new Error(`tests:\n${failed.join("\n")}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The explorer is one file; what it loads on demand is a file each. */
async function bundle(folder) {
  const result = await build({
    entryPoints: {
      explorer: path.join(HERE, "src", "main.ts"),
      ...Object.fromEntries(ON_DEMAND.map((name) => [`explorer-${name}`, path.join(HERE, "src", name, "index.ts")])),
    },
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    plugins: [onDemand],
  });
  return result.metafile;
}

/** With pieces in common, as esbuild splits them, the first picture would wait for one more answer of the server. */
const onDemand = {
  name: "on-demand",
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^\\./(${ON_DEMAND.join("|")})/index$`) }, ({ kind, path: asked }) =>
      kind === "dynamic-import" ? { path: `./explorer-${asked.split("/")[1]}.js`, external: true } : undefined,
    );
  },
};

/** One sheet for the explorer and the scorer: the explorer's, then those of the body map and the overview. */
async function styles(folder) {
  const sheets = ["explorer.css", "body/body.css", "overview/overview.css"].map((name) => path.join(HERE, "src", name));
  await build({
    stdin: {
      contents: sheets.map((sheet) => `@import ${JSON.stringify(sheet)};`).join("\n"),
      loader: "css",
      resolveDir: HERE,
    },
    outfile: path.join(folder, "explorer.css"),
    bundle: true,
    minify: true,
    target: "es2022",
    logLevel: "warning",
  });
}

async function measure(folder, metafile) {
  const sizes = await Promise.all(
    Object.keys(metafile.outputs).map(async (name) => {
      const file = path.basename(name);
      return [file, gzipSync(await readFile(path.join(folder, file))).length];
    }),
  );
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const parts = sizes.map(([file, size]) => `${file} ${(size / 1024).toFixed(1)}`).join(", ");
  console.log(`explorer, gzipped: ${(total / 1024).toFixed(1)} KB (${parts})`);
  if (total > MOST) {
    throw new Error(`the explorer's scripts weigh ${total} bytes gzipped; ${MOST} are allowed`);
  }
}

async function licences(folder, metafile) {
  const bundled = Object.keys(metafile.inputs).flatMap((input) => {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
    return found ? [found[1]] : [];
  });
  const names = [...new Set([...bundled, ...COPIED])].sort();
  const texts = await Promise.all(names.map(licence));
  await writeFile(path.join(folder, "LICENSES.txt"), `${INTRODUCTION}\n${texts.join("\n")}`);
}

const INTRODUCTION = `What the scripts and pictures of this site take from others, each with its licence.
nktlib itself is under the MIT licence; its tables are under CC BY 4.0.
`;

/** The licence of a package: its own file, else what its description says, and it has to say something. */
async function licence(name) {
  const folder = path.join(MODULES, name);
  const description = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((one) => /^(licen[cs]e|copying)/i.test(one));
  if (!file && !description.license) {
    throw new Error(`${name} says nothing of its licence`);
  }
  const text = file
    ? await readFile(path.join(folder, file), "utf8")
    : `Licence: ${description.license}. Its source is at ${description.homepage}.\n`;
  const heading = `${name} ${description.version} (${description.license ?? "see below"})`;
  return `${"-".repeat(80)}\n${heading}\n\n${text.trim()}\n`;
}

try {
  await main(path.resolve(process.argv[2] ?? "."));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
