import {
  DTypeError,
  type Shape,
  ShapeError,
  type Tensor,
  argmax,
  cast,
  equal,
  mean,
} from "@chainrule/core";
import { asTensor, describe, sameShape } from "@chainrule/core/engine";
import type { Labels } from "./typed.ts";

/**
 * The share of rows whose largest logit, or probability, [batch, classes], is that of their class, [batch] int32.
 * Of equal ones the first counts.
 *
 * @throws ShapeError unless there is one class for every row; DTypeError if classes are not int32.
 */
export function accuracy<Z extends Shape, Y extends Shape>(
  prediction: Tensor<Z>,
  target: Tensor<Y> & Labels<Z, Y>,
): Tensor<readonly []>;
export function accuracy(prediction: Tensor, target: Tensor): Tensor {
  const [z, y] = classified("accuracy", prediction, target);
  const guess: Tensor = argmax(z, 1);
  if (y.shape.length === 1) return mean(cast(equal(guess, y), "float64"));
  throw new ShapeError(
    "accuracy",
    `target ${describe(y)}`,
    "it is not one class for every row",
    "write argmax(target, 1) if it holds probabilities",
  );
}

/** Logits [batch, classes] and what they should be: classes [batch], int32, or a tensor of their own shape. */
export function classified(op: string, logits: unknown, target: unknown): [Tensor, Tensor] {
  const [z, y] = [asTensor(op, logits), asTensor(op, target)];
  const given = `prediction ${describe(z)} and target ${describe(y)}`;
  if (z.shape.length !== 2)
    throw new ShapeError(
      op,
      given,
      "a prediction is [batch, classes]",
      z.shape.length === 1 ? "write prediction.reshape([1, -1])" : "bring the classes to axis 1",
    );
  const [batch = 0, classes = 0] = z.shape;
  const indices = sameShape(y.shape, [batch]);
  if (!indices && !sameShape(y.shape, z.shape))
    throw new ShapeError(
      op,
      given,
      `a target is [${batch}], of classes, or [${batch}, ${classes}], of probabilities`,
      sameShape(y.shape, [batch, 1]) ? `write target.reshape([${batch}])` : "give one row for each",
    );
  if (batch === 0 || classes === 0) throw new ShapeError(op, given, "there is nothing to compare");
  if (indices && y.dtype !== "int32")
    throw new DTypeError(
      op,
      `target ${describe(y)} ${y.dtype}`,
      "classes are int32",
      'write cast(target, "int32")',
    );
  return [z, y];
}
