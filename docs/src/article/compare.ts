/** The article's gradients beside the engine's, and both beside differences of the loss itself. */
import { type Tensor, grad, tensor } from "@chainrule/core";
import { mse } from "@chainrule/nn";
import type { Matrix } from "./matrix.ts";
import { type Layer, MLPRegressor } from "./regressor.ts";

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
    const Z = W.matmul(A).add(b);
    return l < layers.length - 1 ? Z.relu() : Z;
  }, X);
  return mse(output, Y);
}

/** One parameter's gradients. */
export interface Comparison {
  readonly name: string;
  readonly shape: readonly number[];
  /** The engine's against central differences: largest error over largest slope. */
  readonly differences: number;
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
        shape: truth[kind].shape,
        differences: apart(found, differences(regressor.layers, l, kind, X, Y)),
        ...factor((claims[l]?.[kind] ?? []).flat(), found),
      };
    }),
  );
}

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

const STEP = 1e-5;

/** Central differences of the article's own loss: the judge that knows no chain rule. */
function differences(
  layers: readonly Layer[],
  l: number,
  kind: "W" | "b",
  X: Matrix,
  Y: Matrix,
): number[] {
  const lossWith = (i: number, j: number, by: number): number => {
    const changed = layers.map((layer, k) =>
      k === l ? { ...layer, [kind]: moved(layer[kind], i, j, by) } : layer,
    );
    const network = new MLPRegressor(changed);
    return network.loss(network.forward(X), Y);
  };
  return (layers[l]?.[kind] ?? []).flatMap((row, i) =>
    row.map((_, j) => (lossWith(i, j, STEP) - lossWith(i, j, -STEP)) / (2 * STEP)),
  );
}

const moved = (a: Matrix, i: number, j: number, by: number): Matrix =>
  a.map((row, r) => (r === i ? row.map((x, c) => (c === j ? x + by : x)) : row));
