import { apply } from "../graph/apply.ts";
import { replaced } from "../graph/derivative.ts";
import { isFloat } from "../graph/dtype.ts";
import { ConvergenceError, GradientError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { topological } from "../graph/order.ts";
import { size } from "../graph/shape.ts";
import { substitute } from "../graph/substitute.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { dataOf } from "../eval/compute.ts";
import { evaluateRoots } from "../eval/evaluate.ts";
import { neg } from "../ops/arithmetic.ts";
import { asFunction, asNumber, asOptions } from "../ops/check.ts";
import { transposed } from "../ops/matrices.ts";
import { concat } from "../ops/joining.ts";
import { fill, given, inputLike } from "../ops/leaf.ts";
import { slice } from "../ops/slicing.ts";
import { inv, solve } from "../ops/solve.ts";
import { reshapeTo } from "../ops/structural.ts";
import { tangents } from "./forward.ts";
import { rows } from "./jacobian.ts";
import { recorded } from "./recorded.ts";
import { sweep } from "./reverse.ts";
import { differentiable, fresh, matching, transforming } from "./transform.ts";
import { fillTree, tensorsOf } from "./tree.ts";

/**
 * `solution` as it is, with the derivative that it has as the x where `residual(x)` is 0: for `F(x, θ) = 0`,
 * `dx = −(∂F/∂x)⁻¹ (∂F/∂θ) dθ`. `residual` gives a tree like x; what it captures is θ. Throws where it is not 0
 * to within `tolerance`, and where its Jacobian, which is built as a matrix, is singular.
 */
export function implicit<X>(
  residual: (x: X) => X,
  solution: X,
  options: { readonly tolerance?: number } = {},
): X {
  asFunction("implicit", residual);
  const { tolerance = 1e-6 } = asOptions("implicit", options, "tolerance");
  asNumber("implicit", tolerance, "tolerance");
  const whole = (x: Tensor) =>
    packed(likeIn("implicit", residual(unpacked(x, solution)), solution));
  differentiable("implicit", solution);
  return unpacked(solved("implicit", whole, packed(solution), tolerance), solution);
}

/** The vector `solution` with its derivative, for the function that is called `name`. */
export function solved(
  name: string,
  residual: (x: Tensor) => Tensor,
  solution: Tensor,
  tolerance: number = Infinity,
): Tensor {
  const x = inputLike(values(solution));
  const r = transforming(() => residual(x));
  const left = largest(r);
  if (!(left <= tolerance))
    throw new ConvergenceError(
      name,
      "the solution",
      `the residual there is ${Number(left.toPrecision(3))}, not below ${tolerance}`,
      "give one that is nearer",
    );
  const inside = topological([r], ({ id }) => id > x.id);
  const outer = new Set(
    inside.flatMap((node) => node.inputs.filter((o) => o.id < x.id && isFloat(o.dtype))),
  );
  return apply(Solution(name, r, x, [...outer]), x, ...outer);
}

/** A tree as one vector. */
export const packed = (tree: unknown): Tensor =>
  concat(tensorsOf(tree).map((x) => reshapeTo(x, [size(x.shape)])));

/** A vector as a tree like another one. */
export function unpacked<X>(vector: Tensor, like: X): X {
  let start = 0;
  return fillTree(
    like,
    tensorsOf(like).map((x) => {
      const part = slice(vector, [[start, (start += size(x.shape))]]);
      return reshapeTo(part, x.shape);
    }),
  );
}

/** What a function of x gave, refused unless it is like x. */
export function likeIn<X>(name: string, result: X, x: X): X {
  matching(name, result, tensorsOf(x), "result");
  return result;
}

/** The value of `x` without its history. */
export function values(x: Tensor): Tensor {
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

/** Inputs: the solution `x` of `r = 0`, and what `r` depends on besides. */
const Solution = (name: string, r: Tensor, x: Tensor, outer: readonly Tensor[]): Op => {
  /** The residual where all that it depends on has an identity of its own, and its Jacobian in x. */
  const at = (y: Tensor) => {
    const theta = y.inputs.slice(1).map(fresh);
    const point = fresh(y);
    const own = new Map<Tensor, Tensor>([
      [x, point],
      ...outer.map((o, i) => [o, theta[i] as Tensor] as const),
    ]);
    const [residual] = substitute([r], own) as [Tensor];
    const [jacobian] = rows(residual, [point]) as [Tensor];
    return { theta, residual, jacobian: regular(name, jacobian) };
  };
  return {
    name,
    attrs: {},
    arity: null,
    shape: (y) => y.shape,
    dtype: (y) => y.dtype,
    kernel: { kind: "first" },
    derivative: replaced({
      vjp: (g, y) =>
        recorded(() => {
          const { theta, residual, jacobian } = at(y);
          const w = solve(transposed(jacobian), neg(g));
          return [null, ...sweep(residual, theta, w).map((part) => part ?? null)];
        }),
      jvp([, ...dxs], y) {
        const [tangent] = recorded(() => {
          const { theta, residual, jacobian } = at(y);
          const moves = theta.map((o, i) => [o, dxs[i] ?? fill(0, o)] as const);
          const [move] = tangents([residual], new Map(moves));
          return [move ? solve(jacobian, neg(move)) : null];
        });
        return tangent ?? null;
      },
    }),
  };
};

/** A Jacobian, refused where its values are known and it has no inverse. */
function regular(name: string, jacobian: Tensor): Tensor {
  try {
    evaluateRoots([jacobian]);
  } catch {
    return jacobian;
  }
  if (isRegular(jacobian)) return jacobian;
  throw new GradientError(
    name,
    `the Jacobian ${describe(jacobian)} of the residual at the solution`,
    "it is singular to working precision, so that the solution has no derivative",
    "look for equations that depend on each other",
  );
}

/** Whether a matrix has an inverse to working precision. */
export function isRegular(matrix: Tensor): boolean {
  try {
    const most = matrix.dtype === "float32" ? 1e6 : 1e14;
    return largest(matrix) * largest(inv(matrix)) < most;
  } catch {
    return false;
  }
}
