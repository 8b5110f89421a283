/** Modules without parameters. */
import {
  type Shape,
  type Tensor,
  gelu as geluOf,
  leakyRelu as leakyReluOf,
  relu as reluOf,
  reshape,
  sigmoid as sigmoidOf,
  silu as siluOf,
  softmax as softmaxOf,
  softplus as softplusOf,
  tanh as tanhOf,
} from "@chainrule/core";
import { asTensor } from "@chainrule/core/engine";

/** A function that keeps the shape, as a module. */
export class Activation {
  readonly name: string;
  readonly apply: (x: Tensor) => Tensor;

  constructor(name: string, apply: (x: Tensor) => Tensor) {
    this.name = name;
    this.apply = apply;
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return this.apply(x) as Tensor<S>;
  }
}

/** `max(x, 0)` */
export const relu = (): Activation => new Activation("relu", (x) => reluOf(x));

/** `x` above 0, `slope·x` from 0 down. */
export const leakyRelu = (slope = 0.01): Activation =>
  new Activation("leakyRelu", (x) => leakyReluOf(x, slope));

/** `tanh x` */
export const tanh = (): Activation => new Activation("tanh", (x) => tanhOf(x));

/** `1/(1 + e⁻ˣ)` */
export const sigmoid = (): Activation => new Activation("sigmoid", (x) => sigmoidOf(x));

/** `x·Φ(x)`, or with `approximate: "tanh"` the form with tanh that GPT-2 used. */
export const gelu = (options: { readonly approximate?: "none" | "tanh" } = {}): Activation =>
  new Activation("gelu", (x) => geluOf(x, options));

/** `x·σ(x)` */
export const silu = (): Activation => new Activation("silu", (x) => siluOf(x));

/** `ln(1 + eˣ)` */
export const softplus = (): Activation => new Activation("softplus", (x) => softplusOf(x));

/** `eˣ/Σ eˣ` along `axis`, the last unless given. */
export const softmax = (axis = -1): Activation =>
  new Activation("softmax", (x) => softmaxOf(x, axis));

/** All axes but the first as one. */
export class Flatten {
  forward(x: Tensor): Tensor<readonly [number, number]> {
    const [batch = 1, ...rest] = asTensor("flatten", x).shape;
    return reshape(x, [batch, rest.reduce((n, d) => n * d, 1)]);
  }
}

/** All axes but the first as one: [batch, 8, 8] becomes [batch, 64]. */
export const flatten = (): Flatten => new Flatten();
