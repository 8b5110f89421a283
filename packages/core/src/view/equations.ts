import type { Drawn } from "./drawn.ts";
import { formulas } from "./formula.ts";
import { asTex } from "./write.ts";

/**
 * The formula in TeX, for a displayed equation. With shared parts or several results it is an `aligned` of
 * equations. `⊙` multiplies elements, matrices stand side by side; quotients and functions of tensors are
 * taken element by element, and a sum says over which axes it goes unless it goes over all.
 */
export function equations({ graph, open }: Drawn): string {
  const { name } = asTex.numbers.notation;
  const made = formulas(graph.outputs, graph.inputs, { open, style: asTex });
  const [only] = made;
  if (made.length === 1 && only?.where.length === 0) return only.text;
  const lines = made.flatMap(({ text, where }) => [
    ...where.map((part) => `${name(part.name)} &= ${part.text}`),
    `& ${text}`,
  ]);
  return `\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}`;
}
