import type { Kernel } from "../graph/kernel.ts";
import { ATOM, MATRIX, POWER, PRODUCT, SUM, type Term, atom } from "./term.ts";
import type { Language } from "./terms.ts";

/**
 * `a @ b`, each transposed where its labels stand the other way round; `a ⊗ b` where nothing is summed; else as
 * einsum. Where vectors are columns, `xᵀ y`, `Aᵀ x` and `x yᵀ`.
 */
export function contraction(
  { a, b, out }: Kernel & { kind: "contract" },
  x: Term,
  y: Term,
  language: Language,
): Term {
  const { matrixProduct, outerProduct, product, operator, remark, columns } = language.notation;
  const side = (term: Term, flipped: boolean): string =>
    bracketed(flipped ? turned(term, language) : term, language);
  const pair = (left: string, right: string): Term => ({
    text: left + matrixProduct + right,
    binds: MATRIX,
  });
  const inner = [...a].filter((label) => b.includes(label) && !out.includes(label));
  if (out === a + b) {
    if (columns && a.length === 1 && b.length === 1) return pair(side(x, false), side(y, true));
    const [left, right] = [x, y].map((term) => language.held(term, POWER)) as [string, string];
    const scaled = a === "" || b === "";
    return {
      text: scaled ? product(left, right, false) : left + outerProduct + right,
      binds: scaled ? PRODUCT : columns ? SUM : MATRIX,
    };
  }
  const batched = [...a].some((label) => b.includes(label) && out.includes(label));
  const matrix = a.length <= 2 && b.length <= 2 && inner.length === 1 && !batched;
  if (!matrix) return language.call(operator("einsum"), atom(remark(`"${a},${b}→${out}"`)), x, y);
  const [k] = inner as [string];
  if (columns && a.length === 1)
    return b.length === 1
      ? pair(side(x, true), side(y, false))
      : pair(side(y, b[0] === k), side(x, false));
  const made = pair(side(x, a.length === 2 && a[0] === k), side(y, b.length === 2 && b[1] === k));
  const swapped = out.length === 2 && b.includes(out[0] ?? "");
  return swapped ? turned(made, language) : made;
}

/** In parentheses unless it is a power or an atom, or a product of matrices where all vectors are columns. */
const bracketed = (x: Term, { whole, notation }: Language): string =>
  x.negative === true || (x.binds < POWER && !(notation.columns && x.binds === MATRIX))
    ? notation.parens(whole(x))
    : x.text;

/** Transposed; what was transposed before is as it was. */
export const turned = (x: Term, { held, notation }: Language): Term =>
  x.transposeOf ?? { text: held(x, ATOM) + notation.transposed, binds: POWER, transposeOf: x };
