/** Elements chosen by indices, and their adjoint: elements added up at indices. */
import { apply } from "../graph/apply.ts";
import { linear } from "../graph/derivative.ts";
import { AxisError, DTypeError, ShapeError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { SCALAR, type Shape, sameShape } from "../graph/shape.ts";
import { type Op, type Operand, Tensor } from "../graph/tensor.ts";
import type { InRange, Replaced } from "../graph/typed-axes.ts";
import type { Chained, ShapeOf } from "../graph/typed.ts";
import { add } from "./arithmetic.ts";
import { mixed } from "./accepts.ts";
import { axisOf } from "./axes.ts";
import { asDType, asOptions, asSize, asTensor, kindOf } from "./check.ts";
import { equal } from "./comparison.ts";
import { arange } from "./constants.ts";
import { fill } from "./leaf.ts";
import { cast } from "./selection.ts";
import { expandDims } from "./shaping.ts";

/** `along`: the index has a value for every element; otherwise its axes take the place of `axis`. */
export const Gather = (axis: number, along: boolean): Op => ({
  name: along ? "takeAlongAxis" : "take",
  attrs: { axis, along },
  arity: 2,
  shape: (x, index) =>
    along
      ? alongShape("takeAlongAxis", x, index, axis)
      : x.shape.toSpliced(axis, 1, ...index.shape),
  dtype: (x) => x.dtype,
  kernel: { kind: "gather", axis, along },
  derivative: linear((g, x, index) => apply(Scatter(axis, along, x.shape[axis] ?? 1), g, index)),
});

/** Zeros with the elements of the first input added at the indices along `axis`, which gets size `n`. */
export const Scatter = (axis: number, along: boolean, n: number): Op => ({
  name: "scatter",
  attrs: { axis, along, n },
  arity: 2,
  shape: (x, index) => x.shape.toSpliced(axis, along ? 1 : index.shape.length, n),
  dtype: (x) => x.dtype,
  kernel: { kind: "scatter", axis, along },
  derivative: linear((g, _, index) => apply(Gather(axis, along), g, index)),
});

function alongShape(op: string, x: Tensor, index: Tensor, axis: number): Shape {
  const fits =
    index.shape.length === x.shape.length &&
    index.shape.every((d, i) => i === axis || d === x.shape[i]);
  if (fits) return index.shape;
  throw new ShapeError(
    op,
    `${describe(x)} at index ${describe(index)} along axis ${axis}`,
    "the index has other sizes along another axis",
    op === "takeAlongAxis" ? "broadcast it, or use take" : "broadcast it",
  );
}

/** Indices: int32. */
function asIndex(op: string, index: unknown): Tensor {
  if (!(index instanceof Tensor))
    throw new ValueError(
      op,
      `index ${kindOf(index)}`,
      "an index is an int32 tensor",
      'write tensor([0, 1], { dtype: "int32" })',
    );
  if (index.dtype === "int32") return index;
  throw new DTypeError(
    op,
    `index ${describe(index)} ${index.dtype}`,
    "indices are int32",
    'write cast(index, "int32")',
  );
}

/** One index along axis `axis` of `x`. */
function oneIndex(x: Tensor, index: number, axis: number): Tensor {
  const n = x.shape[axis] ?? 1;
  if (!Number.isInteger(index) || index >= n || index < -n)
    throw new AxisError(
      "take",
      describe(x),
      `index ${index} is outside axis ${axis}`,
      n === 0 ? "the axis is empty" : `use ${-n} to ${n - 1}`,
    );
  return fill(index, { shape: SCALAR, dtype: "int32" });
}

/** The elements, rows or slices of `x` at `index` along `axis`: the axes of the index take the place of that axis. Negative indices count from the end. */
export function take<S extends Shape, const I extends Operand, const A extends number = 0>(
  x: Tensor<S>,
  index: I,
  axis?: A & InRange<S, A>,
): Tensor<Replaced<S, A, ShapeOf<I>>>;
export function take(x: unknown, index: unknown, axis = 0): Tensor {
  const input = asTensor("take", x);
  const along = axisOf("take", input, axis);
  const at = typeof index === "number" ? oneIndex(input, index, along) : asIndex("take", index);
  return apply(Gather(along, false), input, at);
}

/** `y[…, i, …] = x[…, index[…, i, …], …]` along `axis`. */
export function takeAlongAxis<S extends Shape, const A extends number = -1>(
  x: Tensor,
  index: Tensor<S>,
  axis?: A & InRange<S, A>,
): Tensor<S>;
export function takeAlongAxis(x: unknown, index: unknown, axis = -1): Tensor {
  const input = asTensor("takeAlongAxis", x);
  return apply(
    Gather(axisOf("takeAlongAxis", input, axis), true),
    input,
    asIndex("takeAlongAxis", index),
  );
}

/** `x` with `source[…, i, …]` added at `index[…, i, …]` along `axis`; repeated indices add up. */
export function scatterAdd<S extends Shape, const A extends number = 0>(
  x: Tensor<S>,
  index: Tensor,
  source: Tensor,
  axis?: A & InRange<S, A>,
): Tensor<S>;
export function scatterAdd(x: unknown, index: unknown, source: unknown, axis = 0): Tensor {
  const base = asTensor("scatterAdd", x);
  const place = axisOf("scatterAdd", base, axis);
  const at = asIndex("scatterAdd", index);
  const from = asTensor("scatterAdd", source);
  alongShape("scatterAdd", base, at, place);
  if (!sameShape(at.shape, from.shape))
    throw new ShapeError(
      "scatterAdd",
      `source ${describe(from)} at index ${describe(at)}`,
      "every index adds one element",
      "give both the same shape",
    );
  if (base.dtype !== from.dtype) throw mixed("scatterAdd", base, from);
  return add(base, apply(Scatter(place, true, base.shape[place] ?? 1), from, at));
}

/** For each index a row of `classes` zeros with a 1 at the index; none where the index is out of range. Flat. */
export function oneHot<S extends Shape, const N extends number>(
  index: Tensor<S>,
  classes: N,
  options?: { readonly dtype?: "float64" | "float32" },
): Tensor<Chained<S, readonly [N]>>;
export function oneHot(
  index: unknown,
  classes: number,
  options: { readonly dtype?: "float64" | "float32" } = {},
): Tensor {
  const at = asIndex("oneHot", index);
  const { dtype = "float64" } = asOptions("oneHot", options, "dtype");
  const range = arange(0, asSize("oneHot", classes, "class count"), 1, { dtype: "int32" });
  return cast(equal(expandDims(at, -1), range as Tensor), asDType("oneHot", dtype));
}
