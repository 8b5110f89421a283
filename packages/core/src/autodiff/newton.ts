import { ConvergenceError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";
import { dataOf } from "../eval/compute.ts";
import { evaluateRoots, missing } from "../eval/evaluate.ts";
import { add, div, mul, sub } from "../ops/arithmetic.ts";
import { asNumber } from "../ops/check.ts";
import { matmul } from "../ops/contraction.ts";
import { max } from "../ops/extrema.ts";
import { given } from "../ops/leaf.ts";
import { relu } from "../ops/rectifiers.ts";
import { abs } from "../ops/selection.ts";
import { inv, solve } from "../ops/solve.ts";
import { jacobian } from "./jacobian.ts";

/** How a vector with a residual of 0 is looked for. */
export interface Search {
  readonly name: string;
  readonly tolerance: number;
  readonly maxSteps: number;
  /** What the residual is called, and what to do if the search fails. */
  readonly what: "residual" | "gradient";
  readonly advice: string;
  /** From a Jacobian, how far to go for a residual; null if it does not say. */
  readonly by?: (jacobian: Tensor) => ((residual: Tensor) => Tensor) | null;
  /** What must become smaller, if not the step. */
  readonly value?: (x: Tensor) => number;
}

/**
 * Newton's method with steps that are halved until the next one, with the same Jacobian, would be shorter (Deuflhard,
 * Newton Methods for Nonlinear Problems, 3.3): the scale of the residual does not matter. It ends with a step of at most
 * `tolerance·(1 + |x|)`, or where the residual is no more than what rounding leaves of it.
 */
export function newton(
  residual: (x: Tensor) => Tensor,
  x0: Tensor,
  search: Search,
  taken = 0,
): Tensor {
  const { name, tolerance, maxSteps, by = byInverse, value } = search;
  let x = x0;
  for (let steps = taken; ; steps++) {
    const r = values(name, residual(x));
    const left = largest(r);
    if (left === 0) return x;
    if (!Number.isFinite(left)) throw unsettled(search, steps, left);
    const matrix = values(name, jacobian(residual)(x));
    const step = by(matrix);
    const direction = step && values(name, step(r));
    const away = direction && distance(direction, x);
    if (direction && away !== null && away <= tolerance) return values(name, sub(x, direction));
    let next: Tensor | undefined;
    if (step && direction && away !== null && steps < maxSteps) {
      const now = value?.(x) ?? NaN;
      for (let h = 1; next === undefined && h > 2 ** -40; h /= 2) {
        const there = values(name, sub(x, mul(direction, h)));
        const after = distance(step(residual(there)), x);
        if (value === undefined ? after < away : value(there) < now || after < away / 2)
          next = there;
      }
    }
    if (next === undefined) {
      if (isRounding(r, matrix, x)) return x;
      throw unsettled(search, steps, left, away);
    }
    x = next;
  }
}

const byInverse = (matrix: Tensor) => (isRegular(matrix) ? (r: Tensor) => solve(matrix, r) : null);

/** The largest element of a step from `x`, in parts of 1 + |x|. */
export const distance = (step: Tensor, x: Tensor): number => largest(div(step, add(abs(x), 1)));

/** Whether `x` solves equations whose coefficients are those of the Jacobian up to rounding (Oettli and Prager, 1964). */
function isRounding(r: Tensor, jacobian: Tensor, x: Tensor): boolean {
  const unit = x.dtype === "float32" ? 2 ** -23 : 2 ** -52;
  const error = mul(matmul(abs(jacobian), abs(x)), 1000 * unit);
  return largest(relu(sub(abs(r), error))) === 0;
}

/** Whether a matrix, with rows and columns scaled to a largest element of 1, has an inverse to working precision. */
export function isRegular(matrix: Tensor): boolean {
  try {
    const scaled = [1, 0].reduce<Tensor>(
      (m, axis) => div(m, max(abs(m), axis, { keepDims: true })),
      matrix,
    );
    return largest(inv(scaled)) < (matrix.dtype === "float32" ? 1e6 : 1e14);
  } catch {
    return false;
  }
}

/** The value of `x` without its history, for the function that is called `name`. */
export function values(name: string, x: Tensor): Tensor {
  const input = missing([x]);
  if (input !== undefined)
    throw new ValueError(
      name,
      `the input ${describe(input)}`,
      "it has no value inside trace, derive, vmap or compile, and solving takes values",
      "solve outside, for many examples as one system, and pass on what is found",
    );
  evaluateRoots([x]);
  return given(x.value ?? NaN, x.shape, x.dtype);
}

/** The largest size of an element, NaN if one is. */
export function largest(x: Tensor): number {
  evaluateRoots([x]);
  let most = 0;
  for (const v of dataOf(x)) most = Math.max(most, Math.abs(v));
  return most;
}

/** A tolerance: a number above 0. */
export function asTolerance(name: string, tolerance: number): number {
  if (asNumber(name, tolerance, "tolerance") > 0) return tolerance;
  throw new ValueError(name, `tolerance ${tolerance}`, "it is not above 0", "write 1e-10");
}

/** The error of a search that failed: the residual that is `left`, and how far Newton's next step would be. */
export function unsettled(
  { name, tolerance, what, advice }: Pick<Search, "name" | "tolerance" | "what" | "advice">,
  place: number | string,
  left: number,
  away?: number | null,
): ConvergenceError {
  const short = (x: number) => String(Number(x.toPrecision(3)));
  const step =
    away === undefined || !Number.isFinite(left)
      ? ""
      : away === null
        ? ", and its Jacobian is singular"
        : `, and the next step, ${short(away)} of 1 + |x|, is not below ${tolerance}`;
  return new ConvergenceError(
    name,
    typeof place === "string" ? place : `${place} steps from x0`,
    `the ${what} is ${short(left)}${step}`,
    advice,
  );
}
