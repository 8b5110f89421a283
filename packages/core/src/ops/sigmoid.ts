import { pointwise } from "../graph/derivative.ts";
import { mul, sub } from "./arithmetic.ts";
import { type Unary, unary } from "./pointwise.ts";

/** `1/(1 + e⁻ˣ)`.  ∂ = y(1 − y). */
export const sigmoid: Unary = unary("sigmoid", {
  scalar: (m, x) => m.sigmoid(x),
  derivative: pointwise((y) => mul(y, sub(1, y))),
});
