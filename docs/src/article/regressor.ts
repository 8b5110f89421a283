/** The article's MLPRegressor, line by line, on plain arrays: no tensor, no graph, its own backward pass. */
import { type Random, random } from "@chainrule/core";
import {
  type Matrix,
  addColumn,
  map,
  matmul,
  mean,
  rowMeans,
  rowSums,
  transpose,
  zip,
} from "./matrix.ts";

const relu = (z: Matrix): Matrix => map(z, (x) => Math.max(0, x));
const reluDerivative = (z: Matrix): Matrix => map(z, (x) => (x > 0 ? 1 : 0));

/** W and b of one layer: `W @ A + b`, with samples as columns and b of shape [out, 1]. */
export interface Layer {
  readonly W: Matrix;
  readonly b: Matrix;
}

/** Layers of normally distributed weights, as the article's constructor draws them. */
export function drawLayers(sizes: readonly number[], rng: Random, weightScale = 0.1): Layer[] {
  return sizes.slice(1).map((out, l) => ({
    W: map(rng.normal([out, sizes[l] ?? 0]).toArray(), (x) => x * weightScale),
    b: Array.from({ length: out }, () => [0]),
  }));
}

export class MLPRegressor {
  layers: readonly Layer[];
  #A: Matrix[] = [];
  #Z: Matrix[] = [];

  constructor(layers: readonly Layer[]) {
    this.layers = layers;
  }

  forward(X: Matrix): Matrix {
    this.#A = [X];
    this.#Z = [];
    for (const [l, { W, b }] of this.layers.entries()) {
      const Z = addColumn(matmul(W, this.#A[l] ?? []), b); // Z = self.W[l] @ A + self.b[l]
      this.#Z.push(Z);
      this.#A.push(l < this.layers.length - 1 ? relu(Z) : Z);
    }
    return this.#A.at(-1) ?? [];
  }

  loss(Yhat: Matrix, Y: Matrix): number {
    const diff = zip(Yhat, Y, (p, y) => p - y);
    return mean(map(diff, (d) => d * d)); // np.mean(diff * diff)
  }

  /** The article's gradients, dW and db of each layer, first to last. */
  backward(Y: Matrix): Layer[] {
    const Yhat = this.#A.at(-1) ?? [];
    const [dOut, batch] = [Y.length, Y[0]?.length ?? 0];
    const grads: Layer[] = [];
    let dA = zip(Yhat, Y, (p, y) => (2 / (dOut * batch)) * (p - y)); // the mean is taken here …
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const Z = this.#Z[l] ?? [];
      const dZ = l < this.layers.length - 1 ? zip(dA, reluDerivative(Z), (d, r) => d * r) : dA;
      grads.unshift({ W: this.dW(dZ, this.#A[l] ?? []), b: this.db(dZ) });
      dA = matmul(transpose(this.layers[l]?.W ?? []), dZ); // dA = self.W[l].T @ dZ
    }
    return grads;
  }

  /** `dW = (dZ @ A_prev.T) / batch`: … and here again. */
  protected dW(dZ: Matrix, A: Matrix): Matrix {
    return map(matmul(dZ, transpose(A)), (x) => x / (dZ[0]?.length ?? 0));
  }

  /** `db = np.mean(dZ, axis=1, keepdims=True)`: … and here again. */
  protected db(dZ: Matrix): Matrix {
    return rowMeans(dZ);
  }

  step(grads: readonly Layer[], lr: number): void {
    const descend = (p: Matrix, g: Matrix | undefined) => zip(p, g ?? [], (x, d) => x - lr * d);
    this.layers = this.layers.map(({ W, b }, l) => ({
      W: descend(W, grads[l]?.W),
      b: descend(b, grads[l]?.b),
    }));
  }

  trainStep(X: Matrix, Y: Matrix, lr: number): number {
    const loss = this.loss(this.forward(X), Y);
    this.step(this.backward(Y), lr);
    return loss;
  }
}

/** The same with sums in the place of the second mean: `dW = dZ @ A_prev.T`, `db = np.sum(dZ, axis=1, keepdims=True)`. */
export class Corrected extends MLPRegressor {
  protected override dW(dZ: Matrix, A: Matrix): Matrix {
    return matmul(dZ, transpose(A));
  }

  protected override db(dZ: Matrix): Matrix {
    return rowSums(dZ);
  }
}

/** Inputs and targets as the article has them: samples are columns. */
export interface Samples {
  readonly X: Matrix;
  readonly Y: Matrix;
}

export function drawSamples(
  features: number,
  outputs: number,
  batch: number,
  seed: number,
): Samples {
  const rng = random(seed);
  return { X: rng.normal([features, batch]).toArray(), Y: rng.normal([outputs, batch]).toArray() };
}
