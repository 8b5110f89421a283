/** Determinants and their logarithms. */
import { apply } from "../graph/apply.ts";
import { constant, custom } from "../graph/derivative.ts";
import { allocate } from "../graph/dtype.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import type { Shape } from "../graph/shape.ts";
import type { Stack } from "../graph/typed.ts";
import { cofactorsOf } from "../matrix/cofactors.ts";
import { factorLU } from "../matrix/lu.ts";
import { add, mul, neg } from "./arithmetic.ts";
import { noMore } from "./check.ts";
import { where } from "./comparison.ts";
import { composite } from "./composite.ts";
import { log } from "./exponential.ts";
import { given } from "./leaf.ts";
import { take } from "./lookup.ts";
import { asSquare, batchOf, eachMatrix, transposed } from "./matrices.ts";
import { inv } from "./solve.ts";
import { broadcastTo, permuteTo, reshapeTo, sumOver } from "./structural.ts";

/** One number for each matrix of a stack, from its `PA = LU`. */
const fromLU = (
  name: string,
  value: (pivots: readonly number[], sign: number) => number,
): Omit<Op, "derivative"> => ({
  name,
  attrs: {},
  arity: 1,
  shape: (a) => batchOf(asSquare(name, a).shape),
  kernel: eachMatrix(([a], n) => {
    const { lu, sign } = factorLU(a, n);
    const pivots = Array.from({ length: n }, (_, i) => lu[i * n + i] ?? 0);
    return [value(pivots, sign) + POSITIVE_ZERO];
  }, name),
});

/** Added to −0 it is 0: the sign of the permutation says nothing of a determinant that is 0. */
const POSITIVE_ZERO = 0;

/** One number for each matrix, at all its places. */
const spread = (g: Tensor, a: Tensor): Tensor =>
  broadcastTo(reshapeTo(g, [...g.shape, 1, 1]), a.shape);

/** The sum over each matrix. */
const collected = (x: Tensor): Tensor => {
  const n = x.shape.length;
  return reshapeTo(sumOver(x, [n - 2, n - 1]), batchOf(x.shape));
};

/** The product of the pivots.  ∂ = the cofactors, so that singular matrices are no exception. */
export const Determinant: Op = {
  ...fromLU("det", (pivots, sign) => pivots.reduce((y, d) => y * d, sign)),
  derivative: custom({
    vjp: (g, _, __, [a]) => mul(spread(g, a as Tensor), cofactors(a as Tensor)),
    jvp: ([da], _, [a]) => collected(mul(da as Tensor, cofactors(a as Tensor))),
  }),
};

/** `ln |det A|`.  ∂ = A⁻ᵀ. */
export const LogAbsDeterminant: Op = {
  ...fromLU("logAbsDet", (pivots) => pivots.reduce((y, d) => y + Math.log(Math.abs(d)), 0)),
  derivative: custom({
    vjp: (g, _, __, [a]) => mul(spread(g, a as Tensor), transposed(inv(a as Tensor))),
    jvp: ([da], _, [a]) => collected(mul(da as Tensor, transposed(inv(a as Tensor)))),
  }),
};

/** 1, −1, or 0 for a singular matrix. */
export const SignOfDeterminant: Op = {
  ...fromLU("signOfDet", (pivots, sign) => pivots.reduce((y, d) => y * Math.sign(d), sign)),
  derivative: constant,
};

/**
 * The cofactors `∂ det A/∂a[i,j] = (−1)^(i+j)·det(A without row i and column j)`. Their derivative is the Hessian of
 * det, symmetric: `±Σ cof(minor) ∘ d(minor)` both ways. It takes n² cofactor matrices, O(n⁵), but is right for every rank.
 */
export const Cofactors: Op = {
  name: "cofactors",
  attrs: {},
  arity: 1,
  shape: (a) => asSquare("cofactors", a).shape,
  kernel: eachMatrix(([a], n) => cofactorsOf(a, n), "cofactors"),
  derivative: custom({
    vjp: (g, _, __, [a]) => alongMinors(g, a as Tensor),
    jvp: ([da], _, [a]) => alongMinors(da as Tensor, a as Tensor),
  }),
};

/** The cofactors of each matrix on the last two axes. */
export const cofactors = (a: Tensor): Tensor => apply(Cofactors, asSquare("cofactors", a));

function alongMinors(d: Tensor, a: Tensor): Tensor {
  const n = a.shape.at(-2) ?? 0;
  const even = allocate("bool", n * n).map((_, k) => Number((k % n) % 2 === Math.floor(k / n) % 2));
  const slopes = collected(mul(cofactors(minors(a)), minors(d)));
  return where(broadcastTo(given(even, [n, n], "bool"), a.shape), slopes, neg(slopes));
}

/** `[…, i, j, r, c]`: the matrices without row i and column j. */
function minors(a: Tensor): Tensor {
  const n = a.shape.at(-2) ?? 0;
  const m = Math.max(0, n - 1);
  const others = Int32Array.from({ length: n * m }, (_, k) => {
    const [i, r] = [Math.floor(k / m), k % m];
    return r < i ? r : r + 1;
  });
  const index = given(others, [n, m], "int32");
  const b = a.shape.length - 2;
  const rows = take<Shape, Tensor, number>(a, index, b);
  const both = take<Shape, Tensor, number>(rows, index, b + 2);
  return permuteTo(both, [...Array(b).keys(), b, b + 2, b + 1, b + 3]);
}

/** The determinant of each matrix on the last two axes. */
export function det<S extends Shape>(a: Tensor<S>, ...none: never[]): Tensor<Stack<S>>;
export function det(a: unknown, ...none: never[]): Tensor {
  noMore("det", none);
  return apply(Determinant, asSquare("det", a));
}

/** The sign of each determinant, and `ln |det A|`, which neither overflows nor underflows; 0 and −∞ where it is singular. */
export function slogdet<S extends Shape>(
  a: Tensor<S>,
  ...none: never[]
): { readonly sign: Tensor<Stack<S>>; readonly logAbsDet: Tensor<Stack<S>> };
export function slogdet(a: unknown, ...none: never[]): { sign: Tensor; logAbsDet: Tensor } {
  noMore("slogdet", none);
  const x = asSquare("slogdet", a);
  return { sign: apply(SignOfDeterminant, x), logAbsDet: apply(LogAbsDeterminant, x) };
}

/** `ln det A` of each matrix on the last two axes: NaN where it is negative, −∞ where it is 0. */
export function logdet<S extends Shape>(a: Tensor<S>, ...none: never[]): Tensor<Stack<S>>;
export function logdet(a: unknown, ...none: never[]): Tensor {
  noMore("logdet", none);
  const x = asSquare("logdet", a);
  return composite(
    "logdet",
    [x],
    () => add(apply(LogAbsDeterminant, x), log(apply(SignOfDeterminant, x))),
    { formula: "g·A⁻ᵀ" },
  );
}
