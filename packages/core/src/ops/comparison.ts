/** Claims about elements, their connectives, and the choice between two tensors. Flat, all but the choice. */
import { constant, linear } from "../graph/derivative.ts";
import { DTypeError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { ScalarMath } from "../graph/scalar.ts";
import { type Op, type Operand, Tensor } from "../graph/tensor.ts";
import type { Combined, Combines } from "../graph/typed.ts";
import { mixed, notDefined } from "./accepts.ts";
import { kindOf } from "./check.ts";
import { beside } from "./leaf.ts";
import {
  type Binary,
  type Unary,
  claim,
  comparison,
  connective1,
  connective2,
  stretched,
  op,
} from "./pointwise.ts";

/** `a = b`; a NaN equals nothing. */
export const equal: Binary = comparison("equal", {
  accepts: "any",
  scalar: (m, a, b) => m.equal(a, b),
  derivative: constant,
});

/** `a ≠ b` */
export const notEqual: Binary = comparison("notEqual", {
  accepts: "any",
  scalar: (m, a, b) => m.not(m.equal(a, b)),
  derivative: constant,
});

/** `a < b` */
export const less: Binary = comparison("less", {
  scalar: (m, a, b) => m.less(a, b),
  derivative: constant,
});

/** `a ≤ b` */
export const lessOrEqual: Binary = comparison("lessOrEqual", {
  scalar: (m, a, b) => m.lessOrEqual(a, b),
  derivative: constant,
});

/** `a > b` */
export const greater: Binary = comparison("greater", {
  scalar: (m, a, b) => m.less(b, a),
  derivative: constant,
});

/** `a ≥ b` */
export const greaterOrEqual: Binary = comparison("greaterOrEqual", {
  scalar: (m, a, b) => m.lessOrEqual(b, a),
  derivative: constant,
});

/** Whether an element is NaN. */
export const isNaN: Unary = claim("isNaN", {
  scalar: (m, x) => m.not(m.equal(x, x)),
  derivative: constant,
});

/** Whether an element is neither infinite nor NaN. */
export const isFinite: Unary = claim("isFinite", {
  scalar: (m, x) => m.less(m.abs(x), m.const(Infinity)),
  derivative: constant,
});

/** `a ∧ b` */
export const logicalAnd: Binary = connective2("logicalAnd", {
  accepts: "bool",
  scalar: (m, a, b) => m.and(a, b),
  derivative: constant,
});

/** `a ∨ b` */
export const logicalOr: Binary = connective2("logicalOr", {
  accepts: "bool",
  scalar: (m, a, b) => m.or(a, b),
  derivative: constant,
});

/** `¬x` */
export const logicalNot: Unary = connective1("logicalNot", {
  accepts: "bool",
  scalar: (m, x) => m.not(x),
  derivative: constant,
});

/**
 * `a` where the condition holds, else `b`; all three broadcast. Selects, so the side not taken may be NaN or
 * infinite; its cotangent is exactly 0.
 */
export function where<C extends Tensor, A extends Operand, B extends Operand>(
  condition: C,
  a: A & Combines<C, A>,
  b: B & Combines<Tensor<Combined<C, A>>, B>,
): Tensor<Combined<Tensor<Combined<C, A>>, B>>;
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  if (!(condition instanceof Tensor) || condition.dtype !== "bool")
    throw new DTypeError(
      "where",
      condition instanceof Tensor
        ? `${describe(condition)} ${condition.dtype}`
        : `condition ${kindOf(condition)}`,
      "the condition is a bool tensor",
      "compare something, e.g. greater(x, 0)",
    );
  const x = beside("where", a, b);
  const y = beside("where", b, a);
  return stretched(Where, [condition, x, y], [condition, a, b]);
}

export const Where: Op = {
  ...op("where", 3, {
    scalar: <V, M>(m: ScalarMath<V, M>, c: M, a: V, b: V) => m.select(c, a, b),
    derivative: linear(
      (g) => g,
      (g, c) => where(c, g, 0),
      (g, c) => where(c, 0, g),
    ),
  }),
  dtype(...inputs) {
    const [condition, a, b] = inputs as [Tensor, Tensor, Tensor];
    if (condition.dtype !== "bool") throw notDefined("where", condition, "bool", true);
    if (a.dtype !== b.dtype) throw mixed("where", a, b);
    return a.dtype;
  },
};
