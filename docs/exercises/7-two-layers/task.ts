/** Two layers: rows of X are samples, Z1 = X·W1 + b1, A1 = relu(Z1), Z2 = A1·W2 + b2, L the mean of (Z2 − Y)². */
import { type Tensor, random } from "@chainrule/core";

export type At = Record<"X" | "Y" | "W1" | "b1" | "W2" | "b2", Tensor>;

export function loss({ X, Y, W1, b1, W2, b2 }: At): Tensor {
  const A1 = X.matmul(W1).add(b1).named("Z1").relu().named("A1");
  return A1.matmul(W2).add(b2).named("Z2").sub(Y).square().mean();
}

const rng = random(7);
export const at: At = {
  X: rng.normal([6, 3]),
  Y: rng.normal([6, 2]),
  W1: rng.normal([3, 5]),
  b1: rng.normal([5]),
  W2: rng.normal([5, 2]),
  b2: rng.normal([2]),
};
export const sizes = { batch: 6 };
export const asked = ["dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"];
