/** Tensors of one number, of evenly spaced numbers, and the identity matrix. */
import { type Data, type DType, allocate } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { asDType, asElement, asNumber, asOptions, asShape, asSize, kindOf } from "./check.ts";
import { fill, given } from "./leaf.ts";

interface Like {
  /** float64 unless given. */
  readonly dtype?: DType;
}

/** `value` everywhere. */
export const full = <const S extends Shape>(shape: S, value: number, options?: Like): Tensor<S> =>
  filled("full", shape, value, options);

function filled<S extends Shape>(op: string, shape: S, value: number, options?: Like): Tensor<S> {
  const sizes = asShape(op, shape) as S;
  const dtype = dtypeIn(op, options);
  return fill(asElement(op, value, dtype), { shape: sizes, dtype });
}

const dtypeIn = (op: string, options: Like = {}): DType =>
  asDType(op, asOptions(op, options, "dtype").dtype ?? "float64");

/** 0 everywhere. */
export const zeros = <const S extends Shape>(shape: S, options?: Like): Tensor<S> =>
  filled("zeros", shape, 0, options);

/** 1 everywhere. */
export const ones = <const S extends Shape>(shape: S, options?: Like): Tensor<S> =>
  filled("ones", shape, 1, options);

/** `n` by `m` with 1 on the diagonal; square unless `m` is given. */
export function eye<N extends number, M extends number = N>(
  n: N,
  m?: M,
  options?: Like,
): Tensor<readonly [N, M]> {
  const dtype = dtypeIn("eye", options);
  const rows = asSize("eye", n);
  const columns = asSize("eye", m ?? n);
  const data = allocate(dtype, rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) data[i * columns + i] = 1;
  return given(data, [rows, columns], dtype) as unknown as Tensor<readonly [N, M]>;
}

/** `start, start + step, …` up to but without `stop`; from 0 if only one bound is given. */
export function arange(
  start: number,
  stop?: number,
  step = 1,
  options?: Like,
): Tensor<readonly [number]> {
  const dtype = dtypeIn("arange", options);
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const numbers = [from, to, step].every((x) => Number.isFinite(x));
  const n = numbers ? Math.max(0, Math.ceil((to - from) / step)) : NaN;
  if (!Number.isFinite(n))
    throw new ValueError(
      "arange",
      `${kindOf(from)} to ${kindOf(to)} by ${kindOf(step)}`,
      "there is no such range",
      "use finite numbers and a step that is not 0",
    );
  return sequence("arange", n, (i) => from + i * step, dtype);
}

/** `count` numbers evenly spaced from `start` to `stop`, both included. */
export function linspace(
  start: number,
  stop: number,
  count: number,
  options?: Like,
): Tensor<readonly [number]> {
  const dtype = dtypeIn("linspace", options);
  asNumber("linspace", start, "start");
  asNumber("linspace", stop, "stop");
  const n = asSize("linspace", count, "count");
  const step = n > 1 ? (stop - start) / (n - 1) : 0;
  return sequence("linspace", n, (i) => (i === n - 1 && n > 1 ? stop : start + i * step), dtype);
}

function sequence(
  op: string,
  n: number,
  at: (i: number) => number,
  dtype: DType,
): Tensor<readonly [number]> {
  const data: Data = allocate(dtype, n);
  for (let i = 0; i < n; i++) data[i] = asElement(op, at(i), dtype);
  return given(data, [n], dtype);
}
