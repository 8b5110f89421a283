import { apply } from "./apply.ts";
import { namedLike } from "./note.ts";
import { topological } from "./order.ts";
import type { Tensor } from "./tensor.ts";

/**
 * `outputs` with other nodes in the place of some: what depends on a replaced node is made anew, all else is
 * shared, so that values already known are not computed again.
 */
export function substitute(
  outputs: readonly Tensor[],
  replacements: ReadonlyMap<Tensor, Tensor>,
): Tensor[] {
  const made = new Map(replacements);
  for (const node of topological(outputs, (x) => !replacements.has(x))) {
    const inputs = node.inputs.map((x) => made.get(x) ?? x);
    if (inputs.every((x, i) => x === node.input(i))) continue;
    made.set(node, namedLike(apply(node.op, ...inputs), node));
  }
  return outputs.map((y) => made.get(y) ?? y);
}
