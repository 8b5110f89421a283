/** Errors of the learner's code, as one sentence that says where they came from. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure, messageOf } from "../failure.ts";

/** `net.ts:3:14: ShapeError: …`, with the innermost line that is the learner's own, or else with the name of `file`. */
export function sentenceOf(error: unknown, file: string): string {
  if (error instanceof Failure) return error.message;
  const message = withoutFolder(messageOf(error)).replace(/\s*Did you mean to import .*/s, "");
  // A module that cannot be parsed says where by itself.
  if (error instanceof SyntaxError && /^\S+:\d+:\d+: /.test(message)) return message;
  const kind = error instanceof Error && error.name !== "Error" ? `${error.name}: ` : "";
  return new Failure(`${placeOf(error) ?? relative("", file)}: ${kind}${message}`).message;
}

const FRAME = /(file:\/\/[^\s()]+?):(\d+)(?::(\d+))?\)?$/;

function placeOf(error: unknown): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const ours = folders();
  for (const line of stack.split("\n")) {
    const [, url, row, column] = FRAME.exec(line) ?? [];
    if (url === undefined || ours.some((folder) => url.startsWith(folder))) continue;
    const path = relative("", fileURLToPath(url));
    return [path, row, column].filter((part) => part !== undefined).join(":");
  }
  return undefined;
}

/** The folders of this command and of the packages that are in use. */
const folders = (): readonly string[] => [
  new URL("..", import.meta.url).href,
  ...["@chainrule/core", "@chainrule/check"].map(
    (name) => new URL("..", import.meta.resolve(name)).href,
  ),
];

/** `text` with the paths in the folder that the command was started in made relative to it. */
export const withoutFolder = (text: string): string =>
  text.replaceAll(`file://${process.cwd()}/`, "").replaceAll(`${process.cwd()}/`, "");
