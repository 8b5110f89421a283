/** The words of `ScalarMath` to about 95 bits, for finite operands where the result is finite. */
import {
  type Double,
  add,
  div,
  double,
  exactSum,
  fromInteger,
  mul,
  neg,
  series,
  shift,
  sub,
} from "./double.ts";

/** `value·2^power`: results that underflow keep their digits. */
export interface Truth {
  readonly value: Double;
  readonly power: number;
}

const plain = (value: Double): Truth => ({ value, power: 0 });
const one = double(1);

/** arctan of 1/n, times 2ᵇⁱᵗˢ. */
function arccot(n: bigint, bits: bigint): bigint {
  let [sum, power] = [0n, (1n << bits) / n];
  for (let k = 1n; power !== 0n; k += 2n, power /= n * n)
    sum += k % 4n === 1n ? power / k : -power / k;
  return sum;
}
const BITS = 1300;
/** π/2 = 8 arctan 1/5 − 2 arctan 1/239. Machin, 1706. */
const QUARTER = 8n * arccot(5n, BigInt(BITS)) - 2n * arccot(239n, BigInt(BITS));

const LN2 = fromInteger(
  (() => {
    // ln 2 = 2 artanh 1/3
    let [sum, power] = [0n, (2n << 200n) / 3n];
    for (let k = 1n; power !== 0n; k += 2n, power /= 9n) sum += power / k;
    return sum;
  })(),
  200,
);
const LN10 = add(mul(double(3), LN2), logNear(double(1.25)));
const PI = fromInteger(2n * QUARTER, BITS);

/** eʳ − 1 for |r| < 1: of r/64, then doubled. */
function expm1Near(r: Double): Double {
  const small = shift(r, -6);
  let p = series(small, (t, n) => div(mul(t, small), double(n + 1)));
  for (let i = 0; i < 6; i++) p = add(shift(p, 1), mul(p, p));
  return p;
}

function expm1Parts(x: Double): { readonly n: number; readonly p: Double } {
  const n = Math.round(x[0] / Math.LN2);
  return { n, p: expm1Near(sub(x, mul(double(n), LN2))) };
}

function exp(x: Double): Truth {
  const { n, p } = expm1Parts(x);
  return { value: add(one, p), power: n };
}

const expm1 = (x: Double): Double => {
  const { n, p } = expm1Parts(x);
  if (n === 0) return p;
  return add(sub(shift(one, n), one), shift(p, n));
};
const expPlain = (x: Double): Double => {
  const { value, power } = exp(x);
  return shift(value, power);
};

/** 2 artanh s */
function artanhTwice(s: Double): Double {
  const z = mul(s, s);
  let [power, n] = [s, 1];
  const next = (): Double => {
    power = mul(power, z);
    n += 2;
    return div(power, double(n));
  };
  return shift(series(s, next), 1);
}

/** ln m for √½ ≤ m ≤ √2 */
function logNear(m: Double): Double {
  return artanhTwice(div(sub(m, one), add(m, one)));
}

/** The power of 2 that brings `x` to between √½ and √2. */
function exponent(x: number): number {
  const scaled = x < 2 ** -1000 ? x * 2 ** 100 : x;
  return Math.round(Math.log2(scaled)) - (scaled === x ? 0 : 100);
}

function log(x: Double): Double {
  const k = exponent(x[0]);
  return add(mul(double(k), LN2), logNear(shift(x, -k)));
}

/** x = n·π/2 + r */
function reduced(x: number): { readonly n: bigint; readonly r: Double } {
  if (Math.abs(x) < 0.78) return { n: 0n, r: double(x) };
  const k = Math.floor(Math.log2(Math.abs(x))) - 54;
  const fixed = BigInt(x * 2 ** -k) << BigInt(BITS + Math.max(k, -BITS));
  const n = (2n * fixed + QUARTER) / (2n * QUARTER) - (2n * fixed + QUARTER < 0n ? 1n : 0n);
  return { n, r: fromInteger(fixed - n * QUARTER, BITS) };
}

const sinNear = (r: Double): Double =>
  series(r, (t, n) => div(neg(mul(t, mul(r, r))), double(2 * n * (2 * n + 1))));
const cosNear = (r: Double): Double =>
  series(one, (t, n) => div(neg(mul(t, mul(r, r))), double(2 * n * (2 * n - 1))));

/** sin(x + q·π/2) */
function sine(x: number, q: bigint): Double {
  const { n, r } = reduced(x);
  const turn = BigInt.asUintN(2, n + q);
  const value = turn % 2n === 0n ? sinNear(r) : cosNear(r);
  return turn < 2n ? value : neg(value);
}

/** One step of Newton's from the rounded angle. */
function atan2(y: number, x: number): Double {
  const k = exponent(Math.max(Math.abs(x), Math.abs(y)));
  const [b, a] = [shift(double(y), -k), shift(double(x), -k)];
  const angle = Math.atan2(b[0], a[0]);
  const [s, c] = [sine(angle, 0n), sine(angle, 1n)];
  const off = sub(mul(b, c), mul(a, s));
  return add(double(angle), div(off, add(mul(a, c), mul(b, s))));
}

/** Positive terms only: 2/√π·e^−x²·Σ 2ⁿx²ⁿ⁺¹/(2n + 1)!! */
function erf(x: number): Double {
  const z = mul(double(x), double(x));
  const sum = series(double(x), (t, n) => div(mul(t, shift(z, 1)), double(2 * n + 1)));
  return mul(mul(expPlain(neg(z)), sum), div(double(2), sqrtPi));
}
const sqrtPi = ((): Double => {
  const root = double(Math.sqrt(Math.PI));
  return shift(add(root, div(PI, root)), -1);
})();

/** From 2 on, the continued fraction of Laplace: e^−x²/√π / (x + ½/(x + 1/(x + …))). */
function erfc(x: number): Truth {
  if (x < 2) return plain(sub(one, erf(x)));
  const terms = Math.ceil(20 + 700 / (x * x));
  let tail = double(x);
  for (let n = terms; n > 0; n--) tail = add(double(x), div(double(n / 2), tail));
  const z = mul(double(x), double(x));
  const { value, power } = exp(neg(z));
  return { value: div(value, mul(sqrtPi, tail)), power };
}

function tanh(x: number): Double {
  if (Math.abs(x) > 40) return double(Math.sign(x));
  const e = expm1(double(2 * x));
  return div(e, add(e, double(2)));
}

function pow(a: number, b: number): Truth {
  const { value, power } = exp(mul(double(b), log(double(Math.abs(a)))));
  return { value: a < 0 && Math.abs(b % 2) === 1 ? neg(value) : value, power };
}

function sigmoid(x: number): Truth {
  const { value, power } = exp(double(-Math.abs(x)));
  const whole = add(one, shift(value, power));
  return x < 0 ? { value: div(value, whole), power } : plain(div(one, whole));
}

/** By the name of the word. */
export const truth: Readonly<Record<string, (a: number, b: number) => Truth>> = {
  exp: (x) => exp(double(x)),
  expm1: (x) => (x > 700 ? exp(double(x)) : plain(x < -80 ? double(-1) : expm1(double(x)))),
  log: (x) => plain(log(double(x))),
  log2: (x) => plain(div(log(double(x)), LN2)),
  log10: (x) => plain(div(log(double(x)), LN10)),
  log1p: (x) => plain(Math.abs(x) < 0.25 ? log1pNear(x) : log(exactSum(1, x))),
  sin: (x) => plain(sine(x, 0n)),
  cos: (x) => plain(sine(x, 1n)),
  tan: (x) => plain(div(sine(x, 0n), sine(x, 1n))),
  tanh: (x) => plain(tanh(x)),
  sigmoid,
  erf: (x) => plain(Math.abs(x) > 6.5 ? double(Math.sign(x)) : erf(x)),
  erfc: (x) => (x < -6.5 ? plain(double(2)) : erfc(x)),
  pow,
  atan2: (y, x) => plain(atan2(y, x)),
};

const log1pNear = (x: number): Double =>
  Math.abs(x) < 2 ** -200 ? double(x) : artanhTwice(div(double(x), add(double(2), double(x))));
