import { sigmoid } from "./paper.ts";

export type Function = "relu" | "tanh" | "sigmoid" | "softplus";

/** An activation, its derivative at z, its derivative as a function of its value, and that with something lost. */
interface Activation {
  readonly value: (z: number) => number;
  readonly slope: (z: number) => number;
  readonly fromValue: (a: number) => number;
  readonly part: (a: number) => number;
}

export const functions: Readonly<Record<Function, Activation>> = {
  relu: {
    value: (z) => Math.max(z, 0),
    slope: (z) => Number(z > 0),
    fromValue: (a) => Number(a > 0),
    part: () => NaN,
  },
  tanh: {
    value: Math.tanh,
    slope: (z) => 1 - Math.tanh(z) ** 2,
    fromValue: (a) => 1 - a * a,
    part: (a) => 1 - a,
  },
  sigmoid: {
    value: sigmoid,
    slope: (z) => sigmoid(z) * (1 - sigmoid(z)),
    fromValue: (a) => a * (1 - a),
    part: (a) => a,
  },
  softplus: {
    value: (z) => Math.log1p(Math.exp(z)),
    slope: sigmoid,
    fromValue: (a) => 1 - Math.exp(-a),
    part: () => NaN,
  },
};

/** The one that it is taken for. */
export const other = (f: Function): Function => (f === "tanh" ? "sigmoid" : "tanh");
