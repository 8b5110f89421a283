/** `npm run bench`, or `npm run bench -- scalar` or `-- mlp`: times, what they consist of, and ratios to peers. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { countsOf } from "./counts.ts";
import { machine, ratio, timesTable } from "./print.ts";
import { type Times, race } from "./race.ts";
import * as mlp from "./mlp.ts";
import * as scalar from "./scalar.ts";

const ROUNDS = 30;

/** Runs the contenders and prints their times; refuses to compare engines that did not do the same work. */
async function timed(module: string, names: readonly string[], digits: number): Promise<Times[]> {
  const times = await race(new URL(module, import.meta.url), names, ROUNDS);
  timesTable(times);
  const losses = new Set(times.map(({ check }) => check.toPrecision(digits)));
  if (losses.size > 1) throw new Error(`the losses differ: ${[...losses].join(", ")}`);
  return times;
}

async function benchScalar(): Promise<void> {
  console.log("\nScalar graph: a network 2-16-16-1 on 100 points, one number at a time");
  const times = await timed("./scalar.js", Object.keys(scalar.contenders), 12);
  const [build, value, gradient, backward, peerValue, peerGradient] = times as [
    Times,
    Times,
    Times,
    Times,
    Times,
    Times,
  ];
  const { p } = scalar.trained();
  const { nodes, rules, kernels } = countsOf(scalar.tensorLoss(p), p);
  const ns = (ms: number): string => `${((ms * 1e6) / nodes).toFixed(0)} ns`;
  const evaluate = value.median - build.median;
  const sweep = gradient.median - value.median;
  console.log(`
  ${nodes} nodes; the sweep calls ${rules} rules and runs ${kernels} kernels
  a node takes ${ns(gradient.median)}: build ${ns(build.median)}, evaluate ${ns(evaluate)}, sweep ${ns(sweep)}; of all that gc ${ns(gradient.gc)}
  value and gradient : value     ${ratio(gradient, value)}
  micrograd : ours, valueAndGrad ${ratio(peerGradient, gradient)}
  micrograd : ours, backward     ${ratio(peerGradient, backward)}
  micrograd : ours, value        ${ratio(peerValue, value)}`);
}

const peers = fileURLToPath(new URL("../peers", import.meta.url));

/** Whether TensorFlow.js is there, installed now if need be. */
function hasPeer(): boolean {
  if (existsSync(`${peers}/node_modules/@tensorflow/tfjs`)) return true;
  console.log("Installing the peers ...");
  const flags = ["--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", ["install", "--prefix", peers, ...flags], {
    shell: process.platform === "win32",
    stdio: ["ignore", "ignore", "inherit"],
  });
  return status === 0;
}

async function benchMlp(): Promise<void> {
  const { ours, peer } = mlp;
  const names = hasPeer() ? [...ours, peer] : ours;
  console.log("\nTraining step: a network 13-64-64-1, a batch of 32");
  const [float32, float64, theirs] = (await timed("./mlp.js", names, 6)) as [Times, Times, Times?];
  const { initial, loss } = mlp.network("float64");
  const { nodes, rules, kernels } = countsOf(loss(initial), initial);
  console.log(`
  ${nodes} nodes; the sweep calls ${rules} rules and runs ${kernels} kernels; the update runs ${2 * initial.length}`);
  if (theirs === undefined) console.log("  TensorFlow.js could not be installed: no comparison");
  else
    console.log(`  TensorFlow.js : ours, float32  ${ratio(theirs, float32)}
  TensorFlow.js : ours, float64  ${ratio(theirs, float64)}`);
}

const suites = { scalar: benchScalar, mlp: benchMlp };
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !Object.hasOwn(suites, name));
if (unknown.length > 0) {
  console.error(
    `bench: no suite ${unknown.join(", ")}; there are ${Object.keys(suites).join(", ")}`,
  );
  process.exit(1);
}
console.log(machine());
for (const [name, run] of Object.entries(suites))
  if (chosen.length === 0 || chosen.includes(name)) await run();
