import { arange, grad, random, tensor } from "@chainrule/core";
import { describe, expect, test } from "vitest";
import { batches, splitData, standardize } from "../src/index.ts";
import { expectClose } from "./fixture.ts";

const x = arange(20).reshape([10, 2]);
const y = arange(10);

describe("batches", () => {
  test("give every row once, in order, the last batch what is left", () => {
    const seen = [...batches({ x, y }, { size: 4 })];
    expect(seen.map((batch) => batch.x.shape)).toEqual([
      [4, 2],
      [4, 2],
      [2, 2],
    ]);
    expect(seen.flatMap((batch) => batch.y.toArray())).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(seen[1]?.x.toArray()[0]).toEqual([8, 9]);
  });

  test("give every row once in random order with a stream, inputs beside their targets", () => {
    const rows = [...batches({ x, y }, { size: 3, rng: random(1) })].flatMap((batch) =>
      batch.x.toArray().map((row, i) => ({ row, target: batch.y.toArray()[i]! })),
    );
    for (const { row, target } of rows) expect(row).toEqual([2 * target, 2 * target + 1]);
    const order = rows.map(({ target }) => target);
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
    expect(order.toSorted((a, b) => a - b)).toEqual([...Array(10).keys()]);
  });

  test("have another order at each pass, and the same with the same seed", () => {
    const passes = (seed: number) => {
      const rng = random(seed);
      return [1, 2].map(() => [...batches(y, { size: 10, rng })][0]?.toArray());
    };
    expect(passes(4)).toEqual(passes(4));
    expect(passes(4)[0]).not.toEqual(passes(4)[1]);
  });

  test("of no rows are none", () => {
    expect([...batches(arange(0), { size: 3 })]).toEqual([]);
  });
});

test("splitData deals every row to one of two parts", () => {
  const [train, rest] = splitData({ x, y }, 0.8, random(2));
  expect([train.x.shape, train.y.shape, rest.x.shape, rest.y.shape]).toEqual([
    [8, 2],
    [8],
    [2, 2],
    [2],
  ]);
  const all = [...train.y.toArray(), ...rest.y.toArray()];
  expect(all.toSorted((a, b) => a - b)).toEqual([...Array(10).keys()]);
  expect(train.x.toArray().map(([first]) => first! / 2)).toEqual(train.y.toArray());
});

describe("standardize", () => {
  test("brings columns to mean 0 and standard deviation 1, and back", () => {
    const raw = random(5).normal([200, 3], { mean: 40, std: 7 });
    const scaling = standardize(raw);
    const z = scaling.transform(raw);
    expectClose(z.mean(0).data(), [0, 0, 0], 1e-14);
    expectClose(z.std(0).data(), [1, 1, 1], 1e-14);
    expectClose(scaling.inverse(z).data(), raw.data(), 1e-14);
  });

  test("takes a column apart by hand", () => {
    const scaling = standardize(tensor([[1], [2], [3], [6]]));
    expect(scaling.mean.toArray()).toEqual([3]);
    expect(scaling.std.toArray()).toEqual([Math.sqrt(3.5)]);
    expect(
      standardize(tensor([1, 5]))
        .transform(tensor([1, 3, 5]))
        .toArray(),
    ).toEqual([-1, 0, 1]);
  });

  test("brings a constant column to 0, also one that rounding leaves uneven", () => {
    const scaling = standardize(tensor(Array.from({ length: 49 }, () => [0.1, 1e6 + 0.1, 0])));
    expect(scaling.std.toArray()).toEqual([1, 1, 1]);
    const z = scaling.transform(tensor([[0.1, 1e6 + 0.1, 0]]));
    expectClose(z.data(), [0, 0, 0], 1e-8);
  });

  test("is differentiable", () => {
    const scaling = standardize(tensor([1, 5]));
    expect(grad((at: typeof y) => scaling.transform(at).sum())(tensor([0, 0])).toArray()).toEqual([
      0.5, 0.5,
    ]);
  });
});
