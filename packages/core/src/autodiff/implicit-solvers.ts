import { ConvergenceError, ValueError } from "../graph/errors.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Scalar } from "../graph/typed.ts";
import { mul, sub } from "../ops/arithmetic.ts";
import { asFunction, asNumber, asOptions, asSize } from "../ops/check.ts";
import { cholesky } from "../ops/cholesky.ts";
import { solve } from "../ops/solve.ts";
import { evaluateRoots } from "../eval/evaluate.ts";
import { grad, scalar } from "./grad.ts";
import { isRegular, largest, likeIn, packed, solved, unpacked, values } from "./implicit.ts";
import { jacobian } from "./jacobian.ts";
import { differentiable } from "./transform.ts";
import { mapTree } from "./tree.ts";

export interface SolveOptions {
  /** How small the residual must become: 1e-10 in float64 and 1e-5 in float32, unless given. */
  readonly tolerance?: number;
  /** Steps after which it is given up: 1000 of an iteration, 100 of Newton's method, unless given. */
  readonly maxSteps?: number;
}

/**
 * The x with `f(x, θ) = x`, found by iterating `f` from `x0`, and differentiable in θ, and in what `f` captures,
 * whatever the way to it was. x and θ are tensors or trees. Throws if the iteration does not settle.
 */
export function fixedPoint<X, T>(
  f: (x: X, theta: T) => X,
  x0: X,
  theta: T,
  options: SolveOptions = {},
): X {
  const { tolerance, maxSteps, start, fixed } = prepared("fixedPoint", f, x0, theta, options, 1000);
  const image = (x: Tensor, t: T) => packed(likeIn("fixedPoint", f(unpacked(x, x0), t), x0));
  let x = start;
  for (let step = 0; ; step++) {
    const next = values(image(x, fixed));
    const left = largest(sub(next, x));
    x = next;
    if (left <= tolerance * (1 + largest(x))) break;
    if (step + 1 >= maxSteps || !Number.isFinite(left))
      throw unsettled("fixedPoint", step + 1, left, tolerance, "f must be a contraction near x0");
  }
  return unpacked(
    solved("fixedPoint", (at) => sub(image(at, theta), at), x),
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
  const { tolerance, maxSteps, start, fixed } = prepared("root", F, x0, theta, options, 100);
  const residual = (x: Tensor, t: T) => packed(likeIn("root", F(unpacked(x, x0), t), x0));
  const here = (at: Tensor) => residual(at, fixed);
  const x = newton("root", here, start, tolerance, maxSteps, {
    merit: (at) => largest(here(at)),
    step: (j, r) => solve(j, r),
  });
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
  const { tolerance, maxSteps, start, fixed } = prepared("minimize", g, x0, theta, options, 100);
  const value = (x: Tensor, t: T) => scalar("minimize", g(unpacked(x, x0), t));
  const residual = (x: Tensor) => grad((at: Tensor) => value(at, fixed))(x);
  const x = newton("minimize", residual, start, tolerance, maxSteps, {
    merit: (at) => values(value(at, fixed)).value as number,
    step: (h, slope) => (isDefinite(h) ? solve(h, slope) : slope),
  });
  if (!isDefinite(values(jacobian(residual)(x))))
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

function prepared<X, T>(
  name: string,
  f: (x: X, theta: T) => unknown,
  x0: X,
  theta: T,
  options: SolveOptions,
  most: number,
) {
  asFunction(name, f);
  differentiable(name, x0);
  const start = values(packed(x0));
  const { tolerance = start.dtype === "float32" ? 1e-5 : 1e-10, maxSteps = most } = asOptions(
    name,
    options,
    "tolerance",
    "maxSteps",
  );
  if (!(asNumber(name, tolerance, "tolerance") > 0))
    throw new ValueError(name, `tolerance ${tolerance}`, "it is not above 0", "write 1e-10");
  asSize(name, maxSteps, "maxSteps");
  return { tolerance, maxSteps, start, fixed: mapTree(theta, values) };
}

interface Descent {
  /** What must become smaller. */
  readonly merit: (x: Tensor) => number;
  /** Where to go from a point with this Jacobian and residual. */
  readonly step: (jacobian: Tensor, residual: Tensor) => Tensor;
}

/** Newton's method with steps that are halved until they help. */
function newton(
  name: string,
  residual: (x: Tensor) => Tensor,
  x0: Tensor,
  tolerance: number,
  maxSteps: number,
  { merit, step }: Descent,
): Tensor {
  const advice = "start nearer, or look for a residual without a zero";
  let x = x0;
  for (let steps = 0; ; steps++) {
    const r = values(residual(x));
    const left = largest(r);
    if (left <= tolerance) return x;
    if (steps >= maxSteps || !Number.isFinite(left))
      throw unsettled(name, steps, left, tolerance, advice);
    const matrix = values(jacobian(residual)(x));
    const direction = tried(() => values(step(matrix, r)));
    if (direction === null) throw unsettled(name, steps, left, tolerance, advice);
    const now = merit(x);
    let next = x;
    for (let h = 1; next === x && h > 2 ** -40; h /= 2) {
      const there = values(sub(x, mul(direction, h)));
      if (merit(there) < now || largest(residual(there)) < left / 2) next = there;
    }
    if (next === x) throw unsettled(name, steps, left, tolerance, advice);
    x = next;
  }
}

const isDefinite = (h: Tensor): boolean =>
  isRegular(h) &&
  tried(() => {
    evaluateRoots([cholesky(h)]);
    return true;
  }) === true;

/** What `compute` gives, null where a matrix does not let it. */
function tried<T>(compute: () => T): T | null {
  try {
    return compute();
  } catch {
    return null;
  }
}

const unsettled = (
  name: string,
  steps: number,
  left: number,
  tolerance: number,
  advice: string,
): ConvergenceError =>
  new ConvergenceError(
    name,
    `${steps} steps from x0`,
    `the residual is ${Number(left.toPrecision(3))}, not below ${tolerance}`,
    advice,
  );
