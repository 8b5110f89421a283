import { attempt } from "../attempt.ts";
import { Failure } from "../failure.ts";
import { moduleFile } from "../input.ts";
import { destination } from "../output.ts";
import type { Format } from "../task.ts";

export interface ExplainOptions {
  readonly digits: number;
  readonly steps?: true;
  readonly format: Format;
  readonly out?: string;
  readonly timeout: number;
}

/** `chainrule explain FILE` */
export async function explain(
  path: string,
  { digits, steps, format, out, timeout }: ExplainOptions,
): Promise<number> {
  const program = moduleFile(path);
  const write = destination(out, steps === true ? "json" : format, [program]);
  const kind = steps === true ? "steps" : "explain";
  const outcome = await attempt({ kind, program, format, digits }, timeout);
  if (outcome.kind === "failure") throw new Failure(outcome.sentence);
  write(outcome.text);
  return 0;
}
