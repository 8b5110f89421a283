import { type Tensor, tensor } from "@chainrule/core";
import { evaluateAll } from "@chainrule/core/engine";
import { backwardOf } from "./backward.ts";
import { type Numbers, numbersOf } from "./numbers.ts";

/** A tensor of these elements in the place of `like`. */
export const leaf = (value: Numbers, like: Tensor): Tensor =>
  tensor(value, { shape: like.shape, dtype: like.dtype });

/** The gradients of parameters as constants, each computed when it is first asked for. */
export function slopesOf(loss: Tensor): (parameter: Tensor) => Tensor | undefined {
  const known = new Map<Tensor, Tensor | undefined>();
  return (p) => {
    if (!known.has(p)) {
      const back = p.name === undefined ? undefined : backwardOf(loss, [p]);
      const g = back?.parts.has(p) === true ? back.cotangent.get(p) : undefined;
      if (g !== undefined) evaluateAll(g);
      known.set(p, g && leaf(numbersOf(g).slice(), p));
    }
    return known.get(p);
  };
}
