/** Ops that choose, cut or convert elements. Where they have a kink, the table of singular points says what they answer. */
import { constant, gated, pointwise } from "../graph/derivative.ts";
import { type DType, isFloat } from "../graph/dtype.ts";
import { ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { linear } from "../graph/derivative.ts";
import type { ScalarMath } from "../graph/scalar.ts";
import type { Op, Operand, Tensor } from "../graph/tensor.ts";
import type { ShapeOf } from "../graph/typed.ts";
import { apply } from "../graph/apply.ts";
import { mul } from "./arithmetic.ts";
import {
  equal,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  logicalAnd,
  where,
} from "./comparison.ts";
import { notDefined } from "./accepts.ts";
import { asDType, kindOf } from "./check.ts";
import { lift } from "./leaf.ts";
import { type Binary, type Unary, binary, op, unary } from "./pointwise.ts";

/** `max(a, b)`; NaN wins. Equal operands share the derivative. */
export const maximum: Binary = binary("maximum", {
  accepts: "number",
  scalar: (m, a, b) => m.max(a, b),
  derivative: gated(
    (d, _, a, b) => where(greater(a, b), d, where(equal(a, b), mul(d, 0.5), 0)),
    (d, _, a, b) => where(less(a, b), d, where(equal(a, b), mul(d, 0.5), 0)),
  ),
});

/** `min(a, b)`; NaN wins. Equal operands share the derivative. */
export const minimum: Binary = binary("minimum", {
  accepts: "number",
  scalar: (m, a, b) => m.min(a, b),
  derivative: gated(
    (d, _, a, b) => where(less(a, b), d, where(equal(a, b), mul(d, 0.5), 0)),
    (d, _, a, b) => where(greater(a, b), d, where(equal(a, b), mul(d, 0.5), 0)),
  ),
});

/** `x` cut to `low … high` (either may be ±Infinity). The slope is 1 inside and on the edges. */
export function clip<X extends Operand>(x: X, low: number, high: number): Tensor<ShapeOf<X>> {
  if (typeof low !== "number" || typeof high !== "number" || !(low <= high))
    throw new ValueError(
      "clip",
      `${kindOf(low)} to ${kindOf(high)}`,
      "they are not two numbers in order",
      "write clip(x, low, high); either may be infinite",
    );
  const [input] = lift("clip", [x]) as [Tensor];
  const odd = [low, high].find((bound) => Number.isFinite(bound) && (bound | 0) !== bound);
  if (input.dtype === "int32" && odd !== undefined)
    throw new ValueError(
      "clip",
      `${odd} and ${describe(input)} int32`,
      "the number is not a 32-bit integer",
      `write cast(${input.name ?? "x"}, "float64")`,
    );
  return apply(Clip(low, high), input) as Tensor<ShapeOf<X>>;
}

export const Clip = (low: number, high: number): Op =>
  op("clip", 1, {
    accepts: "number",
    attrs: { low, high },
    scalar: <V, M>(m: ScalarMath<V, M>, x: V) => m.min(m.max(x, m.const(low)), m.const(high)),
    derivative: gated((d, _, x) =>
      where(logicalAnd(greaterOrEqual(x, low), lessOrEqual(x, high)), d, 0),
    ),
  });

/** `|x|`. The slope at 0 is 0. */
export const abs: Unary = unary("abs", {
  accepts: "number",
  scalar: (m, x) => m.abs(x),
  derivative: pointwise((_, x) => sign(x)),
});

/** −1, 0 or 1; keeps −0 and NaN. Flat. */
export const sign: Unary = unary("sign", {
  accepts: "number",
  scalar: (m, x) =>
    m.select(m.less(m.const(0), x), m.const(1), m.select(m.less(x, m.const(0)), m.const(-1), x)),
  derivative: constant,
});

/** The largest integer not above `x`. Flat. */
export const floor: Unary = unary("floor", {
  scalar: (m, x) => m.floor(x),
  derivative: constant,
});

/** The smallest integer not below `x`. Flat. */
export const ceil: Unary = unary("ceil", {
  scalar: (m, x) => m.neg(m.floor(m.neg(x))),
  derivative: constant,
});

/** The nearest integer, halves to even. Flat. */
export const round: Unary = unary("round", {
  scalar: (m, x) => m.nearest(x),
  derivative: constant,
});

/** `x` as elements of `dtype`: floats to int32 towards zero (what does not fit is an error), to bool by `x ≠ 0`. */
export function cast<X extends Operand>(x: X, dtype: DType): Tensor<ShapeOf<X>> {
  asDType("cast", dtype);
  const [input] = lift("cast", [x]) as [Tensor];
  const same = input.dtype === dtype;
  return (same ? input : apply(Cast(input.dtype, dtype), input)) as Tensor<ShapeOf<X>>;
}

export const Cast = (from: DType, to: DType): Op => ({
  ...op("cast", 1, {
    accepts: "any",
    attrs: { from, to },
    scalar: from === "bool" ? fromMask : to === "bool" ? toMask : isFloat(to) ? same : truncate,
    derivative: isFloat(from) && isFloat(to) ? linear((g) => cast(g, from)) : constant,
  }),
  dtype(x) {
    if (x.dtype !== from) throw notDefined("cast", x, from);
    return to;
  },
});

const same = <V, M>(_: ScalarMath<V, M>, x: V): V => x;
const toMask = <V, M>(m: ScalarMath<V, M>, x: V): M => m.toMask(x);
const fromMask = <V, M>(m: ScalarMath<V, M>, x: M): V => m.toNumber(x);
const truncate = <V, M>(m: ScalarMath<V, M>, x: V): V =>
  m.select(m.less(x, m.const(0)), m.neg(m.floor(m.neg(x))), m.floor(x));
