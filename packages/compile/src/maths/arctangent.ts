/** The angle of a point. */
import type { Value, Values } from "../wasm/values.ts";
import { polynomial, signOf } from "./polynomial.ts";

/** (atan q − q)/q³ in q², |q| ≤ 0.35; own minimax fits: errors 2⁻²⁸ and 2⁻⁶¹ of atan q. What rounding takes off atan ½. */
const table = {
  4: {
    tail: [0.0879483332023, -0.140600689394, 0.19991097337, -0.333332229747],
    half: 5.012158655276756e-9,
  },
  8: {
    tail: [
      0.026507668645299020443, -0.047207093740091735132, 0.057989712282172588514,
      -0.066585318605974958511, 0.076917933050879961041, -0.090908881609046270501,
      0.11111110582274839952, -0.14285714278017147834, 0.19999999999944435123,
      -0.33333333333333194284,
    ],
    half: 2.2698777452961687e-17,
  },
} as const;

/** The part of π/2, or of π, that rounding to the width at hand takes off. */
const missing = {
  4: -4.371138828673793e-8 / 1.5707963705062866,
  8: 6.123233995736766e-17 / 1.5707963267948966,
} as const;

/** atan(p/q) for 0 ≤ p ≤ q, not both 0 or ∞: near 0 by a polynomial, elsewhere as atan ½ + atan((2p − q)/(2q + p)). */
function ofRatio(m: Values, p: Value, q: Value): Value {
  const { tail, half } = table[m.lanes.bytes];
  const far = m.make("lt", [m.mul(q, m.const(0.35)), p]);
  // Neither overflows, nor loses digits by underflow.
  const scale = m.choose(m.make("lt", [q, m.const(1)]), m.const(2), m.const(0.25));
  const [a, b] = [m.mul(p, scale), m.mul(q, scale)];
  const halved = (x: Value): Value => m.mul(x, m.const(0.5));
  const ratio = m.div(m.choose(far, m.sub(a, halved(b)), p), m.choose(far, m.add(b, halved(a)), q));
  const z = m.mul(ratio, ratio);
  const less = m.mul(ratio, m.mul(z, polynomial(m, z, tail)));
  const more = m.make("and", [m.const(half), far]);
  return m.add(m.make("and", [m.const(Math.atan(0.5)), far]), m.add(ratio, m.add(less, more)));
}

/**
 * The angle is taken from the nearest axis; the sign of y is put back at the end. Two zeros are at an angle of 0, two
 * infinities at one of π/4.
 */
export function atan2(m: Values, y: Value, x: Value): Value {
  const { bytes } = m.lanes;
  const zero = m.const(0);
  const [a, b] = [m.abs(y), m.abs(x)];
  const [least, most] = [m.make("pmin", [a, b]), m.make("pmax", [a, b])];
  const diagonal = m.choose(m.make("eq", [most, zero]), zero, m.const(Math.PI / 4));
  const angle = m.choose(m.make("eq", [least, most]), diagonal, ofRatio(m, least, most));
  const steep = m.make("lt", [b, a]);
  const left = m.make("shrs", [x], 8 * bytes - 1);
  const axis = m.choose(steep, m.const(Math.PI / 2), m.choose(left, m.const(Math.PI), zero));
  const turned = m.make("xor", [angle, signOf(m, m.make("xor", [steep, left]))]);
  const result = m.add(axis, m.add(turned, m.mul(axis, m.const(missing[bytes]))));
  // The comparisons above pass over a NaN that stands second.
  return m.make("or", [m.make("or", [result, m.make("ne", [b, b])]), signOf(m, y)]);
}
