/** Further slips of the article, each run and measured. */
import { ShapeError, type Tensor, grad, random, tensor, zeros } from "@chainrule/core";
import { mae, mse, sgd } from "@chainrule/nn";

export interface AbsoluteError {
  /** The formula as printed, without bars, and the mean absolute error, for a wrong prediction. */
  readonly formula: number;
  readonly truth: number;
  /** The formula after descending on it, and the true error there. */
  readonly descended: number;
  readonly error: number;
}

/** MAE = 1/n Σ (ŷ − y), as printed: errors of opposite sign cancel, and the way down has no end. */
export function absoluteError(steps: number): AbsoluteError {
  const y = tensor([3, 5]);
  const formula = (p: Tensor): Tensor => p.sub(y).mean();
  const prediction: Tensor = tensor([1, 7]);
  let p = prediction;
  for (let k = 0; k < steps; k++) p = p.sub(grad(formula)(p)).detach();
  return {
    formula: formula(prediction).item(),
    truth: mae(prediction, y).item(),
    descended: formula(p).item(),
    error: mae(p, y).item(),
  };
}

export interface OutputRelu {
  /** The best that can be done for the targets with a relu at the end. */
  readonly floor: number;
  /** Losses after training, and the length of the last gradient. */
  readonly withRelu: number;
  readonly slope: number;
  readonly linear: number;
}

/** forward_pass_nn ends with relu(z3): what is below 0 cannot be reached, and there the gradient is 0. */
export function outputRelu(steps: number, rate: number): OutputRelu {
  const rng = random(31);
  const X = rng.normal([4, 16]);
  const y = X.slice("0:1").mul(0.3).sub(1).detach();
  const start: Weights = {
    W1: rng.normal([6, 4], { std: 0.5 }),
    b1: zeros([6, 1]),
    W2: rng.normal([1, 6]),
    b2: zeros([1, 1]),
  };
  const lossWith =
    (end: (z: Tensor) => Tensor) =>
    ({ W1, b1, W2, b2 }: Weights): Tensor =>
      mse(end(W2.matmul(W1.matmul(X).add(b1).relu()).add(b2)), y);
  const [rectified, plain] = [lossWith((z) => z.relu()), lossWith((z) => z)];
  const after = descend(rectified, start, steps, rate);
  const squares = Object.values(grad(rectified)(after)).map((g) => g.square().sum().item());
  return {
    floor: mse(y.relu(), y).item(),
    withRelu: rectified(after).item(),
    slope: Math.sqrt(squares.reduce((a, b) => a + b, 0)),
    linear: plain(descend(plain, start, steps, rate)).item(),
  };
}

type Weights = Readonly<Record<"W1" | "b1" | "W2" | "b2", Tensor>>;

function descend<P>(loss: (params: P) => Tensor, start: P, steps: number, rate: number): P {
  const optimizer = sgd(rate);
  let [params, state] = [start, optimizer.init(start)];
  for (let k = 0; k < steps; k++)
    [params, state] = optimizer.update(params, grad(loss)(params), state);
  return params;
}

export interface Recursion {
  /** ∂L/∂z₁ by the engine, by g₂·∂z₂/∂a₁·∂a₁/∂z₁, and by the line as printed. */
  readonly engine: number;
  readonly upright: number;
  readonly printed: number;
}

/** g₁ = g₂·∂a₁/∂z₂·∂z₁/∂a₁, as printed, has both factors upside down. One neuron after another, tanh between. */
export function recursion(): Recursion {
  const [z1, w2, b2, y] = [0.5, 1.5, -0.2, 1];
  const loss = (z: Tensor): Tensor => z.tanh().mul(w2).add(b2).sub(y).square();
  const a1 = Math.tanh(z1);
  const g2 = 2 * (w2 * a1 + b2 - y);
  const slope = 1 - a1 * a1;
  return {
    engine: grad(loss)(tensor(z1)).item(),
    upright: g2 * w2 * slope,
    printed: (g2 * (1 / w2)) / slope,
  };
}

export interface FlatBias {
  /** What is said to five samples. */
  readonly refused: string;
  /** The shape that one sample, as a column, turns into. */
  readonly one: readonly number[];
  /** Largest error in z₁ of six samples, which pass. */
  readonly six: number;
}

/** b1 = randn(6) has shape (6,), which is added along the samples, not along the neurons. */
export function flatBias(): FlatBias {
  const rng = random(41);
  const W1 = rng.normal([6, 4], { std: 0.1 }).named("w1");
  const b1 = rng.normal([6]).named("b1");
  const added = (samples: number): [flat: Tensor, column: Tensor] => {
    const z: Tensor = W1.matmul(rng.normal([4, samples])).named("w1 @ X");
    return [z.add(b1), z.add(b1.reshape([6, 1]))];
  };
  const [flat, column] = added(6);
  return {
    refused: messageOf(() => added(5)),
    one: added(1)[0].shape,
    six: flat.sub(column).abs().max().item(),
  };
}

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ShapeError) return error.message;
    throw error;
  }
  return "";
}
