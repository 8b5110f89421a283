import { type Block, type Words, spell } from "./block.ts";

/** A fragment of HTML without styles. Formulas stand in `<span class="math">`, with their TeX in `data-tex` for a renderer. */
export const html = (blocks: readonly Block[]): string => `${blocks.map(block).join("\n")}\n`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

const escape = (text: string): string => text.replaceAll(/[&<>"]/g, (c) => ENTITIES[c] ?? c);

const line = (words: Words): string =>
  spell(
    words,
    escape,
    ({ text, tex }) => `<span class="math" data-tex="${escape(tex)}">${escape(text)}</span>`,
  );

function block(b: Block): string {
  switch (b.kind) {
    case "heading":
      return `<h3>${line(b.words)}</h3>`;
    case "text":
      return `<p>${line(b.words)}</p>`;
    case "list":
      return `<ul>\n${b.items.map((item) => `<li>${line(item)}</li>`).join("\n")}\n</ul>`;
    case "formula":
      return `<p>${line(b.maths)}</p>`;
    case "table": {
      const cells = (tag: string, row: readonly Words[]): string =>
        row
          .map((cell, i) => {
            const align = b.right?.includes(i) === true ? ' style="text-align: right"' : "";
            return `<${tag}${align}>${line(cell)}</${tag}>`;
          })
          .join("");
      const rows = b.rows.map((row) => `<tr>${cells("td", row)}</tr>`);
      return `<table>\n<tr>${cells("th", b.head)}</tr>\n${rows.join("\n")}\n</table>`;
    }
  }
}
