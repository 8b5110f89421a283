/**
 * Special functions of one float64 argument.
 *
 * `erf` and `erfc` use the rational approximations of FreeBSD msun / fdlibm `s_erf.c`
 * (Sun Microsystems, 1993): five intervals of |x|, a quotient of polynomials on each.
 */

/** The coefficients of a polynomial of degree at most 8, highest power first. */
type Octic = readonly [number, number, number, number, number, number, number, number, number];

/** (erf(x) − x) / x = P(x²) / Q(x²) for |x| < 0.84375. */
const NEAR_ZERO_P: Octic = [
  0, 0, 0, 0, -2.37630166566501626084e-5, -5.77027029648944159157e-3, -2.84817495755985104766e-2,
  -3.2504210724700149937e-1, 1.28379167095512558561e-1,
];
const NEAR_ZERO_Q: Octic = [
  0, 0, 0, -3.9602282787753681232e-6, 1.32494738004321644526e-4, 5.08130628187576562776e-3,
  6.50222499887672944485e-2, 3.97917223959155352819e-1, 1,
];

/** erf(1 + s) − ERF_AT_ONE = P(s) / Q(s) for 0.84375 <= 1 + s < 1.25. */
const ERF_AT_ONE = 8.45062911510467529297e-1;
const NEAR_ONE_P: Octic = [
  0, 0, -2.166375594868790843e-3, 3.54783043256182359371e-2, -1.10894694282396677476e-1,
  3.18346619901161753674e-1, -3.72207876035701323847e-1, 4.14856118683748331666e-1,
  -2.36211856075265944077e-3,
];
const NEAR_ONE_Q: Octic = [
  0, 0, 1.1984499846799107417e-2, 1.36370839120290507362e-2, 1.26171219808761642112e-1,
  7.18286544141962662868e-2, 5.40397917702171048937e-1, 1.06420880400844228286e-1, 1,
];

/** log(x erfc(x)) + x² + 0.5625 = P(1/x²) / Q(1/x²) for 1.25 <= x < 1/0.35. */
const MIDDLE_P: Octic = [
  0, -9.81432934416914548592, -8.12874355063065934246e1, -1.84605092906711035994e2,
  -1.62396669462573470355e2, -6.23753324503260060396e1, -1.05586262253232909814e1,
  -6.93858572707181764372e-1, -9.86494403484714822705e-3,
];
const MIDDLE_Q: Octic = [
  -6.04244152148580987438e-2, 6.57024977031928170135, 1.08635005541779435134e2,
  4.29008140027567833386e2, 6.45387271733267880336e2, 4.34565877475229228821e2,
  1.376577541435190426e2, 1.96512716674392571292e1, 1,
];

/** The same quantity for x >= 1/0.35. */
const TAIL_P: Octic = [
  0, 0, -4.83519191608651397019e2, -1.02509513161107724954e3, -6.37566443368389627722e2,
  -1.60636384855821916062e2, -1.77579549177547519889e1, -7.99283237680523006574e-1,
  -9.86494292470009928597e-3,
];
const TAIL_Q: Octic = [
  0, -2.24409524465858183362e1, 4.74528541206955367215e2, 2.55305040643316442583e3,
  3.19985821950859553908e3, 1.53672958608443695994e3, 3.25792512996573918826e2,
  3.03380607434824582924e1, 1,
];

/** The polynomial with these coefficients at x, by Horner's rule; a loop is half as fast. */
function octic(c: Octic, x: number): number {
  const high = (((c[0] * x + c[1]) * x + c[2]) * x + c[3]) * x + c[4];
  return (((high * x + c[5]) * x + c[6]) * x + c[7]) * x + c[8];
}

/** (erf(x) − x) / x for |x| < 0.84375. */
function relativeExcess(x: number): number {
  const square = x * x;
  return octic(NEAR_ZERO_P, square) / octic(NEAR_ZERO_Q, square);
}

/** erf(a) − ERF_AT_ONE for 0.84375 <= a < 1.25. */
function excessNearOne(a: number): number {
  return octic(NEAR_ONE_P, a - 1) / octic(NEAR_ONE_Q, a - 1);
}

/** erfc(a) for a >= 1.25, with no subtraction of nearly equal numbers. */
function upperTail(a: number): number {
  const z = 1 / (a * a);
  const quotient =
    a < 1 / 0.35 ? octic(MIDDLE_P, z) / octic(MIDDLE_Q, z) : octic(TAIL_P, z) / octic(TAIL_Q, z);
  // exp(−a²) = exp(−h²) exp((h − a)(h + a)), where the float32 h makes h² exact.
  const head = Math.fround(a);
  const scale = Math.exp(-head * head - 0.5625);
  return (scale + scale * Math.expm1((head - a) * (head + a) + quotient)) / a;
}

/**
 * erf(x) = 2/√π ∫₀ˣ exp(−t²) dt, odd, in [−1, 1]; within 1 ulp.
 * Source: FreeBSD msun / fdlibm `s_erf.c`, Sun Microsystems 1993.
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) return x + x * relativeExcess(x);
  if (a >= 6) return Math.sign(x);
  const magnitude = a < 1.25 ? ERF_AT_ONE + excessNearOne(a) : 1 - upperTail(a);
  return x < 0 ? -magnitude : magnitude;
}

/**
 * erfc(x) = 1 − erf(x) = 2/√π ∫ₓ^∞ exp(−t²) dt, in [0, 2]; within 3 ulp, the tail included.
 * Source: FreeBSD msun / fdlibm `s_erf.c`, Sun Microsystems 1993.
 */
export function erfc(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) {
    const excess = x * relativeExcess(x);
    return x < 0.25 ? 1 - (x + excess) : 0.5 - (excess + (x - 0.5));
  }
  if (a < 1.25) {
    const excess = excessNearOne(a);
    return x < 0 ? 1 + (ERF_AT_ONE + excess) : 1 - ERF_AT_ONE - excess;
  }
  if (a >= 28) return x < 0 ? 2 : 0;
  return x < 0 ? 2 - upperTail(a) : upperTail(a);
}

/** The integer nearest to x, ties to the even one, as IEEE 754 rounds; exact, keeps −0. */
export function roundHalfEven(x: number): number {
  return Math.abs(x - Math.trunc(x)) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}

/**
 * xʸ as IEEE 754-2008 §9.2.1 defines it: `Math.pow`, with its error, except that
 * 1ʸ = 1 for every y and (−1)^±∞ = 1, where JavaScript gives NaN.
 */
export function pow(x: number, y: number): number {
  if (x === 1) return 1;
  return x === -1 && Math.abs(y) === Infinity ? 1 : Math.pow(x, y);
}

/** 1 / (1 + e⁻ˣ) = eˣ / (1 + eˣ), in [0, 1]; within 2 ulp for either sign. */
export function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  // e − e²/(1 + e) is e/(1 + e) with the rounding of 1 + e damped.
  return x < 0 ? e - e * (e / (1 + e)) : 1 / (1 + e);
}

/** log(1 + eˣ) = max(x, 0) + log1p(e^−|x|), in [0, ∞]; within 2 ulp, never overflows. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
