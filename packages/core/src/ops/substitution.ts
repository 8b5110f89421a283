/** Linear systems with triangles. */
import { apply } from "../graph/apply.ts";
import { custom } from "../graph/derivative.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { type Triangle, substitute } from "../matrix/lu.ts";
import { neg, sub } from "./arithmetic.ts";
import { asOptions } from "./check.ts";
import { matmul } from "./contraction.ts";
import { eachMatrix, rightSides, transposed } from "./matrices.ts";
import { systems } from "./solve.ts";
import { tril, triu } from "./triangular.ts";

/** `X = T⁻¹B` for the triangle `T` of `A`.  dX = T⁻¹(dB − dT·X);  B̄ = T⁻ᵀX̄, T̄ = −B̄Xᵀ, of which Ā is the triangle. */
export const Substitute = (triangle: Triangle): Op => {
  const { upper, transpose, unitDiagonal } = triangle;
  const adjoint = { ...triangle, transpose: !transpose };
  const diagonal = unitDiagonal ? 1 : 0;
  const part = (x: Tensor): Tensor => (upper ? triu(x, diagonal) : tril(x, -diagonal));
  const turned = (x: Tensor): Tensor => (transpose ? transposed(x) : x);
  const op: Op = {
    name: "triangularSolve",
    attrs: { ...triangle },
    arity: 2,
    shape: (a, b) => rightSides("triangularSolve", a, b),
    kernel: eachMatrix(([a, b], n, k) => substitute(a, b, n, k, triangle), "triangularSolve"),
    derivative: custom({
      vjp(g, input, y, [a]) {
        const bBar = apply(Substitute(adjoint), a as Tensor, g);
        return input === 1 ? bBar : neg(part(turned(matmul(bBar, transposed(y)))));
      },
      jvp([da, db], y, [a]) {
        const moved = da && matmul(turned(part(da)), y);
        const rest = moved && db ? sub(db, moved) : (db ?? neg(moved as Tensor));
        return apply(op, a as Tensor, rest);
      },
    }),
  };
  return op;
};

/**
 * The `X` with `TX = B`, where `T` is the lower triangle of `A` (`upper`: the upper one; `unitDiagonal`: with ones on
 * the diagonal; `transpose`: its transpose). The rest of `A` is not read. A 0 on the diagonal gives infinities or
 * NaN, not an error. Shapes are those of `solve`.
 */
export function triangularSolve(a: Tensor, b: Tensor, options: Partial<Triangle> = {}): Tensor {
  const {
    upper = false,
    transpose = false,
    unitDiagonal = false,
  } = asOptions("triangularSolve", options, "upper", "transpose", "unitDiagonal");
  return systems("triangularSolve", a, b, (x, y) =>
    apply(Substitute({ upper, transpose, unitDiagonal }), x, y),
  );
}
