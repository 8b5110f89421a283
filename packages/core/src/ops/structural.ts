/** Ops that move or copy elements without changing them, and the sum that undoes copying. All linear. */
import { apply } from "../graph/apply.ts";
import { constant, linear } from "../graph/derivative.ts";
import { ShapeError } from "../graph/errors.ts";
import type { AxisMap } from "../graph/kernel.ts";
import { describe } from "../graph/note.ts";
import {
  type Shape,
  broadcastShapes,
  sameShape,
  showShape,
  size,
  stretchedAxes,
} from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { oneDType } from "./accepts.ts";
import { asTensor } from "./check.ts";

const along = (axis: number): AxisMap => ({ offset: 0, step: 1, axis });
const fixed: AxisMap = { offset: 0, step: 0, axis: null };

/** The same elements in the same order under the shape `to`. Adjoint: reshape back. */
export const reshapeTo = (x: Tensor, to: Shape): Tensor =>
  sameShape(x.shape, to) ? x : apply(Reshape(to), x);

export const Reshape = (to: Shape): Op => ({
  name: "reshape",
  attrs: { to },
  arity: 1,
  shape(x) {
    if (size(x.shape) === size(to)) return to;
    throw new ShapeError(
      "reshape",
      `${describe(x)} to ${showShape(to)}`,
      `${size(x.shape)} elements do not fill ${size(to)} places`,
      `choose sizes whose product is ${size(x.shape)}, or write -1 for one of them`,
    );
  },
  kernel: { kind: "reshape" },
  derivative: linear((g, x) => reshapeTo(g, x.shape)),
});

/** Axis `i` of the result is axis `order[i]` of `x`. Adjoint: the inverse permutation. */
export const permuteTo = (x: Tensor, order: readonly number[]): Tensor =>
  order.every((from, to) => from === to) ? x : apply(Permute(order), x);

export const Permute = (order: readonly number[]): Op => {
  const inverse = order.map((_, axis) => order.indexOf(axis));
  return {
    name: "permute",
    attrs: { order },
    arity: 1,
    shape: (x) => order.map((from) => x.shape[from] ?? 1),
    kernel: { kind: "view", axes: () => inverse.map(along) },
    derivative: linear((g) => permuteTo(g, inverse)),
  };
};

/** Copies along every axis that `x` lacks or has with size 1, until the shape is `to`. Adjoint: the copies added up. */
export const broadcastTo = <S extends Shape>(x: Tensor, to: S): Tensor<S> =>
  (sameShape(x.shape, to) ? x : apply(BroadcastTo(to), x)) as Tensor<S>;

export const BroadcastTo = (to: Shape): Op => ({
  name: "broadcastTo",
  attrs: { to },
  arity: 1,
  shape(x) {
    const common = broadcastShapes(x.shape, to);
    if (common !== undefined && sameShape(common, to)) return to;
    throw new ShapeError(
      "broadcastTo",
      `${describe(x)} to ${showShape(to)}`,
      "only axes of size 1 stretch, aligned on the right",
      "reshape it first, so that sizes agree or are 1",
    );
  },
  kernel: {
    kind: "view",
    axes: (x) =>
      x.map((d, axis) => {
        const target = axis + to.length - x.length;
        return d === to[target] ? along(target) : fixed;
      }),
  },
  derivative: linear((g, x) => sumTo(g, x.shape)),
});

/** The sum over every axis that `to` lacks or has with size 1: the adjoint of `broadcastTo`. */
export const sumTo = (x: Tensor, to: Shape): Tensor =>
  reshapeTo(sumOver(x, stretchedAxes(to, x.shape)), to);

/** `Σ x` over `axes`, kept as size 1. Adjoint: every summand receives the whole cotangent. */
export const sumOver = (x: Tensor, axes: readonly number[]): Tensor =>
  axes.length === 0 ? x : apply(Sum(axes), x);

export const Sum = (axes: readonly number[]): Op => ({
  name: "sum",
  attrs: { axes },
  arity: 1,
  shape: (x) => without(x.shape, axes),
  dtype: oneDType("sum", "number"),
  kernel: { kind: "fold", axes, identity: 0, combine: (m, sum, x) => m.add(sum, x) },
  derivative: linear((g, x) => broadcastTo(g, x.shape)),
});

/** `shape` with size 1 at `axes`. */
export const without = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((d, axis) => (axes.includes(axis) ? 1 : d));

/** `x` itself, as a node of its own. */
export const identity = (x: Tensor): Tensor => apply(Identity, x);

export const Identity: Op = {
  name: "identity",
  attrs: {},
  arity: 1,
  shape: (x) => x.shape,
  kernel: { kind: "reshape" },
  derivative: linear(),
};

/** `x`, but a constant to differentiation. */
export const stopGradient = <S extends Shape>(x: Tensor<S>): Tensor<S> =>
  apply(StopGradient, asTensor("stopGradient", x)) as Tensor<S>;

export const StopGradient: Op = { ...Identity, name: "stopGradient", derivative: constant };
