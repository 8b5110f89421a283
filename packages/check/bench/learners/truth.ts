import { gradients, tensor } from "@chainrule/core";
import { topological } from "@chainrule/core/engine";
import { type Values } from "./learner.ts";
import type { Plant } from "./planted.ts";

/** What Chainrule's own gradients are for every claim of `plant`: values by their names, gradients by `d` and the name. */
export function truthOf({ loss, at, claimed }: Pick<Plant, "loss" | "at" | "claimed">): Values {
  const inputs = Object.fromEntries(
    Object.entries(at).map(([name, x]) => [name, tensor(x, { name })]),
  );
  const y = loss(inputs);
  const known = new Map(topological([y]).map((node) => [node.name ?? "", node]));
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
