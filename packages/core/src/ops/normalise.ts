/** Normalised exponentials, stable for any finite or infinite logits. Compositions: their derivatives follow from their parts. */
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { InRange } from "../graph/typed-axes.ts";
import { add, sub } from "./arithmetic.ts";
import { axisOf, unlessLast } from "./axes.ts";
import { asFloating, noMore } from "./check.ts";
import { equal, isFinite, where } from "./comparison.ts";
import { composite } from "./composite.ts";
import { exp, log } from "./exponential.ts";
import { size } from "../graph/shape.ts";
import { fill } from "./leaf.ts";
import { max } from "./extrema.ts";
import { type Reduction, reduction } from "./reductions.ts";
import { broadcastTo, stopGradient, sumOver, without } from "./structural.ts";

/**
 * `ln Σ eˣ` over the axes; −∞ for no elements. Shifted by the maximum so that eˣ cannot overflow; the shift
 * cancels, so the derivative is softmax. Where every x is −∞ it is −∞ with derivative 0.
 */
export const logSumExp: Reduction = reduction(
  "logSumExp",
  logSumExpOver,
  asFloating,
  "g·softmax(x)",
);

function logSumExpOver(x: Tensor, axes: readonly number[]): Tensor {
  const kept = without(x.shape, axes);
  if (size(x.shape) === 0 && size(kept) > 0)
    return fill(-Infinity, { shape: kept, dtype: x.dtype });
  const largest = stopGradient(max(x, axes, { keepDims: true }));
  const shift = where(isFinite(largest), largest, 0);
  const total = sumOver(exp(sub(x, broadcastTo(shift, x.shape))), axes);
  const none = equal(total, 0);
  return where(none, -Infinity, add(shift, log(where(none, 1, total))));
}

/** `x − ln Σ eˣ` along `axis`, the last unless given. */
export function logSoftmax<S extends Shape, const A extends number = -1>(
  x: Tensor<S>,
  axis?: A & InRange<S, A>,
  ...none: never[]
): Tensor<S>;
export function logSoftmax(x: unknown, axis = -1, ...none: never[]): Tensor {
  const input = asFloating("logSoftmax", x);
  noMore("logSoftmax", none);
  const along = axisOf("logSoftmax", input, axis);
  return composite("logSoftmax", [input], () => shifted(input, along), {
    attrs: { axis: unlessLast(input, along) },
    formula: "g − softmax(x)·Σ g",
  });
}

/** `eˣ/Σ eˣ` along `axis`, the last unless given. */
export function softmax<S extends Shape, const A extends number = -1>(
  x: Tensor<S>,
  axis?: A & InRange<S, A>,
  ...none: never[]
): Tensor<S>;
export function softmax(x: unknown, axis = -1, ...none: never[]): Tensor {
  const input = asFloating("softmax", x);
  noMore("softmax", none);
  const along = axisOf("softmax", input, axis);
  return composite("softmax", [input], () => exp(shifted(input, along)), {
    attrs: { axis: unlessLast(input, along) },
    formula: "y ∘ (g − Σ g ∘ y)",
  });
}

const shifted = (x: Tensor, axis: number): Tensor =>
  sub(x, broadcastTo(logSumExp(x, axis, { keepDims: true }), x.shape));
