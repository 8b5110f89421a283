/** Arithmetic on nested arrays, as someone writes it who has no library. It knows no graph and no derivative. */
export type Vector = readonly number[];
export type Matrix = readonly Vector[];
export type Nested = number | readonly Nested[];

/** Writes numbers down: as they are, or with as many digits as the paper takes. */
export type Write = <T extends Nested>(x: T) => T;

/** `f` of the elements that stand at the same place. */
export function each<T extends Nested>(
  f: (...x: readonly number[]) => number,
  first: T,
  ...others: readonly Nested[]
): T {
  const go = (...xs: readonly Nested[]): Nested => {
    const [x] = xs;
    if (!Array.isArray(x)) return f(...xs.map(Number));
    return x.map((_, i) => go(...xs.map((y) => (Array.isArray(y) ? (y[i] as Nested) : NaN))));
  };
  return go(first, ...others) as T;
}

export const plus = <T extends Nested>(a: T, b: Nested): T => each((x, y) => x + y, a, b);
export const minus = <T extends Nested>(a: T, b: Nested): T => each((x, y) => x - y, a, b);
/** Element by element. */
export const mul = <T extends Nested>(a: T, b: Nested): T => each((x, y) => x * y, a, b);
export const scaled = <T extends Nested>(k: number, a: T): T => each((x) => k * x, a);

export const total = (a: Vector): number => a.reduce((s, x) => s + x, 0);
export const rows = (a: Matrix): number => a.length;
export const columns = (a: Matrix): number => a[0]?.length ?? 0;
const column = (a: Matrix, j: number): Vector => a.map((row) => row[j] ?? NaN);
export const transposed = (a: Matrix): Matrix => (a[0] ?? []).map((_, j) => column(a, j));
const dot = (a: Vector, b: Vector): number => total(mul(a, b));

/** The product of two matrices. */
export function times(a: Matrix, b: Matrix): Matrix {
  const right = transposed(b);
  return a.map((row) => right.map((other) => dot(row, other)));
}

export const columnSums = (a: Matrix): Vector => transposed(a).map(total);
export const rowSums = (a: Matrix): Vector => a.map(total);
/** One vector beneath itself, `n` times. */
export const repeated = (v: Vector, n: number): Matrix => Array.from({ length: n }, () => v);
/** Each element beside itself, `n` times. */
export const spread = (v: Vector, n: number): Matrix => v.map((x) => new Array<number>(n).fill(x));
/** The same numbers in the same order, in rows of `n`. */
export const reshaped = (a: Matrix, n: number): Matrix =>
  Array.from({ length: a.flat().length / n }, (_, i) => a.flat().slice(i * n, (i + 1) * n));

export const flat = (x: Nested): number[] =>
  typeof x === "number" ? [x] : x.flatMap((y) => flat(y));

export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

/** Positive rows that sum to 1. */
export const softmax = (a: Matrix): Matrix =>
  a.map((row) => {
    const e = row.map((x) => Math.exp(x - Math.max(...row)));
    return e.map((x) => x / total(e));
  });

/** With all digits. */
export const exactly: Write = (x) => x;
