/** Rectifiers: linear above 0, and straight or exponential below. */
import { apply } from "../graph/apply.ts";
import { gated, pointwise } from "../graph/derivative.ts";
import type { ScalarMath } from "../graph/scalar.ts";
import type { Op, Operand, Tensor } from "../graph/tensor.ts";
import type { ShapeOf } from "../graph/typed.ts";
import { add, mul } from "./arithmetic.ts";
import { greater, less, lessOrEqual, logicalAnd, where } from "./comparison.ts";
import { asNumber, noMore } from "./check.ts";
import { lift } from "./leaf.ts";
import { type Unary, op, unary } from "./pointwise.ts";

/** `max(x, 0)`. The slope at 0 is 0, as in PyTorch and JAX, and NaN stays NaN. */
export const relu: Unary = unary("relu", {
  accepts: "number",
  scalar: (m, x) => m.select(m.lessOrEqual(x, m.const(0)), m.const(0), x),
  derivative: gated((d, y) => where(lessOrEqual(y, 0), 0, d)),
});

/** `min(max(x, 0), 6)`. The slope at 0 and at 6 is 0. */
export const relu6: Unary = unary("relu6", {
  scalar: (m, x) => m.min(m.max(x, m.const(0)), m.const(6)),
  derivative: gated((d, y) => where(logicalAnd(greater(y, 0), less(y, 6)), d, 0)),
});

/** An op of one operand and a number. */
const parametric =
  (name: string, what: string, make: (parameter: number) => Op) =>
  <X extends Operand>(x: X, parameter: number, none: readonly never[] = []): Tensor<ShapeOf<X>> => {
    const [input] = lift(name, [x]) as [Tensor];
    noMore(name, none);
    return apply(make(asNumber(name, parameter, what)), input) as Tensor<ShapeOf<X>>;
  };

export const Leaky = (slope: number): Op =>
  op("leakyRelu", 1, {
    attrs: { slope },
    scalar: <V, M>(m: ScalarMath<V, M>, x: V) =>
      m.select(m.less(m.const(0), x), x, m.mul(m.const(slope), x)),
    derivative: gated((d, _, x) => where(greater(x, 0), d, mul(d, slope))),
  });

const leaky = parametric("leakyRelu", "slope", Leaky);

/** `x` above 0, `slope·x` from 0 down; slope 0.01 unless given. */
export const leakyRelu = <X extends Operand>(
  x: X,
  slope = 0.01,
  ...none: never[]
): Tensor<ShapeOf<X>> => leaky(x, slope, none);

/** `λx` above 0, `λα(eˣ − 1)` below, as one op for elu and selu. */
export const exponential = (name: string, alpha: number, factor: number): Op =>
  op(name, 1, {
    attrs: { alpha, factor },
    scalar: <V, M>(m: ScalarMath<V, M>, x: V) =>
      m.select(
        m.less(m.const(0), x),
        m.mul(m.const(factor), x),
        m.mul(m.const(alpha * factor), m.expm1(x)),
      ),
    derivative: pointwise((y, x) => where(greater(x, 0), factor, add(y, alpha * factor))),
  });

const eluOf = parametric("elu", "alpha", (alpha: number) => exponential("elu", alpha, 1));
const seluOf = parametric("selu", "alpha", (alpha: number) =>
  exponential("selu", alpha, SELU_SCALE),
);

/** `x` above 0, `α(eˣ − 1)` below; α = 1 unless given. */
export const elu = <X extends Operand>(x: X, alpha = 1, ...none: never[]): Tensor<ShapeOf<X>> =>
  eluOf(x, alpha, none);

/** Fixed point of mean 0 and variance 1: Klambauer et al. 2017, "Self-normalizing neural networks", equation 14. */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** `λx` above 0, `λα(eˣ − 1)` below, with the constants of Klambauer et al. 2017. */
export const selu = <X extends Operand>(x: X): Tensor<ShapeOf<X>> => seluOf(x, SELU_ALPHA);
