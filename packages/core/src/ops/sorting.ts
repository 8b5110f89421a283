/** Order along an axis: stable, with NaN as the largest. Derivatives follow the permutation. */
import { apply } from "../graph/apply.ts";
import { constant } from "../graph/derivative.ts";
import type { Data } from "../graph/dtype.ts";
import { ShapeError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Shape } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import type { InRange } from "../graph/typed-axes.ts";
import { axisOf, unlessLast } from "./axes.ts";
import { asOptions, asSize, asTensor, noMore } from "./check.ts";
import { composite } from "./composite.ts";
import { part } from "./joining.ts";
import { takeAlongAxis } from "./lookup.ts";
import { moveAxis } from "./shaping.ts";

export interface SortOptions {
  /** From the largest to the smallest; equal elements keep their order all the same. */
  readonly descending?: boolean;
}

/** The elements in ascending order along `axis`, the last unless given; NaN counts as the largest. */
export function sort<S extends Shape, const A extends number = -1>(
  x: Tensor<S>,
  axis?: A & InRange<S, A>,
  options?: SortOptions,
): Tensor<S>;
export function sort(x: unknown, axis = -1, options: SortOptions = {}): Tensor {
  const input = asTensor("sort", x);
  const { descending = false } = asOptions("sort", options, "descending");
  const along = axisOf("sort", input, axis);
  return composite(
    "sort",
    [input],
    () => takeAlongAxis(input, ranked(input, along, descending), along),
    { attrs: { axis: unlessLast(input, along), descending: descending || undefined } },
  );
}

/** The indices that sort `x` along `axis`, the last unless given: the first of equals first. */
export function argsort<S extends Shape, const A extends number = -1>(
  x: Tensor<S>,
  axis?: A & InRange<S, A>,
  options?: SortOptions,
): Tensor<S>;
export function argsort(x: unknown, axis = -1, options: SortOptions = {}): Tensor {
  const input = asTensor("argsort", x);
  const { descending = false } = asOptions("argsort", options, "descending");
  return ranked(input, axisOf("argsort", input, axis), descending);
}

/** The `k` largest elements along `axis`, the last unless given, in descending order, and their indices. */
export function topK(
  x: Tensor,
  k: number,
  axis = -1,
  ...none: never[]
): { readonly values: Tensor; readonly indices: Tensor } {
  const input = asTensor("topK", x);
  noMore("topK", none);
  const count = asSize("topK", k, "k");
  const along = axisOf("topK", input, axis);
  const n = input.shape[along] ?? 1;
  if (count > n)
    throw new ShapeError(
      "topK",
      `${describe(input)} with k = ${count}`,
      `axis ${along} has size ${n}`,
      `use 0 to ${n}`,
    );
  const indices = part(ranked(input, along, true), along, 0, count);
  const values = composite("topK", [input], () => takeAlongAxis(input, indices, along), {
    attrs: { k, axis: unlessLast(input, along) },
  });
  return { values, indices };
}

/** The permutation that sorts along `axis`. */
const ranked = (x: Tensor, axis: number, descending: boolean): Tensor =>
  moveAxis(apply(Argsort(descending), moveAxis(x, axis, -1)), -1, axis);

/** Along the last axis. */
export const Argsort = (descending: boolean): Op => ({
  name: "argsort",
  attrs: { descending },
  arity: 1,
  shape: (x) => x.shape,
  dtype: () => "int32",
  kernel: {
    kind: "routine",
    run: (inputs, _, out) => permutations(inputs[0] as Data, out.at(-1) ?? 1, descending),
  },
  derivative: constant,
});

/** For every row of `n` elements the indices that sort it. The language's own sort is stable. */
function permutations(x: Data, n: number, descending: boolean): Int32Array {
  const out = new Int32Array(x.length);
  for (let start = 0; start < x.length; start += n) {
    const row = x.subarray(start, start + n);
    const order = Int32Array.from(row.keys()).toSorted((i, j) => {
      const [a, b] = [row[i] as number, row[j] as number];
      return descending ? compare(b, a) : compare(a, b);
    });
    out.set(order, start);
  }
  return out;
}

/** Below 0 if `a` is smaller, above 0 if it is larger; NaN is larger than every number. */
const compare = (a: number, b: number): number =>
  a < b ? -1 : a > b ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
