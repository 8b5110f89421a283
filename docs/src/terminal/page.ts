/** Text for a terminal of 100 columns, or for a file. */
import pc from "picocolors";
import wrapAnsi from "wrap-ansi";

type Colors = ReturnType<typeof pc.createColors>;

/** Columns that any output keeps to. */
export const WIDTH = 100;

/** Where a part of the tour writes. */
export interface Page {
  readonly colors: Colors;
  /** Whether lines can be drawn over: a terminal, on which a progress bar may move. */
  readonly live: boolean;
  /** One or more whole lines. */
  write(text: string): void;
}

/** A page on which what is written is kept, without colours. */
export interface Kept extends Page {
  text(): string;
}

/** Standard output: coloured and live if it is a terminal. */
export function standardOutput(): Page {
  const live = process.stdout.isTTY;
  return {
    colors: pc.createColors(pc.isColorSupported && live),
    live,
    write: (text) => void process.stdout.write(`${text}\n`),
  };
}

export function keptPage(): Kept {
  const lines: string[] = [];
  return {
    colors: pc.createColors(false),
    live: false,
    write: (text) => void lines.push(text),
    text: () => lines.join("\n"),
  };
}

/** A ruled line with the name of a part. */
export function title({ colors, write }: Page, text: string): void {
  write(`\n${colors.bold(colors.cyan(text))} ${colors.dim("─".repeat(WIDTH - text.length - 1))}`);
}

export const heading = ({ colors, write }: Page, text: string): void =>
  write(`\n${colors.bold(text)}`);

/** Running text, broken between words. */
export const say = ({ write }: Page, ...sentences: readonly string[]): void =>
  write(wrapAnsi(sentences.join(" "), WIDTH));

/** Running text that stands to the right of what it belongs to. */
export const remark = ({ write }: Page, ...sentences: readonly string[]): void =>
  write(indented(wrapAnsi(sentences.join(" "), WIDTH - 4), 4));

export const space = ({ write }: Page): void => write("");

/** `text` with every line moved to the right. */
export const indented = (text: string, by = 2): string =>
  text.replaceAll(/^(?=.)/gm, " ".repeat(by));
