import { expect, test } from "vitest";
import { random } from "../src/index.ts";

test.each([
  [0.9999999, 1],
  [-1e-45, 0],
  [-1.0000001, -1],
])(
  "uniform float32 from %f stays below %f, although most draws would round up to it",
  (low, high) => {
    const x = random(3).uniform([1000], { low, high, dtype: "float32" }).data();
    expect(x.every((value) => value < high)).toBe(true);
  },
);

test("a scalar, a shape and an empty shape are drawn alike", () => {
  expect(random(1).normal([]).item()).toBe(random(1).normal([3]).data()[0]);
  expect(random(1).uniform([2, 0]).shape).toEqual([2, 0]);
  expect(random(1).integers([], 4, 5).item()).toBe(4);
  expect(random(1).bernoulli([3], 1).toArray()).toEqual([1, 1, 1]);
});

test("dtype is that of the numbers, and float32 is float64 rounded", () => {
  const [single, double] = (["float32", "float64"] as const).map((dtype) =>
    random(5).normal([4], { dtype }),
  );
  expect(single?.dtype).toBe("float32");
  expect(single?.data()).toEqual(new Float32Array(double?.data() ?? []));
});

test("a split stream and its parent go on independently, and both are repeatable", () => {
  const draw = () => {
    const rng = random(9);
    const child = rng.split();
    return [rng.normal([3]).toArray(), child.normal([3]).toArray()];
  };
  expect(draw()).toEqual(draw());
  expect(draw()[0]).not.toEqual(draw()[1]);
});
