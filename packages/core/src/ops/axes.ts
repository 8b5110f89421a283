import { AxisError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { Tensor } from "../graph/tensor.ts";
import type { Axes } from "../graph/typed-axes.ts";
import { kindOf } from "./check.ts";

/** An axis of `x`, counted from the start. `extra`: one more place than there are axes (expandDims, stack). */
export function axisOf(op: string, x: Tensor, axis: unknown, extra = 0): number {
  const rank = x.shape.length + extra;
  if (typeof axis !== "number" || !Number.isInteger(axis))
    throw new AxisError(
      op,
      describe(x),
      `axis ${kindOf(axis)} is not a whole number`,
      "write a number, e.g. 0, or -1 for the last",
    );
  if (axis < -rank || axis >= rank)
    throw new AxisError(
      op,
      describe(x),
      `axis ${axis} does not exist`,
      rank === 0 ? "a scalar has no axes" : `use ${-rank} to ${rank - 1}`,
    );
  return axis < 0 ? axis + rank : axis;
}

/** Axes of `x` in ascending order, each once; all of them if none is named. */
export function axesOf(op: string, x: Tensor, axes: Axes | undefined): number[] {
  if (axes === undefined || axes === null) return [...x.shape.keys()];
  if (typeof axes === "object" && !Array.isArray(axes))
    throw new AxisError(
      op,
      describe(x),
      `axes are numbers, not ${kindOf(axes)}`,
      axes instanceof Tensor
        ? `for two tensors use ${op === "min" ? "minimum" : "maximum"}`
        : "options come after the axes; undefined stands for all axes",
    );
  const listed = (Array.isArray(axes) ? (axes as readonly unknown[]) : [axes]).map((axis) =>
    axisOf(op, x, axis),
  );
  const unique = [...new Set(listed)];
  if (unique.length < listed.length)
    throw new AxisError(
      op,
      describe(x),
      `axes [${[axes].flat().join(", ")}] name one twice`,
      "name each once",
    );
  return unique.toSorted((a, b) => a - b);
}

/** The axis as an attribute of a box: left out where it is the last one, as it is unless given. */
export const unlessLast = (x: Tensor, axis: number): number | undefined =>
  axis === x.shape.length - 1 ? undefined : axis;
