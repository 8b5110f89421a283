import * as C from "../../src/index.ts";
import { trace } from "../../src/methods/index.ts";
import { anywhere } from "./domain.ts";
import { type Plain, type Reference, at, build, moved } from "./reference.ts";
import { type Row, row } from "./row.ts";

type F = (x: C.Tensor) => C.Tensor;

const one = (
  op: string | readonly string[],
  special: string,
  shape: C.Shape,
  f: F,
  reference: Reference,
  edges: readonly C.Shape[] = [],
): Row =>
  row(op, special, [shape], anywhere, f, {
    reference,
    edges: edges.map((edge) => [edge]),
    selects: true,
  });

const reversed = (over: readonly number[]): Reference =>
  moved(
    (shape) => shape,
    (index, shape) =>
      index.map((i, axis) => (over.includes(axis) ? (shape[axis] ?? 1) - 1 - i : i)),
  );

/** `fill` around the input. */
const framed = (before: readonly number[], after: readonly number[], fill: number): Reference =>
  moved(
    (shape) => shape.map((d, axis) => d + (before[axis] ?? 0) + (after[axis] ?? 0)),
    (index, shape) => {
      const source = index.map((i, axis) => i - (before[axis] ?? 0));
      return source.every((i, axis) => i >= 0 && i < (shape[axis] ?? 0)) ? source : null;
    },
    fill,
  );

/** Where column minus row is as wanted, the element; elsewhere 0. */
const triangle = (keep: (offset: number) => boolean): Reference =>
  moved(
    (shape) => shape,
    (index) => (keep((index.at(-1) ?? 0) - (index.at(-2) ?? 0)) ? index : null),
  );

const onDiagonal =
  (k: number): Reference =>
  (x) => {
    const [rows = 0, columns = 0] = x.shape.slice(-2);
    const n = Math.max(0, Math.min(rows - Math.max(0, -k), columns - Math.max(0, k)));
    return build([...x.shape.slice(0, -2), n], (index) => {
      const i = index.at(-1) ?? 0;
      return at(x, [...index.slice(0, -1), i + Math.max(0, -k), i + Math.max(0, k)]);
    });
  };

const diagonalMatrix =
  (k: number): Reference =>
  (x) => {
    const n = (x.shape[0] ?? 0) + Math.abs(k);
    return build([n, n], ([i = 0, j = 0]) => (j - i === k ? at(x, [Math.min(i, j)]) : 0));
  };

const traced: Reference = (x: Plain) => {
  const d = onDiagonal(0)(x);
  const n = d.shape.at(-1) ?? 0;
  return build(d.shape.slice(0, -1), (index) =>
    Array.from({ length: n }, (_, i) => at(d, [...index, i])).reduce((a, b) => a + b, 0),
  );
};

const square = [
  [1, 1],
  [0, 2],
  [2, 0],
] as const;

/** Parts of tensors, tensors as parts, and matrices by their diagonals. */
export const parts: readonly Row[] = [
  one("flip", "", [2, 3], (x) => C.flip(x), reversed([0, 1]), [[], [0, 2]]),
  one("flip", "axis -1", [2, 3], (x) => C.flip(x, -1), reversed([1]), [[1, 1]]),
  one("pad", "by 1", [2, 3], (x) => C.pad(x, 1), framed([1, 1], [1, 1], 0), [[0, 1]]),
  one(
    "pad",
    "unevenly",
    [2, 3],
    (x) =>
      C.pad(x, [
        [0, 2],
        [1, 0],
      ]),
    framed([0, 1], [2, 0], 0),
    [[1, 0]],
  ),
  one(
    "pad",
    "with 0.5",
    [2, 2],
    (x) =>
      C.pad(
        x,
        [
          [1, 0],
          [0, 2],
        ],
        { value: 0.5 },
      ),
    framed([1, 0], [0, 2], 0.5),
    [[0, 0]],
  ),
  one("pad", "by 0", [2, 2], (x) => C.pad(x, 0), framed([0, 0], [0, 0], 0)),
  one(
    "tril",
    "",
    [3, 4],
    (x) => C.tril(x),
    triangle((k) => k <= 0),
    square,
  ),
  one(
    "tril",
    "k = 1",
    [2, 3, 3],
    (x) => C.tril(x, 1),
    triangle((k) => k <= 1),
  ),
  one(
    "triu",
    "",
    [4, 3],
    (x) => C.triu(x),
    triangle((k) => k >= 0),
    square,
  ),
  one(
    "triu",
    "k = -1",
    [3, 3],
    (x) => C.triu(x, -1),
    triangle((k) => k >= -1),
  ),
  one("diagonal", "", [3, 4], (x) => C.diagonal(x), onDiagonal(0), square),
  one("diagonal", "", [4, 2], (x) => C.diagonal(x), onDiagonal(0)),
  one("diagonal", "k = 1", [2, 3, 4], (x) => C.diagonal(x, 1), onDiagonal(1), [
    [1, 1],
    [1, 2, 2],
  ]),
  one("diagonal", "k = -1", [4, 3], (x) => C.diagonal(x, -1), onDiagonal(-1)),
  one("diagonal", "k = -2", [2, 3, 2], (x) => C.diagonal(x, -2), onDiagonal(-2)),
  one("diag", "of a vector", [3], (x) => C.diag(x), diagonalMatrix(0), [[1], [0]]),
  one("diag", "of a vector, k = 2", [3], (x) => C.diag(x, 2), diagonalMatrix(2), [[1], [0]]),
  one("diag", "of a vector, k = -1", [3], (x) => C.diag(x, -1), diagonalMatrix(-1)),
  one("diag", "of a matrix", [3, 2], (x) => C.diag(x), onDiagonal(0)),
  one("trace", "", [3, 3], trace, traced, square),
  one("trace", "", [2, 3, 4], trace, traced),
];
