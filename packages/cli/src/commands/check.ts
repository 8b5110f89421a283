import { dirname, extname, relative, resolve } from "node:path";
import { attempt } from "../attempt.ts";
import { Failure } from "../failure.ts";
import { dataFile, moduleFile } from "../input.ts";
import { gradientsIn } from "../json.ts";
import { destination } from "../output.ts";
import type { Format } from "../task.ts";

export interface CheckOptions {
  readonly claimed?: string;
  readonly program?: string;
  readonly format: Format;
  readonly out?: string;
  readonly timeout: number;
}

/** `chainrule check FILE` */
export async function check(path: string, options: CheckOptions): Promise<number> {
  const { format, out, timeout } = options;
  const { program, answer } = filesOf(path, options);
  const write = destination(out, format, [program, ...(answer === undefined ? [] : [answer])]);
  const outcome = await attempt({ kind: "check", program, answer, format }, timeout);
  if (outcome.kind === "failure") throw new Failure(outcome.sentence);
  write(outcome.text);
  return outcome.ok ? 0 : 1;
}

/** Which file states the task, and which one answers it if that is another. */
function filesOf(path: string, { claimed, program }: CheckOptions) {
  const first = dataFile(path);
  if (extname(path) !== ".json") {
    if (program !== undefined)
      throw new Failure(
        "--program: it goes with a file of gradients: write --claimed for those of a module",
      );
    return { program: first, answer: claimed === undefined ? undefined : dataFile(claimed) };
  }
  if (claimed !== undefined) throw new Failure(`--claimed: ${path} holds the claims already`);
  return { program: moduleFile(program ?? programIn(first)), answer: first };
}

/** The program that a file of gradients names, relative to itself. */
function programIn(path: string): string {
  const { program } = gradientsIn(path);
  if (program !== undefined) return relative("", resolve(dirname(path), program));
  throw new Failure(
    `${relative("", path)}: it does not name its program: give it "program": "./net.ts", or write --program net.ts`,
  );
}
