/** The smooth nonlinearities of neural networks. Each saturates without NaN; derivatives are stated in the result where that is possible. */
import { pointwise } from "../graph/derivative.ts";
import { ValueError } from "../graph/errors.ts";
import type { ScalarMath } from "../graph/scalar.ts";
import type { Operand, Tensor } from "../graph/tensor.ts";
import type { ShapeOf } from "../graph/typed.ts";
import { add, mul, neg, scale, square, sub } from "./arithmetic.ts";
import { exp, expm1 } from "./exponential.ts";
import { tanh } from "./hyperbolic.ts";
import { asOptions, kindOf } from "./check.ts";
import { type Unary, unary } from "./pointwise.ts";
import { abs, clip } from "./selection.ts";
import { sigmoid } from "./sigmoid.ts";
import { erfc } from "./special.ts";

/** `ln(1 + e^−|x|)`, the part of softplus that is even in x. */
const softTail = <V, M>(m: ScalarMath<V, M>, x: V): V => m.log1p(m.exp(m.neg(m.abs(x))));

/** `ln(1 + eˣ)`.  ∂ = 1 − e⁻ʸ, the sigmoid. */
export const softplus: Unary = unary("softplus", {
  scalar: (m, x) => m.add(m.max(x, m.const(0)), softTail(m, x)),
  derivative: pointwise((y) => neg(expm1(neg(y)))),
});

/** `ln σ(x) = −softplus(−x)`.  ∂ = 1 − eʸ. */
export const logSigmoid: Unary = unary("logSigmoid", {
  scalar: (m, x) => m.sub(m.min(x, m.const(0)), softTail(m, x)),
  derivative: pointwise((y) => neg(expm1(y))),
});

/** Beyond this, 1 + x = x in float64. */
const LARGE = 2 ** 54;

/** `x/(1 + |x|)`, ±1 at ±∞.  ∂ = (1 − |y|)². */
export const softsign: Unary = unary("softsign", {
  scalar: (m, x) => {
    const near = m.min(m.max(x, m.const(-LARGE)), m.const(LARGE));
    return m.div(near, m.add(m.const(1), m.abs(near)));
  },
  derivative: pointwise((y) => square(sub(1, abs(y)))),
});

/** `x·w`, and 0 at x = −∞, where the weight w is 0. */
const weighted = <V, M>(m: ScalarMath<V, M>, x: V, w: V): V =>
  m.select(m.equal(x, m.const(-Infinity)), m.const(0), m.mul(x, w));

/** `x·σ(x)`, also called swish.  ∂ = σ + y(1 − σ). */
export const silu: Unary = unary("silu", {
  scalar: (m, x) => weighted(m, x, m.sigmoid(x)),
  derivative: pointwise((y, x) => {
    const s = sigmoid(x);
    return add(s, scale(sub(1, s), y));
  }),
});

/** `x·tanh(softplus(x))`.  ∂ = t + x(1 − t²)σ(x), with t = tanh(softplus(x)). */
export const mish: Unary = unary("mish", {
  scalar: (m, x) => weighted(m, x, m.tanh(m.add(m.max(x, m.const(0)), softTail(m, x)))),
  derivative: pointwise((_, x) => {
    const t = tanh(softplus(x));
    return add(t, scale(mul(sub(1, square(t)), sigmoid(x)), x));
  }),
});

/** `1/√(2π)` */
const NORMAL = 0.3989422804014327;

/** `x·Φ(x)`.  ∂ = Φ(x) + x·φ(x), with Φ and φ the normal distribution and density. */
export const geluExact: Unary = unary("gelu", {
  scalar: (m, x) => weighted(m, x, m.mul(m.const(0.5), m.erfc(m.mul(x, m.const(-Math.SQRT1_2))))),
  derivative: pointwise((_, x) => {
    const distribution = mul(erfc(mul(x, -Math.SQRT1_2)), 0.5);
    const density = mul(exp(mul(square(x), -0.5)), NORMAL);
    return add(distribution, scale(density, x));
  }),
});

/** Hendrycks and Gimpel 2016, "Gaussian error linear units", section 2. */
const CUBIC = 0.044715;
const ROOT = Math.sqrt(2 / Math.PI);

/** Beyond ±10, t is ±1 in float64. */
const FLAT = 10;

/** `x(1 + t)/2` with t = tanh(√(2/π)(x + 0.044715x³)). */
export const geluTanh: Unary = unary("geluTanh", {
  scalar: (m, x) => {
    const cubic = m.mul(m.mul(x, x), m.mul(x, m.const(CUBIC)));
    const t = m.tanh(m.mul(m.const(ROOT), m.add(x, cubic)));
    return weighted(m, x, m.mul(m.const(0.5), m.add(m.const(1), t)));
  },
  derivative: pointwise((_, x) => {
    const near = clip(x, -FLAT, FLAT);
    const t = tanh(mul(add(near, mul(mul(square(near), near), CUBIC)), ROOT));
    const slope = mul(add(mul(square(near), 3 * CUBIC), 1), ROOT);
    const bend = mul(mul(sub(1, square(t)), slope), mul(near, 0.5));
    return add(mul(add(t, 1), 0.5), bend);
  }),
});

/** `x·Φ(x)`, or with `approximate: "tanh"` the form with tanh that GPT-2 used. */
export function gelu<X extends Operand>(
  x: X,
  options: { readonly approximate?: "none" | "tanh" } = {},
): Tensor<ShapeOf<X>> {
  const { approximate = "none" } = asOptions("gelu", options, "approximate");
  if (approximate !== "none" && approximate !== "tanh")
    throw new ValueError(
      "gelu",
      `approximate: ${kindOf(approximate)}`,
      "there is no such form",
      'write "none" or "tanh"',
    );
  return approximate === "none" ? geluExact(x) : geluTanh(x);
}
