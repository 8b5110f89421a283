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
  const finite = (value: number) => m.bits(BigInt.asUintN(32, BigInt(value | 0)));
  // No integer is infinite, but it may be compared with what is.
  const [high, low] = [m.make("infinite", [], 1), m.make("infinite", [], 2)];
  const rank = (x: Value): number => (x === high ? 1 : x === low ? -1 : 0);
  const order =
    (op: string, decided: (difference: number) => boolean, both: boolean) =>
    (a: Value, b: Value): Value => {
      const difference = rank(a) - rank(b);
      if (difference !== 0) return m.mask(decided(difference));
      return rank(a) === 0 ? m.make(op, [a, b]) : m.mask(both);
    };
  const extreme =
    (op: string, wins: (difference: number) => boolean) =>
    (a: Value, b: Value): Value => {
      const difference = rank(a) - rank(b);
      return difference === 0 ? m.make(op, [a, b]) : wins(difference) ? a : b;
    };
  const constant = (value: number): Value =>
    value === Infinity ? high : value === -Infinity ? low : finite(value);
  return {
    ...lacking(NO_INTEGERS),
    const: constant,
    add: word("iadd"),
    sub: word("isub"),
    mul: word("imul"),
    max: extreme("imax", (difference) => difference > 0),
    min: extreme("imin", (difference) => difference < 0),
    neg: word("ineg"),
    abs: word("iabs"),
    less: order("ilt", (difference) => difference < 0, false),
    lessOrEqual: order("ile", (difference) => difference < 0, true),
    equal: order("ieq", () => false, true),
    ...logic(m, finite(1), (x) => m.make("not", [m.make("ieq", [x, finite(0)])])),
  };
}

/** Comparisons of claims, of which false is the smaller one. */
export function boolWords(m: Values, words: Words): Words {
  const not = (x: Value): Value => m.make("not", [x]);
  return {
    ...words,
    const: (value) => m.mask(value !== 0),
    equal: (a, b) => not(m.make("xor", [a, b])),
    less: (a, b) => m.make("andnot", [b, a]),
    lessOrEqual: (a, b) => m.make("or", [not(a), b]),
    max: (a, b) => m.make("or", [a, b]),
    min: (a, b) => m.make("and", [a, b]),
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
