/** Values cannot be changed from outside, keep their dtype, and survive errors. */
import { describe, expect, test } from "vitest";
import {
  type Tensor,
  cast,
  data,
  evaluate,
  grad,
  max,
  min,
  ones,
  random,
  sum,
  tensor,
  zeros,
} from "../src/index.ts";
import { isInterpreting, isTransforming, unary } from "../src/engine.ts";
import { constant, custom } from "../src/engine.ts";

describe("nothing is shared with the caller", () => {
  test("neither what a tensor is made of", () => {
    const numbers = [1, 2];
    const bytes = new Float64Array([1, 2]);
    const shape = [2];
    const made = [
      tensor(numbers),
      tensor(bytes),
      zeros(shape)
        .add(1)
        .mul(tensor([1, 2])),
      tensor([1, 2], { shape }),
      random(1)
        .normal(shape)
        .mul(0)
        .add(tensor([1, 2])),
      tensor([[1, 2]]).reshape(shape),
      tensor([1, 2]).broadcastTo(shape),
    ];
    numbers[0] = bytes[0] = shape[0] = 9;
    for (const x of made) expect([x.shape, x.toArray()]).toEqual([[2], [1, 2]]);
  });

  test("nor what is read from it", () => {
    const x = tensor([1, 2]);
    const y = x.mul(2);
    for (const read of [x.data(), data(x), y.data(), x.reshape([2, 1]).data()]) read.fill(9);
    x.toArray()[0] = 9;
    expect([x.toArray(), y.toArray(), evaluate(y).toArray()]).toEqual([
      [1, 2],
      [2, 4],
      [2, 4],
    ]);
  });

  test("nor the tree whose gradient was taken", () => {
    const w = tensor([1, 2]).named("w");
    const tree = { layers: [{ w }], steps: [1, 2] };
    const g = grad((p: typeof tree) => p.layers[0]!.w.sum())(tree);
    expect(tree.layers[0]?.w).toBe(w);
    expect(g.layers).not.toBe(tree.layers);
    expect(g.steps).toBe(tree.steps);
  });
});

describe("integers and claims", () => {
  const k = tensor(
    [
      [-5, -2, -9],
      [-4, -7, -1],
    ],
    { dtype: "int32" },
  );

  test("have extrema along every axis", () => {
    expect([max(k, 1), max(k, 0), max(k)].map((y) => y.toArray())).toEqual([
      [-2, -1],
      [-4, -2, -1],
      -1,
    ]);
    expect([min(k.neg(), 1), min(k.neg())].map((y) => y.toArray())).toEqual([[2, 1], 1]);
    expect(max(k, 1).dtype).toBe("int32");
    expect(k.greater(-3).max(1).toArray()).toEqual([1, 1]);
  });

  test("wrap around as integers do, and become floats on request", () => {
    expect(sum(tensor([2 ** 31 - 1, 1], { dtype: "int32" })).item()).toBe(-(2 ** 31));
    expect(cast(k, "float64").mean().item()).toBeCloseTo(-28 / 6, 15);
    expect(cast(tensor([-1.7, 1.7]), "int32").toArray()).toEqual([-1, 1]);
  });
});

describe("an error leaves nothing behind", () => {
  const failing = unary("failing", {
    scalar: (m, x) => m.add(x, m.const(0)),
    derivative: custom({
      vjp() {
        throw new Error("no rule");
      },
      jvp: ([dx]) => dx as Tensor,
    }),
  });
  const calm = (): void => {
    expect([isTransforming(), isInterpreting()]).toEqual([false, false]);
    const y = ones([2]).mul(3);
    expect(y.inputs.length).toBe(2);
    expect(grad((x) => x.square())(tensor(3)).item()).toBe(6);
  };

  test("thrown in the function", () => {
    const broken = (): Tensor => {
      throw new Error("mine");
    };
    expect(() => grad(broken)(tensor(1))).toThrow("mine");
    expect(() => grad((x) => x.mul(grad(broken)(x)))(tensor(1))).toThrow("mine");
    calm();
  });

  test("thrown in a rule", () => {
    expect(() => grad((x) => failing(x.exp()))(tensor(1))).toThrow("no rule");
    calm();
  });

  test("thrown in an evaluation", () => {
    const y = cast(tensor([1, Infinity]).mul(2), "int32");
    expect(() => y.data()).toThrow("no int32 holds it");
    expect(() => y.data()).toThrow("no int32 holds it");
    calm();
  });

  test("a constant op has no slope", () => {
    const flat = unary("flat", { scalar: (m, x) => m.floor(x), derivative: constant });
    expect(grad((x) => flat(x).add(x))(tensor(1.5)).item()).toBe(1);
  });
});
