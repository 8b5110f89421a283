import { type Random, ShapeError, type Tensor, ValueError, evaluate } from "@chainrule/core";
import { asOptions, describe, tensorsOf } from "@chainrule/core/engine";
import type { Module } from "./module.ts";
import type { Optimizer } from "./optimizer.ts";
import { stream, whole } from "./option.ts";
import { type Samples, passes, validating } from "./passes.ts";
import { countRows, finite } from "./rows.ts";

/** What one pass over the data came to. */
export interface Epoch {
  /** Counted from 1. */
  readonly epoch: number;
  /** Mean of the losses of its batches, weighted by their rows, each before its own step. */
  readonly loss: number;
  /** The loss of the validation data after the last step, if there are any. */
  readonly validation?: number;
}

export interface FitOptions<M> {
  /** Of a batch: a scalar, e.g. `mse`. */
  readonly loss: (prediction: Tensor, target: Tensor) => Tensor;
  readonly optimizer: Optimizer;
  /** Passes over the data. */
  readonly epochs: number;
  /** Samples in a step; the last batch of an epoch has what is left. */
  readonly batchSize: number;
  /** Draws the order of the samples anew for each epoch. */
  readonly rng: Random;
  /** Data that is not trained on, looked at after each epoch. */
  readonly validation?: Samples;
  readonly onEpoch?: (epoch: Epoch, model: M) => void;
  /** Stop after so many epochs without a lower validation loss, and return the model that had the lowest. */
  readonly patience?: number;
}

export interface Fitted<M> {
  readonly model: M;
  readonly history: readonly Epoch[];
}

/**
 * Train a model by mini-batches: each epoch takes a step of the optimiser for every batch of the shuffled
 * data. The model that is passed in stays as it is.
 *
 * A step (the loss, its gradient, the update) is compiled, once for every number of rows in a batch. So `loss`,
 * `forward` and a rule of one's own are called while a program is made, not at every step: what they read, other
 * than their arguments, stays as it was then. Only if they draw random numbers are they called at every step.
 *
 * @throws ValueError for data with a number that is not finite and for options out of range; ShapeError for
 * inputs and targets of unequal length; TrainingError when the loss or a parameter stops being finite.
 */
export function fit<M extends Module>(model: M, data: Samples, options: FitOptions<M>): Fitted<M> {
  refuseOptions(
    asOptions(
      "fit",
      options,
      "loss",
      "optimizer",
      "epochs",
      "batchSize",
      "rng",
      "validation",
      "onEpoch",
      "patience",
    ),
  );
  if (tensorsOf(model).length === 0)
    throw new ValueError("fit", "the model", "it holds no tensor", "there is nothing to train");
  const train = checkedSamples("", data);
  const held = options.validation && checkedSamples("validation.", options.validation);
  const { patience = Infinity } = options;
  const pass = passes(model, train, options);
  const validate = held && validating(held, options);
  const history: Epoch[] = [];
  let best = { model, epoch: 0, loss: Infinity };
  for (let epoch = 1; epoch <= options.epochs && epoch - 1 - best.epoch < patience; epoch++) {
    const { current, loss, step } = pass(epoch);
    const validation = validate?.(current, step, epoch);
    const record = { epoch, loss, ...(validation !== undefined && { validation }) };
    history.push(record);
    options.onEpoch?.(record, current);
    if (patience === Infinity || (validation ?? 0) < best.loss)
      best = { model: current, epoch, loss: validation ?? 0 };
  }
  return { model: best.model, history };
}

function refuseOptions({ epochs, batchSize, rng, patience, validation }: FitOptions<never>): void {
  whole("fit", "epochs", epochs, 0);
  whole("fit", "batchSize", batchSize, 1);
  stream("fit", rng);
  if (patience === undefined) return;
  whole("fit", "patience", patience, 1);
  if (validation === undefined)
    throw new ValueError(
      "fit",
      `patience ${patience}`,
      "there is no validation data to be patient with",
      "write { validation: { x, y }, patience }, e.g. with splitData",
    );
}

/** The data as values: all finite, as many inputs as targets, and at least one. */
function checkedSamples(prefix: string, { x, y }: Samples): Samples {
  const values = evaluate({ x, y });
  if (countRows("fit", values) === 0)
    throw new ShapeError("fit", `${prefix}x ${describe(x)}`, "there is no sample");
  finite("fit", `${prefix}x`, values.x);
  finite("fit", `${prefix}y`, values.y);
  return values;
}
