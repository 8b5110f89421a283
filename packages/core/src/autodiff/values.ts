import { type Interpreter, interpretedBy } from "../graph/apply.ts";
import type { Tensor } from "../graph/tensor.ts";
import { compute } from "../eval/compute.ts";
import { evaluateAll } from "../eval/evaluate.ts";
import { fill, given } from "../ops/leaf.ts";
import { sweep } from "./reverse.ts";

/**
 * The reverse sweep run on values: the same rules, each op computed at once, no graph left behind. For
 * results that nobody differentiates again. Values that only the sweep needs die as it passes.
 */
export function sweepOnValues(y: Tensor, xs: readonly Tensor[], seed?: Tensor): Tensor[] {
  const borrowed: Tensor[] = [];
  const know = (x: Tensor): void => {
    for (const node of evaluateAll(x)) if (node !== y) borrowed.push(node);
  };
  const interpret: Interpreter = (op, inputs, shape, dtype) => {
    for (const x of inputs) if (x.value === undefined) know(x);
    return given(compute(op, inputs, shape, dtype), shape, dtype);
  };
  let nodes: readonly Tensor[] = [];
  let transient = new Uint8Array(0);
  const found = interpretedBy(interpret, () =>
    sweep(y, xs, seed ?? fill(1, y), {
      onOrder(order) {
        nodes = order;
        transient = Uint8Array.from(order, (node) =>
          node.value === undefined && node !== y ? 1 : 0,
        );
        know(y);
      },
      onDone(place) {
        if (transient[place] === 1) (nodes[place] as Tensor).value = undefined;
      },
    }),
  );
  for (const node of borrowed) node.value = undefined;
  return found.map((g, i) => g ?? fill(0, xs[i] as Tensor));
}
