/** Lookups whose places are known when they are compiled are views, if the places lie in even steps. */
import { describe, expect, test } from "vitest";
import { type Tensor, mul, random, take, tensor } from "@chainrule/core";
import { compile } from "../src/index.ts";

describe("take at places that are known", () => {
  const x = random(3).normal([4, 6, 5]) as Tensor;
  const table = (list: readonly (readonly number[])[]): Tensor =>
    tensor(list, { dtype: "int32" }) as Tensor;
  test.each([
    [
      "in even steps",
      [
        [0, 1, 2],
        [2, 3, 4],
      ],
      "loop",
    ],
    [
      "backwards",
      [
        [5, 4],
        [3, 2],
        [1, 0],
      ],
      "loop",
    ],
    [
      "all the same",
      [
        [2, 2],
        [2, 2],
      ],
      "loop",
    ],
    ["one", [[5]], "loop"],
    [
      "in odd steps",
      [
        [0, 1, 3],
        [2, 3, 4],
      ],
      "reference",
    ],
    ["counted from the end", [[-2, -1]], "reference"],
  ])("%s", (_, list, kind) => {
    const f = (v: Tensor): Tensor => mul<Tensor, number>(take(v, table(list), 1), 2);
    const compiled = compile(f);
    expect(compiled(x).data()).toEqual(f(x).data());
    expect(compiled.explain(x).kernels[0]?.kind).toBe(kind);
  });
  test("that do not exist", () => {
    const f = compile((v: Tensor) => take(v, table([[4, 5, 6]]), 1));
    expect(() => f(x)).toThrow("take: index 6: the axis has 6 elements: use -6 to 5");
  });
});
