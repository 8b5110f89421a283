import { ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { placed, topological } from "../graph/order.ts";
import type { Tensor } from "../graph/tensor.ts";
import { compute } from "./compute.ts";

/** More readers than a node can have: a root's value is kept. */
const FOREVER = 2 ** 30;

const unknown = (x: Tensor): boolean => x.value === undefined;

/**
 * Give every root its value, in one sweep over what is not yet known. The roots remember theirs; every
 * other value dies as soon as its last reader has run.
 */
export function evaluateRoots(roots: readonly Tensor[]): void {
  if (!roots.some(unknown)) return;
  const order = topological(roots, unknown);
  // Nothing walks the graph meanwhile, so that slots stay.
  const readers = new Int32Array(order.length);
  for (const node of order)
    for (let i = 0, input = node.first; input !== undefined; input = node.input(++i))
      if (placed(order, input)) readers[input.slot] = (readers[input.slot] as number) + 1;
  for (const root of roots) if (placed(order, root)) readers[root.slot] = FOREVER;
  for (const node of order) {
    know(node);
    for (let i = 0, input = node.first; input !== undefined; input = node.input(++i)) {
      if (!placed(order, input)) continue;
      const left = (readers[input.slot] as number) - 1;
      readers[input.slot] = left;
      if (left === 0) input.value = undefined;
    }
  }
}

/** Give the nodes of a topological order their values; `borrow` is told of the nodes behind them that got one on the way. */
export function evaluateOrder(order: readonly Tensor[], borrow: (node: Tensor) => void): void {
  for (let i = 0; i < order.length; i++) {
    const node = order[i] as Tensor;
    if (node.value !== undefined) continue;
    for (let k = 0; k < node.arity; k++) {
      const input = node.input(k) as Tensor;
      if (input.value === undefined) for (const behind of evaluateAll(input)) borrow(behind);
    }
    know(node);
  }
}

/** Give `root` and every node behind it that is not yet known their values; the nodes that got one. */
export function evaluateAll(root: Tensor): Tensor[] {
  const order = topological([root], unknown);
  for (const node of order) know(node);
  return order;
}

function know(node: Tensor): void {
  if (node.op.kernel.kind === "leaf")
    throw new ValueError(
      "evaluate",
      `the input ${describe(node)}`,
      "it has no value while a graph is being traced",
      "read values outside of the traced function, or choose with where(condition, a, b)",
    );
  node.value = compute(node);
}
