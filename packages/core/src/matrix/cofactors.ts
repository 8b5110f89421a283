import { factorLU, substitute } from "./lu.ts";

/**
 * The cofactors `∂ det A/∂a[i,j]`, of singular matrices too and never by a division by `det A`.
 *
 * With `PAQ = LU` by complete pivoting, `adj A = ±Q · adj U · L⁻¹ · P`. For `U = [U₁ u; 0 d]` and δ = det U₁ that is
 * `adj U = [δ(d U₁⁻¹) −δ U₁⁻¹u; 0 δ]`, in which d may be 0; if δ = 0 the rank is below n − 1 and every cofactor is 0.
 * (G. W. Stewart, On the adjugate matrix, Linear Algebra and its Applications 283, 1998.)
 */
export function cofactorsOf(a: Float64Array, n: number): Float64Array {
  const y = new Float64Array(n * n);
  if (n === 0) return y;
  const { lu, rows, columns, sign } = factorLU(a, n, true);
  const m = n - 1;
  const d = lu[m * n + m] ?? 0;
  let delta = sign;
  const leading = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    delta *= lu[i * n + i] ?? 0;
    leading.set(lu.subarray(i * n, i * n + m), i * m);
  }
  if (delta === 0) return y;
  const z = inverseOfLower(lu, n);
  const last = z.slice(m * n);
  const x = z.slice(0, m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++)
      x[i * n + j] = d * (x[i * n + j] ?? 0) - (lu[i * n + m] ?? 0) * (last[j] ?? 0);
  substitute(leading, x, m, n, { upper: true, transpose: false, unitDiagonal: false });
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const adjugate = (i < m ? x[i * n + j] : last[j]) ?? 0;
      y[(rows[j] ?? 0) * n + (columns[i] ?? 0)] = delta * adjugate;
    }
  return y;
}

/** `L⁻¹` of the lower triangle whose diagonal is 1. */
function inverseOfLower(lu: Float64Array, n: number): Float64Array {
  const z = new Float64Array(n * n);
  for (let i = 0; i < n; i++) z[i * n + i] = 1;
  return substitute(lu, z, n, n, { upper: false, transpose: false, unitDiagonal: true });
}
