import { axisNames } from "./axis-names.ts";
import type { Drawn } from "./drawn.ts";
import { formulas } from "./formula.ts";
import { asTex } from "./write.ts";

/**
 * The formula in TeX, for a displayed equation. With shared parts or several results it is an `aligned` of
 * equations. `⊙` multiplies elements, matrices stand side by side; quotients and functions of tensors are
 * taken element by element. A sum has an index for each axis that has a name, or says over which axes it goes.
 */
export function equations({ graph, open, axes }: Drawn): string {
  const { name } = asTex.numbers.notation;
  const { parts, results } = formulas(graph.outputs, graph.inputs, {
    open,
    style: { ...asTex, axisNames: axisNames([...graph.nodes, ...graph.inputs], axes) },
  });
  const [only] = results;
  if (parts.length === 0 && results.length === 1 && only !== undefined) return only;
  const lines = [
    ...parts.map((part) => `${name(part.name)} &= ${part.text}`),
    ...results.map((text) => `& ${text}`),
  ];
  return `\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}`;
}
