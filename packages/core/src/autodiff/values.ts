import { type Interpreter, interpretedBy } from "../graph/apply.ts";
import type { Tensor } from "../graph/tensor.ts";
import { compute } from "../eval/compute.ts";
import { evaluateAll, evaluateOrder, evaluateRoots, forget } from "../eval/evaluate.ts";
import { fill, settled } from "../ops/leaf.ts";
import { asked } from "./plan.ts";
import { sweep } from "./reverse.ts";

/**
 * The reverse sweep run on values: the same rules, each op computed at once, no graph left behind. For
 * results that nobody differentiates again. Values that only the sweep needs die as it passes, and those
 * that no rule can ask for before.
 */
export function sweepOnValues(
  y: Tensor,
  xs: readonly Tensor[],
  seed: Tensor = fill(1, y),
): Tensor[] {
  const borrowed: Tensor[] = [];
  const borrow = (node: Tensor): void => {
    if (node !== y) borrowed.push(node);
  };
  const interpret: Interpreter = (node) => {
    for (let i = 0; i < node.arity; i++)
      if (node.input(i)?.value === undefined) evaluateAll(node.input(i) as Tensor).forEach(borrow);
    return settled(node, compute(node));
  };
  let nodes: readonly Tensor[] = [];
  let transient = new Uint8Array(0);
  const found = interpretedBy(interpret, () =>
    sweep(y, xs, seed, {
      onOrder(order, plan) {
        nodes = order;
        transient = new Uint8Array(order.length);
        for (let i = 0; i < order.length; i++)
          if (order[i]?.value === undefined && order[i] !== y) transient[i] = 1;
        evaluateOrder(order, plan, asked(plan), borrow);
        evaluateRoots([y]);
      },
      isZero: (g) => g.value === 0,
      onDone(place) {
        if (transient[place] === 1) forget(nodes[place] as Tensor);
      },
    }),
  );
  borrowed.forEach(forget);
  return found.map((g, i) => g ?? fill(0, xs[i] as Tensor));
}
