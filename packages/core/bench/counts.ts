/** What a gradient consists of: nodes, calls of differentiation rules, kernels run. */
import type { Tensor } from "@chainrule/core";
import {
  compute,
  evaluateAll,
  fill,
  given,
  interpretedBy,
  sweep,
  topological,
} from "@chainrule/core/engine";

export interface Counts {
  /** Operations in the graph of the value; each runs one kernel. */
  readonly nodes: number;
  /** Contributions to a cotangent, one for each input that a derivative is wanted for. */
  readonly rules: number;
  /** Kernels that the sweep runs, sums of contributions among them. */
  readonly kernels: number;
}

/** Counts for the gradient of `y` with respect to `xs`, swept on values as `valueAndGrad` does. */
export function countsOf(y: Tensor, xs: readonly Tensor[]): Counts {
  const nodes = topological([y]).filter((node) => node.inputs.length > 0).length;
  evaluateAll(y);
  let rules = 0;
  let kernels = 0;
  const count = (node: Tensor): Tensor => {
    kernels++;
    return given(compute(node), node.shape, node.dtype);
  };
  const isZero = (g: Tensor) => g.value === 0;
  const seed = fill(1, y);
  interpretedBy(count, () => sweep(y, xs, seed, { isZero, onPart: () => void rules++ }));
  kernels = 0;
  interpretedBy(count, () => sweep(y, xs, seed, { isZero }));
  return { nodes, rules, kernels };
}
