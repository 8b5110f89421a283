/** What all of the functions are made of: polynomials, the sign bit, and sums and products without their rounding errors. */
import type { Value, Values } from "../wasm/values.ts";

/** Σ cᵢ xⁿ⁻ⁱ by Estrin's scheme: pairs first, then pairs of pairs, so that the chain of dependent operations is short. */
export function polynomial(m: Values, x: Value, highestFirst: readonly number[]): Value {
  let terms = highestFirst.toReversed().map((c) => m.const(c));
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

/** A number as the unevaluated sum of two: rounded, and the error of that. */
export type Pair = readonly [high: Value, low: Value];

/** `a + b` where |a| ≥ |b| or a = 0. Dekker, Numerische Mathematik 18 (1971). */
export function fastSum(m: Values, a: Value, b: Value): Pair {
  const sum = m.add(a, b);
  return [sum, m.sub(b, m.sub(sum, a))];
}

/** `a + b`. Knuth, The Art of Computer Programming 2, 4.2.2. */
export function exactSum(m: Values, a: Value, b: Value): Pair {
  const sum = m.add(a, b);
  const part = m.sub(sum, a);
  return [sum, m.add(m.sub(a, m.sub(sum, part)), m.sub(b, part))];
}

/** The upper half of the digits of `x`, and the rest. */
export function split(m: Values, x: Value): Pair {
  const high = m.make("and", [x, m.bits(m.lanes.bytes === 4 ? 0xfffff000n : 0xfffffffff8000000n)]);
  return [high, m.sub(x, high)];
}

/** `a·b`, with an error of the size of the smallest product of halves. Dekker, 1971, with halves cut off, not rounded. */
export function exactProduct(m: Values, a: Value, b: Value): Pair {
  const [[ah, al], [bh, bl]] = [split(m, a), split(m, b)];
  const product = m.mul(a, b);
  const cross = m.add(m.add(m.sub(m.mul(ah, bh), product), m.mul(ah, bl)), m.mul(al, bh));
  return [product, m.add(cross, m.mul(al, bl))];
}

/** The sign bit of `x` alone. */
export const signOf = (m: Values, x: Value): Value =>
  m.make("and", [x, m.bits(1n << BigInt(8 * m.lanes.bytes - 1))]);

/** `x` without its smallest values: where |x| < `limit`, f(x) is x to the last bit, and so is −0. */
export const orItself = (m: Values, x: Value, limit: number, y: Value): Value =>
  m.choose(m.make("lt", [m.abs(x), m.const(limit)]), x, y);
