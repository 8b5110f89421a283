import type { Maths } from "../report/block.ts";

/** `∂y/∂x` */
export const slope = (y: Maths, x: Maths): Maths => ({
  text: `∂${y.text}/∂${x.text}`,
  tex: `\\frac{\\partial ${y.tex}}{\\partial ${x.tex}}`,
});

/** Formulas with a sign between each two of them. */
export const joined = (parts: readonly Maths[], text: string, tex: string): Maths => ({
  text: parts.map((part) => part.text).join(text),
  tex: parts.map((part) => part.tex).join(tex),
});

export const product = (...factors: Maths[]): Maths => joined(factors, "·", " \\cdot ");
export const sum = (terms: readonly Maths[]): Maths => joined(terms, " + ", " + ");
export const equation = (...sides: Maths[]): Maths => joined(sides, " = ", " = ");
export const dots: Maths = { text: "⋯", tex: "\\cdots" };

/** A number as a formula, in parentheses if it is negative and `inner`. */
export function numeral(shown: string, inner = false): Maths {
  const tex = shown
    .replaceAll("−", "-")
    .replace("∞", "\\infty")
    .replace("NaN", "\\text{NaN}")
    .replace(/e(.*)$/, " \\cdot 10^{$1}");
  const held = (text: string): string => (inner && shown.startsWith("−") ? `(${text})` : text);
  return { text: held(shown), tex: held(tex) };
}
