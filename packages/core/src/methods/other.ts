/** Ops that read well after their first operand, each with a type of its own. */
export { gelu } from "../ops/activations.ts";
export { cholesky } from "../ops/cholesky.ts";
export { dot, matmul, outer } from "../ops/contraction.ts";
export { conv2d } from "../ops/convolution.ts";
export { det, logdet, slogdet } from "../ops/determinant.ts";
export { argmax, argmin } from "../ops/extrema.ts";
export { split } from "../ops/joining.ts";
export { oneHot, scatterAdd, take, takeAlongAxis } from "../ops/lookup.ts";
export { logSoftmax, softmax } from "../ops/normalise.ts";
export { cumprod, cumsum } from "../ops/running.ts";
export { repeat, roll, tile } from "../ops/copying.ts";
export { argsort, sort, topK } from "../ops/sorting.ts";
export { cosineSimilarity } from "../ops/similarity.ts";
export { avgPool2d, maxPool2d } from "../ops/pooling.ts";
export { elu, leakyRelu } from "../ops/rectifiers.ts";
export { cast, clip } from "../ops/selection.ts";
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
} from "../ops/shaping.ts";
export { flip, pad, slice } from "../ops/slicing.ts";
export { inv, solve } from "../ops/solve.ts";
export { norm, std, variance } from "../ops/spread.ts";
export { triangularSolve } from "../ops/substitution.ts";
export { tensordot } from "../ops/tensordot.ts";
export { diag, diagonal, trace, tril, triu } from "../ops/triangular.ts";
