/** The largest and the smallest element, and where they are. */
import { apply } from "../graph/apply.ts";
import { constant, custom } from "../graph/derivative.ts";
import { ShapeError } from "../graph/errors.ts";
import type { Kernel } from "../graph/kernel.ts";
import { describe } from "../graph/note.ts";
import { type Shape, size } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import type { InRange, Reduced } from "../graph/typed-axes.ts";
import { div } from "./arithmetic.ts";
import { axisOf } from "./axes.ts";
import { asOptions, asTensor } from "./check.ts";
import { equal, where } from "./comparison.ts";
import { type ReduceOptions, type Reduction, dropUnless, reduction } from "./reductions.ts";
import { cast } from "./selection.ts";
import { broadcastTo, reshapeTo, sumOver, without } from "./structural.ts";

/** The largest element; NaN wins. Elements that tie share the cotangent equally. No elements are an error. */
export const max: Reduction = reduction("max", (x, axes) =>
  axes.length === 0 ? x : apply(Extremum("max", axes), x),
);

/** The smallest element; NaN wins. Elements that tie share the cotangent equally. No elements are an error. */
export const min: Reduction = reduction("min", (x, axes) =>
  axes.length === 0 ? x : apply(Extremum("min", axes), x),
);

const combine: Record<"max" | "min", Extract<Kernel, { kind: "fold" }>["combine"]> = {
  max: (m, best, x) => m.max(best, x),
  min: (m, best, x) => m.min(best, x),
};

export const Extremum = (name: "max" | "min", axes: readonly number[]): Op => {
  /** The tangent or cotangent `d` where `x` attains `y`, divided by how often it does. */
  const attained = (d: Tensor, y: Tensor, x: Tensor): Tensor => {
    const tie = equal(x, broadcastTo(y, x.shape));
    const times = sumOver(cast(tie, x.dtype), axes);
    return where(tie, div(d, broadcastTo(times, x.shape)), 0);
  };
  return {
    name,
    attrs: { axes },
    arity: 1,
    shape: (x) => nonEmpty(name, x, axes),
    kernel: {
      kind: "fold",
      axes,
      identity: name === "max" ? -Infinity : Infinity,
      combine: combine[name],
    },
    derivative: custom({
      vjp: (g, _, y, [x]) => attained(broadcastTo(g, x?.shape ?? []), y, x as Tensor),
      jvp: ([dx], y, [x]) => sumOver(attained(dx as Tensor, y, x as Tensor), axes),
    }),
  };
};

function nonEmpty(name: string, x: Tensor, axes: readonly number[]): Shape {
  if (axes.some((axis) => x.shape[axis] === 0) && size(without(x.shape, axes)) > 0)
    throw new ShapeError(
      name,
      describe(x),
      "there is no element to choose from",
      "leave out empty axes",
    );
  return without(x.shape, axes);
}

/** The index of the largest element along `axis`, or in the flattened tensor; the first of equals, NaN wins. */
export const argmax: ArgReduction = (x, axis, options) => argOver("argmax", x, axis, options);

/** The index of the smallest element along `axis`, or in the flattened tensor; the first of equals, NaN wins. */
export const argmin: ArgReduction = (x, axis, options) => argOver("argmin", x, axis, options);

export type ArgReduction = <
  S extends Shape,
  const A extends number | undefined = undefined,
  K extends boolean = false,
>(
  x: Tensor<S>,
  axis?: A & InRange<S, A>,
  options?: ReduceOptions<K>,
) => Tensor<Reduced<S, A, K>>;

function argOver(
  name: "argmax" | "argmin",
  given: unknown,
  axis?: number,
  options: ReduceOptions = {},
): never {
  const x = asTensor(name, given);
  const { keepDims } = asOptions(name, options, "keepDims");
  const flat = axis === undefined || axis === null;
  const input = flat ? reshapeTo(x, [size(x.shape)]) : x;
  const chosen = flat ? 0 : axisOf(name, x, axis);
  const y = apply(Arg(name, chosen), input);
  const kept = flat
    ? reshapeTo(
        y,
        x.shape.map(() => 1),
      )
    : y;
  return dropUnless(keepDims, kept, flat ? [...x.shape.keys()] : [chosen]) as never;
}

export const Arg = (name: "argmax" | "argmin", axis: number): Op => ({
  name,
  attrs: { axis },
  arity: 1,
  shape: (x) => nonEmpty(name, x, [axis]),
  dtype: () => "int32",
  kernel: {
    kind: "arg",
    axis,
    better: (m, x, best) => {
      const nan = m.and(m.not(m.equal(x, x)), m.equal(best, best));
      return m.or(name === "argmax" ? m.less(best, x) : m.less(x, best), nan);
    },
  },
  derivative: constant,
});
