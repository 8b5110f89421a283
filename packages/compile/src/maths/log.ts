/** Logarithms: to the bases e, 2 and 10, and of 1 + x. */
import type { Value, Values } from "../wasm/values.ts";
import { exactSum, fastSum, orItself, polynomial, split } from "./polynomial.ts";

/** Sun's fdlibm / FreeBSD msun e_log.c and e_logf.c: ln(1 + f) = f − (f²/2 − s·(f²/2 + R(s²))) with s = f/(2 + f). */
const table = {
  4: {
    lg: [0.24279078841, 0.28498786688, 0.40000972152, 0.66666662693],
    ln2: [6.9313812256e-1, 9.0580006145e-6],
    root: 0x3f3504f3n,
    one: 0x3f800000n,
    fraction: 0x007fffffn,
    /** 1/ln b and log_b 2 in two parts each; products of the first with half a number, or with an exponent, are exact. */
    2: { inverse: [1.44287109375, -1.7605285393074155e-4], unit: [1, 0] },
    10: {
      inverse: [0.434326171875, -3.168997136526741e-5],
      unit: [0.30103302001953125, -3.024355464731343e-6],
    },
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
    2: { inverse: [1.4426946640014648, 3.768874985636099e-7], unit: [1, 0] },
    10: {
      inverse: [0.4342944622039795, 1.9699272335463627e-8],
      unit: [0.30102999566395283, 2.8363394551044964e-14],
    },
  },
} as const;

/** x = 2ᵏ·(1 + f) with √½ ≤ 1 + f < √2, for positive normal numbers. */
export interface Parts {
  readonly k: Value;
  readonly f: Value;
}

function parts(m: Values, x: Value): Parts {
  const { mantissa, bias, bytes } = m.lanes;
  const { root, one, fraction } = table[bytes];
  const shifted = m.make("iadd", [x, m.bits(one - root)]);
  const exponent = m.make("shru", [shifted], mantissa);
  // The exponent becomes the last digits of 2^mantissa.
  const large = m.make("or", [exponent, m.bits(BigInt(bias + mantissa) << BigInt(mantissa))]);
  const rest = m.make("iadd", [m.make("and", [shifted, m.bits(fraction)]), m.bits(root)]);
  return { k: m.sub(large, m.const(2 ** mantissa + bias)), f: m.sub(rest, m.const(1)) };
}

/** The same, also for positive numbers that are not normal. */
export function allParts(m: Values, x: Value): Parts {
  const { mantissa, bias } = m.lanes;
  const tiny = m.make("lt", [x, m.const(2 ** (1 - bias))]);
  const { k, f } = parts(m, m.choose(tiny, m.mul(x, m.const(2 ** (mantissa + 1))), x));
  return { k: m.sub(k, m.make("and", [tiny, m.const(mantissa + 1)])), f };
}

/** f²/2, and s·(f²/2 + R(s²)): ln(1 + f) is f less the one and more the other. */
function terms(m: Values, f: Value): { readonly half: Value; readonly rest: Value } {
  const s = m.div(f, m.add(m.const(2), f));
  const z = m.mul(s, s);
  const half = m.mul(m.mul(f, f), m.const(0.5));
  const r = m.mul(z, polynomial(m, z, table[m.lanes.bytes].lg));
  return { half, rest: m.mul(s, m.add(half, r)) };
}

/** k ln 2 + ln(1 + f) + more */
function natural(m: Values, { k, f }: Parts, more?: Value): Value {
  const { ln2 } = table[m.lanes.bytes];
  const { half, rest } = terms(m, f);
  const least = m.mul(k, m.const(ln2[1]));
  const low = m.add(rest, more === undefined ? least : m.add(least, more));
  return m.add(m.add(m.sub(low, half), f), m.mul(k, m.const(ln2[0])));
}

/** `y`, but what is so at the ends: −∞ at 0, ∞ at ∞, NaN below 0 and at NaN. */
function ends(m: Values, x: Value, y: Value): Value {
  const zero = m.const(0);
  const finite = m.choose(m.make("lt", [x, m.const(Infinity)]), y, x);
  // All bits of a mask together are a NaN.
  const positive = m.make("or", [finite, m.make("lt", [x, zero])]);
  return m.choose(m.make("eq", [x, zero]), m.const(-Infinity), positive);
}

export const log = (m: Values, x: Value): Value => ends(m, x, natural(m, allParts(m, x)));

/** ln(1 + x): ln of the rounded sum, and what the rounding lost, relative to that. */
export function log1p(m: Values, x: Value): Value {
  const [u, lost] = exactSum(m, m.const(1), x);
  const y = ends(m, u, natural(m, parts(m, u), m.div(lost, u)));
  return orItself(m, x, 2 ** (-m.lanes.mantissa - 2), y);
}

/** The products with 1/ln b are exact for a high part of ln(1 + f), and so are powers of b. As in msun e_log2.c, e_log10.c. */
function based(m: Values, x: Value, base: 2 | 10): Value {
  const { inverse, unit } = table[m.lanes.bytes][base];
  const { k, f } = allParts(m, x);
  const { half, rest } = terms(m, f);
  const [high] = split(m, m.sub(f, half));
  const low = m.add(m.sub(m.sub(f, high), half), rest);
  const [whole, error] = fastSum(m, m.mul(k, m.const(unit[0])), m.mul(high, m.const(inverse[0])));
  const fine = m.add(m.mul(m.add(low, high), m.const(inverse[1])), m.mul(low, m.const(inverse[0])));
  const finer = unit[1] === 0 ? fine : m.add(m.mul(k, m.const(unit[1])), fine);
  return ends(m, x, m.add(m.add(error, finer), whole));
}

export const log2 = (m: Values, x: Value): Value => based(m, x, 2);
export const log10 = (m: Values, x: Value): Value => based(m, x, 10);
