import { interpretedBy } from "../graph/apply.ts";
import { isFloat } from "../graph/dtype.ts";
import { GradientError } from "../graph/errors.ts";
import { describe, named } from "../graph/note.ts";
import type { Tensor } from "../graph/tensor.ts";
import { evaluateRoots } from "../eval/evaluate.ts";
import { inputLike } from "../ops/leaf.ts";
import { identity } from "../ops/structural.ts";
import { type Leaf, leavesOf } from "./tree.ts";

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
export function fresh(x: Tensor): Tensor {
  const y = identity(x);
  return x.note?.name === undefined ? y : named(y, x.note.name);
}

/** Like `fresh`, for results that nobody differentiates again: a leaf with the value of `x`, without its history. */
export function severed(x: Tensor): Tensor {
  evaluateRoots([x]);
  return inputLike(x);
}

/** The tensors of an argument that is differentiated; refused if there are none, or one that carries no derivative. */
export function differentiable(op: string, argument: unknown): Leaf[] {
  const leaves = leavesOf(argument);
  if (leaves.length === 0)
    throw new GradientError(
      op,
      `an argument of type ${argument === null ? "null" : typeof argument}`,
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
