// node --expose-gc packages/nn/bench/heap.mjs
//
// Does training keep anything? The heap, after garbage collection, at step 1,000 and at step 10,000 of
// (a) a loop written by hand and (b) fit. Exits with 1 if either grew by 1 MB or more.

import { random, valueAndGrad } from "@chainrule/core";
import { fit, mlp, mse, sgd, tanh } from "@chainrule/nn";

const [FIRST, LAST, LIMIT] = [1_000, 10_000, 2 ** 20];
const rng = random(0);
const data = { x: rng.normal([32, 4]), y: rng.normal([32, 1]) };
const optimizer = sgd(0.01, { momentum: 0.9, weightDecay: 1e-4 });
const network = () => mlp([4, 8, 1], { rng, activation: tanh });

/** Bytes in use once nothing can be freed any more: a first collection may leave what finalizers held. */
function heap() {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function byHand(at) {
  const lossAndGradient = valueAndGrad((model) => mse(model.forward(data.x), data.y));
  let model = network();
  let state = optimizer.init(model);
  for (let step = 1; step <= LAST; step++) {
    const [, gradient] = lossAndGradient(model);
    [model, state] = optimizer.update(model, gradient, state);
    at(step);
  }
}

function byFit(at) {
  const steps = 8; // in an epoch: 32 samples in batches of 4
  fit(network(), data, {
    loss: mse,
    optimizer,
    epochs: LAST / steps,
    batchSize: 32 / steps,
    rng,
    onEpoch: ({ epoch }) => at(epoch * steps),
  });
}

if (globalThis.gc === undefined) {
  console.error("heap: node was started without --expose-gc: run `npm run bench:heap`");
  process.exit(2);
}

for (const [name, train] of [
  ["a loop by hand", byHand],
  ["fit", byFit],
]) {
  const seen = {};
  train((step) => {
    if (step === FIRST || step === LAST) seen[step] = heap();
  });
  const growth = seen[LAST] - seen[FIRST];
  const verdict = growth < LIMIT ? "flat" : "IT GROWS";
  console.log(
    `${name.padEnd(15)} step ${FIRST}: ${kilobytes(seen[FIRST])}, step ${LAST}: ${kilobytes(seen[LAST])}, ` +
      `growth ${kilobytes(growth)}: ${verdict}`,
  );
  if (!(growth < LIMIT)) process.exitCode = 1;
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} kB`;
}
