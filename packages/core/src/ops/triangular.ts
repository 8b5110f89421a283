/** Diagonals and triangles of the last two axes. */
import { ShapeError, ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Stack } from "../graph/typed.ts";
import { sub } from "./arithmetic.ts";
import { asTensor, kindOf, noMore } from "./check.ts";
import { greaterOrEqual, lessOrEqual, where } from "./comparison.ts";
import { composite } from "./composite.ts";
import { diagonalOf, indices, onDiagonal } from "./diagonal.ts";
import { part } from "./joining.ts";
import type { Binary } from "./pointwise.ts";
import { sum } from "./reductions.ts";
import { labelAt } from "./subscripts.ts";
import { pad } from "./slicing.ts";

/** Column minus row at every place of a matrix. */
function offsets(rows: number, columns: number): Tensor {
  return sub(indices([rows, columns], 1), indices([rows, columns], 0));
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
  return triangle("tril", lessOrEqual, x, k, none);
}

/** The elements on and above diagonal `k`, 0 below. */
export function triu<S extends Shape>(x: Tensor<S>, k = 0, ...none: never[]): Tensor<S> {
  return triangle("triu", greaterOrEqual, x, k, none);
}

function triangle<S extends Shape>(
  op: string,
  keeps: Binary,
  x: Tensor<S>,
  k: number,
  none: readonly never[],
): Tensor<S> {
  const m = matrices(op, x, k, none);
  const kept = () => where(keeps(offsets(m.rows, m.columns), k), m.x, 0);
  return composite(op, [m.x], kept, { attrs: { k: k || undefined } }) as Tensor<S>;
}

/** The diagonal `k` places to the right, along a new last axis in place of the last two. */
export function diagonal(x: Tensor, k = 0, ...none: never[]): Tensor {
  const { x: input, rows, columns } = matrices("diagonal", x, k, none);
  return diagonalAt(input, rows, columns, k);
}

/** The main diagonal of the square whose diagonal it is. */
function diagonalAt(x: Tensor, rows: number, columns: number, k: number): Tensor {
  const [down, right] = corner(k);
  const n = Math.max(0, Math.min(rows - down, columns - right));
  const rank = x.shape.length;
  return diagonalOf(
    part(part(x, rank - 2, down, down + n), rank - 1, right, right + n),
    twice(rank),
  );
}

/** Row and column where diagonal `k` begins. */
const corner = (k: number): readonly [number, number] => [Math.max(0, -k), Math.max(0, k)];

/** Labels of `rank` axes, the last two equal. */
const twice = (rank: number): string =>
  Array.from({ length: rank }, (_, axis) => labelAt(Math.min(axis, rank - 2))).join("");

/** A vector as the diagonal `k` of a square matrix; the diagonal `k` of a matrix as a vector. */
export function diag(x: Tensor, k = 0, ...none: never[]): Tensor {
  const input = asTensor("diag", x);
  if (input.shape.length !== 1) {
    const m = matrices("diag", input, k, none);
    return diagonalAt(m.x, m.rows, m.columns, k);
  }
  shift("diag", k, none);
  const [n = 0] = input.shape;
  const [down, right] = corner(k);
  return composite(
    "diag",
    [input],
    () =>
      pad(onDiagonal(input, [n, n], twice(2)), [
        [down, right],
        [right, down],
      ]),
    { attrs: { k: k || undefined } },
  );
}

/** The sum of the diagonal. */
export const trace = <S extends Shape>(x: Tensor<S>): Tensor<Stack<S>> =>
  composite("trace", [matrices("trace", x).x], () => sum<Shape, number>(diagonal(x), -1), {
    formula: "g·I",
  }) as Tensor<Stack<S>>;
