import { type Block, type Words, spell } from "./block.ts";

/** LaTeX for the body of a document; needs amsmath, and a compiler that reads UTF-8. */
export const tex = (blocks: readonly Block[]): string => `${blocks.map(block).join("\n\n")}\n`;

const SPECIAL: Readonly<Record<string, string>> = {
  "\\": String.raw`\textbackslash{}`,
  "~": String.raw`\textasciitilde{}`,
  "^": String.raw`\textasciicircum{}`,
};

const line = (words: Words): string =>
  spell(
    words,
    (text) => text.replaceAll(/[\\~^&%$#_{}]/g, (c) => SPECIAL[c] ?? `\\${c}`),
    (maths) => `$${maths.tex}$`,
  );

function block(b: Block): string {
  switch (b.kind) {
    case "heading":
      return String.raw`\subsection*{${line(b.words)}}`;
    case "text":
      return line(b.words);
    case "list":
      return [
        String.raw`\begin{itemize}`,
        ...b.items.map((item) => String.raw`\item ${line(item)}`),
        String.raw`\end{itemize}`,
      ].join("\n");
    case "formula":
      return `\\[\n${b.maths.tex}\n\\]`;
    case "table": {
      const row = (cells: readonly Words[]): string => `${cells.map(line).join(" & ")} \\\\`;
      const align = b.head.map((_, i) => (b.right?.includes(i) === true ? "r" : "l")).join("");
      return [
        String.raw`\begin{tabular}{${align}}`,
        row(b.head),
        String.raw`\hline`,
        ...b.rows.map(row),
        String.raw`\end{tabular}`,
      ].join("\n");
    }
  }
}
