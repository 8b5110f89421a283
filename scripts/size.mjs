// What the packages weigh in a browser: bundled from the sources, minified and gzipped. Fails above the limits.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const core = `${root}packages/core/src/index.ts`;
const program = 'import { grad, sum } from "@chainrule/core"; export default grad((x) => sum(x));';

/** Each with its limit in bytes. */
const bundles = [
  { name: "core", input: core, limit: 40_000 },
  {
    name: "nn",
    input: `${root}packages/nn/src/index.ts`,
    external: /^@chainrule\//,
    limit: 15_000,
  },
  { name: "grad of a sum", input: "program", limit: 40_000 },
];

/** The one chunk that `input` and all that it imports become. */
async function bundled({ input, external = [] }) {
  const { output } = await build({
    root,
    configFile: false,
    logLevel: "warn",
    resolve: { alias: [{ find: /^@chainrule\/core$/, replacement: core }] },
    plugins: [
      {
        name: "program",
        resolveId: (id) => (id === "program" ? id : undefined),
        load: (id) => (id === "program" ? program : undefined),
      },
    ],
    build: {
      write: false,
      target: "es2023",
      rollupOptions: { input, external, preserveEntrySignatures: "strict" },
    },
  });
  if (output.length !== 1) throw new Error(`${output.length} chunks instead of one`);
  return output[0];
}

for (const bundle of bundles) {
  const { code, imports } = await bundled(bundle);
  const { name, limit } = bundle;
  const bytes = gzipSync(code).length;
  const kb = (n) => `${(n / 1000).toFixed(1)} kB`;
  const needs = imports.length === 0 ? "" : `, beside ${imports.join(" and ")}`;
  console.log(
    `${name.padEnd(14)}${kb(bytes).padStart(8)} gzipped, ${kb(code.length)} minified; at most ${kb(limit)}${needs}`,
  );
  if (bytes > limit) process.exitCode = 1;
}

const { dependencies = {}, peerDependencies = {} } = JSON.parse(
  readFileSync(`${root}packages/core/package.json`, "utf8"),
);
const needed = Object.keys({ ...dependencies, ...peerDependencies });
if (needed.length > 0) {
  console.log(`core depends on ${needed.join(", ")}`);
  process.exitCode = 1;
}
