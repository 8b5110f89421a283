/** Exponentials and logarithms. */
import { pointwise } from "../graph/derivative.ts";
import { add, mul, reciprocal } from "./arithmetic.ts";
import { type Unary, unary } from "./pointwise.ts";

/** `eˣ`, its own derivative. */
export const exp: Unary = unary("exp", {
  scalar: (m, x) => m.exp(x),
  derivative: pointwise((y) => y),
});

/** `2ˣ`.  ∂ = y·ln 2. */
export const exp2: Unary = unary("exp2", {
  scalar: (m, x) => m.pow(m.const(2), x),
  derivative: pointwise((y) => mul(y, Math.LN2)),
});

/** `eˣ − 1`, exact near 0.  ∂ = y + 1. */
export const expm1: Unary = unary("expm1", {
  scalar: (m, x) => m.expm1(x),
  derivative: pointwise((y) => add(y, 1)),
});

/** `ln x`.  ∂ = 1/x. */
export const log: Unary = unary("log", {
  scalar: (m, x) => m.log(x),
  derivative: pointwise((_, x) => reciprocal(x)),
});

/** `log₂ x`.  ∂ = 1/(x·ln 2). */
export const log2: Unary = unary("log2", {
  scalar: (m, x) => m.log2(x),
  derivative: pointwise((_, x) => reciprocal(mul(x, Math.LN2))),
});

/** `log₁₀ x`.  ∂ = 1/(x·ln 10). */
export const log10: Unary = unary("log10", {
  scalar: (m, x) => m.log10(x),
  derivative: pointwise((_, x) => reciprocal(mul(x, Math.LN10))),
});

/** `ln(1 + x)`, exact near 0.  ∂ = 1/(1 + x). */
export const log1p: Unary = unary("log1p", {
  scalar: (m, x) => m.log1p(x),
  derivative: pointwise((_, x) => reciprocal(add(x, 1))),
});
