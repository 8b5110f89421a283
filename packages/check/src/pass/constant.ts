import type { Tensor } from "@chainrule/core";
import { topological } from "@chainrule/core/engine";

const known = new WeakMap<Tensor, boolean>();

/** Whether `x` depends on no data, only on numbers written in the program. */
export function isConstant(x: Tensor): boolean {
  for (const node of topological([x], (y) => !known.has(y)))
    known.set(
      node,
      node.op.kernel.kind === "leaf"
        ? typeof node.value === "number" && node.name === undefined && !node.op.kernel.input
        : node.inputs.every((y) => known.get(y) === true),
    );
  return known.get(x) === true;
}
