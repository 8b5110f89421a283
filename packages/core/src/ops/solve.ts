/** Linear systems. */
import { apply } from "../graph/apply.ts";
import { custom } from "../graph/derivative.ts";
import { ShapeError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { type Shape, broadcastShapes, sameShape, showShape } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { solveByLU } from "../matrix/lu.ts";
import { mixed } from "./accepts.ts";
import { neg, sub } from "./arithmetic.ts";
import { asFloating, noMore } from "./check.ts";
import { matmul } from "./contraction.ts";
import { asSquare, batchOf, eachMatrix, rightSides, transposed } from "./matrices.ts";
import { broadcastTo, reshapeTo } from "./structural.ts";

const SINGULAR = ["is singular", "no x solves it for every b: look for dependent rows"] as const;

/** `X = A⁻¹B`.  dX = A⁻¹(dB − dA·X);  B̄ = A⁻ᵀX̄, Ā = −B̄Xᵀ. */
export const Solve: Op = {
  name: "solve",
  attrs: {},
  arity: 2,
  shape: (a, b) => rightSides("solve", a, b),
  kernel: eachMatrix(([a, b], n, k, refuse) => {
    const x = solveByLU(a, b, n, k);
    if (x === null) throw refuse(...SINGULAR);
    return x;
  }, "solve"),
  derivative: custom({
    vjp(g, input, y, [a]) {
      const bBar = apply(Solve, transposed(a as Tensor), g);
      return input === 1 ? bBar : neg(matmul(bBar, transposed(y)));
    },
    jvp([da, db], y, [a]) {
      const moved = da && matmul(da, y);
      const rest = moved && db ? sub(db, moved) : (db ?? neg(moved as Tensor));
      return apply(Solve, a as Tensor, rest);
    },
  }),
};

/** `Y = A⁻¹`.  dY = −Y·dA·Y, Ā = −YᵀȲYᵀ. */
export const Inverse: Op = {
  name: "inv",
  attrs: {},
  arity: 1,
  shape: (a) => asSquare("inv", a).shape,
  kernel: eachMatrix(([a], n, _, refuse) => {
    const identity = new Float64Array(n * n);
    for (let i = 0; i < n; i++) identity[i * n + i] = 1;
    const y = solveByLU(a, identity, n, n);
    if (y === null) throw refuse("is singular", "it has no inverse: look for dependent rows");
    return y;
  }, "inv"),
  derivative: custom({
    vjp: (g, _, y) => neg(matmul(transposed(y), matmul(g, transposed(y)))),
    jvp: ([da], y) => neg(matmul(y, matmul(da as Tensor, y))),
  }),
};

/** `A⁻¹` of each matrix on the last two axes. Throws where one is singular. To solve `AX = B`, `solve` is quicker and more exact. */
export function inv<S extends Shape>(a: Tensor<S>, ...none: never[]): Tensor<S>;
export function inv(a: unknown, ...none: never[]): Tensor {
  noMore("inv", none);
  return apply(Inverse, asSquare("inv", a));
}

/**
 * The `X` with `AX = B`, for each pair of matrices on the last two axes; the axes before them broadcast. `B` is a
 * vector, or a stack of vectors, if it has one axis, or the shape of `A` without the last axis, as in PyTorch.
 * Throws where a matrix is singular.
 */
export function solve(a: Tensor, b: Tensor, ...none: never[]): Tensor {
  noMore("solve", none);
  return systems("solve", a, b, (x, y) => apply(Solve, x, y));
}

/** `solver` applied to matrices with equal batch axes; the right sides in the form in which they came. */
export function systems(
  op: string,
  a: unknown,
  b: unknown,
  solver: (a: Tensor, b: Tensor) => Tensor,
): Tensor {
  const [left, given] = [asSquare(op, a), asFloating(op, b)];
  if (left.dtype !== given.dtype) throw mixed(op, left, given);
  const vectors = given.shape.length === 1 || sameShape(given.shape, left.shape.slice(0, -1));
  const right = vectors ? reshapeTo(given, [...given.shape, 1]) : given;
  const batch = broadcastShapes(batchOf(left.shape), batchOf(right.shape));
  const n = left.shape.at(-1) ?? 0;
  const [m, k = 1] = right.shape.slice(-2);
  const both = `${describe(left)} and ${describe(given)}`;
  if (m !== n)
    throw new ShapeError(
      op,
      both,
      m === undefined ? "a scalar is no right side" : `${n} equations have ${m} right sides`,
      `give it a vector [${n}], or a matrix [${n}, k]`,
    );
  if (batch === undefined)
    throw new ShapeError(
      op,
      both,
      `batch axes ${showShape(batchOf(left.shape))} and ${showShape(batchOf(right.shape))} do not broadcast`,
      "make them agree or be 1",
    );
  const x = solver(broadcastTo(left, [...batch, n, n]), broadcastTo(right, [...batch, n, k]));
  return vectors ? reshapeTo(x, x.shape.slice(0, -1)) : x;
}
