/** The remainder of a division, with the sign of the dividend. */
import type { Value, Values } from "../wasm/values.ts";
import { exactProduct, signOf } from "./polynomial.ts";

/**
 * `a − trunc(a/b)·b`, exact: the quotient is rounded up by at most 1, the product is exact in two parts, and both
 * differences are. Quotients that fill the mantissa, and dividends near the largest number, are left to the host.
 */
export function fmod(m: Values, a: Value, b: Value): Value {
  const { mantissa, bias } = m.lanes;
  const [x, y] = [m.abs(a), m.abs(b)];
  const quotient = m.div(x, y);
  const [high, low] = exactProduct(m, m.make("trunc", [quotient]), y);
  const rest = m.sub(m.sub(x, high), low);
  const positive = m.add(rest, m.make("and", [y, m.make("lt", [rest, m.const(0)])]));
  const less = m.choose(m.make("lt", [x, y]), x, positive);
  const long = m.make("or", [
    m.make("le", [m.const(2 ** mantissa), quotient]),
    m.make("le", [m.const(2 ** (bias - 1)), x]),
  ]);
  return m.rarely(long, m.make("or", [less, signOf(m, a)]), "fmod", a, b);
}
