import { isInterpreting } from "../graph/apply.ts";
import { type Attributes, type Scope, type Tensor, nextId } from "../graph/tensor.ts";

/** What is said of a box besides its name. */
interface Said {
  /** Plain data that a reader needs: what is undefined, as what is usual may be, is left out. */
  readonly attrs?: Attributes;
  /** Where the parts hide it, the pullback of the closed box in one line. */
  readonly formula?: string;
}

/**
 * A composition that a reader sees as one box: `body` builds it from other ops, and the result remembers
 * name, inputs and what is said of it. Derivatives follow from the parts.
 */
export function composite<T extends Tensor>(
  name: string,
  inputs: readonly Tensor[],
  body: () => T,
  { attrs = {}, formula = "" }: Said = {},
): T {
  const first = nextId();
  const output = body();
  if (isInterpreting() || output.id < first || hidesNothing(output, inputs, first)) return output;
  const known = Object.entries(attrs).filter(([, value]) => value !== undefined);
  const inner = output.note?.scope;
  const scope: Scope = {
    name,
    attrs: Object.fromEntries(known),
    inputs,
    output,
    first,
    formula,
    ...(inner && { inner }),
  };
  output.note = { ...output.note, scope };
  return output;
}

/** Whether a box would hold one op of just these inputs, which says by itself what it is. */
const hidesNothing = (output: Tensor, inputs: readonly Tensor[], first: number): boolean =>
  output.id === first && output.inputs.every((x) => inputs.includes(x));
