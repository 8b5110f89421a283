/** Sums and means over axes, and what all reductions share. */
import { type Shape, size } from "../graph/shape.ts";
import type { Attributes, Tensor } from "../graph/tensor.ts";
import type { Axes, InRange, Reduced } from "../graph/typed-axes.ts";
import { div } from "./arithmetic.ts";
import { axesOf } from "./axes.ts";
import { asFloating, asNumbers, asOptions, asTensor } from "./check.ts";
import { composite } from "./composite.ts";
import { reshapeTo, sumOver } from "./structural.ts";

export interface ReduceOptions<K extends boolean = boolean> {
  /** Keep the reduced axes as size 1. */
  readonly keepDims?: K;
}

/** Over one axis, a list of axes, or all. */
export type Reduction = <
  S extends Shape,
  const A extends Axes | undefined = undefined,
  K extends boolean = false,
>(
  x: Tensor<S>,
  axes?: A & InRange<S, A>,
  options?: ReduceOptions<K>,
) => Tensor<Reduced<S, A, K>>;

/**
 * `over(x, axes)` keeps the axes as size 1; here they are dropped unless asked for. With the `formula` of its
 * pullback, possibly empty, it is one box.
 */
export const reduction = (
  name: string,
  over: (x: Tensor, axes: readonly number[]) => Tensor,
  check: (op: string, x: unknown) => Tensor = asTensor,
  formula?: string,
  attrs: Attributes = {},
): Reduction =>
  ((x: unknown, axes?: Axes, options: ReduceOptions = {}) => {
    const input = check(name, x);
    const { keepDims } = asOptions(name, options, "keepDims");
    const chosen = axesOf(name, input, axes);
    const body = () => dropUnless(keepDims, over(input, chosen), chosen);
    return formula === undefined
      ? body()
      : composite(name, [input], body, {
          attrs: {
            axes: chosen.length === input.shape.length ? undefined : chosen,
            ...attrs,
          },
          formula,
        });
  }) as Reduction;

export const dropUnless = (keep: boolean | undefined, y: Tensor, axes: readonly number[]): Tensor =>
  keep === true
    ? y
    : reshapeTo(
        y,
        y.shape.filter((_, axis) => !axes.includes(axis)),
      );

/** `Σ x`; 0 for no elements. */
export const sum: Reduction = reduction("sum", sumOver, asNumbers);

/** `Σ x / n`; NaN for no elements. */
export const mean: Reduction = reduction("mean", meanOver, asFloating, "g/n at every element");

/** The mean over `axes`, kept as size 1. */
export function meanOver(x: Tensor, axes: readonly number[]): Tensor {
  return div(sumOver(x, axes), size(axes.map((axis) => x.shape[axis] ?? 1)));
}
