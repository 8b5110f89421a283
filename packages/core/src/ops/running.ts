/** Sums and products of all elements up to each one. */
import { apply } from "../graph/apply.ts";
import { linear } from "../graph/derivative.ts";
import type { Shape } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import type { InRange } from "../graph/typed-axes.ts";
import { oneDType } from "./accepts.ts";
import { mul } from "./arithmetic.ts";
import { axisOf } from "./axes.ts";
import { asNumbers, noMore } from "./check.ts";
import { composite } from "./composite.ts";
import { concat, part } from "./joining.ts";

/** `yᵢ = Σ xⱼ` over j ≤ i along `axis`, or over j ≥ i if `reverse`. Adjoint: the same from the other end. */
export const Cumsum = (axis: number, reverse: boolean): Op => ({
  name: "cumsum",
  attrs: { axis, reverse },
  arity: 1,
  shape: (x) => x.shape,
  dtype: oneDType("cumsum", "number"),
  kernel: { kind: "scan", axis, reverse, identity: 0, combine: (m, sum, x) => m.add(sum, x) },
  derivative: linear((g) => apply(Cumsum(axis, !reverse), g)),
});

/** `yᵢ = x₀ + … + xᵢ` along `axis`. */
export function cumsum<S extends Shape, const A extends number>(
  x: Tensor<S>,
  axis: A & InRange<S, A>,
  ...none: never[]
): Tensor<S>;
export function cumsum(x: unknown, axis: number, ...none: never[]): Tensor {
  const input = asNumbers("cumsum", x);
  noMore("cumsum", none);
  return apply(Cumsum(axisOf("cumsum", input, axis), false), input);
}

/**
 * `yᵢ = x₀ · … · xᵢ` along `axis`. Nothing is divided by an element, so every derivative is a sum of products
 * of other elements, exact with any number of zeros and at any order. Neighbours are multiplied first, and may
 * overflow although the running product does not.
 */
export function cumprod<S extends Shape, const A extends number>(
  x: Tensor<S>,
  axis: A & InRange<S, A>,
  ...none: never[]
): Tensor<S>;
export function cumprod(x: unknown, axis: number, ...none: never[]): Tensor {
  const input = asNumbers("cumprod", x);
  noMore("cumprod", none);
  const along = axisOf("cumprod", input, axis);
  return composite("cumprod", [input], () => products(input, along), { attrs: { axis: along } });
}

/**
 * Products of the last 1, 2, 4, … elements up to each one, each from two of half the length: Hillis and
 * Steele, Data parallel algorithms, Communications of the ACM 29 (1986).
 */
function products(x: Tensor, axis: number): Tensor {
  const n = x.shape[axis] ?? 1;
  let y = x;
  for (let d = 1; d < n; d *= 2) {
    const longer = mul(part(y, axis, 0, n - d), part(y, axis, d, n));
    y = concat([part(y, axis, 0, d), longer], axis);
  }
  return y;
}
