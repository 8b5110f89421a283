/** Reductions of claims. */
import { apply } from "../graph/apply.ts";
import { constant } from "../graph/derivative.ts";
import { DTypeError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import type { Op, Tensor } from "../graph/tensor.ts";
import { type Reduction, reduction } from "./reductions.ts";
import { without } from "./structural.ts";

/** Whether all elements hold. */
export const all: Reduction = reduction("all", (x, axes) =>
  apply(Connect("all", axes), truth("all", x)),
);

/** Whether any element holds. */
export const any: Reduction = reduction("any", (x, axes) =>
  apply(Connect("any", axes), truth("any", x)),
);

const truth = (name: string, x: Tensor): Tensor => {
  if (x.dtype === "bool") return x;
  throw new DTypeError(
    name,
    `${describe(x)} ${x.dtype}`,
    "it is defined for bool",
    "write notEqual(x, 0)",
  );
};

const Connect = (name: "all" | "any", axes: readonly number[]): Op => ({
  name,
  attrs: { axes },
  arity: 1,
  shape: (x) => without(x.shape, axes),
  kernel: {
    kind: "fold",
    axes,
    identity: name === "all" ? 1 : 0,
    combine: (m, sum, x) => (name === "all" ? m.min(sum, x) : m.max(sum, x)),
  },
  derivative: constant,
});
