import type { Tensor } from "@chainrule/core";
import { apply, namedLike, topological } from "@chainrule/core/engine";

/** `f` with `by` in the place of `from`: what lies between is made anew, all else is shared. */
export function exchanged(f: Tensor, from: Tensor, by: Tensor): Tensor {
  if (f === from) return by;
  const made = new Map([[from, by]]);
  // What depends on a node was made after it.
  for (const node of topological([f], (x) => x.id > from.id)) {
    const inputs = node.inputs.map((x) => made.get(x) ?? x);
    if (inputs.every((x, i) => x === node.inputs[i])) continue;
    made.set(node, namedLike(apply(node.op, ...inputs), node));
  }
  return made.get(f) ?? f;
}
