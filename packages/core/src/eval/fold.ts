import { type Data, type DType, type Value, allocate } from "../graph/dtype.ts";
import type { Kernel } from "../graph/kernel.ts";
import { type Shape, size, strides } from "../graph/shape.ts";
import { numbersOf } from "./numbers.ts";
import { offsets } from "./offsets.ts";

type Fold = Extract<Kernel, { kind: "fold" }>;
type Scan = Extract<Kernel, { kind: "scan" }>;
type Arg = Extract<Kernel, { kind: "arg" }>;

/** Strides of `to`, at which the elements of the input along `axes` all meet. */
const meeting = (to: Shape, axes: readonly number[]): number[] =>
  strides(to).map((s, axis) => (axes.includes(axis) ? 0 : s));

/** A reduction in row-major order. Floating sums run in float64 and are rounded once. */
export function fold(kernel: Fold, x: Data, from: Shape, to: Shape, dtype: DType): Value {
  const n = size(to);
  const m = numbersOf(dtype === "float32" ? "float64" : dtype);
  const { combine } = kernel;
  if (n === 1) {
    let sum = kernel.identity;
    for (let i = 0; i < x.length; i++) sum = combine(m, sum, x[i] as number);
    return dtype === "float32" ? Math.fround(sum) : sum;
  }
  // In float64, which holds every element and, unlike the others, an infinite identity.
  const sums = new Float64Array(n).fill(kernel.identity);
  const places = offsets(from, meeting(to, kernel.axes));
  for (let i = 0; i < x.length; i++) {
    const place = places[i] as number;
    sums[place] = combine(m, sums[place] as number, x[i] as number);
  }
  if (dtype === "float64") return sums;
  const out = allocate(dtype, n);
  out.set(sums);
  return out;
}

/** What a reduction along one axis has come to at every place. Floating sums run in float64, as those of a fold. */
export function scan(kernel: Scan, x: Data, shape: Shape, dtype: DType): Value {
  const { axis, reverse, identity, combine } = kernel;
  const m = numbersOf(dtype === "float32" ? "float64" : dtype);
  const out = allocate(dtype, x.length);
  const n = shape[axis] ?? 1;
  const step = strides(shape)[axis] ?? 1;
  for (const start of offsets(shape.with(axis, Math.min(n, 1)), strides(shape))) {
    let sum = identity;
    for (let k = 0; k < n; k++) {
      const place = start + (reverse ? n - 1 - k : k) * step;
      sum = combine(m, sum, x[place] as number);
      out[place] = sum;
    }
  }
  return out;
}

/** The index of the best element, the first of equals. */
export function arg({ better, axis }: Arg, x: Data, from: Shape, to: Shape, dtype: DType): Value {
  const out = new Int32Array(size(to));
  const m = numbersOf(dtype);
  const step = strides(from)[axis] ?? 1;
  const n = from[axis] ?? 1;
  const starts = strides(from).map((s, i) => (i === axis ? 0 : s));
  offsets(to, starts).forEach((offset, i) => {
    let best = 0;
    for (let k = 1; k < n; k++)
      if (better(m, x[offset + k * step] as number, x[offset + best * step] as number)) best = k;
    out[i] = best;
  });
  return out.length === 1 ? (out[0] as number) : out;
}
