/** eˣ, 2ˣ and eˣ − 1. */
import { type Value, type Values, isNumber } from "../wasm/values.ts";
import { type Pair, fastSum, orItself, polynomial } from "./polynomial.ts";

/**
 * Cody and Waite's reduction x = n ln 2 + r, ln 2 in two parts whose first times any exponent is exact; eʳ = 1 + r + r²·tail(r).
 * f32: minimax of degree 4 (own fit, error 3.1e−9 of eʳ); f64: Taylor to r¹³, remainder below 2⁻⁵⁷.
 */
const table = {
  4: {
    low: -104,
    high: 89,
    lift: 32,
    ln2: [0.693359375, -2.1219444e-4],
    tail: [0.00138144310431, 0.0083687968924, 0.0416683958401, 0.166665199712, 0.499999934032],
  },
  8: {
    low: -746,
    high: 710,
    lift: 64,
    ln2: [6.9314718036912381649e-1, 1.90821492927058770002e-10],
    tail: Array.from(
      { length: 12 },
      (_, i) => 1 / Array.from({ length: 13 - i }, (_, j) => j + 1).reduce((a, b) => a * b),
    ),
  },
} as const;

/** Where the exponential underflows to 0 and overflows, and the exponent by which results are lifted out of the way. */
export const range = (
  m: Values,
): { readonly low: number; readonly high: number; readonly lift: number } => table[m.lanes.bytes];

/** `x` within `low` and `high`. Each instruction keeps a NaN that stands first. */
export const clamp = (m: Values, x: Value, low: number, high: number): Value =>
  m.make("pmin", [m.make("pmax", [x, m.const(low)]), m.const(high)]);

/** `r²·tail(r)`, so that eʳ = 1 + r + that. */
const curve = (m: Values, r: Value): Value =>
  m.mul(m.mul(r, r), polynomial(m, r, table[m.lanes.bytes].tail));

/** An integer `n`, plus `lift` and the bias of exponents, in the low bits of a large number. */
const inLowBits = (m: Values, n: Value, lift = 0): Value =>
  m.add(n, m.const(1.5 * 2 ** m.lanes.mantissa + m.lanes.bias + lift));

/** `2ⁿ`: n + bias stands in the low bits of `t`, and moves up to the exponent. */
const power = (m: Values, t: Value): Value => m.make("shl", [t], m.lanes.mantissa);

/** `z = n ln 2 + r`, r as a difference of a high part and a low one. */
function reduce(
  m: Values,
  z: Value,
): { readonly n: Value; readonly high: Value; readonly low: Value } {
  const { ln2 } = table[m.lanes.bytes];
  const n = m.make("nearest", [m.mul(z, m.const(Math.LOG2E))]);
  return { n, high: m.sub(z, m.mul(n, m.const(ln2[0]))), low: m.mul(n, m.const(ln2[1])) };
}

/**
 * e^(−kx) = s·(1 − r + more) times 2^`lift`, with a power s of 2 and small r and `more`. Constants have the other sign, so
 * that no number needs it.
 */
export function fall(
  m: Values,
  x: Value,
  k: 1 | 2,
  lift: number,
): { readonly s: Value; readonly r: Value; readonly more: Value } {
  const { ln2, tail } = table[m.lanes.bytes];
  const n = m.make("nearest", [m.mul(x, m.const(-k * Math.LOG2E))]);
  const high = m.add(k === 1 ? x : m.add(x, x), m.mul(n, m.const(ln2[0])));
  const r = m.add(high, m.mul(n, m.const(ln2[1])));
  const signed = tail.map((c, i) => ((tail.length - i) % 2 === 0 ? -c : c));
  const more = m.mul(m.mul(r, r), polynomial(m, r, signed));
  return { s: power(m, inLowBits(m, n, lift)), r, more };
}

/** `y·2ⁿ`, in two steps because 2ⁿ may be no normal number although the result is. `small` is where n may be far below 0. */
function scaled(m: Values, y: Value, n: Value, small: Value): Value {
  const { lift } = table[m.lanes.bytes];
  const lifted = m.add(inLowBits(m, n), m.choose(small, m.const(lift), m.const(-lift)));
  const back = m.choose(small, m.const(2 ** -lift), m.const(2 ** lift));
  return m.mul(m.mul(y, power(m, lifted)), back);
}

/** eˣ */
export function exp(m: Values, x: Value): Value {
  const z = clamp(m, x, table[m.lanes.bytes].low, table[m.lanes.bytes].high);
  const { n, high, low } = reduce(m, z);
  return expOf(m, n, m.sub(high, low), z);
}

/** `times·e^(x + more)`, where the sum is within the range of the exponential. */
export function expOfSum(m: Values, x: Value, more: Value, times?: Pair): Value {
  const { n } = reduce(m, m.add(x, more));
  const { ln2 } = table[m.lanes.bytes];
  const high = m.sub(x, m.mul(n, m.const(ln2[0])));
  const [r, lost] = fastSum(m, high, m.sub(more, m.mul(n, m.const(ln2[1]))));
  const [factor, low] = times ?? [m.const(1), lost];
  return expOf(m, n, r, n, [factor, times === undefined ? lost : m.add(low, m.mul(lost, factor))]);
}

/** `times·2ⁿ·eʳ`, where n has the sign of `sign`. */
export function expOf(m: Values, n: Value, r: Value, sign: Value = n, times?: Pair): Value {
  const [factor, low] = times ?? [m.const(1), m.const(0)];
  const p = m.mul(m.add(curve(m, r), r), factor);
  const y = m.add(isNumber(low, 0) ? p : m.add(p, low), factor);
  return scaled(m, y, n, m.make("lt", [sign, m.const(0)]));
}

/** `2^(n + f)` for an integer n and |f| ≤ ½. */
export const exp2Of = (m: Values, n: Value, f: Value): Value =>
  expOf(m, n, m.mul(f, m.const(Math.LN2)));

/** 2ˣ; exact where x is an integer. */
export function exp2(m: Values, x: Value): Value {
  const { low, high } = table[m.lanes.bytes];
  const z = clamp(m, x, Math.floor(low * Math.LOG2E), Math.ceil(high * Math.LOG2E));
  const n = m.make("nearest", [z]);
  return exp2Of(m, n, m.sub(z, n));
}

/**
 * eˣ − 1 = 2·(s·(r + r²·tail(r)) + (s − ½)) with s = 2ⁿ⁻¹: the sum of the two large terms, and of the errors made on the way.
 */
export function expm1(m: Values, x: Value): Value {
  const { high: most } = table[m.lanes.bytes];
  const { n, high, low } = reduce(m, clamp(m, x, -2 * m.lanes.mantissa, most));
  const [r, rest] = fastSum(m, high, m.neg(low));
  const s = power(m, inLowBits(m, n, -1));
  const [sum, error] = fastSum(m, m.sub(s, m.const(0.5)), m.mul(s, r));
  const y = m.add(sum, m.add(error, m.mul(s, m.add(curve(m, r), rest))));
  return orItself(m, x, 2 ** (-m.lanes.mantissa - 1), m.add(y, y));
}
