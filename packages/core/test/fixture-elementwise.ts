/** The elementwise ops of the fixtures in terms of the package. */
import * as core from "../src/index.ts";
import type { Tensor } from "../src/index.ts";
import type { Attrs } from "./fixture-cases.ts";

/** A fixture op: its inputs in order, its attributes, its result or results. */
export type Run = (inputs: readonly Tensor[], attrs: Attrs) => Tensor | readonly Tensor[];

type One = (x: Tensor) => Tensor;
type Two = (a: Tensor, b: Tensor) => Tensor;

export const one =
  (f: One): Run =>
  ([x]) =>
    f(x!);
export const two =
  (f: Two): Run =>
  ([a, b]) =>
    f(a!, b!);
export const withAttrs =
  (f: (x: Tensor, attrs: Attrs) => Tensor | readonly Tensor[]): Run =>
  ([x], attrs) =>
    f(x!, attrs);
export const mapped = <F>(adapt: (f: F) => Run, table: Readonly<Record<string, F>>) =>
  Object.fromEntries(Object.entries(table).map(([name, f]) => [name, adapt(f)]));

export const elementwise: Readonly<Record<string, Run>> = {
  ...mapped(one, {
    neg: core.neg,
    square: core.square,
    sin: core.sin,
    cos: core.cos,
    tan: core.tan,
    asin: core.asin,
    acos: core.acos,
    atan: core.atan,
    sinh: core.sinh,
    cosh: core.cosh,
    tanh: core.tanh,
    asinh: core.asinh,
    acosh: core.acosh,
    atanh: core.atanh,
    sigmoid: core.sigmoid,
    log_sigmoid: core.logSigmoid,
    softplus: core.softplus,
    softsign: core.softsign,
    silu: core.silu,
    mish: core.mish,
    erf: core.erf,
    erfc: core.erfc,
    exp: core.exp,
    exp2: core.exp2,
    expm1: core.expm1,
    log: core.log,
    log2: core.log2,
    log10: core.log10,
    log1p: core.log1p,
    sqrt: core.sqrt,
    rsqrt: core.rsqrt,
    reciprocal: core.reciprocal,
    abs: core.abs,
    sign: core.sign,
    floor: core.floor,
    ceil: core.ceil,
    round: core.round,
    relu: core.relu,
    relu6: core.relu6,
    selu: core.selu,
    stop_gradient: core.stopGradient,
    identity: (x: Tensor) => x,
    dropout_eval: (x: Tensor) => x,
  } satisfies Record<string, One>),
  ...mapped(two, {
    add: core.add,
    sub: core.sub,
    mul: core.mul,
    div: core.div,
    pow: core.pow,
    maximum: core.maximum,
    minimum: core.minimum,
    atan2: core.atan2,
    hypot: core.hypot,
    xlogy: core.xlogy,
    logaddexp: core.logAddExp,
    remainder: core.remainder,
    fmod: core.fmod,
    squared_difference: (a, b) => core.square(core.sub(a, b)),
    eq: core.equal,
    ne: core.notEqual,
    lt: core.less,
    le: core.lessOrEqual,
    gt: core.greater,
    ge: core.greaterOrEqual,
  } satisfies Record<string, Two>),
  leaky_relu: withAttrs((x, { alpha }) => core.leakyRelu(x, alpha)),
  elu: withAttrs((x, { alpha }) => core.elu(x, alpha)),
  gelu: withAttrs((x, { approximate = "none" }) => core.gelu(x, { approximate })),
  clamp: withAttrs((x, { min = -Infinity, max = Infinity }) => core.clip(x, min, max)),
  pow_scalar: withAttrs((x, { exponent = NaN }) => core.pow(x, exponent)),
  scalar_pow: withAttrs((x, { base = NaN }) => core.pow(base, x)),
  add_scalar: withAttrs((x, { value = NaN }) => core.add(x, value)),
  mul_scalar: withAttrs((x, { value = NaN }) => core.mul(x, value)),
  rsub_scalar: withAttrs((x, { value = NaN }) => core.sub(value, x)),
  rdiv_scalar: withAttrs((x, { value = NaN }) => core.div(value, x)),
  where: ([c, a, b]) => core.where(c!, a!, b!),
  masked_fill: ([x, mask], { value = NaN }) => core.where(mask!, value, x!),
};
