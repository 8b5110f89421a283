/** The circular functions and their inverses. */
import { pointwise } from "../graph/derivative.ts";
import type { ScalarMath } from "../graph/scalar.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add, div, mul, neg, reciprocal, square, sub } from "./arithmetic.ts";
import { equal, where } from "./comparison.ts";
import { type Binary, type Unary, binary, unary } from "./pointwise.ts";
import { hypot, rsqrt } from "./power.ts";

/** `sin x`.  ∂ = cos x. */
export const sin: Unary = unary("sin", {
  scalar: (m, x) => m.sin(x),
  derivative: pointwise((_, x) => cos(x)),
});

/** `cos x`.  ∂ = −sin x. */
export const cos: Unary = unary("cos", {
  scalar: (m, x) => m.cos(x),
  derivative: pointwise((_, x) => neg(sin(x))),
});

/** `tan x`.  ∂ = 1 + y². */
export const tan: Unary = unary("tan", {
  scalar: (m, x) => m.tan(x),
  derivative: pointwise((y) => add(square(y), 1)),
});

/** `(1 − x)(1 + x)`, which is 1 − x² without cancellation near ±1. */
const oneMinusSquare = <V, M>(m: ScalarMath<V, M>, x: V): V =>
  m.mul(m.sub(m.const(1), x), m.add(m.const(1), x));

/** `arcsin x`.  ∂ = 1/√(1 − x²). */
export const asin: Unary = unary("asin", {
  scalar: (m, x) => m.atan2(x, m.sqrt(oneMinusSquare(m, x))),
  derivative: pointwise((_, x) => rsqrt(mul(sub(1, x), add(x, 1)))),
});

/** `arccos x`.  ∂ = −1/√(1 − x²). */
export const acos: Unary = unary("acos", {
  scalar: (m, x) => m.atan2(m.sqrt(oneMinusSquare(m, x)), x),
  derivative: pointwise((_, x) => neg(rsqrt(mul(sub(1, x), add(x, 1))))),
});

/** `arctan x`.  ∂ = 1/(1 + x²). */
export const atan: Unary = unary("atan", {
  scalar: (m, x) => m.atan2(x, m.const(1)),
  derivative: pointwise((_, x) => reciprocal(add(square(x), 1))),
});

/** The angle of the point (b, a).  ∂/∂a = b/(a² + b²),  ∂/∂b = −a/(a² + b²), 0 at the origin. */
export const atan2: Binary = binary("atan2", {
  scalar: (m, a, b) => m.atan2(a, b),
  derivative: pointwise(
    (_, a, b) => overSquare(b, hypot(a, b)),
    (_, a, b) => neg(overSquare(a, hypot(a, b))),
  ),
});

/** `x/r²` without overflow, 0 where r = 0. */
const overSquare = (x: Tensor, r: Tensor): Tensor => where(equal(r, 0), 0, div(div(x, r), r));
