/** Files of gradients, as NumPy exports them. */
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { Failure, messageOf } from "./failure.ts";

export type Fields = Readonly<Record<string, unknown>>;

export const isRecord = (x: unknown): x is Fields =>
  typeof x === "object" && x !== null && !Array.isArray(x);

/** A file of gradients: what is claimed, and the program and the values that it was claimed for, if it names them. */
export interface Gradients {
  readonly claimed: Fields;
  readonly program?: string | undefined;
  readonly at?: Fields | undefined;
}

/** `{ "program": …, "at": …, "claimed": { "dW1": … } }`, or what is claimed alone. */
export function gradientsIn(path: string): Gradients {
  const file = relative("", path);
  const data = json(path);
  if (!isRecord(data))
    throw new Failure(`${file}: it is not an object: write { "claimed": { "dW1": [[1, 2]] } }`);
  const { claimed, program, at } = isRecord(data["claimed"]) ? data : { claimed: data };
  if (Object.keys(claimed as Fields).length === 0)
    throw new Failure(`${file}: nothing is claimed: write { "claimed": { "dW1": [[1, 2]] } }`);
  if (at !== undefined && !isRecord(at))
    throw new Failure(`${file}: "at" is not an object: write "at": { "X": [[1, 2]] }`);
  if (program !== undefined && typeof program !== "string")
    throw new Failure(`${file}: "program" is not a path: write "program": "./net.ts"`);
  return { claimed: claimed as Fields, program, at };
}

/** NumPy writes NaN and Infinity, which JSON has not. */
function json(path: string): unknown {
  const text = readFileSync(path, "utf8");
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const file = relative("", path);
    const [, before = "", word] = /^(.*?[\s:[,])(-?Infinity|NaN)\b/s.exec(text) ?? [];
    if (word === undefined) throw new Failure(`${file}: it is not JSON: ${messageOf(error)}`);
    const line = before.split("\n").length;
    throw new Failure(`${file}:${line}: it holds ${word}, which JSON has no number for`);
  }
}
