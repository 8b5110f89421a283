import type { Tensor } from "../graph/tensor.ts";
import { topological } from "../graph/order.ts";
import { type Open, members } from "./members.ts";
import { type Term, atom } from "./term.ts";
import { type Style, asText, leaf, write } from "./write.ts";

/** The formulas of several results, and before them those of the parts that they share, in the order in which they can be read. */
export interface Formulas {
  readonly parts: readonly { readonly name: string; readonly text: string }[];
  readonly results: readonly string[];
}

/** How formulas are written: the boxes that are opened, and the style. */
export interface FormulaOptions {
  readonly open?: Open;
  readonly style?: Style;
}

/**
 * What `outputs` are, as a person writes it; `inputs` and named tensors are not looked into. What is used twice
 * and is not short gets a name that no tensor has, so that the length stays linear in the number of nodes.
 */
export function formulas(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  { open = false, style = asText }: FormulaOptions = {},
): Formulas {
  const { whole, notation } = style.numbers;
  const [ends, stops] = [new Set(outputs), new Set(inputs)];
  const nodes = members(
    outputs,
    open,
    (x) => ends.has(x) || !(stops.has(x) || x.name !== undefined),
  );
  const uses = new Map<Tensor, number>();
  for (const x of [...outputs, ...[...nodes.values()].flat()]) uses.set(x, (uses.get(x) ?? 0) + 1);
  const next = names(outputs);
  const written = new Map<Tensor, Term>();
  const results = new Map<Tensor, string>();
  const parts: { name: string; text: string }[] = [];
  const read = (x: Tensor): Term => written.get(x) ?? leaf(x, style.numbers);
  for (const [node, used] of nodes) {
    const term = used.length === 0 ? leaf(node, style.numbers) : write(node, read, open, style);
    const named = node.name !== undefined;
    if (named) results.set(node, whole(term));
    else if (used.length === 0 || uses.get(node) === 1 || term.text.length <= notation.short)
      written.set(node, term);
    else {
      const name = next();
      parts.push({ name, text: whole(term) });
      written.set(node, atom(notation.name(name)));
    }
  }
  return { parts, results: outputs.map((y) => results.get(y) ?? whole(read(y))) };
}

/** Names that no tensor under these has: t1, t2, … */
function names(outputs: readonly Tensor[]): () => string {
  const taken = new Set(topological(outputs).map(({ name }) => name?.replace("_", "")));
  let count = 0;
  return () => {
    do count++;
    while (taken.has(`t${count}`));
    return `t${count}`;
  };
}
