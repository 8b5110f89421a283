import { random } from "@chainrule/core";
import { describe, expect, test } from "vitest";
import {
  fanInUniform,
  heNormal,
  heUniform,
  linear,
  mlp,
  xavierNormal,
  xavierUniform,
} from "../src/index.ts";

const [fanIn, fanOut] = [300, 500];
const n = fanIn * fanOut;

/** Fourth central moment of a distribution over its variance squared. */
const KURTOSIS = { uniform: 9 / 5, normal: 3 };

describe.each([
  ["xavierUniform", xavierUniform, 2 / (fanIn + fanOut), "uniform"],
  ["xavierNormal", xavierNormal, 2 / (fanIn + fanOut), "normal"],
  ["heUniform", heUniform, 2 / fanIn, "uniform"],
  ["heNormal", heNormal, 2 / fanIn, "normal"],
  ["fanInUniform", fanInUniform, 1 / (3 * fanIn), "uniform"],
] as const)("%s", (_, initializer, variance, kind) => {
  const weights = [...initializer([fanOut, fanIn], random(11)).data()];

  test("has mean 0 within three standard errors", () => {
    const mean = weights.reduce((a, b) => a + b, 0) / n;
    expect(Math.abs(mean)).toBeLessThan(3 * Math.sqrt(variance / n));
  });

  test("has the variance of its formula within three standard errors", () => {
    const sample = weights.reduce((a, b) => a + b * b, 0) / n;
    const error = variance * Math.sqrt((KURTOSIS[kind] - 1) / n);
    expect(Math.abs(sample - variance)).toBeLessThan(3 * error);
  });

  test("stays within its bound if it is uniform", () => {
    const largest = weights.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    const bound = Math.sqrt(3 * variance);
    if (kind === "uniform") expect(largest).toBeLessThanOrEqual(bound);
    else expect(largest).toBeGreaterThan(bound);
  });
});

test("a linear layer is drawn as in PyTorch, weight and bias, unless told otherwise", () => {
  const { weight, bias } = linear(4, 1000, { rng: random(1) });
  for (const x of [weight, bias!]) {
    const data = [...x.data()];
    const variance = data.reduce((a, b) => a + b * b, 0) / data.length;
    expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(3 * (1 / 12) * Math.sqrt(0.8 / data.length));
  }
});

test("with an initialiser of one's choice, biases start at 0", () => {
  const { weight, bias } = linear(3, 2, { rng: random(1), init: heNormal });
  expect(weight.toArray()).toEqual(heNormal([2, 3], random(1)).toArray());
  expect(bias?.toArray()).toEqual([0, 0]);
});

test("the same seed gives the same network, another seed another", () => {
  const weights = (seed: number) =>
    mlp([3, 5, 2], { rng: random(seed) }).layers[2].weight.toArray();
  expect(weights(7)).toEqual(weights(7));
  expect(weights(7)).not.toEqual(weights(8));
});
