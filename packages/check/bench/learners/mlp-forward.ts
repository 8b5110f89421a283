/** A multilayer perceptron on the way forward: rows are samples, Z = A·W + b, A = f(Z). */
import { type Function, functions } from "./functions.ts";
import { type Has, type Problem, matrixOf, vectorOf } from "./learner.ts";
import {
  type Matrix,
  type Write,
  each,
  plus,
  repeated,
  softmax,
  times,
  transposed,
} from "./paper.ts";

export interface Network extends Problem {
  /** From the inputs to the outputs. */
  readonly widths: readonly number[];
  readonly batch: number;
  readonly activation: Function;
  /** Mean of squares, half the sum of squares per sample, cross-entropy of logits, cross-entropy of probabilities. */
  readonly loss: "squares" | "half" | "logits" | "probabilities";
  readonly bias: boolean;
  /** λ of λ·ΣW², 0 for none. */
  readonly penalty: number;
  /** A of this layer is f(Z) + A of the layer before; 0 for none. */
  readonly skip: number;
  readonly layer: number;
  /** The first sample is all zeros, so that the first Z is 0 there. */
  readonly kink: boolean;
  /** Unlike all others: the batch is as wide as a layer. */
  readonly coincidence: boolean;
}

export const depth = (p: Network): number => p.widths.length - 1;
export const layers = (p: Network): number[] => p.widths.slice(1).map((_, i) => i + 1);
export const weight = (p: Network, l: number): Matrix => matrixOf(p.at, `W${l}`);

/** Z and A of every layer, A of layer 0 being X, and the probabilities. */
export interface Pass {
  readonly Z: readonly Matrix[];
  readonly A: readonly Matrix[];
  readonly P: Matrix;
}

export const layerOf = (sheets: readonly Matrix[], l: number): Matrix => sheets[l] ?? [];

export function forward(p: Network, write: Write, has: Has): Pass {
  const { value } = functions[p.activation];
  const X = matrixOf(p.at, "X");
  const Z: Matrix[] = [[]];
  const A: Matrix[] = [X];
  for (const l of layers(p)) {
    const before = layerOf(A, l - 1);
    const turned = has("W is transposed on the way forward", l);
    const product = write(times(before, turned ? transposed(weight(p, l)) : weight(p, l)));
    const forgotten = has("the bias is forgotten on the way forward", l);
    const b = p.bias && !forgotten ? vectorOf(p.at, `b${l}`) : undefined;
    const z = b === undefined ? product : write(plus(product, repeated(b, p.batch)));
    const flat = l === depth(p) || has("the activation is forgotten on the way forward", l);
    const a = flat ? z : write(each(value, z));
    Z.push(z);
    A.push(l === p.skip ? write(plus(a, before)) : a);
  }
  const last = layerOf(Z, depth(p));
  const wrong = has("softmax is taken over the samples instead of the classes");
  return { Z, A, P: write(wrong ? transposed(softmax(transposed(last))) : softmax(last)) };
}
