/** Remainders of division. */
import { pointwise } from "../graph/derivative.ts";
import { div, mul, neg } from "./arithmetic.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Binary, binary } from "./pointwise.ts";
import { abs, floor, sign } from "./selection.ts";

/** `a − b·⌊a/b⌋`: the remainder with the sign of the divisor.  ∂/∂a = 1,  ∂/∂b = −⌊a/b⌋. */
export const remainder: Binary = binary("remainder", {
  scalar: (m, a, b) => {
    const r = m.fmod(a, b);
    const opposite = m.or(
      m.and(m.less(r, m.const(0)), m.less(m.const(0), b)),
      m.and(m.less(m.const(0), r), m.less(b, m.const(0))),
    );
    return m.select(opposite, m.add(r, b), r);
  },
  derivative: pointwise(
    () => 1,
    (_, a, b) => neg(floor(div(a, b))),
  ),
});

/** The remainder with the sign of the dividend, as JavaScript's `%`.  ∂/∂a = 1,  ∂/∂b = −trunc(a/b). */
export const fmod: Binary = binary("fmod", {
  scalar: (m, a, b) => m.fmod(a, b),
  derivative: pointwise(
    () => 1,
    (_, a, b) => neg(truncated(div(a, b))),
  ),
});

/** `x` without its fraction. */
const truncated = (x: Tensor): Tensor => mul(sign(x), floor(abs(x)));
