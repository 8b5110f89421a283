import { describe, expect, test } from "vitest";
import { normalQuantile } from "../src/random/normal.ts";
import { Stream } from "../src/random/stream.ts";

const N = 100_000;

function mean(x: ArrayLike<number>): number {
  return Array.from(x).reduce((a, b) => a + b, 0) / x.length;
}

function filled<T>(out: T, fill: (out: T) => void): T {
  fill(out);
  return out;
}

const uniforms = (stream: Stream): Float64Array =>
  filled(new Float64Array(N), (out) => stream.fillUniform(out, 0, 1));

const normals = (seed: number, mean: number, std: number): Float64Array =>
  filled(new Float64Array(N), (out) => new Stream(seed).fillNormal(out, mean, std));

const integers = (seed: number, low: number, high: number): Int32Array =>
  filled(new Int32Array(N), (out) => new Stream(seed).fillIntegers(out, low, high));

/** The largest distance of the mean of xᵏ from its expectation, in standard errors. */
function momentError(x: Float64Array, expectations: readonly number[]): number {
  const errors = expectations.map((expectation, i) => {
    const powers = x.map((v) => v ** (i + 1));
    const centre = mean(powers);
    const variance = mean(powers.map((v) => (v - centre) ** 2));
    return Math.abs(centre - expectation) / Math.sqrt(variance / x.length);
  });
  return Math.max(...errors);
}

/** √n times the distance of the distribution function of x from p ↦ p, at its 5% steps. */
function quantileError(x: Float64Array, quantile: (p: number) => number): number {
  const steps = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
  const shares = steps.map((p) => {
    const bound = quantile(p);
    return x.filter((v) => v < bound).length / x.length - p;
  });
  return Math.sqrt(x.length) * Math.max(...shares.map(Math.abs));
}

/** (χ² − df) / √(2 df) for class numbers that should be equally likely. */
function chiSquare(samples: ArrayLike<number>, classes: number): number {
  const counts = new Float64Array(classes);
  for (const k of Array.from(samples)) counts[k] = (counts[k] ?? NaN) + 1;
  const expected = samples.length / classes;
  const sum = counts.reduce((a, count) => a + (count - expected) ** 2 / expected, 0);
  return (sum - (classes - 1)) / Math.sqrt(2 * (classes - 1));
}

// The numbers here come from a second implementation, in Python.
test("the same seed gives the same bits everywhere", () => {
  const heads = [42, -3, 2 ** 53 - 1].map((seed) => [...uniforms(new Stream(seed)).subarray(0, 2)]);
  expect(heads).toEqual([
    [0.8690483965743594, 0.1506324111875399],
    [0.1213469077647974, 0.04632358976241924],
    [0.4364760807442819, 0.9667333890133216],
  ]);
  const numbers = normals(42, 0, 1);
  expect([...numbers.subarray(0, 3)]).toEqual([
    1.1219041244277288, -1.03372482873297, 0.05095839217295036,
  ]);
  const bits = new BigUint64Array(numbers.buffer);
  const checksum = bits.reduce((sum, word) => BigInt.asUintN(64, 31n * sum + word), 0n);
  expect(checksum).toBe(0x6c4c7b25e3f6873an);
  const parent = new Stream(42);
  const [a, b] = [parent.split(), parent.split()];
  expect([a, b, parent, a.split()].map((stream) => stream.uniform53())).toEqual([
    0.8750404658019489, 0.40756508536350067, 0.8690483965743594, 0.5045348025352759,
  ]);
});

describe("distributions", () => {
  test("uniform", () => {
    const x = uniforms(new Stream(1));
    expect(momentError(x, [1 / 2, 1 / 3, 1 / 4, 1 / 5])).toBeLessThan(3);
    expect(quantileError(x, (p) => p)).toBeLessThan(1.63);
    expect(x.every((v) => v >= 0 && v < 1)).toBe(true);
    const [low, high] = [1, 1 + 2 * Number.EPSILON];
    const narrow = filled(new Float64Array(99), (out) => new Stream(2).fillUniform(out, low, high));
    expect(new Set(narrow)).toEqual(new Set([1, 1 + Number.EPSILON]));
  });

  test("normal", () => {
    const x = normals(3, 0, 1);
    expect(momentError(x, [0, 1, 0, 3, 0, 15])).toBeLessThan(3);
    expect(quantileError(x, normalQuantile)).toBeLessThan(1.63);
    expect(normals(3, 5, 2)).toEqual(x.map((z) => 5 + 2 * z));
    expect(normals(3, 7, 0)).toEqual(x.map(() => 7));
  });

  test("integers", () => {
    expect(chiSquare(integers(4, 0, 10), 10)).toBeLessThan(3);
    const around = integers(5, -500, 497).map((k) => k + 500);
    expect(chiSquare(around, 997)).toBeLessThan(3);
    const quarter = (k: number): number => (k + 2 ** 31) / 2 ** 30;
    const threeQuarters = integers(6, -(2 ** 31), 2 ** 30).map(quarter);
    expect(chiSquare(threeQuarters, 3)).toBeLessThan(3);
    const all = integers(7, -(2 ** 31), 2 ** 31).map(quarter);
    expect(chiSquare(all, 4)).toBeLessThan(3);
    expect(new Set(integers(8, 7, 8))).toEqual(new Set([7]));
  });

  test("Bernoulli", () => {
    const count = (p: number): number =>
      N * mean(filled(new Uint8Array(N), (out) => new Stream(9).fillBernoulli(out, p)));
    expect([count(0), count(1)]).toEqual([0, N]);
    expect(Math.abs(count(0.3) - 0.3 * N)).toBeLessThan(3 * Math.sqrt(0.21 * N));
  });

  test("permutation", () => {
    const stream = new Stream(10);
    expect(stream.permutation(1000).toSorted()).toEqual(
      Int32Array.from({ length: 1000 }, (_, i) => i),
    );
    expect([0, 1].map((n) => [...stream.permutation(n)])).toEqual([[], [0]]);
    const names = Array.from({ length: 24_000 }, () => stream.permutation(4).join(""));
    const orders = [...new Set(names)];
    expect(orders).toHaveLength(24);
    const classes = names.map((name) => orders.indexOf(name));
    expect(chiSquare(classes, 24)).toBeLessThan(3);
  });
});

test("a stream, its children and grandchildren neither overlap nor correlate", () => {
  const parent = new Stream(11);
  const child = parent.split();
  const streams = [parent, child, parent.split(), child.split(), new Stream(2 ** 32 + 11)];
  const draws = streams.map((stream) => uniforms(stream));
  expect(new Set(draws.flatMap((x) => [...x])).size).toBe(5 * N);
  for (const [i, x] of draws.entries()) {
    for (const y of draws.slice(0, i)) {
      const covariance = mean(x.map((v, k) => (v - 0.5) * ((y[k] ?? NaN) - 0.5)));
      expect(Math.abs(covariance) * 12 * Math.sqrt(N)).toBeLessThan(3);
    }
  }
  expect(draws[0]).toEqual(uniforms(new Stream(11)));
});

describe("error texts", () => {
  const stream = new Stream(12);
  const reals = new Float64Array(1);
  const whole = new Int32Array(1);
  const seed = "not a safe integer: pass a whole number such as 42";
  const bounds = "not increasing, or infinitely far apart: pass finite numbers, the lower first";
  const integerBounds =
    "not increasing whole numbers of 32 bits: pass -2147483648 <= low < high <= 2147483648";
  const count =
    "not a whole number from 0 to 2147483647: pass how many things to order, such as 10";

  test.each<[string, () => unknown]>([
    [`seed 1.5: ${seed}`, () => new Stream(1.5)],
    [`seed NaN: ${seed}`, () => new Stream(NaN)],
    [`seed 9007199254740992: ${seed}`, () => new Stream(2 ** 53)],
    [`uniform bounds 1 and 1: ${bounds}`, () => stream.fillUniform(reals, 1, 1)],
    [`uniform bounds 0 and NaN: ${bounds}`, () => stream.fillUniform(reals, 0, NaN)],
    [
      `uniform bounds -1e+308 and 1e+308: ${bounds}`,
      () => stream.fillUniform(reals, -1e308, 1e308),
    ],
    ["normal mean NaN: not finite: pass a finite number", () => stream.fillNormal(reals, NaN, 1)],
    [
      "normal std -1: negative or not finite: pass a finite number from 0 up",
      () => stream.fillNormal(reals, 0, -1),
    ],
    [`integer bounds 0 and 0: ${integerBounds}`, () => stream.fillIntegers(whole, 0, 0)],
    [`integer bounds 0 and 1.5: ${integerBounds}`, () => stream.fillIntegers(whole, 0, 1.5)],
    [
      `integer bounds 0 and 2147483649: ${integerBounds}`,
      () => stream.fillIntegers(whole, 0, 2 ** 31 + 1),
    ],
    [
      "probability 1.5: not between 0 and 1: pass a number from 0 to 1",
      () => stream.fillBernoulli(new Uint8Array(1), 1.5),
    ],
    [`permutation of -1: ${count}`, () => stream.permutation(-1)],
    [`permutation of 2.5: ${count}`, () => stream.permutation(2.5)],
  ])("%s", (message, act) => {
    expect(act).toThrow(new RangeError(`random: ${message}`));
  });
});
