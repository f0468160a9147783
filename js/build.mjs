// Builds the front end into grokwidget/notebook/static/: one bundle and one style sheet a widget, and manifest.json.
//   node build.mjs            write          node build.mjs --watch     write on every change
//   node build.mjs --check    compare with what is there, write nothing, exit 1 if it differs
// esbuild is pinned exactly, so the same sources give the same bytes everywhere. The manifest is recomputed in Python
// (tests/test_frontend_manifest.py): keep the two in step.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = join(here, "..", "grokwidget", "notebook", "static");
const widgets = ["jobview", "player", "gallery", "compare", "sheet", "studio"];
// What the panel fetches when somebody looks at it: the same bundles, and their style without what the panel has itself.
const parts = { stage: "stage.css", gallery: "gallery/gallery.css", compare: "compare/compare.css" };
const entries = [
  ...widgets.flatMap((name) => [`${name}.ts`, `${name}.css`].map((file) => ({ in: `src/${file}`, out: name }))),
  { in: "src/stage.ts", out: "stage.part" },
  ...Object.entries(parts).map(([name, style]) => ({ in: `src/${style}`, out: `${name}.part` })),
];
const sources = ["build.mjs", "package.json", "package-lock.json"];

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** All files below a folder, with forward slashes, relative to js/. */
function below(folder) {
  return readdirSync(join(here, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(here, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    );
}

/** One hash over everything that the bundles are made of: "name NUL hash LF" a file, sorted by name. */
function hashOfSources() {
  const whole = createHash("sha256");
  for (const name of [...sources, ...below("src")].sort()) {
    whole.update(`${name}\0${sha256(readFileSync(join(here, name)))}\n`);
  }
  return whole.digest("hex");
}

async function made() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: entries,
    outdir: out,
    bundle: true,
    format: "esm",
    target: ["es2022", "chrome111", "firefox121", "safari16.4"],
    minify: true,
    charset: "utf8",
    legalComments: "none",
    tsconfigRaw: {},
    write: false,
    logLevel: "error",
  });
  const files = new Map(result.outputFiles.map((file) => [relative(out, file.path), Buffer.from(file.contents)]));
  const listed = Object.fromEntries(
    [...files]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, data]) => [name, { bytes: data.length, sha256: sha256(data) }]),
  );
  const manifest = { command: "cd js && npm ci && npm run build", sources: hashOfSources(), files: listed };
  files.set("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  return files;
}

function there() {
  mkdirSync(out, { recursive: true });
  return new Map(readdirSync(out).map((name) => [name, readFileSync(join(out, name))]));
}

async function write() {
  const files = await made();
  for (const name of there().keys()) if (!files.has(name)) rmSync(join(out, name));
  for (const [name, data] of files) writeFileSync(join(out, name), data);
  for (const [name, data] of files) if (name !== "manifest.json") console.log(`${name}  ${data.length} bytes`);
}

async function check() {
  const [files, old] = [await made(), there()];
  const names = new Set([...files.keys(), ...old.keys()]);
  const stale = [...names].filter((name) => !files.has(name) || !old.get(name)?.equals(files.get(name)));
  if (stale.length === 0) return console.log("the built front end is current");
  console.error(`not current: ${stale.join(", ")}. Build it: npm run build`);
  process.exitCode = 1;
}

if (process.argv.includes("--check")) await check();
else await write();

if (process.argv.includes("--watch")) {
  let due;
  watch(join(here, "src"), { recursive: true }, () => {
    clearTimeout(due);
    due = setTimeout(() => write().catch((error) => console.error(error.message)), 50);
  });
}
