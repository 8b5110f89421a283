/** The losses and layers of the fixtures, written with the package's ops. */
import {
  type Tensor,
  abs,
  add,
  broadcastTo,
  div,
  equal,
  expandDims,
  lessOrEqual,
  logSoftmax,
  matmul,
  mean,
  mul,
  neg,
  notEqual,
  ones,
  reshape,
  softmax,
  softplus,
  sqrt,
  square,
  squeeze,
  sub,
  sum,
  swapAxes,
  take,
  takeAlongAxis,
  tensor,
  transpose,
  tril,
  variance,
  where,
  xlogy,
} from "../src/index.ts";
import type { Attrs } from "./fixture-cases.ts";

type Layer = (inputs: readonly Tensor[], attrs: Attrs) => Tensor;

const reduced = (losses: Tensor, { reduction = "mean" }: Attrs): Tensor =>
  reduction === "mean" ? mean(losses) : reduction === "sum" ? sum(losses) : losses;

/** Quadratic within `delta`, linear beyond. */
function huber(a: Tensor, b: Tensor, delta: number): Tensor {
  const d = sub(a, b);
  const size = abs(d);
  const linear = mul(sub(size, delta / 2), delta);
  return where(lessOrEqual(size, delta), mul(square(d), 0.5), linear);
}

/** Log-probabilities on axis 1 against class indices: those of the targets, weighted, averaged by weight. */
function nll(logProbabilities: Tensor, targets: Tensor, attrs: Attrs): Tensor {
  const kept = notEqual(targets, attrs.ignore_index ?? -100);
  const safe = where(kept, targets, 0);
  const picked = squeeze(takeAlongAxis(logProbabilities, expandDims(safe, 1), 1), 1);
  const classes = logProbabilities.shape[1] ?? 0;
  const weights = attrs.weight === undefined ? ones([classes]) : tensor(attrs.weight);
  const weight = where(kept, take(weights, safe), 0);
  const total = neg(sum(mul(picked, weight)));
  return attrs.reduction === "mean" ? div(total, sum(weight)) : total;
}

function crossEntropy(logits: Tensor, targets: Tensor, attrs: Attrs): Tensor {
  const p = logSoftmax(logits, 1);
  const { label_smoothing: smoothing = 0 } = attrs;
  const hard = nll(p, targets, attrs);
  return smoothing === 0
    ? hard
    : add(mul(hard, 1 - smoothing), mul(reduced(neg(mean(p, 1)), attrs), smoothing));
}

function normalised(x: Tensor, axes: readonly number[], eps: number): Tensor {
  const keep = { keepDims: true };
  const centred = sub(x, mean(x, axes, keep));
  return div(centred, sqrt(add(variance(x, axes, keep), eps)));
}

const affine = (x: Tensor, weight: Tensor, bias: Tensor): Tensor => add(mul(x, weight), bias);

const layerNorm: Layer = ([x, weight, bias], { normalized_shape: shape = [], eps = 0 }) => {
  const axes = shape.map((_, i) => i - shape.length);
  return affine(normalised(x!, axes, eps), weight!, bias!);
};

/** Channels are on axis 1. */
const batchNorm: Layer = (
  [x, weight, bias, runningMean, runningVariance],
  { training, eps = 0 },
) => {
  const { shape } = x!;
  const channels = (v: Tensor) =>
    reshape(v, shape.map((d, axis) => (axis === 1 ? d : 1)) as never) as Tensor;
  const others = [...shape.keys()].filter((axis) => axis !== 1);
  const unit =
    training === true
      ? normalised(x!, others, eps)
      : div(sub(x!, channels(runningMean!)), sqrt(add(channels(runningVariance!), eps)));
  return affine(unit, channels(weight!), channels(bias!));
};

const attention: Layer = ([q, k, v], { causal = false }) => {
  const scores = div(matmul(q!, swapAxes(k!, -1, -2)), Math.sqrt(q!.shape.at(-1) ?? 1));
  const past = equal(tril(ones(scores.shape)), 1);
  return matmul(softmax(causal ? where(past, scores, -Infinity) : scores), v!);
};

export const layers: Readonly<Record<string, Layer>> = {
  mse_loss: ([a, b], attrs) => reduced(square(sub(a!, b!)), attrs),
  l1_loss: ([a, b], attrs) => reduced(abs(sub(a!, b!)), attrs),
  huber_loss: ([a, b], attrs) => reduced(huber(a!, b!, attrs.delta ?? 1), attrs),
  smooth_l1_loss: ([a, b], attrs) => {
    const { beta = 1 } = attrs;
    return div(reduced(huber(a!, b!, beta), attrs), beta);
  },
  cross_entropy: ([logits, targets], attrs) => crossEntropy(logits!, targets!, attrs),
  nll_loss: ([p, targets], attrs) => nll(p!, targets!, attrs),
  soft_cross_entropy: ([logits, targets], attrs) =>
    reduced(neg(sum(mul(targets!, logSoftmax(logits!, 1)), 1)), attrs),
  bce_with_logits: ([x, t], attrs) => {
    const positive = attrs.pos_weight === undefined ? 1 : tensor(attrs.pos_weight);
    const weight = add(mul(sub(positive, 1) as Tensor, t!), 1);
    return reduced(add(mul(sub(1, t!), x!), mul(weight, softplus(neg(x!)))), attrs);
  },
  bce_loss: ([p, t], attrs) =>
    reduced(neg(add(xlogy(t!, p!), xlogy(sub(1, t!), sub(1, p!)))), attrs),
  linear: ([x, weight, bias]) => add(matmul(x!, transpose(weight!)), bias!),
  layer_norm: layerNorm,
  batch_norm: batchNorm,
  rms_norm: ([x, weight], { eps = 0 }) => {
    const power = mean(square(x!), -1, { keepDims: true });
    return mul(div(x!, sqrt(add(power, eps))), weight!);
  },
  attention,
};

/** `W A + b` with samples as columns, the activation between layers only. */
export function columnNetwork(
  params: readonly Tensor[],
  x: Tensor,
  activation: (z: Tensor) => Tensor,
): Tensor {
  let a = x;
  for (let i = 0; i < params.length; i += 2) {
    const z = add(
      matmul(params[i]!, a),
      broadcastTo(params[i + 1]!, [params[i]!.shape[0]!, a.shape[1]!]),
    );
    a = i + 2 < params.length ? activation(z) : z;
  }
  return a;
}
