// The modules of the package in the current folder as few files: one for each entry of its manifest, and one for what
// entries share, in dist/bundle. Run whenever the package is packed, even several times at once.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const folder = process.cwd();
const bundle = join(folder, "dist/bundle");
const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const entry = Object.fromEntries(
  Object.values(exports)
    .map((conditions) => conditions["@chainrule/source"])
    .map((source) => [basename(source, ".ts"), join(folder, source)]),
);

const [{ output }] = await build({
  root: folder,
  configFile: false,
  logLevel: "warn",
  build: {
    write: false,
    outDir: bundle,
    target: "es2023",
    minify: false,
    sourcemap: true,
    lib: { entry, formats: ["es"] },
    rolldownOptions: {
      external: /^[^./]/,
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: ({ name }) => (name.startsWith("rolldown") ? "[name].js" : "shared.js"),
        minifyInternalExports: false,
        // They are packed beside.
        sourcemapExcludeSources: true,
      },
    },
  },
});

/** Files are put in place whole, and only if they have changed: somebody may be packing them. */
const scratch = mkdtempSync(
  join(fileURLToPath(new URL("../node_modules", import.meta.url)), ".bundle-"),
);
mkdirSync(bundle, { recursive: true });
for (const file of output) {
  const path = join(bundle, file.fileName);
  const text = file.type === "chunk" ? file.code : file.source;
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  const written = join(scratch, file.fileName);
  writeFileSync(written, text);
  renameSync(written, path);
}
const names = new Set(output.map(({ fileName }) => fileName));
for (const name of readdirSync(bundle)) if (!names.has(name)) rmSync(join(bundle, name));
rmSync(scratch, { recursive: true });
