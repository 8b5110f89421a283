/** How far a prediction is from its target. */
import {
  type Shape,
  ShapeError,
  type Tensor,
  ValueError,
  abs,
  mean,
  square,
  sub,
  sum,
} from "@chainrule/core";
import {
  asOptions,
  asTensor,
  composite,
  describe,
  sameShape,
  showShape,
  size,
} from "@chainrule/core/engine";
import type { Meets } from "./typed.ts";

export type LossReduction = "mean" | "sum" | "none";

export interface LossOptions<R extends LossReduction = LossReduction> {
  /** Over all elements: their mean unless given, their sum, or none of both. */
  readonly reduction?: R;
}

/** A loss of a prediction and a target of the same shape. */
export type ElementwiseLoss = <
  P extends Shape,
  T extends Shape,
  const R extends LossReduction = "mean",
>(
  prediction: Tensor<P>,
  target: Tensor<T> & Meets<P, T>,
  options?: LossOptions<R>,
) => Tensor<R extends "none" ? P : readonly []>;

/** A loss that compares element by element: `each` of the difference, reduced. */
function elementwiseLoss(
  name: string,
  each: (difference: Tensor) => Tensor,
  formula: string,
): ElementwiseLoss {
  const loss = (prediction: Tensor, target: Tensor, options: LossOptions = {}) => {
    const { reduction = "mean" } = asOptions(name, options, "reduction");
    comparable(name, prediction, target);
    const reduce = reductionOf(name, reduction);
    return composite(
      name,
      [prediction, target],
      () => reduce(each(sub(prediction, target))),
      reduction === "mean" ? { formula } : { attrs: { reduction } },
    );
  };
  return loss as ElementwiseLoss;
}

const reductions: Record<LossReduction, (x: Tensor) => Tensor> = {
  mean: (x) => mean(x),
  sum: (x) => sum(x),
  none: (x) => x,
};

function reductionOf(op: string, reduction: unknown): (x: Tensor) => Tensor {
  if (typeof reduction === "string" && Object.hasOwn(reductions, reduction))
    return reductions[reduction as LossReduction];
  throw new ValueError(
    op,
    `reduction ${String(reduction)}`,
    "there is no such reduction",
    'write "mean", "sum" or "none"',
  );
}

/** Refuses two shapes that differ: broadcasting [n] against [n, 1] would compare every pair. */
function comparable(op: string, prediction: Tensor, target: Tensor): void {
  const [p, t] = [asTensor(op, prediction), asTensor(op, target)];
  if (!sameShape(p.shape, t.shape))
    throw new ShapeError(
      op,
      `prediction ${describe(p)} and target ${describe(t)}`,
      "the shapes differ",
      size(p.shape) === size(t.shape)
        ? `write target.reshape(${showShape(p.shape)})`
        : "give one target for each prediction",
    );
  if (size(p.shape) === 0)
    throw new ShapeError(op, `prediction ${describe(p)}`, "there is nothing to compare");
}

/**
 * Mean squared error `Σ (ŷ − y)² / n` over all n elements.  ∂/∂ŷ = 2(ŷ − y)/n.
 *
 * @throws ShapeError unless prediction and target have the same shape, and at least one element.
 */
export const mse: ElementwiseLoss = elementwiseLoss("mse", (d) => square(d), "2g·(ŷ − y)/n");

/**
 * Mean absolute error `Σ |ŷ − y| / n` over all n elements.  ∂/∂ŷ = sign(ŷ − y)/n, 0 where they are equal.
 *
 * @throws ShapeError unless prediction and target have the same shape, and at least one element.
 */
export const mae: ElementwiseLoss = elementwiseLoss("mae", (d) => abs(d), "g·sign(ŷ − y)/n");
