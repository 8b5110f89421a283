import { type Tensor, gradients, tensor } from "@chainrule/core";
import { topological } from "@chainrule/core/engine";
import type { Tensors, Values } from "./learner.ts";

interface Program {
  readonly loss: (at: Tensors) => Tensor;
  readonly at: Values;
  readonly claimed: Values;
}

/** The tensors that have a name, and the loss under none. */
export function nodesOf(loss: (at: Tensors) => Tensor, at: Values): Map<string, Tensor> {
  const inputs = Object.fromEntries(
    Object.entries(at).map(([name, x]) => [name, tensor(x, { name })]),
  );
  return new Map(topological([loss(inputs)]).map((node) => [node.name ?? "", node]));
}

/** What Chainrule's own gradients are for every claim of `plant`: values by their names, gradients by `d` and the name. */
export function truthOf({ loss, at, claimed }: Program): Values {
  const known = nodesOf(loss, at);
  const y = known.get("");
  if (y === undefined) throw new Error("the loss has a name");
  return Object.fromEntries(
    Object.keys(claimed).map((name) => {
      const value = known.get(name);
      if (value !== undefined) return [name, value.toArray() as Values[string]];
      const of = known.get(name.slice(1));
      if (of === undefined) throw new Error(`nothing is called ${name.slice(1)}`);
      const [gradient] = gradients(y, [of]);
      return [name, gradient.toArray() as Values[string]];
    }),
  );
}
