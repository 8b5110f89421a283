/** The hyperbolic functions and their inverses. */
import { pointwise } from "../graph/derivative.ts";
import type { ScalarMath } from "../graph/scalar.ts";
import { add, mul, reciprocal, square, sub } from "./arithmetic.ts";
import { type Unary, unary } from "./pointwise.ts";
import { hypot, rsqrt } from "./power.ts";

/** An odd function from its half `f` on x ≥ 0; keeps −0. */
function odd<V, M>(m: ScalarMath<V, M>, x: V, f: (x: V) => V): V {
  const negative = m.less(x, m.const(0));
  const y = f(m.select(negative, m.neg(x), x));
  return m.select(negative, m.neg(y), y);
}

/** Beyond this, eˣ overflows before eˣ/2 does. */
const LARGE = 700;

/** `sinh x`.  ∂ = cosh x. */
export const sinh: Unary = unary("sinh", {
  scalar: (m, x) =>
    odd(m, x, (a) => {
      const t = m.expm1(a);
      const h = m.exp(m.mul(a, m.const(0.5)));
      const small = m.mul(m.const(0.5), m.add(t, m.div(t, m.add(t, m.const(1)))));
      return m.select(m.less(m.const(LARGE), a), m.mul(m.mul(m.const(0.5), h), h), small);
    }),
  derivative: pointwise((_, x) => cosh(x)),
});

/** `cosh x`.  ∂ = sinh x. */
export const cosh: Unary = unary("cosh", {
  scalar: (m, x) => {
    const a = m.abs(x);
    const e = m.exp(a);
    const h = m.exp(m.mul(a, m.const(0.5)));
    const small = m.add(m.mul(m.const(0.5), e), m.div(m.const(0.5), e));
    return m.select(m.less(m.const(LARGE), a), m.mul(m.mul(m.const(0.5), h), h), small);
  },
  derivative: pointwise((_, x) => sinh(x)),
});

/** `tanh x`.  ∂ = 1 − y². */
export const tanh: Unary = unary("tanh", {
  scalar: (m, x) => m.tanh(x),
  derivative: pointwise((y) => sub(1, square(y))),
});

/** Beyond this, 1 + x² = x² in float64. */
const HUGE = 2 ** 28;

/** `arsinh x`.  ∂ = 1/√(1 + x²). */
export const asinh: Unary = unary("asinh", {
  scalar: (m, x) =>
    odd(m, x, (a) => {
      const square = m.mul(a, a);
      const root = m.sqrt(m.add(square, m.const(1)));
      const small = m.log1p(m.add(a, m.div(square, m.add(m.const(1), root))));
      const large = m.add(m.log(a), m.const(Math.LN2));
      return m.select(m.less(m.const(HUGE), a), large, small);
    }),
  derivative: pointwise((_, x) => reciprocal(hypot(x, 1))),
});

/** `arcosh x`.  ∂ = 1/√(x² − 1). */
export const acosh: Unary = unary("acosh", {
  scalar: (m, x) => {
    const t = m.sub(x, m.const(1));
    const root = m.mul(m.sqrt(t), m.sqrt(m.add(t, m.const(2))));
    const small = m.log1p(m.add(t, root));
    return m.select(m.less(m.const(HUGE), x), m.add(m.log(x), m.const(Math.LN2)), small);
  },
  derivative: pointwise((_, x) => mul(rsqrt(sub(x, 1)), rsqrt(add(x, 1)))),
});

/** `artanh x`.  ∂ = 1/(1 − x²). */
export const atanh: Unary = unary("atanh", {
  scalar: (m, x) =>
    odd(m, x, (a) => {
      const ratio = m.div(m.add(a, a), m.sub(m.const(1), a));
      return m.mul(m.const(0.5), m.log1p(ratio));
    }),
  derivative: pointwise((_, x) => reciprocal(mul(sub(1, x), add(x, 1)))),
});
