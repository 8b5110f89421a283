/** tanh and σ. */
import type { Value, Values } from "../wasm/values.ts";
import { clamp, fall, range } from "./exp.ts";
import { signOf } from "./polynomial.ts";

/** From where on σ and tanh are 1 to the last bit. */
const full = { 4: { sigmoid: 18, tanh: 10 }, 8: { sigmoid: 40, tanh: 20 } } as const;

/**
 * 1/(1 + e⁻ˣ). Both terms are lowered by a power of 2, so that none overflows where the result is denormal. 2ⁿ, mostly the
 * largest part of e⁻ˣ, comes last into the sum.
 */
export function sigmoid(m: Values, x: Value): Value {
  const { low, lift } = range(m);
  const one = m.const(2 ** -lift);
  const { s, r, more } = fall(m, clamp(m, x, low, full[m.lanes.bytes].sigmoid), 1, -lift);
  return m.div(one, m.add(s, m.add(m.mul(s, m.sub(more, r)), one)));
}

/**
 * 2/d − 1 with d = 1 + e^(−2|x|), as (2 − d)/d, of which the difference is exact; what rounding takes off d is given back,
 * times the slope 2/d² = ½(1 + tanh)². The sign of x is put back at the end, so −0 stays −0.
 */
export function tanh(m: Values, x: Value): Value {
  const sign = signOf(m, x);
  const one = m.const(1);
  const a = m.make("pmin", [m.make("xor", [x, sign]), m.const(full[m.lanes.bytes].tanh)]);
  const { s, r, more } = fall(m, a, 2, 0);
  const [less, rest] = [m.mul(s, r), m.mul(s, more)];
  const d = m.add(m.sub(m.add(s, one), less), rest);
  const lost = m.add(m.sub(m.sub(s, m.sub(d, one)), less), rest);
  const y = m.div(m.sub(m.const(2), d), d);
  const u = m.add(y, one);
  return m.make("or", [m.sub(y, m.mul(m.mul(u, u), m.mul(lost, m.const(0.5)))), sign]);
}
