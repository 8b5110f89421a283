import type { Tensor } from "@chainrule/core";
import { type Open, boxOf, members, topological } from "@chainrule/core/engine";

/** What a reader sees of a graph: its steps, inputs before users, and for what lies in closed boxes the step that stands for it. */
export interface Visible {
  readonly steps: readonly Tensor[];
  /** What each step is seen applied to; a number that is written out is no step. */
  readonly inputs: ReadonlyMap<Tensor, readonly Tensor[]>;
  /** The step that a node is seen as part of. */
  readonly stepOf: (node: Tensor) => Tensor;
  readonly isBoxed: (step: Tensor) => boolean;
}

export function visible(y: Tensor, wanted: readonly Tensor[], open: Open): Visible {
  const nodes = members([y, ...wanted], open);
  const always = new Set(wanted);
  const steps = [...nodes.keys()]
    .filter((x) => x.inputs.length > 0 || !isNumber(x) || always.has(x))
    .toSorted((a, b) => Number(a.inputs.length > 0) - Number(b.inputs.length > 0) || a.id - b.id);
  const isBoxed = (step: Tensor): boolean => boxOf(step, open) !== undefined;
  const owners = new Map<Tensor, Tensor>();
  for (const step of steps.filter(isBoxed))
    for (const node of topological([step], (x) => x === step || !(nodes.has(x) || owners.has(x))))
      owners.set(node, step);
  return { steps, inputs: nodes, stepOf: (node) => owners.get(node) ?? node, isBoxed };
}

/** Whether a formula writes `x` as the number that it is. */
const isNumber = ({ name = "", value }: Tensor): boolean =>
  name === "" && typeof value === "number";
