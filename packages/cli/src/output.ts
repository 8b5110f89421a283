/** Where a report goes: standard output, or a file that is there as a whole or not at all. */
import {
  accessSync,
  constants,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { styleText } from "node:util";
import { Failure, messageOf } from "./failure.ts";
import type { Format } from "./task.ts";

/** Writes a report that is finished. */
export type Write = (text: string) => void;

/** To `out`, or to standard output if there is none. What cannot be written, or is one of `inputs`, is refused at once. */
export function destination(
  out: string | undefined,
  format: Format,
  inputs: readonly string[],
): Write {
  if (out === undefined) return (text) => void process.stdout.write(coloured(text, format));
  const path = existing(out) ?? resolve(out);
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind?.isDirectory() === true) throw new Failure(`${out}: it is a folder: name a file in it`);
  if (inputs.some((input) => existing(input) === path))
    throw new Failure(`${out}: it is a file to be read: write the report to another`);
  // A device or a pipe cannot be replaced.
  if (kind?.isFile() === false) return (text) => writeFileSync(path, text);
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}`);
  const written = (write: () => void): void => {
    try {
      write();
    } catch (error) {
      rmSync(draft, { force: true });
      throw new Failure(`${out}: it cannot be written: ${messageOf(error)}`);
    }
  };
  written(() => {
    if (kind !== undefined) accessSync(path, constants.W_OK);
    writeFileSync(draft, "", { flag: "wx" });
    rmSync(draft);
  });
  return (text) =>
    written(() => {
      writeFileSync(draft, text, { flag: "wx" });
      renameSync(draft, path);
    });
}

function existing(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Verdicts in green and red, if standard output is a terminal that wants colours. */
function coloured(text: string, format: Format): string {
  if (format !== "text") return text;
  return text
    .replaceAll("✓", styleText("green", "✓", { stream: process.stdout }))
    .replaceAll("✗", styleText("red", "✗", { stream: process.stdout }))
    .replaceAll("→", styleText("yellow", "→", { stream: process.stdout }));
}
