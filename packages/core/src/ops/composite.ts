import { isInterpreting } from "../graph/apply.ts";
import { type Scope, type Tensor, nextId } from "../graph/tensor.ts";

/**
 * A composition that a reader sees as one box: `body` builds it from other ops, and the result remembers
 * name, inputs and, where the parts hide it, the pullback of the closed box in one line of `formula`.
 * Derivatives follow from the parts.
 */
export function composite<T extends Tensor>(
  name: string,
  inputs: readonly Tensor[],
  body: () => T,
  formula = "",
): T {
  const first = nextId();
  const output = body();
  if (isInterpreting() || output.id < first) return output;
  const inner = output.note?.scope;
  const scope: Scope = { name, inputs, output, first, formula, ...(inner && { inner }) };
  output.note = { ...output.note, scope };
  return output;
}
