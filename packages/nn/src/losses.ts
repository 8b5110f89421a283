/** How far a prediction is from its target, element by element. */
import {
  type Shape,
  type Tensor,
  abs,
  add,
  clip,
  logSigmoid,
  mul,
  neg,
  square,
  sub,
} from "@chainrule/core";
import { asOptions } from "@chainrule/core/engine";
import {
  type ElementwiseLoss,
  type LossOptions,
  type LossReduction,
  comparable,
  elementwiseLoss,
  reduced,
} from "./loss.ts";
import { positive } from "./option.ts";
import type { Meets } from "./typed.ts";

/**
 * Mean squared error `Σ (ŷ − y)² / n` over all n elements.  ∂/∂ŷ = 2(ŷ − y)/n.
 *
 * @throws ShapeError unless prediction and target have the same shape, and at least one element.
 */
export const mse: ElementwiseLoss = elementwiseLoss(
  "mse",
  (p, t) => square(sub(p, t)),
  "2g·(ŷ − y)/n",
);

/**
 * Mean absolute error `Σ |ŷ − y| / n` over all n elements.  ∂/∂ŷ = sign(ŷ − y)/n, 0 where they are equal.
 *
 * @throws ShapeError unless prediction and target have the same shape, and at least one element.
 */
export const mae: ElementwiseLoss = elementwiseLoss(
  "mae",
  (p, t) => abs(sub(p, t)),
  "g·sign(ŷ − y)/n",
);

/**
 * `−Σ (y·ln σ(z) + (1 − y)·ln σ(−z)) / n` for logits `z` and the probability, or truth, `y` of each; exact
 * for logits of any size.  ∂/∂z = (σ(z) − y)/n.
 *
 * @throws ShapeError unless logits and target have the same shape, and at least one element.
 */
export const binaryCrossEntropy: ElementwiseLoss = elementwiseLoss(
  "binaryCrossEntropy",
  (z, y) => neg(add(mul(y, logSigmoid(z)), mul(sub(1, y), logSigmoid(neg(z))))),
  "g·(σ(z) − y)/n",
);

export interface HuberOptions<R extends LossReduction = LossReduction> extends LossOptions<R> {
  /** How far off a prediction counts as an outlier; 1 unless given. */
  readonly delta?: number;
}

/**
 * `Σ h(ŷ − y) / n` with `h(d) = d²/2` up to |d| = δ and `δ(|d| − δ/2)` beyond, which outliers pull by no more
 * than δ.  ∂/∂ŷ = clip(ŷ − y, −δ, δ)/n.
 *
 * Source: Huber 1964, "Robust estimation of a location parameter".
 *
 * @throws ShapeError unless prediction and target have the same shape, and at least one element; ValueError
 * unless δ is above 0.
 */
export function huber<P extends Shape, T extends Shape, const R extends LossReduction = "mean">(
  prediction: Tensor<P>,
  target: Tensor<T> & Meets<P, T>,
  options?: HuberOptions<R>,
): Tensor<R extends "none" ? P : readonly []>;
export function huber(prediction: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  const { reduction, delta = 1 } = asOptions("huber", options, "reduction", "delta");
  positive("huber", "delta", delta);
  comparable("huber", prediction, target);
  const losses = (): Tensor => {
    const d = sub(prediction, target);
    const c = clip(d, -delta, delta);
    // c(d − c/2) is both branches.
    return mul(c, sub(d, mul(c, 0.5)));
  };
  return reduced(
    "huber",
    [prediction, target],
    reduction,
    losses,
    "g·clip(ŷ − y, −δ, δ)/n",
    delta === 1 ? {} : { delta },
  );
}
