/** Tensors made from numbers. */
import { type Data, type DType, allocate, isDType } from "../graph/dtype.ts";
import { ShapeError, ValueError } from "../graph/errors.ts";
import { named } from "../graph/note.ts";
import { SCALAR, type Shape, showShape, size } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { asShape, asSize } from "./check.ts";
import { fill, given } from "./leaf.ts";

/** Numbers in lists in lists …, or a typed array. */
export type Nested = number | boolean | readonly Nested[] | ArrayLike<number>;

/** The shape of nested lists, as far as the type tells: lists may be nested to any depth at run time. */
export type NestedShape<D, Depth extends 0[] = []> = [Nested] extends [D]
  ? Shape
  : D extends number | boolean
    ? readonly []
    : D extends readonly []
      ? readonly [0]
      : Depth["length"] extends 8
        ? Shape
        : D extends readonly (infer E)[]
          ? NestedShape<E, [...Depth, 0]> extends infer Inner extends Shape
            ? readonly [number extends D["length"] ? number : D["length"], ...Inner]
            : Shape
          : readonly [number];

export interface TensorOptions<S extends Shape = Shape> {
  /** float64 unless given; a typed array of another kind and booleans bring their own. */
  readonly dtype?: DType;
  /** The shape to fill in row-major order, if not that of the data. */
  readonly shape?: S;
  /** A name for messages, prints and pictures. */
  readonly name?: string;
}

/** A tensor of the given numbers, which are copied. */
export function tensor<const D extends Nested>(
  data: D,
  options?: TensorOptions & { readonly shape?: undefined },
): Tensor<NestedShape<D>>;
export function tensor<const S extends Shape>(
  data: Nested,
  options: TensorOptions<S> & { readonly shape: S },
): Tensor<S>;
export function tensor(data: Nested, options: TensorOptions = {}): Tensor {
  const found = shapeOf(data);
  const dtype = options.dtype ?? naturalDType(data);
  if (!isDType(dtype))
    throw new ValueError(
      "tensor",
      `dtype ${String(dtype)}`,
      "there is no such dtype",
      'write "float64"',
    );
  const shape = options.shape === undefined ? found : asShape("tensor", options.shape);
  if (size(shape) !== size(found))
    throw new ShapeError(
      "tensor",
      `${size(found)} numbers`,
      `they do not fill ${showShape(shape)}`,
    );
  const flat = allocate(dtype, size(shape));
  let n = 0;
  const write = (item: Nested): void => {
    if (typeof item === "object")
      for (const inner of Array.from(item as ArrayLike<Nested>)) write(inner);
    else flat[n++] = checked(item, dtype);
  };
  write(data);
  const x = given(shape.length === 0 ? (flat[0] as number) : flat, shape, dtype);
  return options.name === undefined ? x : named(x, options.name);
}

/** The shape of nested lists; refused if they are ragged. */
function shapeOf(data: unknown): Shape {
  if (typeof data === "number" || typeof data === "boolean") return SCALAR;
  if (ArrayBuffer.isView(data) && "length" in data) return [data.length as number];
  if (!Array.isArray(data))
    throw new ValueError("tensor", String(data), "it is neither a number nor a list of numbers");
  const list = data as readonly unknown[];
  if (list.length === 0) return [0];
  const first = shapeOf(list[0]);
  for (const [i, item] of list.entries()) {
    const other = i === 0 ? first : shapeOf(item);
    if (String(other) !== String(first) || other.length !== first.length)
      throw new ShapeError(
        "tensor",
        `a list whose items have shapes ${showShape(first)} and ${showShape(other)}`,
        `it is ragged at item ${i}`,
        "make all items equally long",
      );
  }
  return [list.length, ...first];
}

function naturalDType(data: unknown): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Int32Array) return "int32";
  let item = data;
  while (Array.isArray(item)) item = (item as readonly unknown[])[0];
  return typeof item === "boolean" ? "bool" : "float64";
}

function checked(item: unknown, dtype: DType): number {
  const x = Number(item);
  if (typeof item !== "number" && typeof item !== "boolean")
    throw new ValueError("tensor", String(item), "it is not a number");
  if (dtype === "int32" && (x | 0) !== x)
    throw new ValueError("tensor", String(x), "it is not a 32-bit integer", 'use dtype "float64"');
  if (dtype === "bool" && x !== 0 && x !== 1)
    throw new ValueError("tensor", String(x), "a bool is true, false, 0 or 1");
  return x;
}

interface Like {
  /** float64 unless given. */
  readonly dtype?: DType;
}

/** `value` everywhere. */
export function full<const S extends Shape>(
  shape: S,
  value: number,
  { dtype = "float64" }: Like = {},
): Tensor<S> {
  asShape("full", shape);
  return fill(checked(value, dtype), { shape, dtype });
}

/** 0 everywhere. */
export const zeros = <const S extends Shape>(shape: S, options?: Like): Tensor<S> =>
  full(shape, 0, options);

/** 1 everywhere. */
export const ones = <const S extends Shape>(shape: S, options?: Like): Tensor<S> =>
  full(shape, 1, options);

/** `n` by `m` with 1 on the diagonal; square unless `m` is given. */
export function eye<N extends number, M extends number = N>(
  n: N,
  m?: M,
  { dtype = "float64" }: Like = {},
): Tensor<readonly [N, M]> {
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
  { dtype = "float64" }: Like = {},
): Tensor<readonly [number]> {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  const n = Math.max(0, Math.ceil((to - from) / step));
  if (!Number.isFinite(n) || step === 0)
    throw new ValueError(
      "arange",
      `${from} to ${to} by ${step}`,
      "it never ends",
      "use a finite range and a step that is not 0",
    );
  return sequence(n, (i) => from + i * step, dtype);
}

/** `count` numbers evenly spaced from `start` to `stop`, both included. */
export function linspace(
  start: number,
  stop: number,
  count: number,
  { dtype = "float64" }: Like = {},
): Tensor<readonly [number]> {
  const n = asSize("linspace", count, "count");
  const step = n > 1 ? (stop - start) / (n - 1) : 0;
  return sequence(n, (i) => (i === n - 1 && n > 1 ? stop : start + i * step), dtype);
}

function sequence(n: number, at: (i: number) => number, dtype: DType): Tensor<readonly [number]> {
  const data: Data = allocate(dtype, n);
  for (let i = 0; i < n; i++) data[i] = checked(at(i), dtype);
  return given(data, [n], dtype);
}
