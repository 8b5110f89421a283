/**
 * Training steps on one thread and on several, in rounds by turns. `node packages/compile/bench/threads.mjs [threads]
 * [rounds] [busy]`; with `busy`, another process keeps one core to itself meanwhile. Build first: `tsc -b packages/compile`.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { data, gradients, matmul, mean, random, relu, sigmoid, sum, tanh } from "@chainrule/core";
import { input } from "@chainrule/core/engine";
import { program } from "../dist/program.js";

const [threads = 2, rounds = 5] = process.argv.slice(2, 4).map(Number);
const busy = process.argv.includes("busy");
const rng = random(3);
const made = (shape, scale = 1) =>
  input(
    Float32Array.from(data(rng.split().uniform(shape, { low: -scale, high: scale }))),
    shape,
    "float32",
  );

function network(sizes, batch) {
  const parameters = sizes
    .slice(1)
    .flatMap((m, i) => [made([sizes[i], m], 1 / Math.sqrt(sizes[i])), made([m], 0.1)]);
  const [x, t] = [made([batch, sizes[0]]), made([batch, sizes.at(-1)])];
  let h = x;
  for (let i = 0; i + 1 < sizes.length; i++) {
    h = matmul(h, parameters[2 * i]).add(parameters[2 * i + 1]);
    if (i + 2 < sizes.length) h = relu(h);
  }
  const loss = mean(h.sub(t).square());
  const slopes = gradients(loss, parameters);
  const updated = parameters.map((p, i) => p.sub(slopes[i].mul(0.01)));
  return [[loss, ...updated], new Map(updated.map((u, i) => [u, parameters[i]]))];
}

function elementwise(n) {
  const x = made([n]);
  const y = sum(tanh(x.mul(1.5).add(0.5)).mul(sigmoid(x)));
  return [[y, ...gradients(y, [x])], new Map()];
}

const cases = {
  "13-64-64-1, batch 32": () => network([13, 64, 64, 1], 32),
  "784-128-10, batch 32": () => network([784, 128, 10], 32),
  "784-512-512-10, batch 128": () => network([784, 512, 512, 10], 128),
  "1024x4, batch 256": () => network([1024, 1024, 1024, 1024], 256),
  "elementwise, 1e6, gradient": () => elementwise(1e6),
};

/** Seconds that processors have worked, and this process; where the system says so. */
function worked() {
  try {
    const [, user, nice, system, , , irq, soft, stolen] = readFileSync("/proc/stat", "utf8")
      .split("\n", 1)[0]
      .split(/\s+/)
      .map(Number);
    const own = process.cpuUsage();
    const all = (user + nice + system + irq + soft + stolen) / 100;
    return all - (own.user + own.system) / 1e6;
  } catch {
    return NaN;
  }
}

/** Milliseconds of a step: each of many, in order of size. */
function times(step, budget) {
  const list = [];
  for (const end = performance.now() + budget; performance.now() < end || list.length < 3;) {
    const start = performance.now();
    step();
    list.push(performance.now() - start);
  }
  return list.sort((a, b) => a - b);
}
const middle = (list) => list[list.length >> 1];
const mean1 = (list) => list.reduce((a, b) => a + b, 0) / list.length;

const hog = busy ? spawn(process.execPath, ["-e", "for(;;);"], { stdio: "ignore" }) : undefined;
console.log(
  `load ${loadavg()
    .map((l) => l.toFixed(2))
    .join(" ")}${busy ? ", one core taken" : ""}`,
);
for (const [name, make] of Object.entries(cases)) {
  const programs = [1, threads].map((n) => program(...make(), { threads: n }));
  for (const p of programs) times(p.step, 700);
  await new Promise((done) => setTimeout(done, 100));
  for (const p of programs) times(p.step, 700);
  const seen = programs.map(() => []);
  const others = [];
  for (let round = 0; round < rounds; round++) {
    const [start, before] = [performance.now(), worked()];
    for (const [i, p] of programs.entries()) seen[i].push(times(p.step, 300));
    others.push((worked() - before) / ((performance.now() - start) / 1000));
  }
  const [one, several] = seen;
  const show = (f, lists = seen) =>
    lists.map((list) => f(list.flat().sort((a, b) => a - b)).toFixed(3)).join(" / ");
  const gains = one.map((list, i) => [others[i], middle(list) / middle(several[i])]);
  console.log(
    `${name}: ms on 1 / ${threads}: least ${show((l) => l[0])}, median ${show(middle)}, mean ${show(mean1)}`,
  );
  console.log(
    "  times as fast (cores that others kept busy):",
    gains.map(([busy, gain]) => `${gain.toFixed(2)} (${busy.toFixed(1)})`).join("  "),
  );
}
hog?.kill();
