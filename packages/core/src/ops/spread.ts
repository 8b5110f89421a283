/** Variance, norms and products: reductions whose plain formula would overflow, cancel or divide by 0. */
import { ValueError } from "../graph/errors.ts";
import { type Shape, size } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Axes, InRange, Reduced } from "../graph/typed-axes.ts";
import { div, mul, square, sub } from "./arithmetic.ts";
import { asFloating, asNumber, asNumbers, asOptions, kindOf } from "./check.ts";
import { equal, isFinite, logicalAnd, greater, where } from "./comparison.ts";
import { concat, part } from "./joining.ts";
import { max } from "./extrema.ts";
import { fill } from "./leaf.ts";
import { pow, sqrt } from "./power.ts";
import { type ReduceOptions, type Reduction, meanOver, reduction, sum } from "./reductions.ts";
import { abs } from "./selection.ts";
import { broadcastTo, reshapeTo, stopGradient, sumOver, without } from "./structural.ts";

export interface SpreadOptions<K extends boolean = boolean> extends ReduceOptions<K> {
  /** Degrees of freedom taken off the count: 0 (the population) unless given, 1 for the sample. */
  readonly ddof?: number;
}

type Spread = <
  S extends Shape,
  const A extends Axes | undefined = undefined,
  K extends boolean = false,
>(
  x: Tensor<S>,
  axes?: A & InRange<S, A>,
  options?: SpreadOptions<K>,
) => Tensor<Reduced<S, A, K>>;

/** `Σ (x − x̄)² / (n − ddof)`, in two passes so that a large mean does not cancel; NaN if n ≤ ddof. */
export const variance: Spread = spread(
  "variance",
  (x, over, ddof) => varianceOver(x, over, ddof),
  "2(x − x̄)·g/(n − ddof)",
);

/** `√variance`. Where all elements are equal, the derivative is 0. */
export const std: Spread = spread(
  "std",
  (x, over, ddof) => rootOrZero(varianceOver(x, over, ddof)),
  "(x − x̄)·g/((n − ddof)·y)",
);

function spread(
  name: string,
  over: (x: Tensor, axes: readonly number[], ddof: number) => Tensor,
  formula: string,
): Spread {
  return ((x: unknown, axes?: Axes, options: SpreadOptions = {}) => {
    const { ddof = 0, ...rest } = asOptions(name, options, "keepDims", "ddof");
    asNumber(name, ddof, "ddof");
    const reduce = reduction(name, (t, chosen) => over(t, chosen, ddof), asFloating, formula, {
      ddof: ddof || undefined,
    });
    return reduce(x as Tensor, axes as never, rest);
  }) as Spread;
}

function varianceOver(x: Tensor, axes: readonly number[], ddof: number): Tensor {
  const n = size(axes.map((axis) => x.shape[axis] ?? 1)) - ddof;
  const deviation = sub(x, broadcastTo(meanOver(x, axes), x.shape));
  const total = sumOver(square(deviation), axes);
  return div(total, n > 0 ? n : NaN);
}

/** `√x`, with derivative 0 at 0: the root of a sum of squares that are all 0. */
function rootOrZero(x: Tensor): Tensor {
  const zero = equal(x, 0);
  return where(zero, 0, sqrt(where(zero, 1, x)));
}

export interface NormOptions<K extends boolean = boolean> extends ReduceOptions<K> {
  /** The order: 2 unless given; any number of at least 1, or Infinity. */
  readonly p?: number;
}

/**
 * `(Σ |x|ᵖ)^(1/p)` over the axes, taken as one vector; scaled, so that it neither over- nor underflows. Where
 * all elements are 0, the derivative is 0.
 */
export const norm = (<S extends Shape>(x: Tensor<S>, axes?: Axes, options: NormOptions = {}) => {
  const { p = 2, ...rest } = asOptions("norm", options, "keepDims", "p");
  if (typeof p !== "number" || !(p >= 1))
    throw new ValueError("norm", `p = ${kindOf(p)}`, "it is no norm", "use p ≥ 1 or Infinity");
  const formula = p === 2 ? "(x/y)·g" : p < Infinity ? "sign(x)·(|x|/y)^(p − 1)·g" : "";
  return reduction("norm", (t, over) => normOver(t, over, p), asFloating, formula, {
    p: p === 2 ? undefined : p,
  })(x, axes as never, rest);
}) as <S extends Shape, const A extends Axes | undefined = undefined, K extends boolean = false>(
  x: Tensor<S>,
  axes?: A & InRange<S, A>,
  options?: NormOptions<K>,
) => Tensor<Reduced<S, A, K>>;

function normOver(x: Tensor, axes: readonly number[], p: number): Tensor {
  const keep = { keepDims: true };
  if (p === 1) return sum(abs(x), axes, keep);
  if (size(axes.map((axis) => x.shape[axis] ?? 1)) === 0) return sumOver(x, axes);
  const largest = max(abs(x), axes, keep);
  if (p === Infinity) return largest;
  const unit = stopGradient(where(logicalAnd(greater(largest, 0), isFinite(largest)), largest, 1));
  const scaled = div(x, broadcastTo(unit, x.shape));
  const total = sumOver(p === 2 ? square(scaled) : pow(abs(scaled), p), axes);
  const zero = equal(total, 0);
  return mul(unit, p === 2 ? rootOrZero(total) : where(zero, 0, pow(where(zero, 1, total), 1 / p)));
}

/**
 * `Π x`; 1 for no elements. Halves are multiplied with halves, so that every derivative is a product of
 * other elements, exact with any number of zeros and at any order.
 */
export const prod: Reduction = reduction(
  "prod",
  (x, axes) => axes.reduce(productAlong, x),
  asNumbers,
  "(y without x)·g",
);

function productAlong(x: Tensor, axis: number): Tensor {
  const n = x.shape[axis] ?? 1;
  const kept = without(x.shape, [axis]);
  if (n === 0) return fill(1, { shape: kept, dtype: x.dtype });
  let rest = x;
  for (let m = n; m > 1; m = Math.ceil(m / 2)) {
    const half = Math.floor(m / 2);
    const product = mul(part(rest, axis, 0, half), part(rest, axis, half, 2 * half));
    rest = m % 2 === 0 ? product : concat([product, part(rest, axis, m - 1, m)], axis);
  }
  return reshapeTo(rest, kept);
}
