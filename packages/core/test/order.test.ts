/** Running sums and products, copies and orders: what the op table, which draws floats, cannot ask. */
import { expect, test } from "vitest";
import {
  type Tensor,
  argsort,
  cast,
  cosineSimilarity,
  cumprod,
  cumsum,
  flip,
  grad,
  repeat,
  roll,
  sort,
  tensor,
  tile,
  topK,
  trace,
} from "../src/index.ts";
import { scopeOf } from "../src/engine.ts";

const k = tensor([3, -1, 3, 0], { dtype: "int32" });

test("integers stay integers", () => {
  const results: [Tensor, number[]][] = [
    [cumsum(k, 0), [3, 2, 5, 5]],
    [cumprod(k, 0), [3, -3, -9, 0]],
    [roll(k, 1, 0), [0, 3, -1, 3]],
    [tile(k, [2]), [3, -1, 3, 0, 3, -1, 3, 0]],
    [repeat(k, 2, 0), [3, 3, -1, -1, 3, 3, 0, 0]],
    [sort(k), [-1, 0, 3, 3]],
    [argsort(k), [1, 3, 0, 2]],
    [topK(k, 3).values, [3, 3, 0]],
    [topK(k, 3).indices, [0, 2, 3]],
  ];
  for (const [y, wanted] of results) {
    expect(y.dtype).toBe("int32");
    expect(y.toArray()).toEqual(wanted);
  }
});

test("truth values are ordered too, and indices are int32", () => {
  const b = tensor([true, false, true]);
  expect(sort(b).toArray()).toEqual([0, 1, 1]);
  expect(roll(b, 1, 0).dtype).toBe("bool");
  expect([argsort(b).dtype, argsort(cast(k, "float32")).dtype]).toEqual(["int32", "int32"]);
});

test("a running sum of float32 is rounded at every place, not on the way", () => {
  const x = tensor([1, 2 ** -24, 2 ** -24, -1], { dtype: "float32" });
  expect(cumsum(x, 0).toArray()).toEqual([1, 1, 1 + 2 ** -23, 2 ** -23]);
});

test("the slope of a running sum is the running sum from the other end", () => {
  const g = tensor([1, 10, 100]);
  const slope = grad((x: Tensor) => cumsum(x, 0).mul(g).sum())(tensor([5, 6, 7]));
  expect(slope.toArray()).toEqual([111, 110, 100]);
  expect(slope.toArray()).toEqual(flip(cumsum(flip(g), 0)).toArray());
});

test("equal elements keep their order, zeros of either sign among them", () => {
  expect(Object.is(sort(tensor([0, -0])).toArray()[0], 0)).toBe(true);
  const many = tensor(Array.from({ length: 1000 }, (_, i) => i % 2));
  const evens = Array.from({ length: 500 }, (_, i) => 2 * i);
  const odds = evens.map((i) => i + 1);
  expect(argsort(many).toArray()).toEqual([...evens, ...odds]);
  expect(argsort(many, 0, { descending: true }).toArray()).toEqual([...odds, ...evens]);
});

test("infinities and NaN have their places", () => {
  const x = tensor([NaN, Infinity, 0, -Infinity, NaN]);
  expect(argsort(x).toArray()).toEqual([3, 2, 1, 0, 4]);
  expect(argsort(x, 0, { descending: true }).toArray()).toEqual([0, 4, 1, 2, 3]);
});

test("a roll by nothing is the tensor itself", () => {
  for (const shift of [0, 4, -8]) expect(roll(k, shift, 0)).toBe(k);
});

test("compositions are one box each", () => {
  const boxes: Record<string, (x: Tensor) => Tensor> = {
    cumprod: (x) => cumprod(x, 0),
    roll: (x) => roll(x, 1, 0),
    tile: (x) => tile(x, [2]),
    repeat: (x) => repeat(x, 2, 0),
    sort: (x) => sort(x),
    cosineSimilarity: (x) => cosineSimilarity(x, x),
  };
  for (const [name, f] of Object.entries(boxes))
    expect(scopeOf(trace(f, [3]).outputs[0] as Tensor)?.name).toBe(name);
});

test("all of them are methods", () => {
  const x = tensor([2, 3, 1]);
  expect(x.cumsum(0).toArray()).toEqual([2, 5, 6]);
  expect(x.cumprod(-1).toArray()).toEqual([2, 6, 6]);
  expect(x.roll(-1, 0).toArray()).toEqual([3, 1, 2]);
  expect(x.tile([2, 1]).shape).toEqual([2, 3]);
  expect(x.repeat(2, 0).shape).toEqual([6]);
  expect(x.sort().toArray()).toEqual([1, 2, 3]);
  expect(x.argsort(0, { descending: true }).toArray()).toEqual([1, 0, 2]);
  expect(x.topK(1).indices.toArray()).toEqual([1]);
  expect(x.cosineSimilarity(x).item()).toBeCloseTo(1, 15);
});
