// node packages/nn/bench/epoch.mjs
//
// What compiling gives to training: an epoch of fit against the same epoch in a loop by hand, op by op on values.
// Both draw the same batches from the same seed, and their losses must agree. They take one epoch each in turn.

import { random, tensor, valueAndGrad } from "@chainrule/core";
import { adam, batches, crossEntropy, fit, mlp, mse, sgd } from "@chainrule/nn";

const rng = random(0);
const classes = rng.integers([512], 0, 10);
const works = [
  {
    name: "9-64-64-1, 314 rows, sgd",
    sizes: [9, 64, 64, 1],
    data: { x: rng.normal([314, 9]), y: rng.normal([314, 1]) },
    loss: mse,
    optimizer: sgd(0.005, { momentum: 0.9, weightDecay: 0.01 }),
    epochs: 60,
  },
  {
    name: "64-128-10, 512 rows, adam",
    sizes: [64, 128, 10],
    data: { x: rng.normal([512, 64]), y: tensor(classes.data(), { shape: [512] }) },
    loss: crossEntropy,
    optimizer: adam(),
    epochs: 30,
  },
];

const BATCH = 32;
const quantile = (times, q) => times.toSorted((a, b) => a - b)[Math.floor(q * (times.length - 1))];

/** One epoch with each call, as long as there are any, and its loss. */
function* byHand({ sizes, data, loss, optimizer }) {
  let model = mlp(sizes, { rng: random(1) });
  let state = optimizer.init(model);
  const lossAndGradient = valueAndGrad((m, { x, y }) => loss(m.forward(x), y));
  for (const rows of repeated(batches(data, { size: BATCH, rng: random(2) }))) {
    let total = 0;
    for (const batch of rows) {
      const [value, gradient] = lossAndGradient(model, batch);
      total += value.item() * batch.x.shape[0];
      [model, state] = optimizer.update(model, gradient, state);
    }
    yield total / data.x.shape[0];
  }
}

function* repeated(passes) {
  for (;;) yield passes;
}

for (const work of works) {
  const { name, sizes, data, loss, optimizer, epochs } = work;
  const hand = byHand(work);
  const times = { hand: [], fit: [] };
  let start = performance.now();
  fit(mlp(sizes, { rng: random(1) }), data, {
    loss,
    optimizer,
    epochs,
    batchSize: BATCH,
    rng: random(2),
    onEpoch({ epoch, loss: reached }) {
      times.fit.push(performance.now() - start);
      const before = performance.now();
      const other = Number(hand.next().value);
      times.hand.push(performance.now() - before);
      if (!(Math.abs(reached - other) <= 1e-9 * Math.abs(other))) {
        console.error(`${name}: epoch ${epoch}: losses ${reached} and ${other} differ`);
        process.exitCode = 1;
      }
      start = performance.now();
    },
  });
  const [first] = times.fit;
  const median = { hand: quantile(times.hand, 0.5), fit: quantile(times.fit, 0.5) };
  const least = { hand: quantile(times.hand, 0), fit: quantile(times.fit, 0) };
  console.log(
    `${name}: ms per epoch, median (minimum): on values ${shown(median.hand, least.hand)}, ` +
      `compiled ${shown(median.fit, least.fit)}, ratio ${(median.hand / median.fit).toFixed(1)} (${(least.hand / least.fit).toFixed(1)}); ` +
      `first epoch, with compiling, ${first.toFixed(0)}`,
  );
}

function shown(median, least) {
  return `${median.toFixed(2)} (${least.toFixed(2)})`;
}
