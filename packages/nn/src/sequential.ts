import { type Shape, type Tensor, ValueError } from "@chainrule/core";
import type { Clash } from "@chainrule/core/engine";
import type { Activation, Flatten } from "./activation.ts";
import type { Linear } from "./linear.ts";
import { type Module, namedByPath } from "./module.ts";
import type { Mapped } from "./typed.ts";

/** The shape after one layer: that of the modules here is known, that of others only at run time. */
type After<M, S extends Shape> =
  M extends Linear<infer In, infer Out>
    ? Mapped<S, In, Out>
    : M extends Activation
      ? S
      : M extends Flatten
        ? readonly [number, number]
        : M extends Sequential<infer L>
          ? Through<L, S>
          : Shape;

/** The shape after all layers; `never` where one does not fit. */
export type Through<L extends readonly Module[], S extends Shape> = number extends L["length"]
  ? Shape
  : L extends readonly [infer M, ...infer Rest extends readonly Module[]]
    ? [After<M, S>] extends [never]
      ? never
      : Through<Rest, After<M, S>>
    : S;

/** Accepts what all layers can be applied to. */
type Passes<L extends readonly Module[], S extends Shape> = [Through<L, S>] extends [never]
  ? Clash<"the last axis is not what a layer takes">
  : unknown;

/** Accepts layers of which each takes what the one before it gives. */
type Chain<L extends readonly Module[]> = [Through<L, readonly [number, number]>] extends [never]
  ? Clash<"a layer does not take what the layer before it gives">
  : unknown;

/** Modules one after the other: `forward(x) = layersₙ(… layers₁(x))`. */
export class Sequential<const L extends readonly Module[] = readonly Module[]> {
  readonly layers: L;

  constructor(layers: L) {
    this.layers = layers;
  }

  forward<S extends Shape>(x: Tensor<S> & Passes<L, S>): Tensor<Through<L, S>>;
  forward(x: Tensor): Tensor {
    return this.layers.reduce<Tensor>((a, layer) => layer.forward(a), x);
  }
}

/**
 * Modules one after the other. Parameters are named by the way to them, e.g. `layers[0].weight`.
 *
 * @throws ValueError if one of them has no `forward`.
 */
export function sequential<const L extends readonly Module[]>(
  ...modules: L & Chain<L>
): Sequential<L> {
  for (const [i, module] of (modules as L).entries())
    if (typeof (module as Partial<Module> | undefined)?.forward !== "function")
      throw new ValueError(
        "sequential",
        `module ${i} of type ${typeof module}`,
        "it has no forward",
        "write relu() rather than relu, or give it a method forward(x)",
      );
  return namedByPath(new Sequential<L>(modules));
}
