import { interpretedBy } from "../graph/apply.ts";
import { isFloat } from "../graph/dtype.ts";
import { GradientError, ShapeError, ValueError } from "../graph/errors.ts";
import { describe, namedLike } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";
import { sameShape } from "../graph/shape.ts";
import { kindOf } from "../ops/check.ts";
import { identity } from "../ops/structural.ts";
import { type Leaf, leavesOf, tensorsOf } from "./tree.ts";

let depth = 0;

/** Whether the code that runs now is being differentiated or traced, so that what it derives must stay a graph. */
export const isTransforming = (): boolean => depth > 0;

/** Run `body` as the inside of a transform: whatever it derives extends the graph. */
export function transforming<T>(body: () => T): T {
  depth++;
  try {
    return interpretedBy(null, body);
  } finally {
    depth--;
  }
}

/**
 * An argument of a transform with an identity of its own, so that nested transforms of the same tensor never
 * confuse their perturbations. It leads back to `x`.
 */
export const fresh = (x: Tensor): Tensor => namedLike(identity(x), x);

/** The tensors of an argument that is differentiated; refused if there are none, or one that carries no derivative. */
export function differentiable(op: string, argument: unknown): Leaf[] {
  const leaves = leavesOf(argument);
  if (leaves.length === 0)
    throw new GradientError(
      op,
      `the argument ${kindOf(argument)}`,
      "there is no tensor in it",
      "write tensor(…)",
    );
  for (const { path, tensor } of leaves)
    if (!isFloat(tensor.dtype))
      throw new GradientError(
        op,
        `${path === "" ? "" : `${path} `}${describe(tensor)} ${tensor.dtype}`,
        "only floating point has derivatives",
        'pass it as another argument, or write cast(x, "float64")',
      );
  return leaves;
}

/** The tensors of a tree, refused unless they have, one by one, the shapes and dtypes of those in `like`. */
export function matching(
  op: string,
  tree: unknown,
  like: readonly Tensor[],
  what: string,
): Tensor[] {
  const leaves = tensorsOf(tree);
  const odd = like.findIndex(
    (x, i) => !sameShape(x.shape, leaves[i]?.shape ?? [-1]) || x.dtype !== leaves[i]?.dtype,
  );
  if (leaves.length === like.length && odd < 0) return leaves;
  const all = (tensors: readonly Tensor[]) =>
    tensors.map((x) => `${describe(x)} ${x.dtype}`).join(", ");
  throw new ShapeError(
    op,
    `the ${what} ${leaves.length === 0 ? kindOf(tree) : all(leaves)} for ${all(like)}`,
    `a ${what} has the shape and the dtype of its tensor`,
    "give one like it",
  );
}

/** The error of a result that has no tensor in it. */
export const nothingIn = (op: string, result: unknown): ValueError =>
  new ValueError(
    op,
    `the result ${kindOf(result)}`,
    "there is no tensor in it",
    result instanceof Promise
      ? "await what f needs before, since f cannot be async"
      : "return what f computes",
  );

/** The error of a result, with these tensors in it, that has no derivative. */
export const noDerivative = (
  op: string,
  result: unknown,
  outputs: readonly Tensor[],
): GradientError =>
  outputs.length === 0
    ? new GradientError(
        op,
        `the result ${kindOf(result)}`,
        "there is no tensor in it",
        "return what f computes",
      )
    : new GradientError(
        op,
        `the result ${outputs.map((y) => `${describe(y)} ${y.dtype}`).join(", ")}`,
        "only floating point has derivatives",
        'write cast(y, "float64")',
      );
