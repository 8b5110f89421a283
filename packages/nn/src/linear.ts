import {
  type Random,
  type Shape,
  ShapeError,
  type Tensor,
  add,
  matmul,
  transpose,
  zeros,
} from "@chainrule/core";
import { asOptions, asTensor, describe } from "@chainrule/core/engine";
import { type Initializer, fanInUniform } from "./initializers.ts";
import { stream, whole } from "./option.ts";
import type { Accepts, Mapped } from "./typed.ts";

export interface LinearOptions {
  /** Where the first weights come from. */
  readonly rng: Random;
  /** Whether a bias is added; it is unless said otherwise. */
  readonly bias?: boolean;
  /** How the weight is drawn, with a bias of 0; without it both are uniform on ±1/√in, as in PyTorch. */
  readonly init?: Initializer;
}

/** `y = x·weightᵀ + bias` along the last axis of `x`: [batch, in] becomes [batch, out]. */
export class Linear<In extends number = number, Out extends number = number> {
  readonly weight: Tensor<readonly [Out, In]>;
  readonly bias: Tensor<readonly [Out]> | null;

  constructor(weight: Tensor<readonly [Out, In]>, bias: Tensor<readonly [Out]> | null) {
    this.weight = weight;
    this.bias = bias;
  }

  forward<S extends Shape>(x: Tensor<S> & Accepts<S, In>): Tensor<Mapped<S, In, Out>>;
  forward(x: Tensor): Tensor {
    const features = this.weight.shape[1];
    if (asTensor("linear", x).shape.at(-1) !== features)
      throw new ShapeError(
        "linear",
        `x ${describe(x)} for ${describe(this.weight)}`,
        x.shape.length === 0
          ? "a scalar has no last axis"
          : `the last axis has size ${x.shape.at(-1)}, not ${features}`,
        x.shape.length === 2 && x.shape[0] === features
          ? "samples are rows here: transpose x"
          : `bring x to [batch, ${features}]`,
      );
    const y = matmul(x, transpose(this.weight) as Tensor);
    return this.bias === null ? y : add(y, this.bias as Tensor);
  }
}

/**
 * A fully connected layer from `fanIn` to `fanOut` features. Weight [out, in] and bias [out] are float64.
 *
 * @throws ValueError if a size is not a whole number of at least 1, or `rng` is missing.
 */
export function linear<In extends number, Out extends number>(
  fanIn: In,
  fanOut: Out,
  options: LinearOptions,
): Linear<In, Out> {
  whole("linear", "in", fanIn, 1);
  whole("linear", "out", fanOut, 1);
  const rng = stream("linear", (options as LinearOptions | undefined)?.rng);
  const { bias = true, init } = asOptions("linear", options, "rng", "bias", "init");
  const shape = [fanOut, fanIn] as const;
  const weight = (init ?? fanInUniform)(shape, rng).named("weight");
  if (!bias) return new Linear(weight, null);
  const bound = 1 / Math.sqrt(fanIn);
  const drawn =
    init === undefined
      ? rng.uniform([fanOut] as const, { low: -bound, high: bound })
      : zeros([fanOut] as const);
  return new Linear(weight, drawn.named("bias"));
}
