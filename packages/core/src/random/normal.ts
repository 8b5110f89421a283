/**
 * The inverse normal distribution function from + − × ÷ and √ alone, which every JavaScript
 * engine rounds correctly, so that its values are the same bits everywhere. `Math.log` is not
 * used: ECMAScript leaves its last bits to the engine.
 */

/** The coefficients of a polynomial of degree 7, highest power first. */
type Septic = readonly [number, number, number, number, number, number, number, number];

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** log((1 + s) / (1 − s)) = 2s + s R(s²). */
const LOG_SERIES: Septic = [
  1.479819860511658591e-1, 1.531383769920937332e-1, 1.818357216161805012e-1,
  2.222219843214978396e-1, 2.857142874366239149e-1, 3.999999999940941908e-1, 6.66666666666673513e-1,
  0,
];

/** √½ as the high word of a float64 has it, and the high word of 1. */
const HIGH_SQRT_HALF = 0x3fe6a09e;
const HIGH_ONE = 0x3ff00000;

const bits = new DataView(new ArrayBuffer(8));

/** The polynomial with these coefficients at x, by Horner's rule; a loop is half as fast. */
function septic(c: Septic, x: number): number {
  const high = ((c[0] * x + c[1]) * x + c[2]) * x + c[3];
  return (((high * x + c[4]) * x + c[5]) * x + c[6]) * x + c[7];
}

/**
 * The natural logarithm, the same bits on every engine; within 1 ulp.
 * Source: FreeBSD msun / fdlibm `e_log.c`, Sun Microsystems 1993.
 */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  if (x < 2 ** -1022) return log(x * 2 ** 54) - 54 * LN2_LOW - 54 * LN2_HIGH;
  // x = 2ᵏ (1 + f) with √½ <= 1 + f < √2.
  bits.setFloat64(0, x);
  const shifted = bits.getUint32(0) + (HIGH_ONE - HIGH_SQRT_HALF);
  const k = (shifted >>> 20) - 1023;
  bits.setUint32(0, (shifted & 0xfffff) + HIGH_SQRT_HALF);
  const f = bits.getFloat64(0) - 1;
  const s = f / (2 + f);
  const halfSquare = 0.5 * f * f;
  const series = septic(LOG_SERIES, s * s);
  return k * LN2_HIGH - (halfSquare - (s * (halfSquare + series) + k * LN2_LOW) - f);
}

/** Φ⁻¹(½ + q) / q = P(r) / Q(r) with r = 0.425² − q², for |q| <= 0.425. */
const CENTRE_P: Septic = [
  2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4,
  4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
  1.3314166789178437745e2, 3.387132872796366608,
];
const CENTRE_Q: Septic = [
  5.226495278852854561e3, 2.8729085735721942674e4, 3.930789580009271061e4, 2.1213794301586595867e4,
  5.3941960214247511077e3, 6.871870074920579083e2, 4.2313330701600911252e1, 1,
];

/** −Φ⁻¹(p) = P(r − 1.6) / Q(r − 1.6) with r = √(−log p), for r <= 5. */
const SIDE_P: Septic = [
  7.7454501427834140764e-4, 2.27238449892691845833e-2, 2.4178072517745061177e-1,
  1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959,
  1.42343711074968357734,
];
const SIDE_Q: Septic = [
  1.05075007164441684324e-9, 5.475938084995344946e-4, 1.51986665636164571966e-2,
  1.4810397642748007459e-1, 6.8976733498510000455e-1, 1.6763848301838038494, 2.05319162663775882187,
  1,
];

/** −Φ⁻¹(p) = P(r − 5) / Q(r − 5), for r > 5. */
const TAIL_P: Septic = [
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.2426609473880784386e-3,
  2.6532189526576123093e-2, 2.9656057182850489123e-1, 1.7848265399172913358, 5.4637849111641143699,
  6.6579046435011037772,
];
const TAIL_Q: Septic = [
  2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5,
  7.868691311456132591e-4, 1.48753612908506148525e-2, 1.3692988092273580531e-1,
  5.9983220655588793769e-1, 1,
];

/**
 * Φ⁻¹(p), the number that a standard normal variable stays below with probability p in (0, 1);
 * −∞ at 0, ∞ at 1, NaN elsewhere; relative error below 1e-15, the same bits on every engine.
 * Source: Wichura, "Algorithm AS 241", Applied Statistics 37 (1988), PPND16.
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * septic(CENTRE_P, r)) / septic(CENTRE_Q, r);
  }
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const magnitude =
    r <= 5
      ? septic(SIDE_P, r - 1.6) / septic(SIDE_Q, r - 1.6)
      : septic(TAIL_P, r - 5) / septic(TAIL_Q, r - 5);
  return q < 0 ? -magnitude : magnitude;
}
