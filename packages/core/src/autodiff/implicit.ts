import { apply } from "../graph/apply.ts";
import { replaced } from "../graph/derivative.ts";
import { isFloat } from "../graph/dtype.ts";
import { GradientError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { topological } from "../graph/order.ts";
import { size } from "../graph/shape.ts";
import { substitute } from "../graph/substitute.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { missing } from "../eval/evaluate.ts";
import { neg } from "../ops/arithmetic.ts";
import { asFunction, asOptions } from "../ops/check.ts";
import { transposed } from "../ops/matrices.ts";
import { concat } from "../ops/joining.ts";
import { fill, inputLike } from "../ops/leaf.ts";
import { slice } from "../ops/slicing.ts";
import { solve } from "../ops/solve.ts";
import { reshapeTo } from "../ops/structural.ts";
import { tangents } from "./forward.ts";
import { rows } from "./jacobian.ts";
import { asTolerance, distance, isRegular, largest, unsettled, values } from "./newton.ts";
import { recorded } from "./recorded.ts";
import { sweep } from "./reverse.ts";
import { differentiable, fresh, matching, transforming } from "./transform.ts";
import { fillTree, tensorsOf } from "./tree.ts";

/**
 * `solution` as it is, with the derivative that it has as the x where `residual(x)` is 0: for `F(x, θ) = 0`,
 * `dx = −(∂F/∂x)⁻¹ (∂F/∂θ) dθ`. `residual` gives a tree like x; what it captures is θ. Throws where a step of Newton's
 * method from x is longer than `tolerance·(1 + |x|)`, 1e-6 unless given, and where the Jacobian of the residual, which is
 * built as a matrix, is singular.
 */
export function implicit<X>(
  residual: (x: X) => X,
  solution: X,
  options: { readonly tolerance?: number } = {},
): X {
  asFunction("implicit", residual);
  const { tolerance = 1e-6 } = asOptions("implicit", options, "tolerance");
  asTolerance("implicit", tolerance);
  const whole = (x: Tensor) =>
    packed(likeIn("implicit", residual(unpacked(x, solution)), solution));
  differentiable("implicit", solution);
  const x = values("implicit", packed(solution));
  const found = solved("implicit", whole, x, (r, at) => {
    const left = largest(values("implicit", r));
    const matrix = left > 0 ? rows(r, [at])[0] : undefined;
    const away = matrix && (isRegular(matrix) ? distance(solve(matrix, r), at) : null);
    if (left !== 0 && !(typeof away === "number" && away <= tolerance))
      throw unsettled(
        { name: "implicit", tolerance, what: "residual", advice: "give one that is nearer" },
        "the solution",
        left,
        away,
      );
  });
  return unpacked(found, solution);
}

/** The vector of values `solution` with its derivative, for the function that is called `name`. */
export function solved(
  name: string,
  residual: (x: Tensor) => Tensor,
  solution: Tensor,
  inspect?: (r: Tensor, x: Tensor) => void,
): Tensor {
  const x = inputLike(solution);
  const r = transforming(() => residual(x));
  inspect?.(r, x);
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
  if (missing([jacobian]) !== undefined || isRegular(jacobian)) return jacobian;
  throw new GradientError(
    name,
    `the Jacobian ${describe(jacobian)} of the residual at the solution`,
    "it is singular to working precision, so that the solution has no derivative",
    "look for equations that depend on each other",
  );
}
