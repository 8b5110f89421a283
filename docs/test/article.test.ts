import { readFileSync } from "node:fs";
import { random } from "@chainrule/core";
import { describe, expect, test } from "vitest";
import { compare, engineAgainstDifferences, judge } from "../src/article/compare.ts";
import type { Matrix } from "../src/article/matrix.ts";
import {
  Corrected,
  type Layer,
  MLPRegressor,
  drawLayers,
  drawSamples,
} from "../src/article/regressor.ts";
import { absoluteError, flatBias, outputRelu, recursion } from "../src/article/slips.ts";
import { courses } from "../src/article/training.ts";

interface Flat {
  readonly shape: readonly [number, number];
  readonly data: readonly number[];
}

interface Case {
  readonly id: string;
  readonly batch: number;
  readonly params: readonly Flat[];
  readonly X: Flat;
  readonly Y: Flat;
  readonly output: Flat;
  readonly loss: number;
  readonly true_grads: readonly (readonly number[])[];
  readonly article_grads: readonly (readonly number[])[];
}

const file = new URL("./fixtures/article.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(file, "utf8")) as { readonly cases: readonly Case[] };

const matrix = ({ shape: [rows, columns], data }: Flat): Matrix =>
  Array.from({ length: rows }, (_, i) => data.slice(i * columns, (i + 1) * columns));

const layersOf = ({ params }: Case): Layer[] =>
  [0, 2, 4].map((i) => ({ W: matrix(params[i]!), b: matrix(params[i + 1]!) }));

const flat = (grads: readonly Layer[]) => grads.flatMap(({ W, b }) => [W.flat(), b.flat()]);

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, x] of actual.entries()) expect(x).toBeCloseTo(expected[i]!, 13);
}

describe.each(cases)("$id", (fixture) => {
  const [X, Y] = [matrix(fixture.X), matrix(fixture.Y)];

  test("the class gives the numbers that it gives in NumPy", () => {
    const regressor = new MLPRegressor(layersOf(fixture));
    expectClose(regressor.forward(X).flat(), fixture.output.data);
    expect(regressor.loss(regressor.forward(X), Y)).toBeCloseTo(fixture.loss, 13);
    for (const [i, gradient] of flat(regressor.backward(Y)).entries())
      expectClose(gradient, fixture.article_grads[i]!);
  });

  test("corrected, it gives the true gradients", () => {
    const regressor = new Corrected(layersOf(fixture));
    regressor.forward(X);
    for (const [i, gradient] of flat(regressor.backward(Y)).entries())
      expectClose(gradient, fixture.true_grads[i]!);
  });
});

describe.each([1, 2, 3, 7, 8, 32])("a batch of %d", (batch) => {
  const layers = drawLayers([4, 6, 4, 2], random(5), 0.5);
  const { X, Y } = drawSamples(4, 2, batch, 6);

  test("the article's dW and db are exactly 1/batch of the truth, which differences confirm", () => {
    const regressor = new MLPRegressor(layers);
    for (const { ratio, rest } of compare(regressor, X, Y)) {
      expect(Math.abs(ratio * batch - 1)).toBeLessThan(1e-12);
      expect(rest).toBeLessThan(1e-12);
    }
    const { counts } = engineAgainstDifferences(regressor, X, Y);
    expect(counts).toEqual({ right: 68, wrong: 0, kink: 0, precision: 0 });
  });

  test("the checker finds the factor, once for all of them, or says why one sample cannot tell", () => {
    const { ok, first, warnings } = judge(new MLPRegressor(layers), X, Y);
    if (batch === 1) {
      expect([ok, first]).toEqual([true, undefined]);
      expect(warnings.join(" ")).toMatch(/axis 1 of X.* has size 1/);
      return;
    }
    expect([ok, first?.name, first?.confidence]).toEqual([false, "dW3", "high"]);
    const [found] = first?.candidates ?? [];
    expect([found?.kind, found?.explained]).toEqual(["scale", 5]);
    expect(found?.names.map(({ text }) => text)).toContain(`1/${batch} (batch)`);
  });

  test("with sums for the second mean, they are the truth", () => {
    expect(judge(new Corrected(layers), X, Y).ok).toBe(true);
    for (const { ratio, rest } of compare(new Corrected(layers), X, Y)) {
      expect(Math.abs(ratio - 1)).toBeLessThan(1e-12);
      expect(rest).toBeLessThan(1e-12);
    }
  });

  test("a check by angle passes it", () => {
    for (const { cosine } of compare(new MLPRegressor(layers), X, Y))
      expect(cosine).toBeCloseTo(1, 14);
  });
});

test("to divide the gradient by the batch is to divide the learning rate by it", () => {
  const { article, divided, full, apart } = courses(16, 40, 0.1);
  expect(apart).toBeLessThan(1e-12);
  expect(article.last).toBeCloseTo(divided.last, 12);
  expect(article.first - article.last).toBeLessThan((full.first - full.last) / 2);
});

describe("what else the article says", () => {
  test("MAE without bars is 0 for a wrong prediction, and descends for ever", () => {
    const { formula, truth, descended, error } = absoluteError(20);
    expect([formula, truth]).toEqual([0, 2]);
    expect(descended).toBeCloseTo(-10, 12);
    expect(error).toBeCloseTo(10, 12);
  });

  test("relu at the end cannot reach what is below 0, and stops learning", () => {
    const { floor, withRelu, slope, linear } = outputRelu(200, 0.05);
    expect(withRelu).toBe(floor);
    expect(slope).toBe(0);
    expect(linear).toBeLessThan(0.05);
  });

  test("the recursion is upside down", () => {
    const { engine, upright, printed } = recursion();
    expect(upright).toBeCloseTo(engine, 14);
    expect(Math.abs(printed / engine - 1)).toBeGreaterThan(0.2);
  });

  test("a flat bias lies along the samples", () => {
    const { refused, one, six } = flatBias();
    expect(refused).toMatch(/^add: w1 @ X \[6, 5\] and b1 \[6\]: .* reshape \[6\] to \[6, 1\]$/);
    expect(one).toEqual([6, 6]);
    expect(six).toBeGreaterThan(1);
  });
});
