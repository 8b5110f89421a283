import { describe, expect, test } from "vitest";
import { expectNear, near, tolerance } from "./checks/metric.ts";
import { ridders } from "./ridders.ts";

describe("differences", () => {
  test.each([
    ["sin at 1", (t: number) => Math.sin(1 + t), Math.cos(1)],
    ["exp at 2", (t: number) => Math.exp(2 + t), Math.exp(2)],
    ["ln at 0.3", (t: number) => Math.log(0.3 + t), 1 / 0.3],
    ["tanh at 0.5", (t: number) => Math.tanh(0.5 + t), 1 - Math.tanh(0.5) ** 2],
  ])("of %s are right to eleven digits, and the estimate covers the error", (_, f, wanted) => {
    const [estimate = { value: NaN, error: NaN }] = ridders((t) => [f(t)]);
    expect(Math.abs(estimate.value - wanted)).toBeLessThan(1e-11 * Math.abs(wanted));
    expect(estimate.error).toBeLessThan(1e-10 * Math.abs(wanted));
  });

  test("come for every component of a vector", () => {
    const slopes = ridders((t) => [t, 3 * t, t * t]).map(({ value }) => value);
    expectNear("slopes", slopes, [1, 3, 0], tolerance(1e-14));
  });

  test("cannot tell across a kink or a pole, and say so", () => {
    const error = (f: (t: number) => number) => ridders((t) => [f(t)])[0]?.error ?? NaN;
    expect(error((t) => Math.abs(t - 2 ** -11))).toBeGreaterThan(1e-3);
    expect(error((t) => Math.sqrt(t + 0.001))).toBe(Infinity);
  });
});

describe("the comparison of numbers", () => {
  test("takes NaN for NaN only", () => {
    expect(near(NaN, NaN, tolerance(1))).toBe(true);
    expect(near(NaN, 1, tolerance(1))).toBe(false);
    expect(near(1, NaN, tolerance(1))).toBe(false);
  });

  test("takes an infinity for the same infinity only", () => {
    expect(near(Infinity, Infinity, tolerance(1))).toBe(true);
    expect(near(-Infinity, Infinity, tolerance(1))).toBe(false);
    expect(near(1e300, Infinity, tolerance(1))).toBe(false);
    expect(near(Infinity, 1e300, tolerance(1))).toBe(false);
  });

  test("names one factor that explains all errors", () => {
    const compare = () => expectNear("gradient", [1, -2, 3], [8, -16, 24], tolerance(1e-9));
    expect(compare).toThrow(
      "gradient: element 0 is 1, not 8; all are 0.125 of what they should be",
    );
  });
});
