/** Diagonals and triangles of the last two axes. */
import { apply } from "../graph/apply.ts";
import { linear } from "../graph/derivative.ts";
import { ShapeError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Shape } from "../graph/shape.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import type { Stack } from "../graph/typed.ts";
import { sub } from "./arithmetic.ts";
import { asTensor, kindOf, noMore } from "./check.ts";
import { equal, greaterOrEqual, lessOrEqual, where } from "./comparison.ts";
import { composite } from "./composite.ts";
import { arange } from "./constants.ts";
import { sum } from "./reductions.ts";
import { expandDims } from "./shaping.ts";
import { pad, slice } from "./slicing.ts";

/** Column minus row at every place of a matrix. */
function offsets(rows: number, columns: number): Tensor {
  const row = arange(0, rows, 1, { dtype: "int32" });
  const column: Tensor = arange(0, columns, 1, { dtype: "int32" });
  return sub(column, expandDims(row, 1));
}

interface Matrices {
  readonly x: Tensor;
  readonly rows: number;
  readonly columns: number;
}

function matrices(op: string, x: unknown, k: unknown = 0, none: readonly never[] = []): Matrices {
  const input = asTensor(op, x);
  shift(op, k, none);
  const [rows, columns] = input.shape.slice(-2);
  if (rows === undefined || columns === undefined)
    throw new ShapeError(
      op,
      describe(input),
      "it takes a matrix, or a stack of matrices",
      "reshape it",
    );
  return { x: input, rows, columns };
}

/** Refuses a diagonal `k` that is no whole number. */
function shift(op: string, k: unknown, none: readonly never[]): void {
  noMore(op, none);
  if (!Number.isSafeInteger(k))
    throw new ValueError(
      op,
      `diagonal ${kindOf(k)}`,
      "it is not a whole number",
      "write 0 for the main one, 1 for the next",
    );
}

/** The elements on and below diagonal `k`, 0 above. */
export function tril<S extends Shape>(x: Tensor<S>, k = 0, ...none: never[]): Tensor<S> {
  const m = matrices("tril", x, k, none);
  return where(lessOrEqual(offsets(m.rows, m.columns), k), m.x, 0) as Tensor<S>;
}

/** The elements on and above diagonal `k`, 0 below. */
export function triu<S extends Shape>(x: Tensor<S>, k = 0, ...none: never[]): Tensor<S> {
  const m = matrices("triu", x, k, none);
  return where(greaterOrEqual(offsets(m.rows, m.columns), k), m.x, 0) as Tensor<S>;
}

/** The diagonal `k` places to the right, along a new last axis in place of the last two. */
export function diagonal(x: Tensor, k = 0, ...none: never[]): Tensor {
  const m = matrices("diagonal", x, k, none);
  return apply(Diagonal, diagonalPart(m, k));
}

/** The part of the matrices whose main diagonal is their diagonal `k`. */
const diagonalPart = ({ x }: Matrices, k: number): Tensor =>
  slice(x, [
    ...x.shape.slice(2).map(() => [null, null] as const),
    [Math.max(0, -k), null],
    [Math.max(0, k), null],
  ]);

const Diagonal: Op = {
  name: "diagonal",
  attrs: {},
  arity: 1,
  shape: ({ shape }) => [...shape.slice(0, -2), Math.min(...shape.slice(-2))],
  kernel: {
    kind: "view",
    axes: (x) => x.map((_, axis) => ({ offset: 0, step: 1, axis: Math.min(axis, x.length - 2) })),
  },
  derivative: linear((g, x) => spread(g, x.shape.at(-2) ?? 1, x.shape.at(-1) ?? 1, 0)),
};

/** Matrices of `rows` by `columns` with the last axis of `v` on diagonal `k`, zeros elsewhere: the adjoint of `diagonal`. */
function spread(v: Tensor, rows: number, columns: number, k: number): Tensor {
  const long = k >= 0 ? rows : columns;
  const n = v.shape.at(-1) ?? 1;
  const padded =
    n === long ? v : pad(v, [...v.shape.slice(1).map(() => [0, 0] as const), [0, long - n]]);
  const copies = expandDims(padded, k >= 0 ? -1 : -2);
  return where(equal(offsets(rows, columns), k), copies, 0);
}

/** A vector as the diagonal `k` of a square matrix; the diagonal `k` of a matrix as a vector. */
export function diag(x: Tensor, k = 0, ...none: never[]): Tensor {
  const input = asTensor("diag", x);
  if (input.shape.length !== 1)
    return apply(Diagonal, diagonalPart(matrices("diag", input, k, none), k));
  shift("diag", k, none);
  const n = (input.shape[0] ?? 0) + Math.abs(k);
  return composite("diag", [input], () => spread(input, n, n, k));
}

/** The sum of the diagonal. */
export const trace = <S extends Shape>(x: Tensor<S>): Tensor<Stack<S>> =>
  composite(
    "trace",
    [matrices("trace", x).x],
    () => sum<Shape, number>(diagonal(x), -1),
    "g·I",
  ) as Tensor<Stack<S>>;
