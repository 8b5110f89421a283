import type { Tensor } from "./tensor.ts";

const everywhere = (): boolean => true;

/** Whether `node` has its place in `order`: its slot may be left over from another walk. */
export const placed = (order: readonly Tensor[], node: Tensor): boolean =>
  node.slot < order.length && order[node.slot] === node;

/** Nodes note their places in `order` again, after another walk has moved them. */
export function placeAgain(order: readonly Tensor[]): void {
  for (let i = 0; i < order.length; i++) (order[i] as Tensor).slot = i;
}

/**
 * Every node that `roots` depend on, inputs before users. Nodes that `enter` refuses, and what lies behind
 * them, are left out. Iterative: a chain of a million nodes must not overflow the stack.
 *
 * A finished node notes its place in `slot`, so that `placed` tells whether it has been met, without a set
 * to fill and without marks to clear.
 */
export function topological(
  roots: Iterable<Tensor>,
  enter: (node: Tensor) => boolean = everywhere,
): Tensor[] {
  const order: Tensor[] = [];
  const path: Tensor[] = [];
  const cursor: number[] = [];
  for (const root of roots) {
    if (placed(order, root) || !enter(root)) continue;
    let node: Tensor | undefined = root;
    let next = 0;
    while (node !== undefined) {
      const input = node.input(next);
      if (input === undefined) {
        node.slot = order.length;
        order.push(node);
        node = path.pop();
        next = cursor.pop() ?? 0;
        continue;
      }
      next++;
      if (placed(order, input) || !enter(input)) continue;
      path.push(node);
      cursor.push(next);
      node = input;
      next = 0;
    }
  }
  return order;
}

/** For a topological order: the places of each node's inputs in it, −1 for those left out. */
export interface Edges {
  /** Node `i`'s inputs stand at `places[first[i]] … places[first[i + 1] − 1]`. */
  readonly first: Int32Array;
  readonly places: Int32Array;
}

/** To be called right after `topological` or `placeAgain`, before another walk moves the slots. */
export function edgesOf(order: readonly Tensor[]): Edges {
  const first = new Int32Array(order.length + 1);
  for (let i = 0; i < order.length; i++)
    first[i + 1] = (first[i] as number) + (order[i] as Tensor).arity;
  const places = new Int32Array(first[order.length] as number);
  let k = 0;
  for (let i = 0; i < order.length; i++) {
    const node = order[i] as Tensor;
    for (let n = 0, input = node.first; input !== undefined; input = node.input(++n))
      places[k++] = placed(order, input) ? input.slot : -1;
  }
  return { first, places };
}
