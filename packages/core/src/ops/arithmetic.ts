/** Sums, products and quotients. */
import { bilinear, linear, pointwise } from "../graph/derivative.ts";
import { type Binary, type Unary, binary, unary } from "./pointwise.ts";

/** `a + b` */
export const add: Binary = binary("add", {
  accepts: "number",
  scalar: (m, a, b) => m.add(a, b),
  unit: [-0, -0],
  derivative: linear(),
});

/** `a − b` */
export const sub: Binary = binary("sub", {
  accepts: "number",
  scalar: (m, a, b) => m.sub(a, b),
  unit: [null, 0],
  derivative: linear(
    (g) => g,
    (g) => neg(g),
  ),
});

/** `−x` */
export const neg: Unary = unary("neg", {
  accepts: "number",
  scalar: (m, x) => m.neg(x),
  derivative: linear((g) => neg(g)),
});

/** `a · b` */
export const mul: Binary = binary("mul", {
  accepts: "number",
  scalar: (m, a, b) => m.mul(a, b),
  unit: [1, 1],
  derivative: bilinear(
    (g, _, b) => scale(g, b),
    (g, a) => scale(g, a),
  ),
});

/**
 * `g · s`, and 0 where `g` is exactly 0, whatever `s`: the product of the chain rule. A cotangent of 0
 * comes from a branch that was not taken, and must stay 0 although the slope there may be infinite.
 * Linear in `g`, so that it may itself be differentiated.
 */
export const scale: Binary = binary("scale", {
  accepts: "number",
  scalar: (m, g, s) => m.select(m.equal(g, m.const(0)), m.const(0), m.mul(g, s)),
  unit: [1, 1],
  reads: (m, g, s) => m.mul(g, s),
  derivative: bilinear(
    (h, _, s) => scale(h, s),
    (h, g) => scale(g, h),
  ),
});

/** `a / b`.  ∂/∂a = 1/b,  ∂/∂b = −(a/b)/b. */
export const div: Binary = binary("div", {
  scalar: (m, a, b) => m.div(a, b),
  unit: [null, 1],
  derivative: pointwise(
    (_, __, b) => reciprocal(b),
    (y, _, b) => neg(div(y, b)),
  ),
});

/** `1/x`.  ∂ = −y². */
export const reciprocal: Unary = unary("reciprocal", {
  scalar: (m, x) => m.div(m.const(1), x),
  derivative: pointwise((y) => neg(square(y))),
});

/** `x²`.  ∂ = 2x. */
export const square: Unary = unary("square", {
  accepts: "number",
  scalar: (m, x) => m.mul(x, x),
  derivative: pointwise((_, x) => mul(x, 2)),
});
