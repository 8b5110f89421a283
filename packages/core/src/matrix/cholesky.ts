/**
 * The lower triangle `L` with `LLᵀ = A`, from the lower triangle of `A`; null unless `A` is positive definite.
 * (Golub & Van Loan, Matrix Computations, 4.2.)
 */
export function factorCholesky(a: Float64Array, n: number): Float64Array | null {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = a[i * n + j] ?? 0;
      for (let k = 0; k < j; k++) rest -= (l[i * n + k] ?? 0) * (l[j * n + k] ?? 0);
      if (j === i && !(rest > 0)) return null;
      l[i * n + j] = j === i ? Math.sqrt(rest) : rest / (l[j * n + j] ?? 0);
    }
  return l;
}
