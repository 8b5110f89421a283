/** Just enough of NumPy, on plain arrays, to run the article's code as it stands there. */

export type Matrix = readonly (readonly number[])[];

/** `A @ B` */
export const matmul = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => (b[0] ?? []).map((_, j) => row.reduce((sum, x, k) => sum + x * at(b, k, j), 0)));

/** `A.T` */
export const transpose = (a: Matrix): Matrix =>
  (a[0] ?? []).map((_, j) => a.map((_, i) => at(a, i, j)));

/** `f` at every element, and at the one of `b` in the same place. */
export const zip = (a: Matrix, b: Matrix, f: (x: number, y: number) => number): Matrix =>
  a.map((row, i) => row.map((x, j) => f(x, at(b, i, j))));

export const map = (a: Matrix, f: (x: number) => number): Matrix => a.map((row) => row.map(f));

/** `A + b` for a column b, which is added to every column of A. */
export const addColumn = (a: Matrix, b: Matrix): Matrix =>
  a.map((row, i) => row.map((x) => x + at(b, i, 0)));

/** `np.sum(A, axis=1, keepdims=True)` */
export const rowSums = (a: Matrix): Matrix => a.map((row) => [row.reduce((sum, x) => sum + x, 0)]);

/** `np.mean(A, axis=1, keepdims=True)` */
export const rowMeans = (a: Matrix): Matrix =>
  rowSums(a).map(([sum = NaN], i) => [sum / (a[i]?.length ?? 0)]);

/** `np.mean(A)` */
export const mean = (a: Matrix): number => {
  const all = a.flat();
  return all.reduce((sum, x) => sum + x, 0) / all.length;
};

const at = (a: Matrix, i: number, j: number): number => a[i]?.[j] ?? NaN;
