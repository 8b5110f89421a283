import * as C from "../../src/index.ts";
import { cofactors } from "../../src/engine.ts";
import { type Domain, nonZero } from "./domain.ts";
import { type Plain, type Reference, at, broadcast, build } from "./reference.ts";
import { type Row, row } from "./row.ts";

/** Matrices of `n` rows far from singular: `large` added along the diagonals of small numbers. */
const regular =
  (n: number, large = 4): Domain =>
  (count, draw) =>
    nonZero(count, draw).map((x, i) => x / 2 + ((i % (n * n)) % (n + 1) === 0 ? large : 0));

const tail = (x: Plain): number => x.shape.at(-1) ?? 0;
const batchOf = (x: Plain): C.Shape => x.shape.slice(0, -2);

/** By Laplace's expansion along the first row. */
function determinant(a: readonly (readonly number[])[]): number {
  const [first, ...rest] = a;
  if (first === undefined) return 1;
  return first.reduce(
    (sum, x, j) => sum + (-1) ** j * x * determinant(rest.map((r) => r.toSpliced(j, 1))),
    0,
  );
}

const rowsOf = (x: Plain, batch: readonly number[]): number[][] => {
  const n = tail(x);
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_unused, j) => at(x, [...batch, i, j])),
  );
};

/** The inverse by Cramer's rule. */
const inverse: Reference = (x) =>
  build(x.shape, (index) => {
    const [i = 0, j = 0] = index.slice(-2);
    const a = rowsOf(x, index.slice(0, -2));
    const minor = a.toSpliced(j, 1).map((r) => r.toSpliced(i, 1));
    return ((-1) ** (i + j) * determinant(minor)) / determinant(a);
  });

/** The determinants of the minors. */
const minors: Reference = (x) =>
  build(x.shape, (index) => {
    const [i = 0, j = 0] = index.slice(-2);
    const a = rowsOf(x, index.slice(0, -2));
    return (-1) ** (i + j) * determinant(a.toSpliced(i, 1).map((r) => r.toSpliced(j, 1)));
  });

const product = (a: Plain, b: Plain): Plain =>
  build([...broadcast(batchOf(a), batchOf(b)), a.shape.at(-2) ?? 0, tail(b)], (index) => {
    const batch = index.slice(0, -2);
    const [i = 0, j = 0] = index.slice(-2);
    let sum = 0;
    for (let k = 0; k < tail(a); k++) sum += at(a, [...batch, i, k]) * at(b, [...batch, k, j]);
    return sum;
  });

const perMatrix =
  (f: (rows: readonly (readonly number[])[]) => number): Reference =>
  (x) =>
    build(batchOf(x), (index) => f(rowsOf(x, index)));

/** Right sides that are vectors, as matrices of one column. */
const solved: Reference = (a, b) => {
  const vectors = b.shape.length === 1 || String(b.shape) === String(a.shape.slice(0, -1));
  if (!vectors) return product(inverse(a), b);
  const x = product(inverse(a), { ...b, shape: [...b.shape, 1] });
  return { ...x, shape: x.shape.slice(0, -1) };
};

/** The triangle of `a` that the options name. */
const triangle = (a: Plain, { upper, transpose, unitDiagonal }: Partial<C.Triangle>): Plain =>
  build(a.shape, (index) => {
    const batch = index.slice(0, -2);
    const [i = 0, j = 0] = transpose ? index.slice(-2).toReversed() : index.slice(-2);
    if (i === j && unitDiagonal) return 1;
    return (upper ? i <= j : i >= j) ? at(a, [...batch, i, j]) : 0;
  });

/** The lower root by bordering: each row is fixed by those above it. */
const root: Reference = (x) => {
  const l = new Map<string, number>();
  return build(x.shape, (index) => {
    const batch = index.slice(0, -2);
    const [i = 0, j = 0] = index.slice(-2);
    if (j > i) return 0;
    let rest = (at(x, [...batch, i, j]) + at(x, [...batch, j, i])) / 2;
    const entry = (r: number, c: number): number => l.get([...batch, r, c].join()) ?? NaN;
    for (let k = 0; k < j; k++) rest -= entry(i, k) * entry(j, k);
    const y = i === j ? Math.sqrt(rest) : rest / entry(j, j);
    l.set(index.join(), y);
    return y;
  });
};

type F = (x: C.Tensor) => C.Tensor;

const STACKS: readonly (readonly C.Shape[])[] = [[[1, 1]], [[0, 0]], [[2, 0, 0]], [[0, 1, 1]]];

const ofMatrices = (op: string, special: string, f: F, reference: Reference): Row[] => [
  row(op, special, [[3, 3]], regular(3), f, { reference, edges: STACKS }),
  row(op, special, [[2, 2, 2]], regular(2), f, { reference }),
  row(op, special, [[1, 2, 1, 1]], regular(1), f, { reference }),
];

type Shapes = readonly [C.Shape, C.Shape];

const solving = (n: number, shapes: Shapes, edges: readonly Shapes[] = []): Row =>
  row("solve", "", shapes, [regular(n), nonZero], (a, b) => C.solve(a, b), {
    reference: solved,
    edges,
  });

const substituting = (options: Partial<C.Triangle>, shapes: Shapes): Row =>
  row(
    "triangularSolve",
    Object.keys(options).join(", "),
    shapes,
    [regular(shapes[0].at(-1) ?? 0, 3), nonZero],
    (a, b) => C.triangularSolve(a, b, options),
    {
      reference: (a, b) => solved(triangle(a, options), b),
      edges: [
        [
          [1, 1],
          [1, 2],
        ],
        [
          [0, 0],
          [0, 2],
        ],
      ],
    },
  );

// oxfmt-ignore
export const matrices: readonly Row[] = [
  ...ofMatrices("inv", "", (x) => C.inv(x), inverse),
  ...ofMatrices("det", "", (x) => C.det(x), perMatrix(determinant)),
  ...ofMatrices("cofactors", "", cofactors, minors),
  row("cofactors", "of any matrix", [[4, 4]], nonZero, cofactors, { reference: minors }),
  row("det", "of any matrix", [[2, 4, 4]], nonZero, (x) => C.det(x), { reference: perMatrix(determinant) }),
  ...ofMatrices("logdet", "", (x) => C.logdet(x), perMatrix((a) => Math.log(determinant(a)))),
  ...ofMatrices("slogdet", "logAbsDet", (x) => C.slogdet(x).logAbsDet,
    perMatrix((a) => Math.log(Math.abs(determinant(a))))),
  row("slogdet", "logAbsDet of negatives", [[3, 3]], regular(3, -4), (x) => C.slogdet(x).logAbsDet,
    { reference: perMatrix((a) => Math.log(-determinant(a))) }),
  row("slogdet", "sign", [[4, 3, 3]], nonZero, (x) => C.slogdet(x).sign,
    { reference: perMatrix((a) => Math.sign(determinant(a))), order: 0, edges: STACKS }),
  ...ofMatrices("cholesky", "", (x) => C.cholesky(x), root),
  solving(3, [[3, 3], [3, 2]], [[[1, 1], [1, 2]], [[0, 0], [0, 2]], [[2, 2], [2, 0]], [[0, 1, 1], [1, 3]]]),
  solving(3, [[3, 3], [3]], [[[1, 1], [1]], [[0, 0], [0]]]),
  solving(2, [[3, 2, 2], [3, 2]]),
  solving(2, [[3, 2, 2], [3, 2, 1]]),
  solving(2, [[3, 2, 2], [2, 3]]),
  solving(2, [[2, 2], [3, 2, 2]]),
  solving(2, [[2, 1, 2, 2], [3, 2, 1]]),
  substituting({}, [[3, 3], [3, 2]]),
  substituting({ upper: true }, [[3, 3], [3, 2]]),
  substituting({ transpose: true }, [[3, 3], [3, 2]]),
  substituting({ unitDiagonal: true }, [[3, 3], [3, 2]]),
  substituting({ upper: true, transpose: true }, [[2, 2, 2], [2, 2, 3]]),
  substituting({ upper: true, unitDiagonal: true }, [[3, 3], [3]]),
  substituting({ upper: true, transpose: true, unitDiagonal: true }, [[2, 2], [3, 2, 1]]),
  substituting({ transpose: true, unitDiagonal: true }, [[3, 3], [3, 2]]),
];
