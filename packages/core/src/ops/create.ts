/** A tensor of given numbers. */
import { type DType, allocate } from "../graph/dtype.ts";
import { ShapeError, ValueError } from "../graph/errors.ts";
import { describe, named } from "../graph/note.ts";
import { SCALAR, type Shape, sameShape, showShape, size } from "../graph/shape.ts";
import { Tensor } from "../graph/tensor.ts";
import { asDType, asElement, asOptions, asShape, kindOf } from "./check.ts";
import { given } from "./leaf.ts";

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
  asOptions("tensor", options, "dtype", "shape", "name");
  const found = shapeOf(data);
  const dtype = asDType("tensor", options.dtype ?? naturalDType(data));
  const shape = options.shape === undefined ? found : asShape("tensor", options.shape);
  if (size(shape) !== size(found))
    throw new ShapeError(
      "tensor",
      `${size(found)} numbers for ${showShape(shape)}`,
      `it has ${size(shape)} places`,
      "change one of them",
    );
  const flat = allocate(dtype, size(shape));
  let n = 0;
  const write = (item: Nested): void => {
    if (typeof item === "object")
      for (const inner of Array.from(item as ArrayLike<Nested>)) write(inner);
    else flat[n++] = asElement("tensor", item, dtype);
  };
  write(data);
  const x = given(shape.length === 0 ? (flat[0] as number) : flat, shape, dtype);
  return options.name === undefined ? x : named(x, options.name);
}

/** Lists nested deeper than this go round in a circle. */
const DEEPEST = 64;

/** The shape of nested lists; refused if they are ragged. */
function shapeOf(data: unknown, depth = 0): Shape {
  if (typeof data === "number" || typeof data === "boolean") return SCALAR;
  if (ArrayBuffer.isView(data) && "length" in data) return [data.length as number];
  if (!Array.isArray(data) || depth > DEEPEST)
    throw new ValueError(
      "tensor",
      data instanceof Tensor ? describe(data) : kindOf(data),
      depth > DEEPEST ? "its lists have no end" : "it is neither a number nor a list of numbers",
      data instanceof Tensor ? "use stack or concat" : "write [1, 2, 3], or a typed array",
    );
  const list = data as readonly unknown[];
  if (list.length === 0) return [0];
  const first = shapeOf(list[0], depth + 1);
  for (const [i, item] of list.entries()) {
    const other = i === 0 ? first : shapeOf(item, depth + 1);
    if (!sameShape(other, first))
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
