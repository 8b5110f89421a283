import { random, tensor } from "@chainrule/core";
import { leavesOf } from "@chainrule/core/engine";
import { describe, expect, test } from "vitest";
import { type Epoch, fit, linear, mlp, mse, sgd, tanh } from "../src/index.ts";

const rng = random(8);
const x = rng.normal([60, 2]);
const y = x.matmul(tensor([[2], [-3]] as const)).add(1);
const common = { loss: mse, optimizer: sgd(0.1), batchSize: 16 };

test("a linear model finds the plane that the data lie on", () => {
  const { model, history } = fit(
    linear(2, 1, { rng: random(1) }),
    { x, y },
    { ...common, epochs: 60, rng: random(2) },
  );
  expect(model.weight.toArray()[0]![0]).toBeCloseTo(2, 6);
  expect(model.weight.toArray()[0]![1]).toBeCloseTo(-3, 6);
  expect(model.bias?.item()).toBeCloseTo(1, 6);
  expect(history).toHaveLength(60);
  expect(history.at(-1)!.loss).toBeLessThan(1e-9);
});

const train = (seed: number) => {
  const rng = random(seed);
  const model = mlp([2, 8, 1], { rng, activation: tanh });
  return fit(model, { x, y }, { ...common, epochs: 5, rng });
};

test("the same seed gives the same digits, another seed others", () => {
  const digits = (seed: number) => {
    const { model, history } = train(seed);
    return { history, parameters: leavesOf(model).map(({ tensor }) => tensor.toArray()) };
  };
  expect(digits(3)).toEqual(digits(3));
  expect(digits(3)).not.toEqual(digits(4));
});

test("the model that was passed in stays as it is", () => {
  const model = linear(2, 1, { rng: random(1) });
  const before = model.weight.toArray();
  const { model: after } = fit(model, { x, y }, { ...common, epochs: 1, rng: random(2) });
  expect(model.weight.toArray()).toEqual(before);
  expect(after.weight.toArray()).not.toEqual(before);
});

test("no epochs leave the model alone", () => {
  const model = linear(2, 1, { rng: random(1) });
  expect(fit(model, { x, y }, { ...common, epochs: 0, rng })).toEqual({ model, history: [] });
});

test("the loss of an epoch is the mean over its samples, also when the last batch is smaller", () => {
  const model = linear(2, 1, { rng: random(1) });
  const whole = mse(model.forward(x), y).item();
  const still = { ...common, optimizer: sgd(1e-300), epochs: 1, rng };
  for (const batchSize of [1, 7, 16, 60, 1000])
    expect(fit(model, { x, y }, { ...still, batchSize }).history[0]!.loss).toBeCloseTo(whole, 12);
});

test("each epoch is told, with the model as it is then", () => {
  const told: Epoch[] = [];
  const { history } = fit(
    linear(2, 1, { rng: random(1) }),
    { x, y },
    {
      ...common,
      epochs: 3,
      rng: random(2),
      validation: { x, y },
      onEpoch(epoch, model) {
        told.push(epoch);
        expect(mse(model.forward(x), y).item()).toBeCloseTo(epoch.validation!, 12);
      },
    },
  );
  expect(told).toEqual(history);
  expect(told.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
});

describe("with patience", () => {
  // The validation targets are the training targets with the sign turned: the better the fit, the worse.
  const worse = { x, y: y.neg() };

  test("training stops after so many epochs without a lower validation loss", () => {
    const { history } = fit(
      linear(2, 1, { rng: random(1) }),
      { x, y },
      { ...common, epochs: 100, rng: random(2), validation: worse, patience: 3 },
    );
    const losses = history.map(({ validation }) => validation!);
    expect(losses.indexOf(Math.min(...losses))).toBe(losses.length - 4);
  });

  test("the model with the lowest validation loss is returned", () => {
    const { model, history } = fit(
      linear(2, 1, { rng: random(1) }),
      { x, y },
      { ...common, epochs: 100, rng: random(2), validation: worse, patience: 3 },
    );
    const lowest = Math.min(...history.map(({ validation }) => validation!));
    expect(mse(model.forward(x), worse.y).item()).toBeCloseTo(lowest, 12);
  });
});
