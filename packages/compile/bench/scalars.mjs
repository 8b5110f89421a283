// tsc -b packages/compile && node packages/compile/bench/scalars.mjs
//
// What building and running takes of (a) a network 2-16-16-1 written one number at a time, from a few thousand values
// to 192,468, and (b) chains of elementwise operations on vectors. Each in a fresh process: nothing is warm.
// With a name: that one alone, in this process.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { add, gradients, mul, relu, sigmoid, sub, sum, tanh } from "@chainrule/core";
import { fill, input } from "@chainrule/core/engine";
import { program } from "../dist/program.js";

const LAYERS = [2, 16, 16, 1];

/** A number between −1 and 1 for every index. */
const noise = (i) => Math.sin(12.9898 * i) % 1;

const scalar = (x) => fill(x, { shape: [], dtype: "float64" });

/** `mean(relu(1 − label·score)) + decay · Σ p²`, its gradient and one step down it. */
function network(samples) {
  const layers = LAYERS.slice(1).map((outputs, l) =>
    Array.from({ length: outputs }, (_, o) =>
      Array.from({ length: (LAYERS[l] ?? 0) + 1 }, (_, i) =>
        input(noise(1 + i + 17 * o + 300 * l), [], "float64"),
      ),
    ),
  );
  const score = (x) =>
    layers.reduce(
      (h, layer, l) =>
        layer.map((weights) => {
          const y = h.reduce((s, x, i) => add(s, mul(weights[i], x)), weights.at(-1));
          return l < layers.length - 1 ? relu(y) : y;
        }),
      x,
    )[0];
  let hinge = scalar(0);
  for (let i = 0; i < samples; i++) {
    const x = [scalar(noise(i)), scalar(noise(i + 1000))];
    hinge = add(hinge, relu(add(mul(score(x), scalar(i % 2 === 0 ? 1 : -1)), scalar(1))));
  }
  const parameters = layers.flat(2);
  const squares = parameters.reduce((s, w) => add(s, mul(w, w)), scalar(0));
  const loss = add(mul(hinge, scalar(1 / samples)), mul(squares, scalar(1e-4)));
  return { loss, parameters };
}

/** `count` elementwise operations one after the other, half of them tanh. */
function chain(count, n) {
  const x = input(
    Float32Array.from({ length: n }, (_, i) => noise(i)),
    [n],
    "float32",
  );
  let y = x;
  for (let i = 0; i < count / 2; i++) y = tanh(i % 2 === 0 ? mul(y, 1.25) : add(y, x));
  return { loss: sum(y), parameters: [x] };
}

/** A chain of many scalars: `count` operations. */
function line(count) {
  const x = input(0.5, [], "float64");
  let y = x;
  for (let i = 0; i < count / 2; i++) y = i % 10 === 0 ? sigmoid(y) : add(mul(y, 0.75), x);
  return { loss: y, parameters: [x] };
}

const works = {
  "network, 1 sample": () => network(1),
  "network, 3 samples": () => network(3),
  "network, 8 samples": () => network(8),
  "network, 20 samples": () => network(20),
  "network, 100 samples": () => network(100),
  "line of 100,000": () => line(100_000),
  "chain of 500 on 1,000": () => chain(500, 1000),
  "chain of 1,000 on 1,000": () => chain(1000, 1000),
};

function timed(build) {
  const cpu = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const begin = performance.now();
  const { loss, parameters } = build();
  const slopes = gradients(loss, parameters);
  const updated = parameters.map((p, i) => sub(p, mul(slopes[i], 1e-3)));
  const traced = performance.now();
  const used = cpu();
  const p = program([loss, ...updated], new Map(updated.map((u, i) => [u, parameters[i]])));
  const compiled = performance.now();
  const busy = cpu() - used;
  p.step();
  const first = performance.now();
  const times = [];
  for (let turns = 1; performance.now() - first < 1500;) {
    const start = performance.now();
    for (let i = 0; i < turns; i++) p.step();
    const t = performance.now() - start;
    if (t < 2) turns *= 2;
    else times.push(t / turns);
  }
  times.sort((a, b) => a - b);
  const ms = (t) => t.toFixed(1).padStart(7);
  const us = (t) => (1000 * t).toFixed(2).padStart(9);
  return `trace ${ms(traced - begin)}  compile ${ms(compiled - traced)} (CPU ${ms(busy)})  first ${ms(first - compiled)} ms   a step ${us(times[times.length >> 1])} µs, least ${us(times[0])}   module ${p.bytes} B`;
}

const only = process.argv[2];
const self = fileURLToPath(import.meta.url);
if (only === undefined)
  for (const name of Object.keys(works))
    spawnSync(process.execPath, [self, name], { stdio: "inherit" });
else console.log(only.padEnd(24), timed(works[only]));
