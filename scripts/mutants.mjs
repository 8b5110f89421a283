// Breaks every derivative rule on purpose and shows that the op table notices.
//
// All mutants are planted into one bundle of the core and its table, each asleep behind a switch. A first
// run without mutants notes which claims reach which places; then each mutant is woken in turn, and the
// claims that reach it are run until one fails. A mutant that no claim kills has survived, and so has one
// that no claim reaches, with two exceptions: the right side of `??`, written for an index that cannot miss,
// and constants for what turns out to be no floating tensor. mutants/operators.mjs says what is not made.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "vite";
import { planted } from "./mutants/plant.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const core = join(root, "packages/core");
const PLANTED =
  /packages\/core\/src\/(ops\/[^/]+|autodiff\/(reverse|forward|batched|checkpoint|custom-rules|implicit))\.ts$/;

const mutants = [];

const planting = {
  name: "mutants",
  enforce: "pre",
  resolveId: (id) =>
    id === "chainrule:switch" ? join(root, "scripts/mutants/switch.mjs") : undefined,
  transform: (code, id) =>
    PLANTED.test(id) ? planted(code, relative(core, id), mutants) : undefined,
};

async function load() {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-mutants-"));
  const entry = join(folder, "entry.mjs");
  try {
    await build({
      configFile: false,
      root: core,
      logLevel: "error",
      plugins: [planting],
      build: {
        ssr: join(root, "scripts/mutants/entry.mjs"),
        outDir: folder,
        target: "node20",
        rollupOptions: { output: { entryFileNames: "entry.mjs" } },
      },
    });
    return await import(pathToFileURL(entry).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { subjects, wake, visited } = await load();
const claims = subjects.flatMap(({ title, cases }) =>
  cases.map(({ claim, run }) => ({ title: `${title}: ${claim}`, run })),
);

/** For each mutant the claims that reach its place. All claims must hold while no mutant is awake. */
function reach() {
  const reaching = mutants.map(() => []);
  for (const claim of claims) {
    wake(0);
    try {
      claim.run();
    } catch (error) {
      throw new Error(`Without any mutant: ${claim.title}`, { cause: error });
    }
    for (const id of visited()) reaching[id - 1].push(claim);
  }
  return reaching;
}

/** How the first claim that fails does so: "noticed" by a wrong number, "refused" by an error of the engine. */
function fateAmong(reaching) {
  for (const { run } of reaching)
    try {
      run();
    } catch (error) {
      return error.constructor === Error ? "noticed" : "refused";
    }
  return "survived";
}

for (const operator of ["= for +=", "leak of a flat op", "missing permutation", "missing sum"])
  if (!mutants.some((mutant) => mutant.operator === operator))
    throw new Error(`No mutant "${operator}": the code it was made for is not found any more`);

const start = performance.now();
const reaching = reach();
const judged = mutants.map((mutant, i) => {
  if (reaching[i].length === 0)
    return { ...mutant, fate: mutant.fallback ? "excluded" : "unreached" };
  wake(i + 1);
  return { ...mutant, fate: fateAmong(reaching[i]) };
});

const counted = judged.filter(({ fate }) => fate !== "excluded");
const survivors = counted.filter(({ fate }) => fate === "survived" || fate === "unreached");
const line = (name, ...columns) =>
  console.log(name.padEnd(22) + columns.map((text) => String(text).padStart(10)).join(""));

line("", "mutants", "noticed", "refused", "survived");
const operators = new Set(counted.map((mutant) => mutant.operator));
for (const name of [...operators].toSorted((a, b) => a.localeCompare(b))) {
  const all = counted.filter(({ operator }) => operator === name);
  const having = (...fates) => all.filter(({ fate }) => fates.includes(fate)).length;
  line(name, all.length, having("noticed"), having("refused"), having("survived", "unreached"));
}
for (const { path, line, operator, right, wrong, fate } of survivors)
  console.log(`\n${fate}: packages/core/${path}:${line} (${operator})\n  - ${right}\n  + ${wrong}`);

const seconds = ((performance.now() - start) / 1000).toFixed(0);
const excluded = judged.length - counted.length;
const killed = counted.length - survivors.length;
console.log(`\n${claims.length} claims; ${excluded} excluded as never reached; ${seconds} s`);
console.log(`${counted.length} mutants, ${killed} killed, ${survivors.length} survived`);
process.exitCode = survivors.length === 0 ? 0 : 1;
