/** A linear layer: rows of X are samples, Z = X·W + b, L = Σ (Z − Y)² over all of them. Answered in NumPy. */
import type { Tensor } from "@chainrule/core";

type At = Record<"X" | "Y" | "W" | "b", Tensor>;

export const loss = ({ X, Y, W, b }: At): Tensor =>
  X.matmul(W).add(b).named("Z").sub(Y).square().sum();
export const at = {
  X: [
    [1, 2],
    [0, -1],
    [3, 1],
    [-2, 1],
  ],
  Y: [
    [1, 0, 2],
    [0, 1, 1],
    [2, 2, 0],
    [1, 0, 1],
  ],
  W: [
    [0.5, -1, 0.25],
    [1, 0.5, -0.75],
  ],
  b: [0.1, 0.2, 0.3],
};
export const asked = ["dZ", "dW", "db"];
