/** Sums of very many float32 go on in float64 after some thousand, whichever axes are summed. */
import { describe, expect, test } from "vitest";
import { type Tensor, data, dot, random, sum, tensor } from "@chainrule/core";
import { input } from "@chainrule/core/engine";
import { compile } from "../src/index.ts";

/** Shapes, and the axes that are summed. */
const cases: readonly (readonly [shape: readonly number[], axes: readonly number[]])[] = [
  [[300_000], [0]],
  [[100_000, 5], [0]],
  [[5, 100_003], [1]],
  [[3000, 4, 7], [0]],
  [
    [100, 3, 70, 6],
    [0, 2],
  ],
  [
    [3, 5000, 2, 5],
    [1, 2],
  ],
  [
    [5, 3, 5000, 3],
    [0, 2],
  ],
  [[2049, 1], [0]],
  [[2048, 6], [0]],
  [[2047, 9], [0]],
];

/** The sums in float64. */
function exact(x: Tensor, axes: readonly number[]): Float64Array {
  const values = Float64Array.from(data(x));
  return Float64Array.from(data(sum(input(values, x.shape, "float64"), axes)));
}

// The evaluator adds in float64 and rounds once. Lanes of float32 overflow before their sums meet.
test.each<readonly [string, (v: Tensor) => Tensor, readonly number[], compiled: number]>([
  ["a sum", (v) => sum(v), [2e38, -2e38, 0, 0, 2e38, -2e38, 0, 0], NaN],
  [
    "a sum of a column",
    (v) => sum(v.reshape([4, 2]), 0),
    [2, 0, 2, 0, -2, 0, -2, 0].map((e) => e * 1e38),
    Infinity,
  ],
  ["a product", (v) => dot(v, v.mul(tensor([1, -1], { dtype: "float32" }))), [2e19, 2e19], NaN],
])(
  "%s whose parts overflow float32 is not that of the evaluator, which is 0",
  (_, f, list, compiled) => {
    const x = tensor(list, { dtype: "float32" });
    expect(f(x).data()[0]).toBe(0);
    expect(compile(f)(x).data()[0]).toBe(compiled);
    expect(compile(f)(x.mul(2 ** -4)).data()[0]).toBe(0);
  },
);

describe.each(cases)("%j over %j", (shape, axes) => {
  test("is as exact as a sum of some thousand", () => {
    const values = Float32Array.from(data(random(3).uniform(shape, { low: 0.5, high: 1 })));
    const x = input(values, shape, "float32");
    const both = compile((v: Tensor) => [sum(v, axes), sum(v.square(), axes).sqrt(), v.max(axes)]);
    const [total, length, most] = both(x) as [Tensor, Tensor, Tensor];
    const squares = exact(x.mul(x), axes).map(Math.sqrt);
    exact(x, axes).forEach((t, i) =>
      expect(Math.abs((total.data()[i] as number) / t - 1)).toBeLessThan(2 ** -19),
    );
    squares.forEach((t, i) =>
      expect(Math.abs((length.data()[i] as number) / t - 1)).toBeLessThan(2 ** -19),
    );
    expect(most.data()).toEqual(x.max(axes).data());
  });
});
