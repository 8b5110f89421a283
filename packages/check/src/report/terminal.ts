import { type Block, type Words, spell } from "./block.ts";

/** For a terminal: columns aligned by spaces, formulas as text. */
export const terminal = (blocks: readonly Block[]): string => blocks.map(block).join("\n\n");

const line = (words: Words): string =>
  spell(
    words,
    (text) => text,
    ({ text }) => text,
  );

function block(b: Block): string {
  switch (b.kind) {
    case "heading":
      return line(b.words);
    case "text":
      return line(b.words);
    case "list":
      return b.items.map((item) => `- ${line(item)}`).join("\n");
    case "formula":
      return `  ${b.maths.text}`;
    case "table":
      return columns([b.head.map(line), ...b.rows.map((row) => row.map(line))], b.right ?? []);
  }
}

function columns(rows: readonly (readonly string[])[], right: readonly number[]): string {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, width(cell))),
    [],
  );
  return rows
    .map((row) =>
      row
        .map((cell, i) => {
          const gap = " ".repeat((widths[i] ?? 0) - width(cell));
          return right.includes(i) ? gap + cell : cell + gap;
        })
        .join("  ")
        .trimEnd(),
    )
    .map((row) => `  ${row}`)
    .join("\n");
}

/** Columns on a terminal: marks that combine with the letter before them take none. */
const width = (text: string): number => [...text.replaceAll(/\p{M}/gu, "")].length;
