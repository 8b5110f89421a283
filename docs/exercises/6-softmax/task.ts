/** Classification: rows of X are samples, P = softmax(X·W) row by row, L the mean of −log of what P gives to the true class. */
import { type Tensor, random, tensor } from "@chainrule/core";

export type At = Record<"X" | "T" | "W", Tensor>;

export function loss({ X, T, W }: At): Tensor {
  const P = X.matmul(W).named("Z").softmax().named("P");
  return T.mul(P.log()).sum(1).mean().neg();
}

const rng = random(6);
/** T has a 1 in the column of the true class. */
const T = tensor([
  [1, 0, 0],
  [0, 0, 1],
  [0, 1, 0],
  [0, 0, 1],
]);
export const at: At = { X: rng.normal([4, 2]), T, W: rng.normal([2, 3]) };
export const sizes = { batch: 4, classes: 3 };
export const asked = ["dP", "dZ", "dW"];
