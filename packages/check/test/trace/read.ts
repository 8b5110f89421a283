/** Reads the tables of a report back from each of its formats. */
import type { Report } from "@chainrule/check";

export type Table = readonly (readonly string[])[];

const cellsOf = (line: string, separator: RegExp): string[] =>
  line.split(separator).map((cell) => cell.trim());

function tablesOfLines(lines: readonly (readonly string[] | null)[]): Table[] {
  const tables: string[][][] = [];
  let open = false;
  for (const cells of lines) {
    if (cells === null) open = false;
    else {
      if (!open) tables.push([]);
      open = true;
      tables.at(-1)?.push([...cells]);
    }
  }
  return tables;
}

const terminal = (text: string): Table[] =>
  tablesOfLines(
    text
      .split("\n")
      .map((line) => (/^ {2,}\S.*? {2,}\S/.test(line) ? cellsOf(line.trim(), / {2,}/) : null)),
  ).filter((table) => table.length > 1);

const markdown = (text: string): Table[] =>
  tablesOfLines(
    text
      .split("\n")
      .map((line) =>
        line.startsWith("| ")
          ? cellsOf(line.slice(2, -2), / \| /).map((cell) =>
              cell.replaceAll(/\\([[\]<>_*|\\])/g, "$1"),
            )
          : null,
      ),
  ).map((table) => table.filter((row) => !/^-+:?$/.test(row[0] ?? "")));

const tex = (text: string): Table[] =>
  [...text.matchAll(/\\begin\{tabular\}\{[lr]+\}\n(.*?)\n\\end\{tabular\}/gs)].map(
    ([, body = ""]) =>
      body
        .split(/ \\\\\n?/)
        .map((row) => row.replace("\\hline\n", ""))
        .filter((row) => row !== "")
        .map((row) => cellsOf(row, / & /)),
  );

const entities: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

const html = (text: string): Table[] =>
  [...text.matchAll(/<table>(.*?)<\/table>/gs)].map(([, body = ""]) =>
    [...body.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = ""]) =>
      [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, cell = ""]) =>
        cell.replaceAll(/<[^>]*>/g, "").replaceAll(/&\w+;/g, (entity) => entities[entity] ?? ""),
      ),
    ),
  );

/** The tables of a report in each of its formats, which must not be told apart. */
export const formats: readonly (readonly [name: string, read: (report: Report) => Table[]])[] = [
  ["the terminal", (report) => terminal(String(report))],
  ["Markdown", (report) => markdown(report.toMarkdown())],
  ["TeX", (report) => tex(report.toTex())],
  ["HTML", (report) => html(report.toHtml())],
];

/** A number, or nested ones, as they are written for people. */
export const numbersIn = (cell: string): number[] =>
  [...cell.matchAll(/NaN|−?(?:∞|\d+(?:\.\d+)?(?:e[+−]?\d+)?)/g)].map(([word]) =>
    Number(word.replaceAll("−", "-").replace("∞", "Infinity")),
  );

/** All formulas in TeX of a report. */
export const texIn = (report: Report): string[] =>
  [
    ...report
      .toTex()
      .matchAll(/\$((?:\\text\{(?:[^{}]|\{[^{}]*\}|\\[{}])*\}|[^$\\]|\\.)+)\$|\\\[\n(.*?)\n\\\]/gs),
  ].map(([, inline, display]) => inline ?? display ?? "");
