/** What the second mean does to training. */
import { type Tensor, random, tensor, valueAndGrad } from "@chainrule/core";
import { tensorsOf } from "@chainrule/core/engine";
import { sgd } from "@chainrule/nn";
import { type Weights, articleLoss, weightsOf } from "./compare.ts";
import { MLPRegressor, drawLayers, drawSamples } from "./regressor.ts";

export interface Course {
  /** The loss before the first step and after the last. */
  readonly first: number;
  readonly last: number;
}

export interface Courses {
  readonly article: Course;
  /** The engine's gradient at the article's rate divided by the batch. */
  readonly divided: Course;
  /** The engine's gradient at the article's rate. */
  readonly full: Course;
  /** Largest difference between the parameters of the first two after the last step. */
  readonly apart: number;
}

/** The article's own training steps beside true gradient descent, from the same start, on the same batch. */
export function courses(batch: number, steps: number, rate: number): Courses {
  const { X, Y } = drawSamples(4, 2, batch, 21);
  const layers = drawLayers([4, 6, 4, 2], random(22), 0.5);
  const article = new MLPRegressor(layers);
  const loss = () => article.loss(article.forward(X), Y);
  const first = loss();
  for (let k = 0; k < steps; k++) article.trainStep(X, Y, rate);
  const descend = (lr: number) => descent(weightsOf(layers), tensor(X), tensor(Y), steps, lr);
  const [divided, full] = [descend(rate / batch), descend(rate)];
  const mine = tensorsOf(divided.weights).flatMap((x) => [...x.data()]);
  const theirs = tensorsOf(weightsOf(article.layers)).flatMap((x) => [...x.data()]);
  return {
    article: { first, last: loss() },
    divided,
    full,
    apart: Math.max(...mine.map((x, i) => Math.abs(x - (theirs[i] ?? NaN)))),
  };
}

function descent(
  start: Weights[],
  X: Tensor,
  Y: Tensor,
  steps: number,
  lr: number,
): Course & { readonly weights: Weights[] } {
  const optimizer = sgd(lr);
  const lossAndGradient = valueAndGrad(articleLoss);
  let [weights, state] = [start, optimizer.init(start)];
  for (let k = 0; k < steps; k++) {
    const [, gradient] = lossAndGradient(weights, X, Y);
    [weights, state] = optimizer.update(weights, gradient as Weights[], state);
  }
  const loss = (at: Weights[]) => articleLoss(at, X, Y).item();
  return { weights, first: loss(start), last: loss(weights) };
}
