/** Results as docs/compiled-benchmarks.md and its plot. */
import { writeFileSync } from "node:fs";
import { packages } from "./contenders.mjs";
import { BOUND, SHARE, elsewhere } from "./elsewhere.mjs";
import { plot } from "./plot.mjs";
import { OURS, best, cell, table, time, times } from "./show.mjs";
import { PRODUCT, flopsOf, networks } from "./works.mjs";

const docs = new URL("../../../../docs/", import.meta.url);
const peers = ["jax-js", "TensorFlow.js, wasm", "TensorFlow.js, cpu", "brain.js"];
const scalarPeers = ["micrograd", "arrays by hand"];

const row = (work, results, among) => {
  const won = best(results, among);
  return [
    work,
    cell(results[OURS]),
    ...among.map((name) => cell(results[name])),
    won === undefined ? "–" : `${times(won.median)} (${times(won.min)})`,
  ];
};

/** What was asked for and did not come, in words. */
function misses({ works, cold, peak }) {
  const late = Object.entries(elsewhere).flatMap(([work, { asked: wanted }]) => {
    const { median, min } = works[work]?.[OURS] ?? {};
    if (wanted === undefined || !(median > wanted)) return [];
    const least =
      min > wanted
        ? `and the minimum, ${time(min)}, too`
        : `the minimum, ${time(min)}, is below it`;
    return [`- ${work}: ${time(wanted)} was asked for, the median is ${time(median)}; ${least}.`];
  });
  const share = rateOf(works["product of 512²"][OURS].median) / Math.max(...peak);
  if (share < SHARE)
    late.push(
      `- Product of 512²: ${100 * SHARE} % of the peak was asked for, the median reaches ${(100 * share).toFixed(0)} %.`,
    );
  const slower = Object.entries(works).flatMap(([work, results]) => {
    const won = best(results, [...peers, ...scalarPeers]);
    return won !== undefined && won.median < 1 ? [`- ${work}: ${won.name} is quicker.`] : [];
  });
  const first = Object.entries(cold).flatMap(([work, results]) => {
    const quicker = [...peers, ...scalarPeers].filter(
      (name) => results[name]?.median < results[OURS]?.median,
    );
    return quicker.length > 0
      ? [`- The first time, ${work}: quicker is ${quicker.join("; ")}.`]
      : [];
  });
  return [...late, ...slower, ...first];
}

const rateOf = (ms) => (2 * PRODUCT ** 3) / ms / 1e6;
const gflops = (x) => `${x.toFixed(0)} GFLOP/s`;

function text(results) {
  const { works, cold, peak, growth, load } = results;
  const missed = misses(results);
  const range = `${Math.min(...load).toFixed(1)} to ${Math.max(...load).toFixed(1)}`;
  const busy = Math.max(...load) > 1.5;
  const scalar = "scalar graph, 65,077 nodes";
  const main = Object.keys(works).filter(
    (work) => work !== scalar && works[work][OURS] !== undefined,
  );
  const [value, both] = ["loss of 784-512-512-10", "loss and gradient of 784-512-512-10"].map(
    (w) => works[w][OURS],
  );
  const called = networks.map((c) => [
    c.id,
    cell(works[c.id]["Chainrule, called"]),
    cell(works[c.id][OURS]),
    (flopsOf(c) / works[c.id][OURS].median / 1e6).toFixed(1),
  ]);
  const versions = Object.values(packages)
    .flatMap(Object.entries)
    .map(([id, v]) => `${id} ${v}`)
    .join(", ");
  const product = works["product of 512²"][OURS];
  const top = Math.max(...peak);
  return `# Compiled programs beside other engines

What \`compile\` gives, beside other engines that run in JavaScript, on the same data and in the same minutes. This page and its
plot are written by the benchmark:

\`\`\`text
npm run bench:compile               measure and print; the results as JSON into the folder for temporary files
npm run bench:compile -- --write    write this page as well
\`\`\`

Measured on ${results.date}: ${results.machine}, Node ${results.node}, one thread, a virtual machine that others use too. The load average was
${range} meanwhile${busy ? ": **the machine was busy**. Other work ran beside, more than there are cores: read the ratios, and of the times the minima" : ""}.
Peers: ${versions}. They are installed by the first run, into the folder for temporary files.

![How many times as long the best peer takes](compiled-benchmarks.svg)

## Steps, values, gradients

Networks with relu, squared error and gradient descent with a rate of 0.01, float32, unless something else is said. Medians, in
brackets minima. The last column is the quickest peer's time divided by ours: of the medians, and of the minima.

${table(
  ["work", OURS, ...peers, "best peer : ours"],
  main.map((work) => row(work, works[work], peers)),
)}

brain.js does another thing: it learns sample by sample, with momentum, and relu on every layer. A \`–\` was not tried: the engine
cannot do it, or takes very long; \`> 20 s\` was given up before the losses could be compared.

The product reaches ${gflops(rateOf(product.median))} (at best ${gflops(rateOf(product.min))}). The most that multiplying and adding in vectors of four float32 gave in the
same run, in a loop that does nothing else, was ${gflops(top)}: ${((100 * rateOf(product.median)) / top).toFixed(0)} % of it, at best ${((100 * rateOf(product.min)) / top).toFixed(0)} %.

On 784-512-512-10, loss and gradient take ${(both.median / value.median).toFixed(2)} times as long as the loss alone (of the minima ${(both.min / value.min).toFixed(2)}); the bound that is watched is ${BOUND}.

## By program and by call

The column above runs \`compiled.program(…)\`: a batch is written into its memory, the loss is read. Called with tensors,
\`compiled(parameters, x, t)\` costs some microseconds more, which only small networks notice.

${table(["training step", "called", "program", "GFLOP/s of the program"], called)}

After ${growth.steps.toLocaleString("en")} steps of 4-6-4-2 the bytes in use, collected before and after, differ by ${growth.program} when they are run as a
program, and by ${growth.called} when called.

## A graph of single numbers

The network 2-16-16-1 of [Benchmarks](benchmarks.md#a-scalar-graph), one number at a time in float64, with all 337 derivatives and the update.
The peers are written in this project: \`packages/core/bench/micrograd.ts\`, and arrays with two loops over a graph recorded once,
in \`packages/compile/bench/compare/by-hand.mjs\`. TensorFlow.js takes seconds for a step, and jax-js was not tried.

${table(["work", OURS, ...scalarPeers, "best peer : ours"], [row(scalar, works[scalar], scalarPeers)])}

## The first time

In a fresh process each time, ${results.short ? 1 : 3} of them: the median. The first row counts from the start of the process; the others from
when the engine has been imported, so that they are tracing, compiling and one run. \`> 20 s\` was given up. Chainrule runs
from the many files of a checkout; published, it is one file per package and starts sooner, by which
\`node packages/compile/bench/startup.mjs\` measures ([Bundles](decisions/bundles.md)).

${table(
  ["work", OURS, ...peers, ...scalarPeers],
  Object.entries(cold).map(([work, r]) => [
    work,
    ...[OURS, ...peers, ...scalarPeers].map((name) =>
      r[name]?.median === undefined ? cell(r[name]) : time(r[name].median),
    ),
  ]),
)}

## What was asked for

Times were set for one core of an AMD EPYC (Zen 5) at 3.9 GHz, on which a prototype had been measured. The last two columns are medians of
libraries with native code and wider vectors, on this machine and day, one thread, by scripts of their own: they say how far it is
to what the processor can do.

${table(
  ["work", "asked", "here", "PyTorch 2.13, eager", "JAX 0.10, jit"],
  Object.entries(elsewhere).map(([work, { asked, torch, jax }]) => [
    work,
    time(asked),
    cell(works[work]?.[OURS]),
    time(torch),
    time(jax),
  ]),
)}

${missed.length === 0 ? "Nothing that was asked for was missed, and no peer was quicker." : `Missed, or slower than a peer, in this run${busy ? ", on the busy machine" : ""}:\n\n${missed.join("\n")}`}

## How it is measured

- **The same work.** Data and parameters come from one recipe. Losses after five steps, values, and elements of gradients
  must agree to 2 in 10,000 in float32, or the run fails.
- **In turns.** Each engine has a process of its own for each work; they take one sample each in turn, up to 15 times. A sample is
  as many steps as fit in 25 ms, at least one.
- **As its authors would.** jax-js runs everything inside of \`jit\`; TensorFlow.js uses its own optimizers.
- **What is not measured.** Several threads ([Threads](decisions/threads.md)), other browsers and machines, and graphics processors.
`;
}

export function writePage(results) {
  const bars = Object.entries(results.works).flatMap(([work, measured]) => {
    const won = best(measured, [...peers, ...scalarPeers]);
    if (won === undefined) return [];
    return [{ label: work, ratio: won.median, note: `${times(won.median)} ${won.name}` }];
  });
  writeFileSync(new URL("compiled-benchmarks.md", docs), text(results));
  writeFileSync(
    new URL("compiled-benchmarks.svg", docs),
    plot("The best peer's time : ours", bars),
  );
}
