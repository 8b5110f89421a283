/**
 * Pages as programs. The ts blocks of a page are one module, line for line; where a line says what comes
 * out, the module claims it:
 *
 *     expression; // → what it is            console.log(x); // prints: text
 *     expression; // throws ShapeError: …     expression; // does not compile: part of the message
 *
 * Such a comment may also stand on a line of its own, below the statement; `// prints:` is then followed by
 * comment lines with the text.
 */

/** A page that can be run. Line `i` of the program is line `i` of the page. */
export interface Program {
  readonly text: string;
  /** Lines that the compiler refuses, and what it says. */
  readonly refused: ReadonlyMap<number, string>;
}

const COMMENT = /(?:^|\s)\/\/ (→|prints:|throws|does not compile:) ?(.*)$/;

export function programOf(markdown: string): Program {
  const lines = markdown.split("\n");
  const program = lines.map(() => "");
  const refused = new Map<number, string>();
  program[0] =
    'import { Claims } from "../claims.ts"; export const $claims = new Claims(); const { console } = $claims;';
  for (const { from, to } of blocksOf(lines)) {
    for (let i = from; i < to; i++) program[i] = lines[i] as string;
    for (let i = from; i < to; i++) rewrite(program, i, from, to, refused);
  }
  program.push(`$claims.end(${lines.length});`, "");
  return { text: program.join("\n"), refused };
}

/** The lines inside ```ts fences. */
function* blocksOf(lines: readonly string[]): Generator<{ from: number; to: number }> {
  for (let i = 0; i < lines.length; i++) {
    if (lines[i] !== "```ts") continue;
    const to = lines.indexOf("```", i);
    yield { from: i + 1, to: to < 0 ? lines.length : to };
    i = to;
  }
}

/** Turn the comment of line `i`, if it says what comes out, into a claim. */
function rewrite(
  program: string[],
  i: number,
  from: number,
  to: number,
  refused: Map<number, string>,
): void {
  const line = program[i] as string;
  const match = COMMENT.exec(line);
  if (match === null) return;
  const [, verb, text = ""] = match;
  const code = line.slice(0, match.index).trimEnd();
  program[i] = code;
  const last = code === "" ? statementAbove(program, i, from) : i;
  if (verb === "does not compile:") {
    refused.set(startOf(program, last, from) + 1, text);
    return;
  }
  if (verb === "prints:") {
    const said = text === "" ? comments(program, i + 1, to) : text;
    program[i] = `${code} $claims.prints(${i + 1}, ${JSON.stringify(said)});`.trim();
    return;
  }
  const said = JSON.stringify(text);
  const start = startOf(program, last, from);
  const declared = /^(?:export )?(?:const|let) (\w+)\b/.exec(program[start] as string);
  const end = (program[last] as string).replace(/;$/, "");
  if (verb === "→" && declared !== null) {
    program[last] = `${end}; $claims.shows(${i + 1}, ${declared[1]}, ${said});`;
    return;
  }
  const call = verb === "→" ? `$claims.shows(${i + 1}, (` : `$claims.throws(${i + 1}, () => (`;
  program[last] = `${end}), ${said});`;
  program[start] = call + (program[start] as string);
}

/** The last line of the statement that a comment on a line of its own is about. */
function statementAbove(program: readonly string[], i: number, from: number): number {
  for (let k = i - 1; k >= from; k--) if ((program[k] as string).trim() !== "") return k;
  throw new Error(`line ${i + 1}: there is no statement above`);
}

/** The first line of the statement that ends at line `i`: indented lines and closing brackets continue one. */
function startOf(program: readonly string[], i: number, from: number): number {
  let k = i;
  while (k > from && /^[\s)}\].]/.test(program[k] as string)) k--;
  return k;
}

/** The text of the comment lines from `i` on, which are taken out. */
function comments(program: string[], i: number, to: number): string {
  const text: string[] = [];
  for (let k = i; k < to && /^\/\/( |$)/.test(program[k] as string); k++) {
    text.push((program[k] as string).slice(3).trimEnd());
    program[k] = "";
  }
  return text.join("\n");
}
