/** The error function, and the logarithm of a sum of exponentials of two. */
import { pointwise } from "../graph/derivative.ts";
import type { Tensor } from "../graph/tensor.ts";
import { mul, neg, square, sub } from "./arithmetic.ts";
import { isNaN, where } from "./comparison.ts";
import { exp } from "./exponential.ts";
import { type Binary, type Unary, binary, unary } from "./pointwise.ts";
import { sigmoid } from "./sigmoid.ts";

/** `2/√π·e^−x²` */
const bell = (x: Tensor): Tensor => mul(exp(neg(square(x))), 2 / Math.sqrt(Math.PI));

/** `2/√π·∫₀ˣ e^−t² dt`.  ∂ = 2/√π·e^−x². */
export const erf: Unary = unary("erf", {
  scalar: (m, x) => m.erf(x),
  derivative: pointwise((_, x) => bell(x)),
});

/** `1 − erf(x)`, without cancellation for large x.  ∂ = −2/√π·e^−x². */
export const erfc: Unary = unary("erfc", {
  scalar: (m, x) => m.erfc(x),
  derivative: pointwise((_, x) => neg(bell(x))),
});

/** `ln(eᵃ + eᵇ)` without overflow.  ∂/∂a = σ(a − b),  ∂/∂b = σ(b − a). */
export const logAddExp: Binary = binary("logAddExp", {
  scalar: (m, a, b) => {
    const gap = m.select(m.equal(a, b), m.const(0), m.sub(a, b));
    return m.add(m.max(a, b), m.log1p(m.exp(m.neg(m.abs(gap)))));
  },
  derivative: pointwise(
    (_, a, b) => share(sub(a, b)),
    (_, a, b) => share(sub(b, a)),
  ),
});

/** `σ(d)`; two equal infinities, whose difference is NaN, share evenly. */
const share = (d: Tensor): Tensor => sigmoid(where(isNaN(d), 0, d));
