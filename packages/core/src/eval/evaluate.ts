import { ValueError } from "../graph/errors.ts";
import { describe } from "../graph/note.ts";
import { type Edges, placed, topological } from "../graph/order.ts";
import type { Tensor } from "../graph/tensor.ts";
import { compute } from "./compute.ts";

/** More readers than a node can have: a root's value is kept. */
const FOREVER = 2 ** 30;

/** Told of every value that evaluation gives a node, or takes from it. */
export type Observer = (node: Tensor, known: boolean) => void;

let observer: Observer | null = null;

/** Run `body` under the eyes of `told`. What a sweep on values computes besides, its cotangents, is not told. */
export function observing<T>(told: Observer, body: () => T): T {
  const outer = observer;
  observer = told;
  try {
    return body();
  } finally {
    observer = outer;
  }
}

/** Take a node's value from it. */
export function forget(node: Tensor): void {
  if (node.value !== undefined) observer?.(node, false);
  node.value = undefined;
}

const unknown = (x: Tensor): boolean => x.value === undefined;

/** The input for want of whose value the roots have none, if there is one. */
export const missing = (roots: readonly Tensor[]): Tensor | undefined =>
  topological(roots, unknown).find(({ op }) => op.kernel.kind === "leaf");

/**
 * Give every root its value, in one sweep over what is not yet known. The roots remember theirs; every
 * other value dies as soon as its last reader has run.
 */
export function evaluateRoots(roots: readonly Tensor[]): void {
  if (!roots.some(unknown)) return;
  const order = inOrder(topological(roots, unknown));
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
      if (left === 0) forget(input);
    }
  }
}

/**
 * The order in which the nodes were made, if some of them say what comes before what: a gradient is then
 * evaluated from the last layer to the first, as its sweep went.
 */
function inOrder(order: Tensor[]): Tensor[] {
  if (!order.some(({ op }) => op.kernel.kind === "first")) return order;
  order.sort((a, b) => a.id - b.id);
  order.forEach((node, i) => (node.slot = i));
  return order;
}

/**
 * Give the nodes of a topological order their values. Those that are not `kept` and had none before lose them
 * when their last reader has run; `borrow` is told of the nodes behind the order that got one.
 */
export function evaluateOrder(
  order: readonly Tensor[],
  { first, places }: Edges,
  kept: Uint8Array,
  borrow: (node: Tensor) => void,
): void {
  const readers = new Int32Array(order.length);
  const behind: Tensor[] = [];
  for (let i = 0; i < order.length; i++) {
    const node = order[i] as Tensor;
    if (node.value !== undefined) continue;
    const start = first[i] as number;
    for (let at = start; at < (first[i + 1] as number); at++) {
      const place = places[at] as number;
      if (place >= 0 && kept[place] !== 0) continue;
      const input = place < 0 ? (node.input(at - start) as Tensor) : (order[place] as Tensor);
      if (input.value !== undefined) continue;
      if (place < 0) behind.push(input);
      else readers[place] = (readers[place] as number) + 1;
    }
  }
  evaluateRoots(behind);
  behind.forEach(borrow);
  for (let i = 0; i < order.length; i++) {
    const node = order[i] as Tensor;
    if (node.value !== undefined) continue;
    know(node);
    for (let at = first[i] as number; at < (first[i + 1] as number); at++) {
      const place = places[at] as number;
      if (place < 0 || readers[place] === 0) continue;
      const left = (readers[place] as number) - 1;
      readers[place] = left;
      if (left === 0) forget(order[place] as Tensor);
    }
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
  observer?.(node, true);
}
