/** The words of `ScalarMath` as lane-wise expressions: a fused kernel is one evaluation of the ops' own sentences. */
import type { ScalarMath } from "@chainrule/core/engine";
import type { Value, Values } from "../wasm/values.ts";
import { atan2 } from "./arctangent.ts";
import { erfc } from "./complement.ts";
import { erf } from "./error.ts";
import { exp, expm1 } from "./exp.ts";
import { log, log10, log1p, log2 } from "./log.ts";
import { pow } from "./power.ts";
import { fmod } from "./remainder.ts";
import { sigmoid, tanh } from "./sigmoid.ts";
import { cos, sin, tan } from "./trigonometric.ts";

/** A mask is a value whose lanes are all ones or all zeros. */
export type Words = ScalarMath<Value, Value>;

/** The words that have no meaning, or no expression, for integers; an op that needs one there runs through the reference. */
// oxfmt-ignore
export const NO_INTEGERS = [
  "div", "fmod", "pow", "atan2", "sqrt", "exp", "expm1", "log", "log2", "log10", "log1p",
  "sin", "cos", "tan", "tanh", "sigmoid", "erf", "erfc", "floor", "nearest",
] as const;

const lacking = <const L extends readonly (keyof Words)[]>(words: L): Pick<Words, L[number]> =>
  Object.fromEntries(
    words.map((word) => [
      word,
      (): never => {
        throw new Error(`${word} has no expression`);
      },
    ]),
  ) as unknown as Pick<Words, L[number]>;

/** Floating arithmetic of the width of `m`. */
export function floatWords(m: Values): Words {
  const flag = (op: string) => (a: Value, b: Value) => m.make(op, [a, b]);
  return {
    const: (value) => m.const(value),
    add: (a, b) => m.add(a, b),
    sub: (a, b) => m.sub(a, b),
    mul: (a, b) => m.mul(a, b),
    div: (a, b) => m.div(a, b),
    max: (a, b) => m.make("max", [a, b]),
    min: (a, b) => m.make("min", [a, b]),
    neg: (x) => m.neg(x),
    abs: (x) => m.abs(x),
    sqrt: (x) => m.arithmetic("sqrt", x),
    fmod: (a, b) => fmod(m, a, b),
    pow: (a, b) => pow(m, a, b),
    atan2: (a, b) => atan2(m, a, b),
    exp: (x) => exp(m, x),
    expm1: (x) => expm1(m, x),
    log: (x) => log(m, x),
    log2: (x) => log2(m, x),
    log10: (x) => log10(m, x),
    log1p: (x) => log1p(m, x),
    sin: (x) => sin(m, x),
    cos: (x) => cos(m, x),
    tan: (x) => tan(m, x),
    tanh: (x) => tanh(m, x),
    sigmoid: (x) => sigmoid(m, x),
    erf: (x) => erf(m, x),
    erfc: (x) => erfc(m, x),
    floor: (x) => m.make("floor", [x]),
    nearest: (x) => m.make("nearest", [x]),
    less: flag("lt"),
    lessOrEqual: flag("le"),
    equal: flag("eq"),
    ...logic(m, m.const(1), (x) => m.make("ne", [x, m.const(0)])),
  };
}

/** Arithmetic of 32-bit integers, which wraps around. Only lanes of 4 bytes hold them. */
export function integerWords(m: Values): Words {
  const word =
    (op: string) =>
    (...xs: Value[]) =>
      m.make(op, xs);
  const constant = (value: number) => m.bits(BigInt.asUintN(32, BigInt(value | 0)));
  return {
    ...lacking(NO_INTEGERS),
    const: constant,
    add: word("iadd"),
    sub: word("isub"),
    mul: word("imul"),
    max: word("imax"),
    min: word("imin"),
    neg: word("ineg"),
    abs: word("iabs"),
    less: word("ilt"),
    lessOrEqual: word("ile"),
    equal: word("ieq"),
    ...logic(m, constant(1), (x) => m.make("not", [m.make("ieq", [x, constant(0)])])),
  };
}

const logic = (m: Values, one: Value, toMask: (x: Value) => Value) => ({
  and: (a: Value, b: Value) => m.make("and", [a, b]),
  or: (a: Value, b: Value) => m.make("or", [a, b]),
  not: (a: Value) => m.make("not", [a]),
  select: (mask: Value, a: Value, b: Value) => m.choose(mask, a, b),
  toNumber: (mask: Value) => m.make("and", [mask, one]),
  toMask,
});
