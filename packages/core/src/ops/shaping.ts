/** Other shapes and orders of axes for the same elements. */
import { AxisError, ShapeError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { type Shape, showShape, size } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Stretches } from "../graph/typed.ts";
import type {
  Axes,
  InRange,
  Insertable,
  Inserted,
  Permuted,
  Permutes,
  Reversed,
  Squeezed,
  Squeezes,
  Swapped,
} from "../graph/typed-axes.ts";
import type { Count, Reshaped, Reshapes } from "../graph/typed-count.ts";
import { axesOf, axisOf } from "./axes.ts";
import { asShape, asTensor, kindOf, noMore } from "./check.ts";
import { broadcastTo as copyTo, permuteTo, reshapeTo } from "./structural.ts";

/** The same elements in the same order under another shape; one size may be −1 and is found. */
export function reshape<S extends Shape, const To extends Shape>(
  x: Tensor<S>,
  to: To & Reshapes<S, To>,
): Tensor<Reshaped<S, To>>;
export function reshape(x: unknown, to: Shape): Tensor {
  const input = asTensor("reshape", x);
  const open = Array.isArray(to) ? to.filter((d) => d === -1).length : 0;
  if (open > 1)
    throw new ValueError(
      "reshape",
      `${describe(input)} to ${showShape(to)}`,
      "only one size can be found",
      "write the others",
    );
  if (open === 0) return reshapeTo(input, asShape("reshape", to));
  const rest = size(
    asShape(
      "reshape",
      to.map((d) => (d === -1 ? 1 : d)),
    ),
  );
  const found = rest === 0 ? 0 : size(input.shape) / rest;
  if (!Number.isInteger(found) || found * rest !== size(input.shape))
    throw new ShapeError(
      "reshape",
      `${describe(input)} to ${showShape(to)}`,
      `${size(input.shape)} elements do not divide by ${rest}`,
      "change the other sizes",
    );
  return reshapeTo(
    input,
    to.map((d) => (d === -1 ? found : d)),
  );
}

/** All elements along one axis. */
export const flatten = <S extends Shape>(x: Tensor<S>): Tensor<readonly [Count<S>]> =>
  reshapeTo(asTensor("flatten", x), [size(x.shape)]) as Tensor<readonly [Count<S>]>;

/** Axis `i` of the result is axis `order[i]` of `x`. */
export function permute<S extends Shape, const O extends readonly number[]>(
  x: Tensor<S>,
  order: O & Permutes<S, O>,
): Tensor<Permuted<S, O>>;
export function permute(x: unknown, order: readonly number[]): Tensor {
  const input = asTensor("permute", x);
  const axes = Array.isArray(order) ? order.map((axis) => axisOf("permute", input, axis)) : [];
  if (axes.length !== input.shape.length || new Set(axes).size !== axes.length)
    throw new AxisError(
      "permute",
      `${describe(input)} by ${Array.isArray(order) ? `[${order.join(", ")}]` : kindOf(order)}`,
      "an order names every axis once",
      `write them all, e.g. [${[...input.shape.keys()].toReversed().join(", ")}]`,
    );
  return permuteTo(input, axes);
}

/** The axes in reverse order, or in the order given. */
export function transpose<S extends Shape>(x: Tensor<S>): Tensor<Reversed<S>>;
export function transpose<S extends Shape, const O extends readonly number[]>(
  x: Tensor<S>,
  order: O & Permutes<S, O>,
): Tensor<Permuted<S, O>>;
export function transpose(x: unknown, order?: readonly number[]): Tensor {
  const input = asTensor("transpose", x);
  return permute(input, (order ?? [...input.shape.keys()].toReversed()) as never);
}

/** Two axes exchanged. */
export function swapAxes<S extends Shape, const A extends number, const B extends number>(
  x: Tensor<S>,
  first: A & InRange<S, A>,
  second: B & InRange<S, B>,
): Tensor<Swapped<S, A, B>>;
export function swapAxes(x: unknown, first: number, second: number): Tensor {
  const input = asTensor("swapAxes", x);
  const [a, b] = [axisOf("swapAxes", input, first), axisOf("swapAxes", input, second)];
  return permuteTo(
    input,
    [...input.shape.keys()].map((i) => (i === a ? b : i === b ? a : i)),
  );
}

/** One axis moved to another place, the others in their order. */
export function moveAxis(x: Tensor, from: number, to: number): Tensor {
  const input = asTensor("moveAxis", x);
  const [source, target] = [axisOf("moveAxis", input, from), axisOf("moveAxis", input, to)];
  const order = [...input.shape.keys()].filter((axis) => axis !== source);
  return permuteTo(input, order.toSpliced(target, 0, source));
}

/** Copies along every axis that `x` lacks or has with size 1, until the shape is `to`. */
export const broadcastTo = <S extends Shape, const To extends Shape>(
  x: Tensor<S>,
  to: To & Stretches<S, To>,
): Tensor<To> => copyTo(asTensor("broadcastTo", x), asShape("broadcastTo", to)) as Tensor<To>;

/** A new axis of size 1, at place `axis` of the result. */
export function expandDims<S extends Shape, const A extends number>(
  x: Tensor<S>,
  axis: A & Insertable<S, A>,
  ...none: never[]
): Tensor<Inserted<S, A, 1>>;
export function expandDims(x: unknown, axis: number, ...none: never[]): Tensor {
  const input = asTensor("expandDims", x);
  noMore("expandDims", none);
  return reshapeTo(input, input.shape.toSpliced(axisOf("expandDims", input, axis, 1), 0, 1));
}

/** Without the named axes, which must have size 1; without any axis of size 1 if none is named. */
export function squeeze<S extends Shape, const A extends Axes | undefined = undefined>(
  x: Tensor<S>,
  axes?: A & Squeezes<S, A>,
  ...none: never[]
): Tensor<Squeezed<S, A>>;
export function squeeze(x: unknown, axes?: Axes, ...none: never[]): Tensor {
  const input = asTensor("squeeze", x);
  noMore("squeeze", none);
  const named = axes === undefined ? undefined : axesOf("squeeze", input, axes);
  const wrong = named?.find((axis) => input.shape[axis] !== 1);
  if (wrong !== undefined)
    throw new ShapeError(
      "squeeze",
      describe(input),
      `axis ${wrong} has size ${input.shape[wrong]}, not 1`,
      "sum it, or take one element of it",
    );
  return reshapeTo(
    input,
    input.shape.filter((d, axis) => (named ? !named.includes(axis) : d !== 1)),
  );
}
