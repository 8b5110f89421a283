// tsc -b packages/compile && node packages/compile/bench/maths.mjs
//
// The words of ScalarMath as lane-wise expressions: instructions of one vector (a division counts as one), nanoseconds for
// each element of a row of 4096, and for comparison those of a loop that calls JavaScript's own functions. The best of 25.

import * as core from "@chainrule/core";
import { input, numbersOf } from "@chainrule/core/engine";
import { instructions } from "../dist/maths/cost.js";
import { floatWords } from "../dist/maths/words.js";
import { program } from "../dist/program.js";
import { f32, f64 } from "../dist/wasm/lanes.js";
import { Values } from "../dist/wasm/values.js";

const N = 4096;
const ranges = {
  exp: [-80, 80],
  expm1: [-4, 4],
  log: [0.01, 1e4],
  log2: [0.01, 1e4],
  log10: [0.01, 1e4],
  log1p: [-0.9, 10],
  sin: [-100, 100],
  cos: [-100, 100],
  tan: [-100, 100],
  tanh: [-4, 4],
  sigmoid: [-9, 9],
  erf: [-4, 4],
  erfc: [-2, 9],
  pow: [0.1, 10],
  atan2: [-9, 9],
  fmod: [1, 99],
};
const ops = { fmod: core.fmod ?? core.remainder };
const reference = numbersOf("float64");

const free = new Set(["load", "const", "bits"]);
const count = (word, lanes) => {
  const m = new Values(lanes);
  const [a, b] = [0, 1].map((i) => m.make("load", [], i));
  return instructions([floatWords(m)[word](a, b)], (op) => (free.has(op) ? 0 : 1));
};

function time(run) {
  for (let i = 0; i < 300; i++) run();
  let best = Infinity;
  for (let round = 0; round < 25; round++) {
    const start = performance.now();
    for (let i = 0; i < 40; i++) run();
    best = Math.min(best, ((performance.now() - start) * 1e6) / (40 * N));
  }
  return best;
}

const compiled = (word, dtype, a, b) => {
  const [x, y] = [a, b].map((v) => input(v, [N], dtype));
  const op = ops[word] ?? Reflect.get(core, word);
  return program([op.length === 2 ? op(x, y) : op(x)]).step;
};

console.log("word      instructions        ns per element");
console.log("          f32   f64       f32    f64   JavaScript");
for (const [word, [low, high]] of Object.entries(ranges)) {
  const a = Float64Array.from({ length: N }, (_, i) => low + (high - low) * ((i * 0.618034) % 1));
  const b = Float64Array.from({ length: N }, (_, i) => 0.5 + 4 * ((i * 0.414214) % 1));
  const single = compiled(word, "float32", Float32Array.from(a), Float32Array.from(b));
  const double = compiled(word, "float64", a, b);
  const out = new Float64Array(N);
  const f = reference[word];
  const plain = () => {
    for (let i = 0; i < N; i++) out[i] = f(a[i], b[i]);
  };
  const figures = [time(single), time(double), time(plain)];
  console.log(
    word.padEnd(8),
    String(count(word, f32)).padStart(5),
    String(count(word, f64)).padStart(5),
    "  ",
    ...figures.map((x) => x.toFixed(2).padStart(7)),
  );
}
