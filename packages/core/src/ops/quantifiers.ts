/** Reductions of claims. */
import { apply } from "../graph/apply.ts";
import { constant } from "../graph/derivative.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { notDefined, oneDType } from "./accepts.ts";
import { asTensor } from "./check.ts";
import { type Reduction, reduction } from "./reductions.ts";
import { without } from "./structural.ts";

/** Whether all elements hold. */
export const all: Reduction = reduction("all", (x, axes) => apply(Connect("all", axes), x), truth);

/** Whether any element holds. */
export const any: Reduction = reduction("any", (x, axes) => apply(Connect("any", axes), x), truth);

/** `x`, refused unless it is a tensor of claims. */
function truth(name: string, x: unknown): Tensor {
  const input = asTensor(name, x);
  if (input.dtype === "bool") return input;
  throw notDefined(name, input, "bool", true);
}

export const Connect = (name: "all" | "any", axes: readonly number[]): Op => ({
  name,
  attrs: { axes },
  arity: 1,
  shape: (x) => without(x.shape, axes),
  dtype: oneDType(name, "bool"),
  kernel: {
    kind: "fold",
    axes,
    identity: name === "all" ? 1 : 0,
    combine: (m, sum, x) => (name === "all" ? m.min(sum, x) : m.max(sum, x)),
  },
  derivative: constant,
});
