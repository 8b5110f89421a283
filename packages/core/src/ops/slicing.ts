/** Parts of a tensor, and a tensor as part of a larger one: `slice` and its adjoint, `embed`. */
import { apply } from "../graph/apply.ts";
import { linear } from "../graph/derivative.ts";
import { ShapeError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { type Shape, sameShape } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import type { Axes, InRange } from "../graph/typed-axes.ts";
import { axesOf } from "./axes.ts";
import { asOptions, asSize, asTensor, kindOf, noMore } from "./check.ts";
import { where } from "./comparison.ts";
import { fill, literal } from "./leaf.ts";
import { type Part, type Range, partsOf } from "./ranges.ts";
import { reshapeTo } from "./structural.ts";

/** Start, step and length along each axis; a step may be negative. */
interface Grid {
  readonly starts: readonly number[];
  readonly steps: readonly number[];
  readonly sizes: Shape;
}

export const Slice = ({ starts, steps, sizes }: Grid): Op => ({
  name: "slice",
  attrs: { starts, steps, sizes },
  arity: 1,
  shape: () => sizes,
  kernel: {
    kind: "view",
    axes: () =>
      sizes.map((_, axis) => ({ offset: starts[axis] ?? 0, step: steps[axis] ?? 1, axis })),
  },
  derivative: linear((g, x) => apply(Embed({ starts, steps, sizes: x.shape }), g)),
});

/** Zeros of shape `sizes` with the input on the grid: what `slice` reads there, `embed` writes. */
export const Embed = ({ starts, steps, sizes }: Grid): Op => ({
  name: "embed",
  attrs: { starts, steps, sizes },
  arity: 1,
  shape: () => sizes,
  kernel: {
    kind: "view",
    axes: () =>
      sizes.map((_, axis) => {
        const step = steps[axis] ?? 1;
        const way = Math.sign(step);
        return { offset: -way * (starts[axis] ?? 0), step: way, axis, every: Math.abs(step) };
      }),
  },
  derivative: linear((g, x) => apply(Slice({ starts, steps, sizes: x.shape }), g)),
});

/**
 * A part of `x`, by Python's rules: `"1:, ::-1"` or `[[1, null], [null, null, -1]]`. Axes not mentioned are
 * whole; a plain index drops its axis.
 */
export function slice(x: Tensor, ranges: string | readonly (Range | number)[]): Tensor {
  const input = asTensor("slice", x);
  const parts = partsOf(input, ranges);
  const grid = {
    starts: parts.map((part) => part.start),
    steps: parts.map((part) => part.step),
    sizes: parts.map((part) => part.size),
  };
  const whole = parts.every((part) => part.start === 0 && part.step === 1);
  const y = whole && sameShape(grid.sizes, input.shape) ? input : apply(Slice(grid), input);
  return reshapeTo(
    y,
    parts.filter(({ dropped }) => !dropped).map(({ size }: Part) => size),
  );
}

/** The elements in reverse order along the axes (all unless given). */
export function flip<S extends Shape, const A extends Axes | undefined = undefined>(
  x: Tensor<S>,
  axes?: A & InRange<S, A>,
  ...none: never[]
): Tensor<S>;
export function flip(x: unknown, axes?: Axes, ...none: never[]): Tensor {
  const input = asTensor("flip", x);
  noMore("flip", none);
  const over = axesOf("flip", input, axes);
  return slice(
    input,
    input.shape.map((_, axis) => (over.includes(axis) ? [null, null, -1] : [null, null])),
  );
}

/** How many places to add before and after, along each axis; one number for all, or one pair per axis. */
export type Padding = number | readonly (readonly [before: number, after: number])[];

/** `x` with `value` (0 unless given) around it. */
export function pad(
  x: Tensor,
  padding: Padding,
  options: { readonly value?: number } = {},
): Tensor {
  const input = asTensor("pad", x);
  const pairs = paddingOf(input, padding);
  const { value = 0 } = asOptions("pad", options, "value");
  const sizes = input.shape.map((d, axis) => (pairs[axis]?.[0] ?? 0) + d + (pairs[axis]?.[1] ?? 0));
  const embed = Embed({
    starts: pairs.map(([before]) => before),
    steps: pairs.map(() => 1),
    sizes,
  });
  if (value !== 0) literal("pad", value, input);
  if (sameShape(sizes, input.shape)) return input;
  const y = apply(embed, input);
  if (value === 0) return y;
  const inside = apply(embed, fill(1, { shape: input.shape, dtype: "bool" }));
  return where(inside, y, value);
}

function paddingOf(x: Tensor, padding: Padding): readonly (readonly [number, number])[] {
  if (typeof padding === "number") {
    const n = asSize("pad", padding, "padding");
    return x.shape.map(() => [n, n]);
  }
  if (!Array.isArray(padding) || !padding.every((pair) => Array.isArray(pair) && pair.length === 2))
    throw new ValueError(
      "pad",
      `padding ${kindOf(padding)}`,
      "it is neither a number nor a list of pairs",
      "write [[before, after], …], one pair per axis",
    );
  if (padding.length !== x.shape.length)
    throw new ShapeError(
      "pad",
      describe(x),
      `${padding.length} pairs for ${x.shape.length} axes`,
      "write one [before, after] per axis",
    );
  return padding.map(([before, after]) => [
    asSize("pad", before, "padding"),
    asSize("pad", after, "padding"),
  ]);
}
