/** The article's gradients beside the engine's, and those beside differences of the loss. */
import {
  type DerivationReport,
  type GradientReport,
  checkDerivation,
  checkGradients,
} from "@chainrule/check";
import { type Tensor, grad, tensor } from "@chainrule/core";
import { mse } from "@chainrule/nn";
import type { Matrix } from "./matrix.ts";
import type { Layer, MLPRegressor } from "./regressor.ts";

/** The same layers as tensors. */
export interface Weights {
  readonly W: Tensor;
  readonly b: Tensor;
}

export const weightsOf = (layers: readonly Layer[]): Weights[] =>
  layers.map(({ W, b }, l) => ({
    W: tensor(W, { name: `W${l + 1}` }),
    b: tensor(b, { name: `b${l + 1}` }),
  }));

/** The article's network and loss, as one would write them: no backward pass. Samples are columns. */
export function articleLoss(layers: readonly Weights[], X: Tensor, Y: Tensor): Tensor {
  const output = layers.reduce<Tensor>((A, { W, b }, l) => {
    const Z = W.matmul(A)
      .add(b)
      .named(`Z${l + 1}`);
    return l < layers.length - 1 ? Z.relu().named(`A${l + 1}`) : Z;
  }, X);
  return mse(output, Y);
}

/** One parameter's gradients. */
export interface Comparison {
  readonly name: string;
  /** `⟨claimed, true⟩ / ⟨true, true⟩`: what the claim is of the truth, as a factor. */
  readonly ratio: number;
  /** What remains of the claim beyond that factor, over the largest claimed slope. */
  readonly rest: number;
  /** Cosine of the angle between the two. */
  readonly cosine: number;
}

/** The gradients that a hand-written backward pass claims, against the engine's, parameter by parameter. */
export function compare(regressor: MLPRegressor, X: Matrix, Y: Matrix): Comparison[] {
  regressor.forward(X);
  const claims = regressor.backward(Y);
  const truths = grad(articleLoss)(weightsOf(regressor.layers), tensor(X), tensor(Y));
  return truths.flatMap((truth, l) =>
    (["W", "b"] as const).map((kind) => {
      const found = [...truth[kind].data()];
      return {
        name: `${kind}${l + 1}`,
        ...factor((claims[l]?.[kind] ?? []).flat(), found),
      };
    }),
  );
}

/** What the checker says of a hand-written backward pass, given its gradients and nothing else. */
export function judge(regressor: MLPRegressor, X: Matrix, Y: Matrix): DerivationReport {
  regressor.forward(X);
  const claims = regressor
    .backward(Y)
    .flatMap(({ W, b }, l) => [[`dW${l + 1}`, W] as const, [`db${l + 1}`, b] as const]);
  return checkDerivation({
    loss: lossOn(X, Y),
    at: weightsOf(regressor.layers),
    claimed: Object.fromEntries(claims),
    sizes: { batch: Y[0]?.length ?? 0 },
  });
}

/** The engine's own gradient against differences of the loss, which know no chain rule. */
export const engineAgainstDifferences = (
  { layers }: MLPRegressor,
  X: Matrix,
  Y: Matrix,
): GradientReport => checkGradients(lossOn(X, Y), [weightsOf(layers)]);

const lossOn = (X: Matrix, Y: Matrix) => (layers: readonly Weights[]) =>
  articleLoss(layers, tensor(X, { name: "X" }), tensor(Y, { name: "Y" }));

/** The claim as a multiple of the truth. */
function factor(claim: readonly number[], truth: readonly number[]) {
  const ratio = dot(claim, truth) / dot(truth, truth);
  const cosine = dot(claim, truth) / Math.sqrt(dot(claim, claim) * dot(truth, truth));
  const explained = truth.map((t) => t * ratio);
  return { ratio, cosine, rest: apart(claim, explained) };
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0);

/** Largest difference, over the largest number of the first list. */
const apart = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((x, i) => Math.abs(x - (b[i] ?? NaN)))) / Math.max(...a.map(Math.abs));
