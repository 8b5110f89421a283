/** A square matrix of `n` rows, row-major, as a product of triangles. */
export interface LU {
  /** U on and above the diagonal; below it L, whose diagonal is 1. */
  readonly lu: Float64Array;
  /** Row `i` of LU is row `rows[i]` of A. */
  readonly rows: Int32Array;
  /** Column `j` of LU is column `columns[j]` of A. */
  readonly columns: Int32Array;
  /** The sign of both permutations together. */
  readonly sign: number;
}

/**
 * `PAQ = LU` by Gaussian elimination (Golub & Van Loan, Matrix Computations, 3.4). The pivot is the largest
 * element of its column; of all that is left, if `complete`. NaN counts as the largest, lest it hide.
 */
export function factorLU(a: Float64Array, n: number, complete = false): LU {
  const lu = a.slice();
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const columns = rows.slice();
  let sign = 1;
  for (let k = 0; k < n; k++) {
    const [p, q] = pivot(lu, n, k, complete ? n : k + 1);
    if (p !== k) {
      for (let j = 0; j < n; j++) exchange(lu, k * n + j, p * n + j);
      exchange(rows, k, p);
      sign = -sign;
    }
    if (q !== k) {
      for (let i = 0; i < n; i++) exchange(lu, i * n + k, i * n + q);
      exchange(columns, k, q);
      sign = -sign;
    }
    eliminate(lu, n, k);
  }
  return { lu, rows, columns, sign };
}

/** The place of the largest element from row `k` down, in columns `k` to `end`. */
function pivot(lu: Float64Array, n: number, k: number, end: number): readonly [number, number] {
  let [p, q, largest] = [k, k, Math.abs(lu[k * n + k] ?? 0)];
  for (let i = k; i < n; i++)
    for (let j = k; j < end; j++) {
      const size = Math.abs(lu[i * n + j] ?? 0);
      if (!(size <= largest) && !Number.isNaN(largest)) [p, q, largest] = [i, j, size];
    }
  return [p, q];
}

/** Subtract multiples of row `k` from those below it, so that column `k` is 0 there; a pivot of 0 has only zeros below. */
function eliminate(lu: Float64Array, n: number, k: number): void {
  const d = lu[k * n + k] ?? 0;
  if (d === 0) return;
  for (let i = k + 1; i < n; i++) {
    const factor = (lu[i * n + k] ?? 0) / d;
    lu[i * n + k] = factor;
    for (let j = k + 1; j < n; j++)
      lu[i * n + j] = (lu[i * n + j] ?? 0) - factor * (lu[k * n + j] ?? 0);
  }
}

function exchange(x: Float64Array | Int32Array, i: number, j: number): void {
  const held = x[i] ?? 0;
  x[i] = x[j] ?? 0;
  x[j] = held;
}

/** `A⁻¹B` for `B` of `k` columns, or null if a pivot is exactly 0. */
export function solveByLU(
  a: Float64Array,
  b: Float64Array,
  n: number,
  k: number,
): Float64Array | null {
  const { lu, rows } = factorLU(a, n);
  for (let i = 0; i < n; i++) if (lu[i * n + i] === 0) return null;
  const x = new Float64Array(n * k);
  rows.forEach((row, i) => x.set(b.subarray(row * k, (row + 1) * k), i * k));
  substitute(lu, x, n, k, { upper: false, transpose: false, unitDiagonal: true });
  return substitute(lu, x, n, k, { upper: true, transpose: false, unitDiagonal: false });
}

/** Which triangle of a matrix is meant, and whether its transpose. */
export interface Triangle {
  /** That on and above the diagonal; otherwise that on and below it. */
  readonly upper: boolean;
  readonly transpose: boolean;
  /** Whether the diagonal is 1, whatever stands there. */
  readonly unitDiagonal: boolean;
}

/** `T⁻¹X` for the triangle `T` of `t` and `X` of `k` columns, in place of `X`. The other triangle is not read. */
export function substitute(
  t: Float64Array,
  x: Float64Array,
  n: number,
  k: number,
  { upper, transpose, unitDiagonal }: Triangle,
): Float64Array {
  const backwards = upper !== transpose;
  for (let step = 0; step < n; step++) {
    const i = backwards ? n - 1 - step : step;
    for (let before = 0; before < step; before++) {
      const j = backwards ? n - 1 - before : before;
      const factor = (transpose ? t[j * n + i] : t[i * n + j]) ?? 0;
      for (let c = 0; c < k; c++) x[i * k + c] = (x[i * k + c] ?? 0) - factor * (x[j * k + c] ?? 0);
    }
    if (unitDiagonal) continue;
    const d = t[i * n + i] ?? 0;
    for (let c = 0; c < k; c++) x[i * k + c] = (x[i * k + c] ?? 0) / d;
  }
  return x;
}
