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

export type { ElementwiseLoss, LossOptions, LossReduction } from "./loss.ts";
export { type HuberOptions, binaryCrossEntropy, huber, mae, mse } from "./losses.ts";
export { crossEntropy } from "./cross-entropy.ts";
export { accuracy } from "./accuracy.ts";
export { type Optimizer, type OptimizerState, type Rule, optimizer } from "./optimizer.ts";
export { type SgdOptions, sgd } from "./sgd.ts";
export { type AdamOptions, adam } from "./adam.ts";
export { adamW } from "./adam-w.ts";
export { type RmspropOptions, rmsprop } from "./rmsprop.ts";
export { type AdagradOptions, adagrad } from "./adagrad.ts";

export { type BatchOptions, batches, splitData } from "./rows.ts";
export { Standardization, standardize } from "./standardize.ts";
export { type Epoch, type FitOptions, type Fitted, fit } from "./fit.ts";
export type { Samples } from "./passes.ts";
export { TrainingError } from "./training-error.ts";
export type { Accepts, Classes, Labels, Mapped, Meets, Rows } from "./typed.ts";
