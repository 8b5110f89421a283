import type { Has } from "./learner.ts";
import { type Matrix, type Write, each, minus, mul, rowSums, spread } from "./paper.ts";

/** `P ∘ (dP − rowsum(dP ∘ P))`. */
export function throughSoftmax(P: Matrix, dP: Matrix, write: Write, has: Has): Matrix {
  if (has("the derivative of softmax is left out")) return dP;
  if (has("softmax is derived element by element, as p(1 − p)"))
    return each((d, q) => d * q * (1 - q), dP, P);
  if (has("the row sum in the derivative of softmax is forgotten")) return mul(P, dP);
  const sums = write(rowSums(mul(dP, P)));
  return mul(P, minus(dP, spread(sums, P[0]?.length ?? 0)));
}
