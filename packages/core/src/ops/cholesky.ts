/** The root of a positive definite matrix. */
import { apply } from "../graph/apply.ts";
import { custom } from "../graph/derivative.ts";
import type { Shape } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { factorCholesky } from "../matrix/cholesky.ts";
import { add, mul } from "./arithmetic.ts";
import { noMore } from "./check.ts";
import { composite } from "./composite.ts";
import { matmul } from "./contraction.ts";
import { asSquare, eachMatrix, transposed } from "./matrices.ts";
import { triangularSolve } from "./substitution.ts";
import { tril } from "./triangular.ts";

/** Φ: the lower triangle with half the diagonal, so that Φ(S) + Φ(S)ᵀ = S for symmetric S. */
const half = (s: Tensor): Tensor => mul(add(tril(s), tril(s, -1)), 0.5);

const TURNED = { transpose: true };

/**
 * `LLᵀ = A` for symmetric A.  dL = L·Φ(L⁻¹ dA L⁻ᵀ), Ā = L⁻ᵀ·Φ(LᵀL̄)·L⁻¹.
 * (I. Murray, Differentiation of the Cholesky decomposition, 2016, arXiv:1602.07527.)
 */
export const Cholesky: Op = {
  name: "cholesky",
  attrs: {},
  arity: 1,
  shape: (a) => asSquare("cholesky", a).shape,
  kernel: eachMatrix(([a], n, _, refuse) => {
    const l = factorCholesky(a, n);
    if (l === null) throw refuse("is not positive definite", `add a multiple of eye(${n}) to it`);
    return l;
  }, "cholesky"),
  derivative: custom({
    vjp(g, _, l) {
      const p = half(matmul(transposed(l), g));
      const left = triangularSolve(l, p, TURNED);
      return transposed(triangularSolve(l, transposed(left), TURNED));
    },
    jvp([da], l) {
      const left = triangularSolve(l, da as Tensor);
      return matmul(l, half(triangularSolve(l, transposed(left))));
    },
  }),
};

/**
 * The lower triangle `L` with `LLᵀ = (A + Aᵀ)/2`, of each matrix on the last two axes. Its gradient is symmetric.
 * Throws where a matrix is not positive definite.
 */
export function cholesky<S extends Shape>(a: Tensor<S>, ...none: never[]): Tensor<S>;
export function cholesky(a: unknown, ...none: never[]): Tensor {
  noMore("cholesky", none);
  const x = asSquare("cholesky", a);
  return composite("cholesky", [x], () => apply(Cholesky, mul(add(x, transposed(x)), 0.5)));
}
