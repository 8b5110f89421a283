/** Logistic regression: rows of X are samples, P = σ(X·w + b), L the mean of −log of what P gives to the truth. */
import { type Tensor, random, tensor } from "@chainrule/core";

export type At = Record<"X" | "y" | "w" | "b", Tensor>;

export function loss({ X, y, w, b }: At): Tensor {
  const P = X.matmul(w).add(b).named("z").sigmoid().named("P");
  const right = y.mul(P.log()).add(y.neg().add(1).mul(P.neg().add(1).log()));
  return right.mean().neg();
}

const rng = random(4);
export const at: At = {
  X: rng.normal([5, 3]),
  y: tensor([1, 0, 0, 1, 1]),
  w: rng.normal([3]),
  b: tensor(0.3),
};
export const sizes = { batch: 5 };
export const asked = ["dz", "dw", "db"];
