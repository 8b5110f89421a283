/** Layer norm between two matrices, derived by hand: C = X − mean, S = √(mean of C² + ε), N = C/S, Y = N·γ + β, over each row. */
import type { Tensor } from "@chainrule/core";
import type { Draw } from "./draw.ts";
import {
  type Handed,
  type Has,
  type Learner,
  type Problem,
  matrixOf,
  take,
  vectorOf,
} from "./learner.ts";
import {
  type Matrix,
  type Vector,
  type Write,
  columnSums,
  columns,
  each,
  minus,
  mul,
  plus,
  repeated,
  rowSums,
  rows,
  scaled,
  spread,
  times,
  transposed,
} from "./paper.ts";

interface Norm extends Problem {
  readonly width: number;
}

const epsilon = 1e-3;

const draw = (r: Draw): Norm => {
  const [batch = 0, features = 0, width = 0] = r.different(3, 3, 8);
  return {
    width,
    at: {
      X: r.matrix(batch, features),
      W: r.matrix(features, width, 1.2 / Math.sqrt(features)),
      gamma: r.vector(width),
      beta: r.vector(width),
      T: r.matrix(batch, width),
    },
  };
};

const means = (a: Matrix, write: Write): Vector => write(scaled(1 / columns(a), rowSums(a)));

function derive({ at, width }: Norm, write: Write, has: Has): Handed {
  const [X, W, T] = [matrixOf(at, "X"), matrixOf(at, "W"), matrixOf(at, "T")];
  const [gamma, beta] = [vectorOf(at, "gamma"), vectorOf(at, "beta")];
  const Z = write(times(X, W));
  const wide = (v: Vector): Matrix => spread(v, width);
  const C = write(minus(Z, wide(means(Z, write))));
  const samples = has("the variance is over width − 1 on the way forward")
    ? width / (width - 1)
    : 1;
  const variance = write(scaled(samples, means(write(mul(C, C)), write)));
  const S = write(each((v) => Math.sqrt(v + epsilon), variance));
  const N = write(each((c, s) => c / s, C, wide(S)));
  const Y = write(plus(mul(N, repeated(gamma, rows(N))), repeated(beta, rows(N))));

  const dY = write(scaled(2 / (rows(Y) * width), minus(Y, T)));
  const product = write(mul(dY, has("dγ is computed with C instead of N") ? C : N));
  const dgamma = write(columnSums(product));
  const mean = has("dβ is the mean over the batch instead of the sum") ? rows(Y) : 1;
  const dbeta = write(scaled(1 / mean, columnSums(dY)));
  const dN = has("γ is forgotten on the way back") ? dY : write(mul(dY, repeated(gamma, rows(N))));
  const direct = write(each((d, s) => d / s, dN, wide(S)));
  const dS = write(rowSums(each((d, c, s) => (-d * c) / s ** 2, dN, C, wide(S))));
  const halved = has("the 2 of the variance is forgotten") ? 2 : 1;
  const spreads = write(each((d, c, s) => (d * c) / s / width / halved, wide(dS), C, wide(S)));
  const dC = has("the way through the standard deviation is left out")
    ? direct
    : write(plus(direct, spreads));
  const average = has("the mean in the way through the mean is a sum")
    ? rowSums(dC)
    : means(dC, write);
  const left = has("the way through the mean is left out");
  const sign = has("the way through the mean has the wrong sign") ? -1 : 1;
  const dZ = left ? dC : write(minus(dC, scaled(sign, wide(average))));
  return {
    forward: { Z, C, S, N, Y },
    backward: [
      { dY },
      { dgamma, dbeta, dN },
      { dS },
      { dC },
      { dZ },
      { dW: write(times(transposed(X), dZ)), dX: write(times(dZ, transposed(W))) },
    ],
  };
}

const loss =
  () =>
  (at: Record<string, Tensor>): Tensor => {
    const Z = take(at, "X").matmul(take(at, "W")).named("Z");
    const C = Z.sub(Z.mean(1, { keepDims: true })).named("C");
    const S = C.square().mean(1).add(epsilon).sqrt().named("S");
    const N = C.div(S.reshape([-1, 1])).named("N");
    const Y = N.mul(take(at, "gamma")).add(take(at, "beta")).named("Y");
    return Y.sub(take(at, "T")).square().mean();
  };

export const layerNorm: Learner<Norm> = {
  name: "layer norm",
  draw,
  derive,
  loss,
  parameters: () => ["W", "gamma", "beta"],
  mistakes: {
    "the way through the mean is left out": { kinds: ["path"] },
    "the way through the standard deviation is left out": { kinds: ["path"] },
    "the way through the mean has the wrong sign": { kinds: ["sign"], factor: () => -1 },
    "the mean in the way through the mean is a sum": {
      kinds: ["scale"],
      factor: (p) => p.width,
    },
    "the 2 of the variance is forgotten": { kinds: ["scale"], factor: () => 1 / 2 },
    "γ is forgotten on the way back": { kinds: ["left-out"] },
    "dγ is computed with C instead of N": { kinds: ["wrong-operand", "wrong-place"] },
    "dβ is the mean over the batch instead of the sum": {
      kinds: ["scale"],
      factor: (p) => 1 / rows(matrixOf(p.at, "X")),
      hands: () => ["dbeta"],
    },
    "the variance is over width − 1 on the way forward": { kinds: ["forward"] },
  },
};
