/**
 * The network of the article, 4-6-4-2, its samples the columns of X: Z1 = W1·X + b1, A1 = relu(Z1), and so on, and the
 * mean of (Z3 − Y)² over both outputs and all samples.
 */
import { type Tensor, random } from "@chainrule/core";

export type At = Record<"X" | "Y" | "W1" | "b1" | "W2" | "b2" | "W3" | "b3", Tensor>;

export function loss({ X, Y, W1, b1, W2, b2, W3, b3 }: At): Tensor {
  const A1 = W1.matmul(X).add(b1).named("Z1").relu().named("A1");
  const A2 = W2.matmul(A1).add(b2).named("Z2").relu().named("A2");
  return W3.matmul(A2).add(b3).named("Z3").sub(Y).square().mean();
}

const rng = random(8);
const weights = (out: number, into: number) => rng.normal([out, into], { std: 0.5 });
const biases = (out: number) => rng.normal([out, 1], { std: 0.1 });
export const at: At = {
  X: rng.normal([4, 5]),
  Y: rng.normal([2, 5]),
  W1: weights(6, 4),
  b1: biases(6),
  W2: weights(4, 6),
  b2: biases(4),
  W3: weights(2, 4),
  b3: biases(2),
};
export const sizes = { batch: 5, outputs: 2 };
export const asked = ["dW3", "db3", "dW2", "db2", "dW1", "db1"];
