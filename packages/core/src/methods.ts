/** The ops that read well after their first operand. */
export { sigmoid } from "./ops/sigmoid.ts";
export { gelu, logSigmoid, mish, silu, softplus, softsign } from "./ops/activations.ts";
export { add, div, mul, neg, reciprocal, square, sub } from "./ops/arithmetic.ts";
export {
  equal,
  greater,
  greaterOrEqual,
  isFinite,
  isNaN,
  less,
  lessOrEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  notEqual,
} from "./ops/comparison.ts";
export { dot, matmul, outer } from "./ops/contraction.ts";
export { exp, exp2, expm1, log, log10, log1p, log2 } from "./ops/exponential.ts";
export { acosh, asinh, atanh, cosh, sinh, tanh } from "./ops/hyperbolic.ts";
export { split } from "./ops/joining.ts";
export { oneHot, scatterAdd, take, takeAlongAxis } from "./ops/lookup.ts";
export { logSoftmax, logSumExp, softmax } from "./ops/normalise.ts";
export { hypot, pow, rsqrt, sqrt, xlogy } from "./ops/power.ts";
export { elu, leakyRelu, relu, relu6, selu } from "./ops/rectifiers.ts";
export { argmax, argmin, max, min } from "./ops/extrema.ts";
export { all, any } from "./ops/quantifiers.ts";
export { mean, sum } from "./ops/reductions.ts";
export { fmod, remainder } from "./ops/remainder.ts";
export { abs, cast, ceil, clip, floor, maximum, minimum, round, sign } from "./ops/selection.ts";
export {
  broadcastTo,
  expandDims,
  flatten,
  moveAxis,
  permute,
  reshape,
  squeeze,
  swapAxes,
  transpose,
} from "./ops/shaping.ts";
export { flip, pad, slice } from "./ops/slicing.ts";
export { erf, erfc, logAddExp } from "./ops/special.ts";
export { norm, prod, std, variance } from "./ops/spread.ts";
export { stopGradient } from "./ops/structural.ts";
export { diag, diagonal, trace, tril, triu } from "./ops/triangular.ts";
export { acos, asin, atan, atan2, cos, sin, tan } from "./ops/trigonometric.ts";
