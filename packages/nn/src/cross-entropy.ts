import {
  DTypeError,
  type Shape,
  type Tensor,
  ValueError,
  arange,
  equal,
  expandDims,
  logSoftmax,
  logicalAnd,
  mul,
  neg,
  sum,
  where,
} from "@chainrule/core";
import { type Op, apply, asOptions, constant, describe } from "@chainrule/core/engine";
import { classified } from "./accuracy.ts";
import { type LossOptions, type LossReduction, reduced } from "./loss.ts";
import type { Classes } from "./typed.ts";

/**
 * `−Σᵢ ln pᵢ[yᵢ] / batch` with `p = softmax(z)` along the rows of logits `z` [batch, classes], and `y` [batch]
 * the int32 index of each row's class; or, with probabilities `y` [batch, classes], `−Σ y·ln p / batch`.
 * Exact for logits of any size, −∞ included.  ∂/∂z = (p − y)/batch, where `y` stands for 1 at the index.
 *
 * @throws ShapeError unless target and logits go together; DTypeError if classes are not int32; ValueError,
 * when the loss is evaluated, for the index of a class that does not exist.
 */
export function crossEntropy<
  Z extends Shape,
  Y extends Shape,
  const R extends LossReduction = "mean",
>(
  logits: Tensor<Z>,
  target: Tensor<Y> & Classes<Z, Y>,
  options?: LossOptions<R>,
): Tensor<R extends "none" ? readonly [Z[0]] : readonly []>;
export function crossEntropy(logits: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const { reduction } = asOptions("crossEntropy", options, "reduction");
  const [z, y] = classified("crossEntropy", logits, target);
  if (y.shape.length === 2 && y.dtype === "int32")
    throw new DTypeError(
      "crossEntropy",
      `target ${describe(y)} int32`,
      "probabilities are floating point",
      'write cast(target, "float64")',
    );
  return reduced(
    "crossEntropy",
    [z, y],
    reduction,
    () => sum(neg(y.shape.length === 1 ? ofClass(z, y) : weighted(z, y)), 1),
    "g·(softmax(z) − y)/batch",
  );
}

/** `ln p` at each row's class, 0 elsewhere. */
const ofClass = (z: Tensor, y: Tensor): Tensor => {
  const index = apply(Existing(z.shape[1] ?? 0), y);
  const classes: Tensor = arange(0, z.shape[1] ?? 0, 1, { dtype: "int32" });
  return where(equal(expandDims(index, 1), classes), logSoftmax(z), 0);
};

/** `y·ln p`; what is impossible and expected to be so, `0·ln 0`, is 0. */
const weighted = (z: Tensor, y: Tensor): Tensor => {
  const p = logSoftmax(z);
  const never = logicalAnd(equal(y, 0), equal(p, -Infinity));
  return mul(y, where(never, 0, p));
};

/** Indices of classes as they are, refused where there is no such class. */
const Existing = (classes: number): Op => ({
  name: "existing",
  attrs: { classes },
  arity: 1,
  shape: (index) => index.shape,
  kernel: {
    kind: "routine",
    run([index = new Int32Array(0)]) {
      const lost = index.find((k) => k < 0 || k >= classes);
      if (lost !== undefined)
        throw new ValueError(
          "crossEntropy",
          `class ${lost}`,
          `there are ${classes} classes`,
          `count them from 0 to ${classes - 1}`,
        );
      return index.slice();
    },
  },
  derivative: constant,
});
