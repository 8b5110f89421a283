/** `ScalarMath` over JavaScript numbers: what the words mean. Every other backend is measured against this one. */
import type { DType } from "../graph/dtype.ts";
import type { ScalarMath } from "../graph/scalar.ts";
import { erf, erfc, pow, roundHalfEven, sigmoid } from "./special.ts";

/** A mask is anything a condition can test: the byte that is stored, or the boolean of a comparison. */
export type Mask = number | boolean;

export type Numbers = ScalarMath<number, Mask>;

const float64: Numbers = {
  const: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  fmod: (a, b) => a % b,
  pow,
  atan2: Math.atan2,
  max: (a, b) => Math.max(a, b),
  min: (a, b) => Math.min(a, b),
  neg: (x) => -x,
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  sigmoid,
  erf,
  erfc,
  floor: Math.floor,
  nearest: roundHalfEven,
  less: (a, b) => a < b,
  lessOrEqual: (a, b) => a <= b,
  equal: (a, b) => a === b,
  and: (a, b) => Boolean(a) && Boolean(b),
  or: (a, b) => Boolean(a) || Boolean(b),
  not: (a) => !a,
  select: (mask, a, b) => (mask ? a : b),
  toNumber: (mask) => (mask ? 1 : 0),
  toMask: (x) => x !== 0,
};

const single = Math.fround;
const rounding =
  (f: (...xs: number[]) => number) =>
  (...xs: number[]): number =>
    single(f(...xs));

/** Every word rounded to float32, as float32 hardware does, so that a compiled program can agree bit for bit. */
const float32: Numbers = {
  ...float64,
  const: single,
  add: (a, b) => single(a + b),
  sub: (a, b) => single(a - b),
  mul: (a, b) => single(a * b),
  div: (a, b) => single(a / b),
  fmod: (a, b) => single(a % b),
  sqrt: (x) => single(Math.sqrt(x)),
  exp: (x) => single(Math.exp(x)),
  log: (x) => single(Math.log(x)),
  tanh: (x) => single(Math.tanh(x)),
  sigmoid: (x) => single(sigmoid(x)),
  pow: rounding(pow),
  atan2: rounding(Math.atan2),
  expm1: rounding(Math.expm1),
  log2: rounding(Math.log2),
  log10: rounding(Math.log10),
  log1p: rounding(Math.log1p),
  sin: rounding(Math.sin),
  cos: rounding(Math.cos),
  tan: rounding(Math.tan),
  erf: rounding(erf),
  erfc: rounding(erfc),
};

/** Wraps around at 2³¹, as integers do everywhere. */
const int32: Numbers = {
  ...float64,
  add: (a, b) => (a + b) | 0,
  sub: (a, b) => (a - b) | 0,
  mul: Math.imul,
  neg: (x) => -x | 0,
  abs: (x) => Math.abs(x) | 0,
};

/** The arithmetic of a dtype. Booleans are masks and need none; comparing them is comparing bytes. */
export const numbersOf = (dtype: DType): Numbers =>
  dtype === "float32" ? float32 : dtype === "int32" ? int32 : float64;
