/** Sine, cosine and tangent. */
import type { Value, Values } from "../wasm/values.ts";
import type { HostFunction } from "../wasm/host.ts";
import { type Pair, fastSum, polynomial, signOf, split } from "./polynomial.ts";

/**
 * π/2 as a sum: products of all but the last part with n < 2¹⁷ are exact, and the last ends 2⁻⁵⁵ below the closest that a
 * number gets to a multiple of π/2 within that range. In float32, where differences are taken in float64: two parts.
 */
const quarter = {
  4: [1.5707963267341256, 6.077100506506192e-11],
  8: [1.5707963267923333, 2.5633441515839558e-12, 1.0562999066987428e-23],
} as const;

/** Beyond it, which is 2¹⁷·π/2, arguments are left to the host. */
const MODERATE = 205_887;

/**
 * `x` less the nearest multiple of π/2, and the number n of that multiple in the low bits of a large number `t`. In float32
 * two halves in float64, else a number less an error. Cody and Waite.
 */
interface Reduced {
  readonly t: Value;
  readonly rest: readonly Pair[];
}

function reduce(m: Values, x: Value): Reduced {
  const { mantissa, bytes } = m.lanes;
  const large = m.const(1.5 * 2 ** mantissa);
  const t = m.add(m.mul(x, m.const(2 / Math.PI)), large);
  const n = m.sub(t, large);
  const times = (w: Values, k: Value, part: number): Value =>
    w.mul(k, w.const(quarter[bytes][part] ?? 0));
  if (bytes === 8) {
    const first = m.sub(x, times(m, n, 0));
    const second = times(m, n, 1);
    const main = m.sub(first, second);
    // What is subtracted last is +0 at −0, so that −0 stays.
    const least = m.sub(times(m, n, 2), m.sub(m.sub(first, main), second));
    const r = m.sub(main, least);
    return { t, rest: [[r, m.sub(least, m.sub(main, r))]] };
  }
  const w = m.wide;
  const ns = m.widened(n);
  const rest = m.widened(x).map((half, i): Pair => {
    const k = ns[i] as Value;
    return [w.sub(w.sub(half, times(w, k, 0)), times(w, k, 1)), w.const(0)];
  });
  return { t, rest };
}

/** The bit of 2ᵏ of an integer in the low bits of `t`, as a sign. */
const bitOf = (m: Values, t: Value, k: 0 | 1): Value =>
  signOf(m, m.make("shl", [t], 8 * m.lanes.bytes - 1 - k));

/** Where the integer in the low bits of `t` is odd. */
const isOdd = (m: Values, t: Value): Value =>
  m.make("shrs", [bitOf(m, t, 0)], 8 * m.lanes.bytes - 1);

/** (sin r − r)/r³ and (cos r − 1 + r²/2)/r⁴ in r², |r| ≤ π/4. Own minimax fits: errors below 2⁻²⁷ and 2⁻⁵⁷. */
const table = {
  4: {
    sine: [-0.000195099661249, 0.00833212204874, -0.166666540057],
    cosine: [2.44270944903e-5, -0.00138872638393, 0.0416666446209],
  },
  8: {
    sine: [
      1.5896231467311937088e-10, -2.5050747785905509596e-8, 2.7557313621537816015e-6,
      -0.00019841269829589998128, 0.0083333333333221191972, -0.16666666666666630732,
    ],
    cosine: [
      -1.1358538944790627139e-11, 2.0875700891800639492e-9, -2.7557314179687096591e-7,
      0.000024801587288853139499, -0.0013888888888873058831, 0.041666666666666592936,
    ],
  },
} as const;

/** sin(r + n·π/2), n in the low bits of `t`. */
function sineOf(m: Values, rest: readonly Pair[], t: Value): Value {
  const [[first], second] = rest as readonly [Pair, Pair | undefined];
  const r = second === undefined ? first : m.narrowed(first, second[0]);
  const z = m.mul(r, r);
  const c = table[m.lanes.bytes];
  // The +0 keeps −0: r + r·0 has the sign of r.
  const sine = m.add(r, m.mul(r, polynomial(m, z, [...c.sine, 0])));
  const less = m.sub(m.mul(z, m.const(0.5)), m.mul(m.mul(z, z), polynomial(m, z, c.cosine)));
  const y = m.choose(isOdd(m, t), m.sub(m.const(1), less), sine);
  return m.make("xor", [y, bitOf(m, t, 1)]);
}

const orHost = (m: Values, x: Value, y: Value, f: HostFunction): Value =>
  m.rarely(m.make("lt", [m.const(MODERATE), m.abs(x)]), y, f, x);

export function sin(m: Values, x: Value): Value {
  const { t, rest } = reduce(m, x);
  return orHost(m, x, sineOf(m, rest, t), "sin");
}

/** cos x = sin(x + π/2) */
export function cos(m: Values, x: Value): Value {
  const { t, rest } = reduce(m, x);
  return orHost(m, x, sineOf(m, rest, m.add(t, m.const(1))), "cos");
}

export function tan(m: Values, x: Value): Value {
  const { t, rest } = reduce(m, x);
  const [first, second] = rest as readonly [Pair, Pair | undefined];
  if (second === undefined) return orHost(m, x, tangent(m, first, isOdd(m, t)), "tan");
  const w = m.wide;
  const signs = m.widened(m.make("or", [m.const(1), bitOf(m, t, 0)]));
  const halves = [first, second].map(([r], i) =>
    ratio(w, r, w.make("lt", [signs[i] as Value, w.const(0)])),
  );
  return orHost(m, x, m.narrowed(halves[0] as Value, halves[1] as Value), "tan");
}

/** tan r = r·N(r²)/D(r²), |r| ≤ 0.8, error 2⁻²⁵.⁸ (own fit); where it is `turned`, −1/tan r. */
function ratio(w: Values, r: Value, turned: Value): Value {
  const z = w.mul(r, r);
  const up = w.mul(r, polynomial(w, z, [-0.0957801266365705707, 1]));
  const down = polynomial(w, z, [0.00970907537853998046, -0.429113954972785269, 1]);
  return w.div(w.choose(turned, w.neg(down), up), w.choose(turned, up, down));
}

/** (tan r − r)/r³ = P/Q in r², |r| ≤ π/4. Moshier, Cephes tan.c. */
const tangents = {
  p: [-1.30936939181383734205e4, 1.1535166483858741614e6, -1.79565251976484877988e7],
  q: [
    1, 1.36812963470692954678e4, -1.32089234440210967447e6, 2.50083801823357915839e7,
    -5.38695755929454629881e7,
  ],
} as const;

/** The tangent of a pair, or where it is `turned`, −1/that, with the error of the tangent taken into account. */
function tangent(m: Values, [r, less]: Pair, turned: Value): Value {
  const z = m.mul(r, r);
  const quotient = m.div(polynomial(m, z, tangents.p), polynomial(m, z, tangents.q));
  // tan(r − less) = tan r − less·(1 + tan² r)
  const more = m.sub(m.mul(r, m.mul(z, quotient)), m.mul(less, m.add(m.const(1), z)));
  const [y, error] = fastSum(m, r, more);
  const [high, low] = split(m, y);
  const inverse = m.div(m.const(-1), y);
  const [top] = split(m, inverse);
  const off = m.add(m.add(m.const(1), m.mul(top, high)), m.mul(top, m.add(low, error)));
  return m.choose(turned, m.add(top, m.mul(inverse, off)), y);
}
