/** aᵇ */
import { type Value, type Values, isNumber } from "../wasm/values.ts";
import { clamp, exp2, exp2Of, expOfSum, range } from "./exp.ts";
import { allParts } from "./log.ts";
import { type Pair, exactProduct, fastSum, polynomial, signOf } from "./polynomial.ts";

/**
 * aᵇ = e^(b ln|a|), with the sign of a where b is odd, and as IEEE 754-2019 § 9.2.1 says where a is 0 or infinite or
 * negative, or either is NaN. A few constant exponents are products, and 2ᵇ needs no logarithm.
 */
export function pow(m: Values, a: Value, b: Value): Value {
  const [zero, one] = [m.const(0), m.const(1)];
  if (isNumber(a, 2)) return exp2(m, b);
  if (isNumber(b, 1)) return a;
  if (isNumber(b, 2)) return m.mul(a, a);
  if (isNumber(b, 3)) return m.mul(m.mul(a, a), a);
  if (isNumber(b, -1)) return m.div(one, a);
  const x = m.abs(a);
  const flag = (op: string, p: Value, q: Value): Value => m.make(op, [p, q]);
  const isWhole = (v: Value): Value => flag("eq", m.make("floor", [v]), v);
  const whole = isWhole(b);
  const odd = m.make("andnot", [whole, isWhole(m.mul(b, m.const(0.5)))]);
  // All bits of a mask together are a NaN.
  const bad = m.make("andnot", [flag("lt", a, zero), whole]);
  const limit = flag("lt", b, zero);
  const edge = m.make("or", [m.choose(limit, m.div(one, x), x), flag("ne", b, b)]);
  const regular = m.make("and", [flag("lt", zero, x), flag("lt", x, m.const(Infinity))]);
  const size = m.lanes.bytes === 8 ? double(m, x, b) : single(m, x, b);
  const y = m.choose(regular, m.make("or", [size, bad]), edge);
  const certain = m.make("or", [flag("eq", a, one), flag("eq", b, zero)]);
  return m.choose(certain, one, m.make("or", [y, m.make("and", [signOf(m, a), odd])]));
}

/** log₂(1 + f)/s − 2/ln 2 over s², in s² with s = f/(2 + f). Own minimax fit, error 2⁻³⁶. */
const single2 = [
  0.340208609581864371, 0.411706897031621388, 0.577082842480608633, 0.961796679240822912,
];

/** xᵇ by logarithms in float64: two halves of b log₂ x = n + f, then 2ⁿ·2ᶠ in float32. */
function single(m: Values, x: Value, b: Value): Value {
  const w = m.wide;
  const { k, f } = allParts(m, x);
  const [ks, fs] = [m.widened(k), m.widened(f)];
  // Of larger exponents the result is 0, 1 or ∞ anyway.
  const halves = m.widened(clamp(m, b, -(2 ** 40), 2 ** 40)).map((y, i) => {
    const [kk, ff] = [ks[i] as Value, fs[i] as Value];
    const s = w.div(ff, w.add(w.const(2), ff));
    const series = polynomial(w, w.mul(s, s), [...single2, 2 * Math.LOG2E]);
    const e = clamp(w, w.mul(y, w.add(kk, w.mul(s, series))), -152, 130);
    const n = w.make("nearest", [e]);
    return [n, w.sub(e, n)] as const;
  });
  const [[n0, f0], [n1, f1]] = halves as unknown as readonly [Pair, Pair];
  return exp2Of(m, m.narrowed(n0, n1), m.narrowed(f0, f1));
}

/** xᵇ by a logarithm of twice the digits. */
function double(m: Values, x: Value, b: Value): Value {
  const [high, low] = logarithm(m, x);
  const y = clamp(m, b, -(2 ** 65), 2 ** 65);
  const [p, error] = exactProduct(m, y, high);
  const more = m.add(error, m.mul(y, low));
  const { low: least, high: most } = range(m);
  const within = m.make("lt", [m.abs(p), m.const(800)]);
  return expOfSum(m, clamp(m, p, least, most), m.make("and", [more, within]));
}

/** (atanh(s)/s − 1 − s²/3)/s⁴ in s². Own minimax fit: 2⁻⁶⁶ of atanh s. */
const tail = [
  0.065980933111818930097, 0.066284162668583802776, 0.076933783607256297925,
  0.090908921898672991999, 0.11111111259893508151, 0.1428571428505014127, 0.2000000000000112734,
];
const ln2 = [0.6931471805598903, 5.497923018708371e-14] as const;
const third = [1 / 3, 1.850371707708594e-17] as const;

/** ln x = k ln 2 + 2s + 2s·(s²/3 + s⁴·tail(s²)) in float64, relative error 2⁻⁶⁵: s and s² with their errors. */
function logarithm(m: Values, x: Value): Pair {
  const { k, f } = allParts(m, x);
  const two = m.const(2);
  const [d, dLow] = fastSum(m, two, f);
  const inverse = m.div(m.const(1), d);
  const s = m.mul(f, inverse);
  const [back, backLow] = exactProduct(m, s, d);
  const sLow = m.mul(m.sub(m.sub(m.sub(f, back), backLow), m.mul(s, dLow)), inverse);
  const [z, zError] = exactProduct(m, s, s);
  const [s2, s2Low] = [m.add(s, s), m.add(sLow, sLow)];
  const zLow = m.add(zError, m.mul(s2, sLow));
  const t = m.mul(m.mul(z, z), polynomial(m, z, tail));
  const [u, uError] = exactProduct(m, z, m.const(third[0]));
  const [q, qError] = fastSum(m, u, t);
  const uLow = m.add(m.mul(z, m.const(third[1])), m.mul(zLow, m.const(third[0])));
  const qLow = m.add(qError, m.add(uError, uLow));
  const [v, vError] = exactProduct(m, s2, q);
  const vLow = m.add(vError, m.add(m.mul(s2, qLow), m.mul(s2Low, q)));
  const [w, wError] = fastSum(m, s2, v);
  const wLow = m.add(wError, m.add(vLow, s2Low));
  const [high, error] = fastSum(m, m.mul(k, m.const(ln2[0])), w);
  return [high, m.add(error, m.add(wLow, m.mul(k, m.const(ln2[1]))))];
}
