/** Ops of one operand, which are methods without arguments. */
export { logSigmoid, mish, silu, softplus, softsign } from "../ops/activations.ts";
export { neg, reciprocal, square } from "../ops/arithmetic.ts";
export { isFinite, isNaN, logicalNot } from "../ops/comparison.ts";
export { exp, exp2, expm1, log, log10, log1p, log2 } from "../ops/exponential.ts";
export { acosh, asinh, atanh, cosh, sinh, tanh } from "../ops/hyperbolic.ts";
export { rsqrt, sqrt } from "../ops/power.ts";
export { relu, relu6, selu } from "../ops/rectifiers.ts";
export { abs, ceil, floor, round, sign } from "../ops/selection.ts";
export { sigmoid } from "../ops/sigmoid.ts";
export { erf, erfc } from "../ops/special.ts";
export { stopGradient } from "../ops/structural.ts";
export { acos, asin, atan, cos, sin, tan } from "../ops/trigonometric.ts";
