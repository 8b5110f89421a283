import { type Shape, broadcastShapes, size } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Open, members } from "./members.ts";
import { distinctNames, nameOf, unusedNames } from "./names.ts";
import { type Term, atom } from "./term.ts";
import { type Style, asText, copied, isElementwise, isLiteral, leaf, write } from "./write.ts";

/** The formulas of several results, and before them those of the parts that they share, in the order in which they can be read. */
export interface Formulas {
  readonly parts: readonly { readonly name: string; readonly text: string }[];
  readonly results: readonly string[];
}

const joined = (a: Shape, b: Shape): Shape => broadcastShapes(a, b) ?? a;

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
    (x) => ends.has(x) || !(stops.has(x) || nameOf(x) !== undefined),
  );
  const names = distinctNames(
    new Set([...nodes].flatMap(([x, used]) => (used.length > 0 ? used : [x]))),
  );
  const uses = new Map<Tensor, number>();
  for (const x of [...outputs, ...[...nodes.values()].flat()]) uses.set(x, (uses.get(x) ?? 0) + 1);
  const next = unusedNames(names);
  const written = new Map<Tensor, Term>();
  const results = new Map<Tensor, string>();
  const parts: { name: string; text: string }[] = [];
  const read = (x: Tensor): Term => written.get(x) ?? leaf(x, style.numbers, names);
  const shapes = new Map<Tensor, Shape>();
  const shown = (x: Tensor): Shape => (isLiteral(x) ? [] : (shapes.get(x) ?? x.shape));
  /** Where no elementwise op copies it by itself, what `x` is copied from says so. */
  const full = (x: Tensor, term = read(x)): Term =>
    isLiteral(x) || size(shown(x)) === x.size ? term : copied(term, x.shape, style.numbers);
  for (const [node, used] of nodes) {
    const elementwise = isElementwise(node, open);
    const term =
      used.length === 0
        ? read(node)
        : write(node, used, elementwise ? read : (x) => full(x), open, style);
    if (elementwise) shapes.set(node, used.map(shown).reduce(joined, []));
    if (nameOf(node) !== undefined) {
      results.set(node, whole(full(node, term)));
      shapes.delete(node);
    } else if (used.length === 0 || uses.get(node) === 1 || term.text.length <= notation.short)
      written.set(node, term);
    else {
      const name = next();
      parts.push({ name, text: whole(term) });
      written.set(node, atom(notation.name(name)));
    }
  }
  return { parts, results: outputs.map((y) => results.get(y) ?? whole(full(y))) };
}
