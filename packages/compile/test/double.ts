/** Arithmetic on unevaluated sums of two numbers, about 104 bits: what the vectors are measured against. */

/** A value `high + low`, |low| ≤ ½ ulp(high). */
export type Double = readonly [high: number, low: number];

export const double = (x: number): Double => [x, 0];

const fastSum = (a: number, b: number): Double => {
  const sum = a + b;
  return [sum, b - (sum - a)];
};

export const exactSum = (a: number, b: number): Double => {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
};

/** Dekker's product, with Veltkamp's halves. */
function exactProduct(a: number, b: number): Double {
  const half = (x: number): number => 134_217_729 * x - (134_217_729 * x - x);
  const [p, ah, bh] = [a * b, half(a), half(b)];
  const [al, bl] = [a - ah, b - bh];
  return [p, ah * bh - p + ah * bl + al * bh + al * bl];
}

export function add([a, al]: Double, [b, bl]: Double): Double {
  const [s, e] = exactSum(a, b);
  const [t, f] = exactSum(al, bl);
  const [u, v] = fastSum(s, e + t);
  return fastSum(u, v + f);
}

export const neg = ([a, al]: Double): Double => [-a, -al];
export const sub = (a: Double, b: Double): Double => add(a, neg(b));

export function mul([a, al]: Double, [b, bl]: Double): Double {
  const [p, e] = exactProduct(a, b);
  return fastSum(p, e + (a * bl + al * b));
}

export function div(a: Double, b: Double): Double {
  const first = a[0] / b[0];
  const rest = sub(a, mul(b, double(first)));
  const second = rest[0] / b[0];
  const third = sub(rest, mul(b, double(second)))[0] / b[0];
  return add(fastSum(first, second), double(third));
}

/** Times a power of 2, exact while nothing underflows. */
export const shift = ([a, al]: Double, n: number): Double => {
  const [p, q] = [2 ** Math.trunc(n / 2), 2 ** (n - Math.trunc(n / 2))];
  return [a * p * q, al * p * q];
};

/** The value of a large integer times 2⁻ᵇⁱᵗˢ. */
export function fromInteger(v: bigint, bits: number): Double {
  const size = (v < 0n ? -v : v).toString(2).length;
  const drop = BigInt(Math.max(0, size - 120));
  const held = v >> drop;
  const high = Number(held);
  const low = Number(held - BigInt(high));
  return shift(fastSum(high, low), Number(drop) - bits);
}

/** Σ from the first term on, until a term no longer counts. `next` makes the next term of the last and its number. */
export function series(first: Double, next: (term: Double, n: number) => Double): Double {
  let [sum, term] = [first, first];
  for (let n = 1; n < 2000; n++) {
    term = next(term, n);
    sum = add(sum, term);
    if (Math.abs(term[0]) <= Math.abs(sum[0]) * 2 ** -106) break;
  }
  return sum;
}
