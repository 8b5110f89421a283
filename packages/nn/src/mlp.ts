import { type Random, ValueError } from "@chainrule/core";
import { asOptions, kindOf } from "@chainrule/core/engine";
import { type Activation, relu } from "./activation.ts";
import type { Initializer } from "./initializers.ts";
import { type Linear, linear } from "./linear.ts";
import type { Module } from "./module.ts";
import { Sequential } from "./sequential.ts";

export interface MlpOptions {
  /** Where the first weights come from. */
  readonly rng: Random;
  /** What stands between the layers: a call makes one. relu unless given. */
  readonly activation?: () => Activation;
  /** How weights are drawn; as `linear` does unless given. */
  readonly init?: Initializer;
}

/** The layers between these sizes: linear, activation, linear, …, linear. */
export type MlpLayers<Sizes extends readonly number[]> = number extends Sizes["length"]
  ? readonly (Linear | Activation)[]
  : Sizes extends readonly [
        infer In extends number,
        infer Out extends number,
        ...infer Rest extends readonly number[],
      ]
    ? Rest extends readonly []
      ? readonly [Linear<In, Out>]
      : readonly [Linear<In, Out>, Activation, ...MlpLayers<readonly [Out, ...Rest]>]
    : readonly [];

/**
 * A multi-layer perceptron with these sizes, e.g. [13, 64, 64, 1]: linear layers with an activation between
 * them and none after the last. Its parameters are called W1, b1, W2, b2, …
 *
 * @throws ValueError if there are fewer than two sizes, or one is not a whole number of at least 1.
 */
export function mlp<const Sizes extends readonly number[]>(
  sizes: Sizes,
  options: MlpOptions,
): Sequential<MlpLayers<Sizes>> {
  if (!Array.isArray(sizes) || sizes.length < 2)
    throw new ValueError(
      "mlp",
      `sizes [${String(sizes)}]`,
      "a network has an input and an output",
      "write [13, 64, 1]",
    );
  const { activation = relu, ...rest } = asOptions("mlp", options, "rng", "activation", "init");
  if (typeof activation !== "function")
    throw new ValueError(
      "mlp",
      `activation ${kindOf(activation)}`,
      "it is not a function that makes one",
      "write { activation: tanh } rather than tanh() or a name",
    );
  const layers: Module[] = [];
  for (let l = 1; l < sizes.length; l++) {
    const layer = linear(sizes[l - 1] as number, sizes[l] as number, rest);
    layer.weight.named(`W${l}`);
    layer.bias?.named(`b${l}`);
    layers.push(layer);
    if (l < sizes.length - 1) layers.push(activation());
  }
  return new Sequential<readonly Module[]>(layers) as unknown as Sequential<MlpLayers<Sizes>>;
}
