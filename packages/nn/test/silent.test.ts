/** Mistakes that would otherwise pass without a word. */
import { expect, test } from "vitest";
import { type Tensor, random, tensor } from "@chainrule/core";
import {
  adagrad,
  adam,
  adamW,
  batches,
  crossEntropy,
  fit,
  huber,
  linear,
  mlp,
  mse,
  rmsprop,
  sequential,
  sgd,
  tanh,
} from "../src/index.ts";

const rng = () => random(1);
const data = { x: random(2).normal([8, 2]), y: random(3).normal([8, 2]) };
const options = { loss: mse, optimizer: sgd(0.1), epochs: 1, batchSize: 4, rng: rng() };

test("batches can be gone through again, in a new order", () => {
  const passes = batches({ x: tensor([0, 1, 2, 3, 4, 5, 6, 7]) }, { size: 4, rng: rng() });
  const orders = [1, 2, 3].map(() => [...passes].map(({ x }) => x.toArray()).flat());
  for (const order of orders)
    expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(orders[0]).not.toEqual(orders[1]);
});

test("options of other names are refused", () => {
  const wrong: (() => unknown)[] = [
    () => sgd(0.1, { Momentum: 0.9 } as never),
    () => adam(0.1, { beta: 0.9 } as never),
    () => adamW(0.1, { epsilon: 1e-8 } as never),
    () => rmsprop(0.1, { centred: true } as never),
    () => adagrad(0.1, { lrDecay: 0.1 } as never),
    () => huber(data.x, data.y, { beta: 1 } as never),
    () => crossEntropy(data.x, data.y, { weight: [1, 2] } as never),
    () => linear(2, 1, { rng: rng(), biass: false } as never),
    () => mse(data.x, data.y, { reduce: "sum" } as never),
    () => mlp([2, 1], { rng: rng(), Activation: tanh } as never),
    () => batches(data, { size: 2, shuffle: true } as never),
    () => fit(linear(2, 2, { rng: rng() }), data, { ...options, batchsize: 4 } as never),
  ];
  for (const make of wrong)
    expect(make).toThrow(/: option \w+: there is none of that name: it takes /);
});

test.each(["relu", tanh()])("an activation that is not a function is refused: %s", (activation) => {
  expect(() => mlp([2, 1], { rng: rng(), activation: activation as never })).toThrow(
    /^mlp: activation .*: it is not a function that makes one: write \{ activation: tanh \}/,
  );
});

test("a tensor in two places of a model is refused by the optimiser", () => {
  const shared = linear(2, 2, { rng: rng() });
  expect(() => sgd(0.1).init(sequential(shared, tanh(), shared))).toThrow(
    "sgd: parameters layers[0].weight and layers[2].weight: they are the same tensor, and each would be " +
      "moved by itself: hold it in one place, and use it twice in forward",
  );
});

test("a model whose parameters do not reach the loss is refused by fit", () => {
  class Stuck {
    readonly w: Tensor = random(4).normal([2, 2]);
    readonly forward = (x: Tensor): Tensor => x.matmul(this.w);
  }
  expect(() => fit(new Stuck(), data, options)).toThrow(
    /^fit: the model: the gradient of the loss is 0 for every parameter: let forward be a method/,
  );
});
