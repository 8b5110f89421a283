import { ConvergenceError } from "../graph/errors.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Scalar } from "../graph/typed.ts";
import { div, sub } from "../ops/arithmetic.ts";
import { asFunction, asOptions, asSize } from "../ops/check.ts";
import { cholesky } from "../ops/cholesky.ts";
import { solve } from "../ops/solve.ts";
import { evaluateRoots } from "../eval/evaluate.ts";
import { grad, scalar } from "./grad.ts";
import { likeIn, packed, solved, unpacked } from "./implicit.ts";
import { jacobian } from "./jacobian.ts";
import {
  type Search,
  asTolerance,
  distance,
  isRegular,
  largest,
  newton,
  unsettled,
  values,
} from "./newton.ts";
import { differentiable } from "./transform.ts";
import { mapTree } from "./tree.ts";

export interface SolveOptions {
  /** How far Newton's method may still go, in parts of 1 + |x|: 1e-10 in float64 and 1e-5 in float32, unless given. */
  readonly tolerance?: number;
  /** Steps after which it is given up: 1000 of a fixed point, 100 of Newton's method, unless given. */
  readonly maxSteps?: number;
}

/**
 * The x with `f(x, θ) = x`, found by iterating `f` from `x0` and, at the end, by Newton's method, and differentiable in
 * θ, and in what `f` captures, whatever the way to it was. x and θ are tensors or trees. Throws if it does not settle.
 */
export function fixedPoint<X, T>(
  f: (x: X, theta: T) => X,
  x0: X,
  theta: T,
  options: SolveOptions = {},
): X {
  const { search, start, fixed } = prepared("fixedPoint", f, x0, theta, options, 1000, {
    what: "residual",
    advice: "f must be a contraction near x0",
  });
  const image = (x: Tensor, t: T) => packed(likeIn("fixedPoint", f(unpacked(x, x0), t), x0));
  let x = start;
  let step = 0;
  for (let away = Infinity; away > search.tolerance;) {
    const next = values("fixedPoint", image(x, fixed));
    const move = sub(next, x);
    away = distance(move, next);
    x = next;
    step++;
    if (!Number.isFinite(away) || (away > search.tolerance && step >= search.maxSteps))
      throw unsettled(search, step, largest(move), away);
  }
  const residual = (at: Tensor, t: T) => sub(image(at, t), at);
  x = newton((at) => residual(at, fixed), x, search, step);
  return unpacked(
    solved("fixedPoint", (at) => residual(at, theta), x),
    x0,
  );
}

/**
 * The x with `F(x, θ) = 0`, found by Newton's method from `x0`, and differentiable in θ and in what `F` captures.
 * `F` gives a tree like x. Throws if the method does not settle.
 */
export function root<X, T>(
  F: (x: X, theta: T) => X,
  x0: X,
  theta: T,
  options: SolveOptions = {},
): X {
  const { search, start, fixed } = prepared("root", F, x0, theta, options, 100, {
    what: "residual",
    advice: "start nearer, and see that there is a zero",
  });
  const residual = (x: Tensor, t: T) => packed(likeIn("root", F(unpacked(x, x0), t), x0));
  const x = newton((at) => residual(at, fixed), start, search);
  return unpacked(
    solved("root", (at) => residual(at, theta), x),
    x0,
  );
}

/**
 * The x where the scalar `g(x, θ)` is least near `x0`, found by Newton's method, and differentiable in θ and in
 * what `g` captures. Throws if the method does not settle, or not in a minimum with a definite Hessian.
 */
export function minimize<X, T, S extends Shape = Shape>(
  g: (x: X, theta: T) => Tensor<S> & Scalar<S>,
  x0: X,
  theta: T,
  options: SolveOptions = {},
): X {
  const { search, start, fixed } = prepared("minimize", g, x0, theta, options, 100, {
    what: "gradient",
    advice: "start nearer, and see that there is a least value",
  });
  const value = (x: Tensor, t: T) => scalar("minimize", g(unpacked(x, x0), t));
  const residual = (x: Tensor) => grad((at: Tensor) => value(at, fixed))(x);
  const x = newton(residual, start, {
    ...search,
    value: (at) => values("minimize", value(at, fixed)).value as number,
    by: (h) => (slope) => (isDefinite(h) ? solve(h, slope) : div(slope, largest(h) || 1)),
  });
  if (!isDefinite(values("minimize", jacobian(residual)(x))))
    throw new ConvergenceError(
      "minimize",
      "where the gradient is 0",
      "the Hessian is not positive definite, so that it is no strict minimum",
      "start elsewhere, or add a term that makes the minimum strict",
    );
  return unpacked(
    solved(
      "minimize",
      grad((at: Tensor) => value(at, theta)),
      x,
    ),
    x0,
  );
}

/** What a search starts from, and its words and bounds. */
function prepared<X, T>(
  name: string,
  f: (x: X, theta: T) => unknown,
  x0: X,
  theta: T,
  options: SolveOptions,
  most: number,
  words: Pick<Search, "what" | "advice">,
): { search: Search; start: Tensor; fixed: T } {
  asFunction(name, f);
  differentiable(name, x0);
  const start = values(name, packed(x0));
  const { tolerance = start.dtype === "float32" ? 1e-5 : 1e-10, maxSteps = most } = asOptions(
    name,
    options,
    "tolerance",
    "maxSteps",
  );
  asTolerance(name, tolerance);
  asSize(name, maxSteps, "maxSteps");
  const search: Search = { name, tolerance, maxSteps, ...words };
  return { search, start, fixed: mapTree(theta, (x) => values(name, x)) };
}

/** Whether a symmetric matrix is positive definite, to working precision. */
function isDefinite(h: Tensor): boolean {
  if (!isRegular(h)) return false;
  try {
    evaluateRoots([cholesky(h)]);
    return true;
  } catch {
    return false;
  }
}
