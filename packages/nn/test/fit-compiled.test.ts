/** What must not change because a step of `fit` is a compiled program that writes over its parameters. */
import {
  type Tensor,
  grad,
  random,
  relu as reluOf,
  stopGradient,
  tensor,
  valueAndGrad,
} from "@chainrule/core";
import { leavesOf } from "@chainrule/core/engine";
import { describe, expect, test } from "vitest";
import {
  Linear,
  type Module,
  type Optimizer,
  accuracy,
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
  optimizer,
  rmsprop,
  sgd,
  tanh,
} from "../src/index.ts";
import { expectClose } from "./fixture.ts";

const x = random(8).normal([50, 3]);
const y = x.matmul(tensor([[2], [-3], [0.5]] as const)).tanh();
const network = () => mlp([3, 7, 1], { rng: random(1), activation: tanh });
const numbers = (model: unknown) => leavesOf(model).map(({ tensor }) => tensor.toArray());

const optimizers: Readonly<Record<string, Optimizer>> = {
  sgd: sgd(0.05),
  "sgd with momentum": sgd(0.05, { momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
  adam: adam(0.01),
  amsgrad: adam(0.01, { amsgrad: true }),
  adamW: adamW(0.01),
  rmsprop: rmsprop(0.01, { centered: true, momentum: 0.5 }),
  adagrad: adagrad(0.1),
  // Pulled back to where it began: a slot that is read, and returned as it is.
  anchored: {
    init: (params) => ({ ...sgd(0.05).init(params), slots: [params] }),
    update(params, gradient, state) {
      const pulled = optimizer("anchored", 1, (p, g, [start]) => [
        p.sub(g.add(p.sub(start!)).mul(0.05)),
        start!,
      ]);
      return pulled.update(params, gradient, state);
    },
  },
  // The parameters of the step before, in a slot.
  lagging: optimizer("lagging", 1, (p, g, [last]) => [p.sub(g.mul(0.05)).add(last!.mul(1e-3)), p]),
};

describe.each(Object.entries(optimizers))("%s", (_, descent) => {
  test("takes the steps of a loop by hand, also where the last batch is smaller", () => {
    const epochs = 4;
    const { model, history } = fit(
      network(),
      { x, y },
      { loss: huber, optimizer: descent, epochs, batchSize: 16, rng: random(5) },
    );
    const lossAndGradient = valueAndGrad((m: Module, at: Tensor, t: Tensor) =>
      huber(m.forward(at), t),
    );
    const passes = batches({ x, y }, { size: 16, rng: random(5) });
    let own: Module = network();
    let state = descent.init(own);
    for (let epoch = 0; epoch < epochs; epoch++) {
      let total = 0;
      for (const batch of passes) {
        const [loss, gradient] = lossAndGradient(own, batch.x, batch.y);
        total += loss.item() * batch.x.shape[0];
        [own, state] = descent.update(own, gradient, state);
      }
      expectClose([history[epoch]!.loss], [total / 50], 1e-12);
    }
    const expected = leavesOf(own);
    for (const [i, { path, tensor }] of leavesOf(model).entries()) {
      expect([path, tensor.name]).toEqual([expected[i]!.path, expected[i]!.tensor.name]);
      expectClose(tensor.data(), expected[i]!.tensor.data(), 1e-12);
    }
  });
});

const common = { loss: mse, optimizer: sgd(0.1, { momentum: 0.9 }), batchSize: 16 };

test("every model that was handed out stays readable, and as it was", () => {
  const told: { readonly model: Module; readonly seen: unknown }[] = [];
  const first = network();
  const before = numbers(first);
  const { model } = fit(
    first,
    { x, y },
    {
      ...common,
      epochs: 4,
      rng: random(2),
      validation: { x, y },
      onEpoch: (_, model) => told.push({ model, seen: numbers(model) }),
    },
  );
  for (const { model, seen } of told) expect(numbers(model)).toEqual(seen);
  expect(numbers(first)).toEqual(before);
  expect(numbers(model)).toEqual(told.at(-1)!.seen);
  expect(new Set(told.map(({ seen }) => JSON.stringify(seen))).size).toBe(4);
  for (const { tensor } of leavesOf(model)) expect(tensor.inputs).toHaveLength(0);
});

test("a model that is handed out unread can be read later", () => {
  const told: Module[] = [];
  const options = { ...common, epochs: 3, rng: random(2) };
  fit(network(), { x, y }, { ...options, onEpoch: (_, model) => told.push(model) });
  const last = fit(network(), { x, y }, { ...options, epochs: 2, rng: random(2) }).model;
  expect(numbers(told[1])).toEqual(numbers(last));
});

test("the model with the lowest validation loss survives the epochs after it", () => {
  const options = { ...common, epochs: 30, validation: { x, y: y.neg() }, patience: 5 };
  const { model, history } = fit(network(), { x, y }, { ...options, rng: random(2) });
  const epochs = history.length - 5;
  const same = fit(network(), { x, y }, { ...common, epochs, rng: random(2) });
  expect(numbers(model)).toEqual(numbers(same.model));
});

test("parameters that are computed, and data that are, are computed once", () => {
  const weight = random(1).normal([1, 3]).mul(0.5);
  const model = new Linear(weight, tensor([0.1]).add(0.2));
  const lazy = { x: x.mul(1), y: y.mul(1) };
  const { model: after } = fit(model, lazy, { ...common, epochs: 2, rng: random(2) });
  const plain = new Linear(tensor(weight.toArray()), tensor([0.1 + 0.2]));
  const same = fit(plain, { x, y }, { ...common, epochs: 2, rng: random(2) });
  expect(numbers(after)).toEqual(numbers(same.model));
  expect(numbers(model)).toEqual(numbers(plain));
});

test("the loss is called once for every number of rows", () => {
  const rows: number[] = [];
  const loss = (p: Tensor, t: Tensor) => {
    rows.push(p.shape[0]!);
    return mse(p, t);
  };
  fit(network(), { x, y }, { ...common, loss, epochs: 5, rng: random(2) });
  expect(rows).toEqual([16, 2]);
  rows.length = 0;
  const validation = { x, y };
  fit(network(), { x, y }, { ...common, loss, epochs: 5, rng: random(2), validation });
  expect(rows).toEqual([16, 2, 50]);
});

test("a loss that draws random numbers draws new ones at every step", () => {
  const noise = random(9);
  const drawn: Tensor[] = [];
  const noisy = (p: Tensor, t: Tensor) => {
    drawn.push(noise.normal(p.shape, { std: 0.1 }));
    return mse(p.add(drawn.at(-1)!), t);
  };
  const validation = { x, y };
  const { history } = fit(
    network(),
    { x, y },
    { ...common, loss: noisy, epochs: 3, rng: random(2), validation },
  );
  // A trace each of a step and of the validation loss; four steps and one validation in each epoch.
  expect(drawn).toHaveLength(2 + 3 * 5);
  expect(new Set(drawn.map((x) => x.data()[0])).size).toBe(drawn.length);
  expect(history.every(({ loss, validation }) => loss > 0 && validation! > 0)).toBe(true);
});

test("a fit may run inside of another one", () => {
  const options = { ...common, epochs: 2, rng: random(2) };
  const plain = fit(network(), { x, y }, options);
  const inner: unknown[] = [];
  const outer = fit(
    network(),
    { x, y },
    {
      ...options,
      rng: random(2),
      onEpoch: (_, model) =>
        inner.push(numbers(fit(model, { x, y }, { ...options, rng: random(3) }).model)),
    },
  );
  expect(numbers(outer.model)).toEqual(numbers(plain.model));
  expect(inner).toHaveLength(2);
});

test("training can be differentiated with respect to where it begins", () => {
  // ŷ = wx, L = Σ (wx − y)²/2 over x = 1, 2: a step of rate 0.1 multiplies the distance by 1 − 0.1·5.
  const data = { x: tensor([[1], [2]]), y: tensor([[3], [6]]) };
  const trained = (w: Tensor) =>
    fit(new Linear(w as Tensor<readonly [1, 1]>, null), data, {
      loss: mse,
      optimizer: sgd(0.1),
      epochs: 3,
      batchSize: 2,
      rng: random(1),
    }).model.weight.sum();
  expect(grad(trained)(tensor([[0.5]])).item()).toBeCloseTo(0.125, 12);
});

test("classes are learnt", () => {
  const centres = tensor([
    [0, 4],
    [4, 0],
    [-4, -4],
  ] as const);
  const target = random(1).integers([90], 0, 3);
  const points = random(2).normal([90, 2]).add(centres.take(target));
  const { model } = fit(
    mlp([2, 16, 3], { rng: random(3) }),
    { x: points, y: target },
    { loss: crossEntropy, optimizer: adam(0.02), epochs: 30, batchSize: 16, rng: random(4) },
  );
  expect(accuracy(model.forward(points), target).item()).toBeGreaterThan(0.97);
});

test("a class that does not exist is refused by name", () => {
  const target = tensor([0, 1, 3], { dtype: "int32" });
  const data = { x: tensor([[1], [2], [3]]), y: target };
  const options = { ...common, loss: crossEntropy, epochs: 1, rng: random(1) };
  expect(() => fit(linear(1, 3, { rng: random(1) }), data, options)).toThrow(
    "crossEntropy: class 3: there are 3 classes: count them from 0 to 2",
  );
});

class Cut implements Module {
  readonly w: Tensor = tensor([[1], [1], [1]]);
  forward(x: Tensor): Tensor {
    return x.matmul(stopGradient(this.w));
  }
}

class Dead implements Module {
  readonly w: Tensor = tensor([[1], [1], [1]]);
  readonly b: Tensor = tensor(-1e9);
  forward(x: Tensor): Tensor {
    return reluOf(x.matmul(this.w).add(this.b));
  }
}

class DeadScalar implements Module {
  readonly b: Tensor = tensor(-1e9);
  forward(x: Tensor): Tensor {
    return reluOf(x.sum(1, { keepDims: true }).add(this.b));
  }
}

test("a model is refused if its gradient is 0 by what it is, not if it happens to be 0", () => {
  const options = { ...common, epochs: 1, rng: random(1) };
  expect(() => fit(new Cut(), { x, y }, options)).toThrow(
    "fit: the model: the gradient of the loss is 0 for every parameter: let forward be a method that uses " +
      "this.…; a function kept in a field goes on using the first parameters",
  );
  expect(fit(new Dead(), { x, y }, options).model.b.item()).toBe(-1e9);
  // The same where nothing is compiled, and gradients are values.
  const noise = random(3);
  const noisy = (p: Tensor, t: Tensor) => mse(p.add(noise.normal(p.shape)), t);
  expect(fit(new DeadScalar(), { x, y }, { ...options, loss: noisy }).model.b.item()).toBe(-1e9);
  expect(() => fit(new Cut(), { x, y }, { ...options, loss: noisy })).toThrow("the gradient of");
});
