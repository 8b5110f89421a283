/** A table for a terminal: the first column flush left, the others flush right. */
export function lined(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, j) => Math.max(...all.map((row) => (row[j] ?? "").length)));
  const line = (row: readonly string[]): string =>
    row.map((x, j) => (j === 0 ? x.padEnd(widths[j] ?? 0) : x.padStart(widths[j] ?? 0))).join("  ");
  return all.map(line).join("\n");
}

/** The same in Markdown. */
export function marked(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]): string =>
    `| ${row.map((x) => x.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map((_, j) => (j === 0 ? "---" : "--:"))), ...rows.map(line)].join(
    "\n",
  );
}

/** A table whose columns have numbers, told below it, so that it stays narrow. */
export function numbered(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): { head: string[]; rows: string[][] } {
  const [corner = "", ...columns] = head;
  const number = (name: string): string => `${columns.indexOf(name) + 1}`;
  const known = new Set(rows.map(([name]) => name));
  const labelled = rows.map(([name = "", ...cells]) => [`${number(name)} ${name}`, ...cells]);
  return {
    head: [corner, ...columns.map((name) => (known.has(name) ? number(name) : name))],
    rows: labelled,
  };
}
