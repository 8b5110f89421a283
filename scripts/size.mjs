// What the packages weigh in a browser: bundled from the sources, minified and gzipped. Fails above the limits.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = `${root}packages/core/src/`;
const core = `${sources}index.ts`;

/** Programs by the names that they are built under; what they import relatively lies in core's sources. */
const programs = new Map([
  [
    `${sources}grad of a sum`,
    'import { grad, sum } from "@chainrule/core"; export default grad((x) => sum(x));',
  ],
  [
    `${sources}core in small`,
    readFileSync(core, "utf8").replaceAll(
      /^export .* from "\.\/(view\/|autodiff\/(checkpoint|custom|implicit)).*$/gm,
      "",
    ),
  ],
]);

/** What only those programs carry that use it: views, and derivatives beyond the engine's own. */
const further = /view\/|autodiff\/(checkpoint|custom|implicit)/;

/** Each with its limit in bytes; `more`: whether further modules may be in it. */
const bundles = [
  { name: "core", input: core, limit: 57_000, more: true },
  { name: "core in small", input: `${sources}core in small`, limit: 40_000 },
  {
    name: "nn",
    input: `${root}packages/nn/src/index.ts`,
    external: /^@chainrule\//,
    limit: 15_000,
  },
  {
    name: "compile",
    input: `${root}packages/compile/src/index.ts`,
    external: /^@chainrule\//,
    limit: 40_000,
  },
  {
    name: "check",
    input: `${root}packages/check/src/index.ts`,
    external: /^@chainrule\//,
    limit: 60_000,
  },
  { name: "grad of a sum", input: `${sources}grad of a sum`, limit: 40_000 },
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
        resolveId: (id) => (programs.has(id) ? id : undefined),
        load: (id) => (programs.has(id) ? { code: programs.get(id), moduleType: "ts" } : undefined),
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
  const { code, imports, modules } = await bundled(bundle);
  const { name, limit, more = false } = bundle;
  const bytes = gzipSync(code).length;
  const kb = (n) => `${(n / 1000).toFixed(1)} kB`;
  const needs = imports.length === 0 ? "" : `, beside ${imports.join(" and ")}`;
  console.log(
    `${name.padEnd(19)}${kb(bytes).padStart(8)} gzipped, ${kb(code.length)} minified; at most ${kb(limit)}${needs}`,
  );
  if (bytes > limit) process.exitCode = 1;
  const carried = Object.keys(modules).filter(
    (id) =>
      id.startsWith(sources) &&
      further.test(id.slice(sources.length)) &&
      modules[id].renderedLength > 0,
  );
  if (more ? carried.length === 0 : carried.length > 0) {
    console.log(`${name} carries ${carried.length} further modules`);
    process.exitCode = 1;
  }
}

const { dependencies = {}, peerDependencies = {} } = JSON.parse(
  readFileSync(`${root}packages/core/package.json`, "utf8"),
);
const needed = Object.keys({ ...dependencies, ...peerDependencies });
if (needed.length > 0) {
  console.log(`core depends on ${needed.join(", ")}`);
  process.exitCode = 1;
}
