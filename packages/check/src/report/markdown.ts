import { type Block, type Words, spell } from "./block.ts";

/** GitHub's Markdown, with formulas as `$…$`. */
export const markdown = (blocks: readonly Block[]): string => `${blocks.map(block).join("\n\n")}\n`;

const line = (words: Words): string =>
  spell(
    words,
    (text) => text.replaceAll(/[\\`*_[\]<>$|]/g, String.raw`\$&`).replaceAll("\n", "<br>"),
    ({ tex }) => `$${ended(tex).replaceAll("|", String.raw`\vert `)}$`,
  );

/** Formulas end at the first `$`, so that those within text stand beside it. */
const ended = (tex: string): string =>
  tex.replaceAll(/(?<!\\)\$((?:[^$\\]|\\.)*)\$/g, (_, inner: string) => `}${inner}\\text{`);

function block(b: Block): string {
  switch (b.kind) {
    case "heading":
      return `### ${line(b.words)}`;
    case "text":
      return line(b.words);
    case "list":
      return b.items.map((item) => `- ${line(item)}`).join("\n");
    case "formula":
      return `$$\n${ended(b.maths.tex)}\n$$`;
    case "table": {
      const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
      const rule = b.head.map((_, i) => (b.right?.includes(i) === true ? "---:" : "---"));
      return [b.head.map(line), rule, ...b.rows.map((cells) => cells.map(line))]
        .map(row)
        .join("\n");
    }
  }
}
