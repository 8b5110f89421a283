/** A pass over the data as a compiled program that updates parameters and state where they lie. */
import { type CompileOptions, compile } from "@chainrule/compile";
import { type Random, type Tensor, ValueError, evaluate, valueAndGrad } from "@chainrule/core";
import { drawnSoFar, fill, isTransforming, leavesOf, tensorsOf } from "@chainrule/core/engine";
import type { Module } from "./module.ts";
import type { Optimizer, OptimizerState } from "./optimizer.ts";
import { batches } from "./rows.ts";
import { TrainingError } from "./training-error.ts";

/** Inputs and targets; their first axis counts the samples. */
export interface Samples {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** What a pass needs to know of how it is trained. */
interface Training {
  readonly loss: (prediction: Tensor, target: Tensor) => Tensor;
  readonly optimizer: Optimizer;
  readonly batchSize: number;
  readonly rng: Random;
}

/** What goes from step to step. */
interface Running<M> {
  readonly model: M;
  readonly state: OptimizerState<M>;
}

const lossOf = ({ loss }: Training, model: Module, { x, y }: Samples): Tensor =>
  loss(model.forward(x), y);

/** What a pass came to: the model after it, its mean loss, and the steps taken so far. */
interface Passed<M> {
  readonly current: M;
  readonly loss: number;
  readonly step: number;
}

/** One pass over the data with each call, going on where the last one ended. */
export function passes<M extends Module>(
  model: M,
  train: Samples,
  training: Training,
): (epoch: number) => Passed<M> {
  const { optimizer, batchSize: size, rng } = training;
  const lossAndGradient = valueAndGrad((m: M, batch: Samples) => lossOf(training, m, batch));
  const step = unlessRandom(
    ({ model, state }: Running<M>, batch: Samples): Running<M> & { readonly loss: Tensor } => {
      const [loss, gradient] = lossAndGradient(model, batch);
      refuseNoEffect(gradient);
      const [next, after] = optimizer.update(model, gradient, state);
      return { model: next, state: after, loss };
    },
    { donate: 0 },
  );
  // The first step takes over the memory of what it is given, which must not be the caller's.
  let running = kept<Running<M>>({ model, state: optimizer.init(model) });
  let steps = 0;
  return (epoch) => {
    let total = 0;
    for (const batch of batches(train, { size, rng })) {
      const { loss, ...next } = step(running, batch);
      running = next;
      total += finiteLoss("loss", loss, ++steps, epoch) * (batch.x.shape[0] ?? 0);
    }
    const current = kept(running.model);
    refuseLostParameters(current, steps, epoch);
    return { current, loss: total / (train.x.shape[0] ?? 1), step: steps };
  };
}

/** The loss, by model, of data that are not trained on. */
export function validating(
  held: Samples,
  training: Training,
): (model: Module, step: number, epoch: number) => number {
  const lossOn = unlessRandom((model: Module, data: Samples) => lossOf(training, model, data));
  return (model, step, epoch) => finiteLoss("validation loss", lossOn(model, held), step, epoch);
}

/** `f`, compiled; or as it is, if it draws random numbers, which a program would do but once. */
function unlessRandom<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  options?: CompileOptions,
): (...args: A) => R {
  let draws = false;
  const compiled = compile((...args: A): R => {
    const before = drawnSoFar();
    const result = f(...args);
    draws ||= drawnSoFar() !== before;
    return result;
  }, options);
  return (...args) => {
    try {
      if (!draws) return compiled(...args);
    } catch (error) {
      if (!draws) throw error;
    }
    return evaluate(f(...args));
  };
}

/** The same tree in tensors of its own, which nobody donates; inside a transform, the graph goes on. */
const kept = <T>(tree: T): T => (isTransforming() ? tree : evaluate(tree));

const nothing = fill(0, { shape: [], dtype: "float64" }).op;

/** A model whose parameters do not reach the loss would be trained for nothing, without a word. */
function refuseNoEffect(gradient: Module): void {
  // What nothing flows to has a zero that is written in the program, not computed.
  if (tensorsOf(gradient).some((g) => g.op !== nothing || g.value !== 0)) return;
  throw new ValueError(
    "fit",
    "the model",
    "the gradient of the loss is 0 for every parameter",
    "let forward be a method that uses this.…; a function kept in a field goes on using the first parameters",
  );
}

function finiteLoss(what: string, loss: Tensor, step: number, epoch: number): number {
  const value = loss.item();
  if (Number.isFinite(value)) return value;
  throw new TrainingError(`${what} ${value}`, step, epoch);
}

function refuseLostParameters(model: Module, step: number, epoch: number): void {
  for (const { path, tensor } of leavesOf(model)) {
    const lost = tensor.data().find((value) => !Number.isFinite(value));
    if (lost !== undefined) throw new TrainingError(`parameter ${path} ${lost}`, step, epoch);
  }
}
