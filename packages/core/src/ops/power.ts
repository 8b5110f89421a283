/** Roots and powers. */
import { pointwise } from "../graph/derivative.ts";
import { div, mul, scale, square, sub } from "./arithmetic.ts";
import { equal, greaterOrEqual, logicalAnd, where } from "./comparison.ts";
import { log } from "./exponential.ts";
import { type Binary, type Unary, binary, unary } from "./pointwise.ts";

/** `√x`.  ∂ = 1/(2y), infinite at 0. */
export const sqrt: Unary = unary("sqrt", {
  scalar: (m, x) => m.sqrt(x),
  derivative: pointwise((y) => div(0.5, y)),
});

/** `1/√x`.  ∂ = −y³/2. */
export const rsqrt: Unary = unary("rsqrt", {
  scalar: (m, x) => m.div(m.const(1), m.sqrt(x)),
  derivative: pointwise((y) => mul(mul(square(y), y), -0.5)),
});

/**
 * `aᵇ`.  ∂/∂a = b·aᵇ⁻¹, which is 0 where b = 0;  ∂/∂b = y·ln a, which is 0 where a = 0 and b ≥ 0, and
 * undefined (NaN) for negative a.
 */
export const pow: Binary = binary("pow", {
  scalar: (m, a, b) => m.pow(a, b),
  unit: [null, 1],
  derivative: pointwise(
    (_, a, b) => where(equal(b, 0), 0, mul(b, pow(a, sub(b, 1)))),
    (y, a, b) => where(logicalAnd(equal(a, 0), greaterOrEqual(b, 0)), 0, scale(y, log(a))),
  ),
});

/** `√(a² + b²)` without overflow.  ∂/∂a = a/y, 0 at the origin. */
export const hypot: Binary = binary("hypot", {
  scalar: (m, a, b) => {
    const large = m.max(m.abs(a), m.abs(b));
    const ratio = m.div(m.min(m.abs(a), m.abs(b)), large);
    const y = m.mul(large, m.sqrt(m.add(m.const(1), m.mul(ratio, ratio))));
    const degenerate = m.or(m.equal(large, m.const(0)), m.equal(large, m.const(Infinity)));
    return m.select(degenerate, large, y);
  },
  derivative: pointwise(
    (y, a) => where(equal(y, 0), 0, div(a, y)),
    (y, _, b) => where(equal(y, 0), 0, div(b, y)),
  ),
});

/** `a·ln b`, and 0 where a = 0 unless b is NaN.  ∂/∂a = ln b,  ∂/∂b = a/b; both 0 where a = b = 0. */
export const xlogy: Binary = binary("xlogy", {
  scalar: (m, a, b) => {
    const zero = m.and(m.equal(a, m.const(0)), m.equal(b, b));
    return m.select(zero, m.const(0), m.mul(a, m.log(b)));
  },
  derivative: pointwise(
    (_, a, b) => where(logicalAnd(equal(a, 0), equal(b, 0)), 0, log(b)),
    (_, a, b) => where(logicalAnd(equal(a, 0), equal(b, 0)), 0, div(a, b)),
  ),
});
