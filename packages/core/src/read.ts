/** Values out of a graph. */
import { type Data, allocate, digits } from "./graph/dtype.ts";
import { ShapeError } from "./graph/errors.ts";
import { describe, namedLike } from "./graph/note.ts";
import { type Shape, showShape, strides } from "./graph/shape.ts";
import type { Tensor } from "./graph/tensor.ts";
import type { Single } from "./graph/typed.ts";
import { mapTree, tensorsOf } from "./autodiff/tree.ts";
import { dataOf } from "./eval/compute.ts";
import { evaluateRoots } from "./eval/evaluate.ts";
import { asTensor } from "./ops/check.ts";
import { given } from "./ops/leaf.ts";

/** Numbers in arrays, nested as deep as the rank. */
export type NestedArray = number | NestedArray[];

/** The nested arrays of a shape. */
export type ArrayOf<S extends Shape> = number extends S["length"]
  ? NestedArray
  : S extends readonly [number, ...infer R extends Shape]
    ? ArrayOf<R>[]
    : number;

/** All tensors of a tree in one sweep: the same structure, each tensor now a leaf that holds its value, without its history. */
export function evaluate<T>(tree: T): T {
  evaluateRoots(tensorsOf(tree));
  return mapTree(tree, (x) => namedLike(given(x.value ?? 0, x.shape, x.dtype), x));
}

/** The elements in row-major order, as a copy: a typed array of the tensor's dtype (a bool is a byte 0 or 1). */
export function data(x: Tensor): Data {
  evaluateRoots([asTensor("data", x)]);
  const elements = dataOf(x);
  const copy = allocate(x.dtype, elements.length);
  copy.set(elements);
  return copy;
}

/** The one element of a tensor that has one. */
export function item<S extends Shape>(x: Tensor<S> & Single<S>): number {
  asTensor("item", x);
  if (x.size !== 1)
    throw new ShapeError(
      "item",
      describe(x),
      `it has ${x.size} elements, not 1`,
      "use toArray(), or take one element",
    );
  evaluateRoots([x]);
  const { value } = x;
  return typeof value === "number" ? value : (value?.[0] ?? NaN);
}

/** The elements as nested arrays, or a number for a scalar. */
export function toArray<S extends Shape>(x: Tensor<S>): ArrayOf<S> {
  const elements = data(asTensor("toArray", x));
  let next = 0;
  const nest = (axis: number): NestedArray =>
    axis === x.shape.length
      ? (elements[next++] ?? NaN)
      : Array.from({ length: x.shape[axis] ?? 0 }, () => nest(axis + 1));
  return nest(0) as ArrayOf<S>;
}

/** The value of `x` without its history. */
export const detach = <S extends Shape>(x: Tensor<S>): Tensor<S> =>
  evaluate(asTensor("detach", x)) as Tensor<S>;

/** A tensor as console.log shows it: `W1: float64 [2, 2] [[1, 2], [3, 4]]`. Never throws. */
export function show(x: Tensor): string {
  const head = `${x.name ?? "tensor"}: ${x.dtype} ${showShape(x.shape)}`;
  try {
    evaluateRoots([x]);
  } catch (error) {
    return `${head} (no value: ${error instanceof Error ? error.message : String(error)})`;
  }
  const { value = NaN } = x;
  const at = typeof value === "number" ? () => value : (i: number) => value[i] ?? NaN;
  const elements = nested(at, x.shape, strides(x.shape), 0, 0);
  return `${head}${elements.includes("\n") ? "\n" : " "}${elements}`;
}

/** Elements shown along one axis before the middle is left out. */
const SHOWN = 8;

/** The elements from `offset` on, along `axis` and those after it. */
function nested(
  at: (i: number) => number,
  shape: Shape,
  steps: Shape,
  axis: number,
  offset: number,
): string {
  const n = shape[axis];
  if (n === undefined) return digits(at(offset));
  const item = (i: number) => nested(at, shape, steps, axis + 1, offset + i * (steps[axis] ?? 0));
  const some = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => item(from + i).replaceAll("\n", "\n "));
  const items = n > SHOWN ? [...some(0, SHOWN / 2), "…", ...some(n - SHOWN / 2, n)] : some(0, n);
  return `[${items.join(axis + 1 < shape.length ? ",\n " : ", ")}]`;
}
