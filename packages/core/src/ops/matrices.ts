/** Stacks of matrices: the last two axes are rows and columns, those before them a batch. */
import { type Data, allocate } from "../graph/dtype.ts";
import { ShapeError, ValueError } from "../graph/errors.ts";
import type { Kernel } from "../graph/kernel.ts";
import { describe } from "../graph/note.ts";
import { type Shape, sameShape, showShape, size } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { asFloating } from "./check.ts";
import { permuteTo } from "./structural.ts";

export const batchOf = (shape: Shape): Shape => shape.slice(0, -2);

/** `x`, refused unless it is a square matrix or a stack of them. */
export function asSquare(op: string, x: unknown): Tensor {
  const input = asFloating(op, x);
  const [rows, columns] = input.shape.slice(-2);
  if (columns === undefined)
    throw new ShapeError(
      op,
      describe(input),
      "it takes a square matrix, or a stack of them",
      "reshape it",
    );
  if (rows !== columns)
    throw new ShapeError(
      op,
      describe(input),
      `its matrices have ${rows} rows and ${columns} columns`,
      "give each as many rows as columns",
    );
  return input;
}

/** The shape of `b`: for each square matrix of `a` one with as many rows. */
export function rightSides(op: string, a: Tensor, b: Tensor): Shape {
  const { shape } = asSquare(op, a);
  if (sameShape(shape.slice(0, -1), asFloating(op, b).shape.slice(0, -1))) return b.shape;
  throw new ShapeError(
    op,
    `${describe(a)} and ${describe(b)}`,
    "there is not one right side for each row",
    "broadcast one of them",
  );
}

/** Rows and columns exchanged. */
export const transposed = (x: Tensor): Tensor => {
  const n = x.shape.length;
  return permuteTo(x, [...Array(n - 2).keys(), n - 1, n - 2]);
};

/**
 * A routine that treats every matrix of a stack by itself, in float64; the result is rounded once. `perMatrix` is given
 * one matrix of each input, and the number of rows of the first and of columns of the last.
 */
export const eachMatrix = (
  perMatrix: (
    matrices: readonly [Float64Array, Float64Array],
    rows: number,
    columns: number,
    refuse: (wrong: string, remedy: string) => ValueError,
  ) => ArrayLike<number>,
  op: string,
): Kernel => ({
  kind: "routine",
  run(inputs, shapes, out, dtype) {
    const [first = [], last = first] = [shapes[0], shapes.at(-1)];
    const batch = batchOf(first);
    const y = allocate(dtype, size(out));
    for (let i = 0; i < size(batch); i++) {
      const refuse = (wrong: string, remedy: string): ValueError =>
        new ValueError(op, showShape(first), `${matrixName(i, batch)} ${wrong}`, remedy);
      const [a = new Float64Array(), b = a] = inputs.map((x) => block(x, i, size(batch)));
      const result = perMatrix([a, b], first.at(-1) ?? 0, last.at(-1) ?? 0, refuse);
      y.set(result, i * result.length);
    }
    return y;
  },
});

/** Part `i` of `count` equal parts. */
function block(x: Data, i: number, count: number): Float64Array {
  const n = x.length / count;
  return Float64Array.from(x.subarray(i * n, (i + 1) * n));
}

/** `the matrix`, or `matrix [1, 0]` of a stack. */
function matrixName(i: number, batch: Shape): string {
  if (batch.length === 0) return "the matrix";
  let rest = i;
  const index: number[] = [];
  for (const d of batch.toReversed()) {
    index.unshift(rest % d);
    rest = Math.floor(rest / d);
  }
  return `matrix ${showShape(index)}`;
}
