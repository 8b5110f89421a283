/** The steps of a backward pass through a multilayer perceptron, each with what can go wrong in it. */
import { functions, other } from "./functions.ts";
import { type Has, type Values, matrixOf } from "./learner.ts";
import { type Network, type Pass, depth, layerOf, weight } from "./mlp-forward.ts";
import { throughSoftmax } from "./softmax.ts";
import {
  type Matrix,
  type Vector,
  type Write,
  columnSums,
  each,
  minus,
  mul,
  reshaped,
  rowSums,
  scaled,
  times,
  transposed,
} from "./paper.ts";

/** The gradients of what comes out, of the last Z at the end. */
export function atTheEnd(p: Network, { Z, P }: Pass, write: Write, has: Has): Values[] {
  const Y = matrixOf(p.at, "Y");
  const end = layerOf(Z, depth(p));
  const free = has("the output error is not divided by the batch");
  const later = has("1/batch is left to the parameters");
  const n = free || later ? 1 : p.batch;
  const m = has("the output error is not divided by the number of outputs")
    ? 1
    : (p.widths.at(-1) ?? 1);
  const sign =
    has("the output error has the wrong sign") ||
    has("the output error has the wrong sign, and one db is the mean over the batch")
      ? -1
      : 1;
  const two = has("the 2 of the square is missing") ? 1 : 2;
  const dZ = `dZ${depth(p)}`;
  if (p.loss === "probabilities") {
    const dP = write(each((y, q) => (-sign * y) / q / n, Y, P));
    return [{ dP }, { [dZ]: write(throughSoftmax(P, dP, write, has)) }];
  }
  if (has("the error is that of the absolute loss"))
    return [
      { [dZ]: write(each((z, y) => Math.sign(z - y) / (p.loss === "half" ? n : n * m), end, Y)) },
    ];
  if (has("logits stand where probabilities belong"))
    return [{ [dZ]: write(scaled(1 / n, minus(end, Y))) }];
  const difference = write(minus(p.loss === "logits" ? P : end, Y));
  const k = p.loss === "squares" ? (sign * two) / (n * m) : sign / n;
  return [{ [dZ]: write(scaled(k, difference)) }];
}

/** The derivative of the activation in layer `l`. */
export function slopeOf(
  p: Network,
  l: number,
  Z: Matrix,
  H: Matrix,
  write: Write,
  has: Has,
): Matrix {
  const { slope, fromValue, part } = functions[p.activation];
  const instead = functions[other(p.activation)];
  const here = (mistake: string): boolean => has(mistake, l);
  if (
    here("the derivative of the activation is left out") ||
    has("the derivative of the activation is left out in every layer") ||
    here("the derivative of the activation is left out, and all is divided by the batch")
  )
    return scaled(
      has("the derivative of the activation is left out, and all is divided by the batch")
        ? 1 / p.batch
        : 1,
      each(() => 1, Z),
    );
  if (
    here("the derivative of the activation is taken at A instead of at Z") ||
    has("the derivative of the activation is taken at A in every layer") ||
    here("W is not transposed on the way back, and the derivative is taken at A")
  )
    return each(slope, H);
  if (here("the derivative as a function of A is given Z")) return each(fromValue, Z);
  if (here("part of the derivative of the activation is lost")) return each(part, H);
  if (here("the derivative is that of another activation")) return each(instead.slope, Z);
  if (here("the derivative as a function of A is that of another activation"))
    return each(instead.fromValue, H);
  if (here("the units that are off pass the gradient, those that are on do not"))
    return each((z) => Number(!(z > 0)), Z);
  if (has("relu passes the gradient where Z is exactly 0")) return each((z) => Number(z >= 0), Z);
  const right = write(each(slope, Z));
  if (here("the derivative of the activation is there twice")) return mul(right, right);
  if (here("the derivative of the activation divides instead of multiplying"))
    return each((s) => 1 / s, right);
  return right;
}

/** The weights by which the gradient goes back through layer `l`. */
export function back(p: Network, l: number, dW: Matrix, has: Has): Matrix {
  const W = weight(p, l);
  if (has("W is not transposed on the way back", l)) return W;
  if (has("W is not transposed on the way back, and the derivative is taken at A", l - 1)) return W;
  if (has("the weights of the layer before are used on the way back", l))
    return transposed(weight(p, l - 1));
  if (has("the weights are used after their update", l))
    return transposed(each((w, d) => w - 0.5 * d, W, dW));
  return transposed(W);
}

export function weightGradient(
  p: Network,
  l: number,
  A: readonly Matrix[],
  Z: readonly Matrix[],
  dZ: Matrix,
  write: Write,
  has: Has,
): Matrix {
  const from = layerOf(has("dW is computed with Z instead of A", l) ? Z : A, l - 1);
  const only = has("dW is that of the last sample only", l);
  const left = has("A is reshaped where it should be transposed", l)
    ? reshaped(from, p.batch)
    : transposed(from);
  const product = write(only ? times(transposed(from.slice(-1)), dZ.slice(-1)) : times(left, dZ));
  const shared = write(scaled(1 / divisor(p, has), product));
  const forgotten = p.penalty === 0 || has("the share of the weight penalty is forgotten", l);
  return forgotten ? shared : write(each((d, w) => d + 2 * p.penalty * w, shared, weight(p, l)));
}

export function biasGradient(
  p: Network,
  l: number,
  dZ: Matrix,
  write: Write,
  has: Has,
): Vector | Matrix {
  if (has("db is not summed over the batch", l)) return dZ;
  if (has("db is that of the last sample only", l)) return dZ.at(-1) ?? [];
  const sums = write(
    has("db is summed over the outputs instead of the batch", l) ? rowSums(dZ) : columnSums(dZ),
  );
  const mean =
    has("db is the mean over the batch instead of the sum", l) ||
    has("the output error has the wrong sign, and one db is the mean over the batch", l) ||
    has("db is the mean over the batch in every layer");
  const sign = has("db has the wrong sign", l) ? -1 : 1;
  return write(scaled(sign / (mean ? p.batch : divisor(p, has)), sums));
}

/** What the parameters are divided by once more. */
const divisor = (p: Network, has: Has): number =>
  has("the mean over the batch is taken twice, at the loss and in every dW and db") ||
  has("1/batch is left to the parameters")
    ? p.batch
    : 1;

/** Numbers that follow from no rule. */
export function spoilt(l: number, dW: Matrix, has: Has): Matrix {
  if (has("one element of dW is a slip of the pen", l))
    return dW.map((row, i) => row.map((x, j) => (i === 1 && j === 1 ? 1.5 * x + 0.01 : x)));
  if (has("all of dW is multiplied by 0.7312", l)) return scaled(0.7312, dW);
  const wave = (i: number, j: number): number => Math.sin(12.9898 * i + 78.233 * j + 1);
  if (has("dW holds numbers that follow from nothing", l))
    return dW.map((row, i) => row.map((_, j) => wave(i, j)));
  if (has("dW is wrong by a tenth, here more, there less", l))
    return dW.map((row, i) => row.map((x, j) => x * (1 + 0.1 * wave(i, j))));
  return dW;
}
