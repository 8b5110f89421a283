/**
 * `npm run bench:compile`: compiled programs beside other engines in JavaScript. Options: `--write` makes the page
 * docs/compiled-benchmarks.md, `--short` measures briefly, `--only=TEXT` what has the text in its name, `--peers=FOLDER` says where
 * the peers are or are installed, `--out=FILE` where the results go, `--from=FILE` takes earlier results in place of new ones.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contenders, installed } from "./compare/contenders.mjs";
import { writePage } from "./compare/page.mjs";
import { differences, race, raceCold } from "./compare/race.mjs";
import { cold, works } from "./compare/works.mjs";

const known = ["write", "short", "only", "peers", "out", "from"];
const options = Object.fromEntries(
  process.argv.slice(2).map((arg) => {
    const [, name, value = ""] = /^--(\w+)(?:=(.*))?$/.exec(arg) ?? [];
    if (!known.includes(name)) {
      console.error(`bench:compile: no option ${arg}; there are --${known.join(", --")}`);
      process.exit(1);
    }
    return [name, value];
  }),
);
if (options.write !== undefined && options.only !== undefined) {
  console.error("bench:compile: a page needs all works: leave --only out");
  process.exit(1);
}
const short = options.short !== undefined;
const folder = options.peers ?? join(tmpdir(), "chainrule-bench-peers");
const settings = {
  folder,
  warmUp: short ? 100 : 300,
  sample: short ? 10 : 25,
  rounds: short ? 3 : 15,
  most: short ? 500 : 4000,
  starts: short ? 1 : 3,
};

const load = () => Number(loadavg()[0].toFixed(2));
const wanted = (name) => options.only === undefined || name.includes(options.only);
const ms = (x) => (x < 0.001 ? x.toFixed(6) : x.toPrecision(4));

function print(work, results) {
  console.log(`\n${work}`);
  for (const [name, { error, median, min, check = [] }] of Object.entries(results))
    console.log(
      `  ${name.padEnd(22)}`,
      error ??
        `median ${ms(median)} ms, min ${ms(min)} ms  ${check.map((x) => x.toPrecision(7)).join(" ")}`,
    );
}

/** What a process of `machine.mjs` answers. */
async function asked(question) {
  const file = fileURLToPath(new URL("compare/machine.mjs", import.meta.url));
  const child = fork(file, [String(question)], { execArgv: ["--expose-gc"] });
  const [answer] = await once(child, "message");
  child.kill();
  return answer;
}

async function measured() {
  const there = installed(folder);
  const names = Object.keys(contenders).filter((name) => {
    const { peer } = contenders[name];
    return peer === undefined || there.includes(peer);
  });
  const results = {
    date: new Date().toISOString().slice(0, 10),
    node: process.versions.node,
    machine: `${cpus()[0]?.model.trim() ?? "unknown processor"}, ${cpus().length} cores, ${process.platform} ${process.arch}`,
    load: [load()],
    short,
    peak: [],
    works: {},
    cold: {},
  };
  const found = [];
  for (const work of Object.keys(works).filter(wanted)) {
    if (work.startsWith("product")) results.peak.push(await asked("peak"));
    results.works[work] = await race(work, able(names, work), settings);
    if (work.startsWith("product")) results.peak.push(await asked("peak"));
    print(work, results.works[work]);
    found.push(...differences(results.works[work]).map((text) => `${work}: ${text}`));
    results.load.push(load());
  }
  for (const work of Object.keys(cold).filter(wanted)) {
    results.cold[work] = await raceCold(work, able(names, work), settings);
    print(work, results.cold[work]);
    results.load.push(load());
  }
  if (options.only === undefined) results.growth = await asked(short ? 100_000 : 1_000_000);
  console.log("\npeak", results.peak, "growth", results.growth, "load", results.load.join(" "));
  if (found.length > 0) throw new Error(`not the same work was done:\n${found.join("\n")}`);
  return results;
}

/** Those of `names` that can do the work. */
function able(names, work) {
  const scalar = work.includes("scalar");
  const network = /^\d|start|step of/.test(work);
  return names.filter((name) => {
    if (name === "micrograd" || name === "arrays by hand") return scalar;
    if (name === "jax-js" && scalar) return false;
    // A step of single numbers takes it seconds: once, for the first one.
    if (name === "TensorFlow.js, wasm" && scalar) return false;
    if (name === "TensorFlow.js, cpu") return work !== "scalar graph, 65,077 nodes";
    if (name === "Chainrule, called" || name === "brain.js")
      return network && !scalar && !work.includes("cross-entropy");
    return true;
  });
}

const results =
  options.from === undefined ? await measured() : JSON.parse(readFileSync(options.from, "utf8"));
const out = options.out ?? join(tmpdir(), "chainrule-compiled-benchmarks.json");
if (options.from === undefined) {
  writeFileSync(out, JSON.stringify(results, null, 1));
  console.log(`results: ${out}`);
}
if (options.write !== undefined) writePage(results);
