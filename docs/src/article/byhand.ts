/** The backward pass of the article's network with its slips put right, written by hand with the engine's ops. */
import {
  type Tensor,
  lessOrEqual,
  matmul,
  mul,
  relu,
  sub,
  sum,
  transpose,
  where,
} from "@chainrule/core";
import type { Weights } from "./compare.ts";

/** The gradients of the mean squared error, layer by layer. Samples are columns. */
export function gradientsByHand(layers: readonly Weights[], X: Tensor, Y: Tensor): Weights[] {
  const A: Tensor[] = [X];
  for (const [l, { W, b }] of layers.entries()) {
    const Z = matmul(W, A[l] ?? X).add(b);
    A.push(l < layers.length - 1 ? relu(Z) : Z);
  }
  const gradients: Weights[] = [];
  let dZ = mul(sub(A.at(-1) ?? X, Y), 2 / Y.size); // ∂L/∂Ŷ = 2(Ŷ − Y)/n
  for (let l = layers.length - 1; l >= 0; l--) {
    const before = A[l] ?? X;
    gradients.unshift({
      W: matmul(dZ, transpose(before)), // ∂L/∂W = dZ·Aᵀ
      b: sum(dZ, 1, { keepDims: true }), // ∂L/∂b = Σ dZ over the samples
    });
    if (l === 0) break;
    const dA = matmul(transpose(layers[l]?.W ?? X), dZ); // ∂L/∂A = Wᵀ·dZ
    dZ = where(lessOrEqual(before, 0), 0, dA); // relu
  }
  return gradients;
}
