import type { Tensor } from "../graph/tensor.ts";
import { topological } from "../graph/order.ts";
import { type Open, members } from "./members.ts";
import { type Term, atom } from "./terms.ts";
import { type Style, asText, leaf, write } from "./write.ts";

/** A formula with the names that it gives to shared parts, in the order in which they can be read. */
export interface Formula {
  readonly text: string;
  readonly where: readonly { readonly name: string; readonly text: string }[];
}

/** How formulas are written: the boxes that are opened, and the style. */
export interface FormulaOptions {
  readonly open?: Open;
  readonly style?: Style;
}

/**
 * What `y` computes, as a person writes it; `inputs` and named tensors are not looked into. What is used
 * twice and is not short gets a name that is not `taken`, so that the length stays linear in the number of nodes.
 */
function formula(
  y: Tensor,
  inputs: readonly Tensor[],
  taken: ReadonlySet<string>,
  { open = false, style = asText }: FormulaOptions,
): Formula {
  const { whole, notation } = style.numbers;
  const stops = new Set(inputs);
  const nodes = members([y], open, (x) => x === y || !(stops.has(x) || x.name !== undefined));
  const uses = new Map<Tensor, number>();
  for (const used of nodes.values()) for (const x of used) uses.set(x, (uses.get(x) ?? 0) + 1);
  const written = new Map<Tensor, Term>();
  const where: { name: string; text: string }[] = [];
  let count = 0;
  const next = (): string => {
    do count++;
    while (taken.has(`t${count}`));
    return `t${count}`;
  };
  const read = (x: Tensor): Term => written.get(x) ?? leaf(x, style.numbers);
  for (const [node, used] of nodes) {
    const term = used.length === 0 ? leaf(node, style.numbers) : write(node, read, open, style);
    const shared = node !== y && (uses.get(node) ?? 0) > 1 && term.text.length > notation.short;
    if (!shared) written.set(node, term);
    else {
      const name = next();
      where.push({ name, text: whole(term) });
      written.set(node, atom(notation.name(name)));
    }
  }
  return { text: whole(read(y)), where };
}

/** The formulas of several results; no name of a part is given twice. */
export function formulas(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  options: FormulaOptions = {},
): Formula[] {
  const taken = new Set<string>();
  for (const { name } of topological(outputs))
    if (name !== undefined) taken.add(name.replace("_", ""));
  return outputs.map((y) => {
    const made = formula(y, inputs, taken, options);
    for (const { name } of made.where) taken.add(name);
    return made;
  });
}
