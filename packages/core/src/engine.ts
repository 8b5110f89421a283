/** For builders of ops, checkers and compilers: the graph, its kinds, and the sweeps over it. */
export { apply, interpretedBy, isInterpreting } from "./graph/apply.ts";
export {
  bilinear,
  constant,
  custom,
  gated,
  linear,
  linearInEach,
  pointwise,
} from "./graph/derivative.ts";
export { type DType, type Data, type Value, allocate, isFloat } from "./graph/dtype.ts";
export type { AxisMap, Kernel } from "./graph/kernel.ts";
export {
  describe,
  hideFromSites,
  isTracking,
  named,
  namedLike,
  scopeOf,
  siteOf,
} from "./graph/note.ts";
export { type Edges, edgesOf, topological } from "./graph/order.ts";
export { opKey } from "./graph/op-key.ts";
export type { Scalar, ScalarMath } from "./graph/scalar.ts";
export { broadcastShapes, sameShape, showShape, size, strides } from "./graph/shape.ts";
export {
  type Attributes,
  type Derivative,
  type Gate,
  type Modes,
  type Note,
  type Op,
  type Partial,
  type Scope,
  nextId,
  settle,
} from "./graph/tensor.ts";
export type { Clash, Known, Show } from "./graph/typed.ts";
export { substitute } from "./graph/substitute.ts";
export { axesOf, axisOf } from "./ops/axes.ts";
export type { Accepts } from "./ops/accepts.ts";
export { asFunction, asOptions, asShape, asSize, asTensor, kindOf } from "./ops/check.ts";
export { composite } from "./ops/composite.ts";
export { scale } from "./ops/arithmetic.ts";
export { product } from "./ops/contraction.ts";
export { cofactors } from "./ops/determinant.ts";
export { fill, given, input, lift } from "./ops/leaf.ts";
export { type Binary, type Unary, binary, elementwise, op, unary } from "./ops/pointwise.ts";
export { permuteTo, reshapeTo, sumOver, sumTo } from "./ops/structural.ts";
export { scalar } from "./autodiff/grad.ts";
export { type SweepOptions, pullback, sweep } from "./autodiff/reverse.ts";
export { refuseSettled } from "./autodiff/settled.ts";
export { pushforward, tangents } from "./autodiff/forward.ts";
export { sweepOnValues } from "./autodiff/values.ts";
export { fresh, isTransforming, transforming } from "./autodiff/transform.ts";
export { type Leaf, fillTree, leavesOf, mapTree, tensorsOf } from "./autodiff/tree.ts";
export { compute, dataOf } from "./eval/compute.ts";
export { type Observer, evaluateAll, evaluateRoots, observing } from "./eval/evaluate.ts";
export { type Mask, type Numbers, numbersOf } from "./eval/numbers.ts";
export { drawnSoFar } from "./random.ts";
export { type Formulas, formulas } from "./view/formula.ts";
export { asTex } from "./view/write.ts";
export { spelled } from "./view/json.ts";
export { type Open, asOpen, boxOf, members } from "./view/members.ts";
export { distinctNames } from "./view/names.ts";
