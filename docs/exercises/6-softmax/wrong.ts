import type { At } from "./task.ts";

export function claimed({ X, T, W }: At) {
  const P = X.matmul(W).softmax();
  const dP = T.div(P).div(-4);
  const dZ = dP.mul(P).mul(P.neg().add(1)); // softmax taken for a function of each element
  return { dP, dZ, dW: X.transpose().matmul(dZ) };
}
