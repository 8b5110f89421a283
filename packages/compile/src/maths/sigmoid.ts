/** tanh and σ. */
import type { Value, Values } from "../wasm/values.ts";
import { curve, inLowBits, power, range, reduce } from "./exp.ts";
import { polynomial, signOf } from "./polynomial.ts";

/** `2ⁿ⁺ˡ` and eʳ − 1, where n ln 2 + r = z. */
function parts(m: Values, z: Value, lift: number): { readonly s: Value; readonly p: Value } {
  const { n, high, low } = reduce(m, z);
  const r = m.sub(high, low);
  return { s: power(m, inLowBits(m, n, lift)), p: m.add(curve(m, r), r) };
}

/** e/(1 + e) or 1/(1 + e) with e = e^−|x|, which cannot overflow; what 1 + e loses in rounding is given back. */
export function sigmoid(m: Values, x: Value): Value {
  const { low, lift } = range(m);
  const one = m.const(1);
  const { s, p } = parts(m, m.make("pmax", [m.neg(m.abs(x)), m.const(low)]), lift);
  const e = m.mul(m.mul(m.add(p, one), s), m.const(2 ** -lift));
  const d = m.add(one, e);
  const y = m.div(m.choose(m.make("lt", [x, m.const(0)]), e, one), d);
  return m.sub(y, m.mul(y, m.sub(e, m.sub(d, one))));
}

/**
 * tanh x on |x| < 0.625: x + x³·P(x²) (f32), x + x³·P(x²)/Q(x²) (f64). Moshier, Cephes tanhf.c and tanh.c. It is 1 to the
 * last bit from `flat` on.
 */
const near = {
  4: {
    flat: 10,
    p: [
      -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
    ],
  },
  8: {
    flat: 20,
    p: [-9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3],
    q: [1, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3],
  },
} as const;

/** Near 0 a polynomial, elsewhere 1 − 2/(e^{2|x|} + 1); the sign of x is put back at the end, so −0 stays −0. */
export function tanh(m: Values, x: Value): Value {
  const c = near[m.lanes.bytes];
  const a = m.make("pmin", [m.abs(x), m.const(c.flat)]);
  const z = m.mul(a, a);
  const p = polynomial(m, z, c.p);
  const quotient = "q" in c ? m.div(p, polynomial(m, z, c.q)) : p;
  const small = m.add(m.mul(m.mul(quotient, z), a), a);
  const { s, p: e } = parts(m, m.add(a, a), 0);
  const far = m.sub(m.const(1), m.div(m.const(2), m.add(m.mul(e, s), m.add(s, m.const(1)))));
  return m.make("or", [m.choose(m.make("lt", [a, m.const(0.625)]), small, far), signOf(m, x)]);
}
