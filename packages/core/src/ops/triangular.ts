/** Diagonals and triangles of the last two axes. */
import { apply } from "../graph/apply.ts";
import { linear } from "../graph/derivative.ts";
import { ShapeError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { sub } from "./arithmetic.ts";
import { asTensor } from "./check.ts";
import { equal, greaterOrEqual, lessOrEqual, where } from "./comparison.ts";
import { composite } from "./composite.ts";
import { arange } from "./create.ts";
import { sum } from "./reductions.ts";
import { expandDims } from "./shaping.ts";
import { pad, slice } from "./slicing.ts";

/** Column minus row at every place of a matrix. */
function offsets(rows: number, columns: number): Tensor {
  const row = arange(0, rows, 1, { dtype: "int32" });
  const column: Tensor = arange(0, columns, 1, { dtype: "int32" });
  return sub(column, expandDims(row, 1));
}

function matrices(op: string, x: unknown): { x: Tensor; rows: number; columns: number } {
  const input = asTensor(op, x);
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

/** The elements on and below diagonal `k`, 0 above. */
export function tril(x: Tensor, k = 0): Tensor {
  const m = matrices("tril", x);
  return where(lessOrEqual(offsets(m.rows, m.columns), k), m.x, 0);
}

/** The elements on and above diagonal `k`, 0 below. */
export function triu(x: Tensor, k = 0): Tensor {
  const m = matrices("triu", x);
  return where(greaterOrEqual(offsets(m.rows, m.columns), k), m.x, 0);
}

/** The diagonal `k` places to the right, along a new last axis in place of the last two. */
export function diagonal(x: Tensor, k = 0): Tensor {
  const m = matrices("diagonal", x);
  const part = slice(m.x, [
    ...m.x.shape.slice(2).map(() => [null, null] as const),
    [Math.max(0, -k), null],
    [Math.max(0, k), null],
  ]);
  return apply(Diagonal, part);
}

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
export function diag(x: Tensor, k = 0): Tensor {
  const input = asTensor("diag", x);
  if (input.shape.length !== 1) return diagonal(input, k);
  const n = (input.shape[0] ?? 0) + Math.abs(k);
  return composite("diag", [input], () => spread(input, n, n, k));
}

/** The sum of the diagonal. */
export const trace = (x: Tensor): Tensor =>
  composite("trace", [x], () => sum(diagonal(x), -1), "g·I");
