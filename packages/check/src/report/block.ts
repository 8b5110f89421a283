/** A formula in both notations. */
export interface Maths {
  readonly text: string;
  readonly tex: string;
}

/** A line of text with formulas in it. */
export type Words = string | Maths | readonly (string | Maths)[];

/** What a report is made of; how it looks is the format's affair. */
export type Block =
  | { readonly kind: "heading"; readonly words: Words }
  | { readonly kind: "text"; readonly words: Words }
  | { readonly kind: "list"; readonly items: readonly Words[] }
  | { readonly kind: "formula"; readonly maths: Maths }
  | {
      readonly kind: "table";
      readonly head: readonly Words[];
      readonly rows: readonly (readonly Words[])[];
      /** Columns set flush right: numbers. */
      readonly right?: readonly number[];
    };

export const heading = (words: Words): Block => ({ kind: "heading", words });
export const text = (words: Words): Block => ({ kind: "text", words });
export const list = (items: readonly Words[]): Block => ({ kind: "list", items });
export const formula = (maths: Maths): Block => ({ kind: "formula", maths });
export const table = (
  head: readonly Words[],
  rows: readonly (readonly Words[])[],
  right: readonly number[] = [],
): Block => ({ kind: "table", head, rows, right });

/** `words` as one string: plain text by `plain`, formulas by `maths`. */
export function spell(
  words: Words,
  plain: (text: string) => string,
  maths: (formula: Maths) => string,
): string {
  const parts: readonly (string | Maths)[] =
    typeof words === "string" || !Array.isArray(words) ? [words as string | Maths] : words;
  return parts.map((part) => (typeof part === "string" ? plain(part) : maths(part))).join("");
}
