/** What losses have in common: shapes that are refused, reductions, a box. */
import { type Shape, ShapeError, type Tensor, ValueError, mean, sum } from "@chainrule/core";
import {
  type Attributes,
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

/** A loss that compares element by element, reduced. */
export function elementwiseLoss(
  name: string,
  each: (prediction: Tensor, target: Tensor) => Tensor,
  formula: string,
): ElementwiseLoss {
  const loss = (prediction: Tensor, target: Tensor, options: LossOptions = {}) => {
    const { reduction } = asOptions(name, options, "reduction");
    comparable(name, prediction, target);
    return reduced(name, [prediction, target], reduction, () => each(prediction, target), formula);
  };
  return loss as ElementwiseLoss;
}

/** Losses, reduced and in a box; `formula` is the pullback of the mean. */
export function reduced(
  name: string,
  inputs: readonly Tensor[],
  reduction: LossReduction = "mean",
  losses: () => Tensor,
  formula: string,
  attrs: Attributes = {},
): Tensor {
  const reduce = reductionOf(name, reduction);
  return composite(
    name,
    inputs,
    () => reduce(losses()),
    reduction === "mean" ? { formula, attrs } : { attrs: { ...attrs, reduction } },
  );
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
export function comparable(op: string, prediction: Tensor, target: Tensor): void {
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
