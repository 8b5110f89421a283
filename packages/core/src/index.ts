/** What users of the engine see. What builders of further packages and ops need besides is in `engine.ts`. */
import "./fluent.ts";

export { Tensor } from "./graph/tensor.ts";
export type { Operand } from "./graph/tensor.ts";
export type { DType, Data } from "./graph/dtype.ts";
export type { Shape } from "./graph/shape.ts";
export type { Axes } from "./graph/typed-axes.ts";
export {
  AxisError,
  ConvergenceError,
  DTypeError,
  GradientError,
  ShapeError,
  ValueError,
} from "./graph/errors.ts";
export { siteOf, trackSites } from "./graph/note.ts";

export { arange, eye, full, linspace, ones, zeros } from "./ops/constants.ts";
export { tensor } from "./ops/create.ts";
export type { Nested, TensorOptions } from "./ops/create.ts";
export { Random, random } from "./random.ts";

export * from "./methods/index.ts";
export { where } from "./ops/comparison.ts";
export { einsum } from "./ops/einsum.ts";
export { concat, stack } from "./ops/joining.ts";
export type { ConvOptions } from "./ops/convolution.ts";
export type { PoolOptions } from "./ops/pooling.ts";
export type { Pair } from "./ops/windows.ts";
export type { Padding } from "./ops/slicing.ts";
export type { SortOptions } from "./ops/sorting.ts";
export type { Paired } from "./ops/tensordot.ts";
export type { Triangle } from "./matrix/lu.ts";
export type { Range } from "./ops/ranges.ts";
export type { ReduceOptions, Reduction } from "./ops/reductions.ts";

export { maskedSelect } from "./masked.ts";
export { data, detach, evaluate, item, toArray } from "./read.ts";
export type { ArrayOf, NestedArray } from "./read.ts";

export { type Gradients, backward } from "./autodiff/backward.ts";
export { checkpoint } from "./autodiff/checkpoint.ts";
export { type CustomDerivative, customDerivative } from "./autodiff/custom.ts";
export { grad, gradients, valueAndGrad } from "./autodiff/grad.ts";
export { implicit } from "./autodiff/implicit.ts";
export { type SolveOptions, fixedPoint, minimize, root } from "./autodiff/implicit-solvers.ts";
export { type Jacobian, type JacobianOptions, hessian, jacobian } from "./autodiff/jacobian.ts";
export { hvp, jvp, vjp } from "./autodiff/products.ts";
export { type MapAxes, vmap } from "./autodiff/vmap.ts";

export { type Graph, type Spec, graph, trace } from "./view/graph.ts";
export { type PrintOptions, print } from "./view/print.ts";
export type { Family } from "./view/family.ts";
export { type ReadOptions, readGraph } from "./view/read-graph.ts";
export { derive, simplify } from "./view/simplify.ts";
