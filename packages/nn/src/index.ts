/** Modules, losses, optimisers, data and a training loop on top of `@chainrule/core`. */
export type { Module } from "./module.ts";
export { Linear, type LinearOptions, linear } from "./linear.ts";
export {
  Activation,
  Flatten,
  flatten,
  gelu,
  leakyRelu,
  relu,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
} from "./activation.ts";
export { Sequential, type Through, sequential } from "./sequential.ts";
export { type MlpLayers, type MlpOptions, mlp } from "./mlp.ts";
export {
  type FanShape,
  type Initializer,
  fanInUniform,
  heNormal,
  heUniform,
  xavierNormal,
  xavierUniform,
} from "./initializers.ts";

export { type ElementwiseLoss, type LossOptions, type LossReduction, mae, mse } from "./losses.ts";
export { type Optimizer, type OptimizerState, type Rule, optimizer } from "./optimizer.ts";
export { type SgdOptions, sgd } from "./sgd.ts";

export { type BatchOptions, batches, splitData } from "./rows.ts";
export { Standardization, standardize } from "./standardize.ts";
export { type Epoch, type FitOptions, type Fitted, type Samples, fit } from "./fit.ts";
export { TrainingError } from "./training-error.ts";
export type { Accepts, Mapped, Meets, Rows } from "./typed.ts";
