/** exp, log, tanh and σ from add, mul and moves of bits: written once for both widths, with the constants of each. */
import type { Value, Values } from "../wasm/values.ts";

/** Σ cᵢ xⁿ⁻ⁱ by Estrin's scheme: pairs first, then pairs of pairs, so that the chain of dependent operations is short. */
function polynomial(m: Values, x: Value, highestFirst: readonly number[]): Value {
  let terms = [...highestFirst].reverse().map((c) => m.const(c));
  for (let power = x; terms.length > 1; power = m.mul(power, power)) {
    const pairs: Value[] = [];
    for (let i = 0; i < terms.length; i += 2)
      pairs.push(
        i + 1 < terms.length
          ? m.madd(terms[i + 1] as Value, power, terms[i] as Value)
          : (terms[i] as Value),
      );
    terms = pairs;
  }
  return terms[0] as Value;
}

/**
 * Cody and Waite's reduction x = n ln 2 + r, ln 2 in two parts whose first times any exponent is exact; eʳ = 1 + r + r²·tail(r).
 * f32: minimax of degree 4 (own fit, error 3.1e−9 of eʳ); f64: Taylor to r¹³, remainder below 2⁻⁵⁷.
 */
const reduction = {
  4: {
    low: -104,
    high: 89,
    flat: 10,
    lift: 32,
    ln2: [0.693359375, -2.1219444e-4],
    tail: [0.00138144310431, 0.0083687968924, 0.0416683958401, 0.166665199712, 0.499999934032],
  },
  8: {
    low: -746,
    high: 710,
    flat: 20,
    lift: 64,
    ln2: [6.9314718036912381649e-1, 1.90821492927058770002e-10],
    tail: Array.from(
      { length: 12 },
      (_, i) => 1 / Array.from({ length: 13 - i }, (_, j) => j + 1).reduce((a, b) => a * b),
    ),
  },
} as const;

/** n in the low bits of a large number `t`, and eʳ − 1. `lift` is added to the exponent that `power(t)` makes of n. */
function reduce(m: Values, z: Value, lift: number): { t: Value; p: Value } {
  const { mantissa, bias, bytes } = m.lanes;
  const { ln2, tail } = reduction[bytes];
  const magic = m.const(1.5 * 2 ** mantissa + bias + lift);
  const n = m.make("nearest", [m.mul(z, m.const(Math.LOG2E))]);
  const t = m.add(n, magic);
  const r = m.sub(m.sub(z, m.mul(n, m.const(ln2[0]))), m.mul(n, m.const(ln2[1])));
  return { t, p: m.add(m.mul(m.mul(r, r), polynomial(m, r, tail)), r) };
}
/** `2ⁿ`: n + bias stands in the low bits of `t`, and moves up to the exponent. */
const power = (m: Values, t: Value): Value => m.make("shl", [t], m.lanes.mantissa);

/**
 * eˣ = 2ⁿ·eʳ, scaled in two steps because 2ⁿ may be no normal number although the result is. pmax and pmin keep a NaN
 * that stands first, and are one instruction each.
 */
export function exp(m: Values, x: Value): Value {
  const { low, high, lift } = reduction[m.lanes.bytes];
  const z = m.make("pmin", [m.make("pmax", [x, m.const(low)]), m.const(high)]);
  const { t, p } = reduce(m, z, 0);
  const small = m.make("lt", [z, m.const(0)]);
  const lifted = m.add(t, m.choose(small, m.const(lift), m.const(-lift)));
  const back = m.choose(small, m.const(2 ** -lift), m.const(2 ** lift));
  return m.mul(m.mul(m.add(p, m.const(1)), power(m, lifted)), back);
}

/** e/(1 + e) or 1/(1 + e) with e = e^−|x|, which cannot overflow; what 1 + e loses in rounding is given back. */
export function sigmoid(m: Values, x: Value): Value {
  const { low, lift } = reduction[m.lanes.bytes];
  const one = m.const(1);
  const { t, p } = reduce(m, m.make("pmax", [m.neg(m.abs(x)), m.const(low)]), lift);
  const e = m.mul(m.mul(m.add(p, one), power(m, t)), m.const(2 ** -lift));
  const d = m.add(one, e);
  const y = m.div(m.choose(m.make("lt", [x, m.const(0)]), e, one), d);
  return m.sub(y, m.mul(y, m.sub(e, m.sub(d, one))));
}

/** tanh x on |x| < 0.625: x + x³·P(x²) (f32), x + x³·P(x²)/Q(x²) (f64). Moshier, Cephes tanhf.c and tanh.c. */
const tanhSmall = {
  4: [
    [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
  ],
  8: [
    [-9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3],
    [1, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3],
  ],
} as const;

/** Near 0 a polynomial, elsewhere 1 − 2/(e^{2|x|} + 1); the sign of x is put back at the end, so −0 stays −0. */
export function tanh(m: Values, x: Value): Value {
  const { bytes } = m.lanes;
  const a = m.make("pmin", [m.abs(x), m.const(reduction[bytes].flat)]);
  const z = m.mul(a, a);
  const [u, v] = tanhSmall[bytes].map((c) => polynomial(m, z, c));
  const near = m.add(m.mul(m.mul(v === undefined ? (u as Value) : m.div(u as Value, v), z), a), a);
  const { t, p } = reduce(m, m.add(a, a), 0);
  const s = power(m, t);
  const far = m.sub(m.const(1), m.div(m.const(2), m.add(m.mul(p, s), m.add(s, m.const(1)))));
  const sign = m.make("and", [x, m.bits(1n << BigInt(8 * bytes - 1))]);
  return m.make("or", [m.choose(m.make("lt", [a, m.const(0.625)]), near, far), sign]);
}

/** Sun's fdlibm / FreeBSD msun e_log.c and e_logf.c: ln x = k ln 2 + ln(1 + f) with s = f/(2 + f). */
const logTable = {
  4: {
    lg: [0.24279078841, 0.28498786688, 0.40000972152, 0.66666662693],
    ln2: [6.9313812256e-1, 9.0580006145e-6],
    root: 0x3f3504f3n,
    one: 0x3f800000n,
    fraction: 0x007fffffn,
    big: 2 ** 23,
  },
  8: {
    lg: [
      1.479819860511658591e-1, 1.531383769920937332e-1, 1.818357216161805012e-1,
      2.222219843214978396e-1, 2.857142874366239149e-1, 3.999999999940941908e-1,
      6.66666666666673513e-1,
    ],
    ln2: [6.9314718036912381649e-1, 1.90821492927058770002e-10],
    root: 0x3fe6a09e00000000n,
    one: 0x3ff0000000000000n,
    fraction: 0x000fffffffffffffn,
    big: 2 ** 52,
  },
} as const;

export function log(m: Values, x: Value): Value {
  const { mantissa, bias, bytes } = m.lanes;
  const { lg, ln2, root, one, fraction, big } = logTable[bytes];
  const tiny = m.make("lt", [x, m.const(2 ** (1 - bias))]);
  const scaled = m.choose(tiny, m.mul(x, m.const(2 ** (mantissa + 1))), x);
  const shifted = m.make("iadd", [scaled, m.bits(one - root)]);
  const exponent = m.make("shru", [shifted], mantissa);
  const bigBits = BigInt(bias + mantissa) << BigInt(mantissa);
  const k0 = m.sub(m.make("or", [exponent, m.bits(bigBits)]), m.const(big + bias));
  const k = m.sub(k0, m.make("and", [tiny, m.const(mantissa + 1)]));
  const f = m.sub(
    m.make("iadd", [m.make("and", [shifted, m.bits(fraction)]), m.bits(root)]),
    m.const(1),
  );
  const s = m.div(f, m.add(m.const(2), f));
  const z = m.mul(s, s);
  const r = m.mul(z, polynomial(m, z, lg));
  const half = m.mul(m.mul(f, f), m.const(0.5));
  const low = m.add(m.mul(s, m.add(half, r)), m.mul(k, m.const(ln2[1])));
  const finite = m.add(m.add(m.sub(low, half), f), m.mul(k, m.const(ln2[0])));
  const positive = m.choose(m.make("lt", [x, m.const(Infinity)]), finite, x);
  const nonzero = m.choose(m.make("lt", [x, m.const(0)]), m.const(NaN), positive);
  return m.choose(m.make("eq", [x, m.const(0)]), m.const(-Infinity), nonzero);
}
