/** `node main.js TASK`: runs the learner's code, and sends what came of it to the process that asked. */
import { createRequire, register } from "node:module";
import { extname } from "node:path";
import { pathToFileURL } from "node:url";
import { sentenceOf } from "./place.ts";
import type { Outcome, Task } from "../task.ts";

const task = JSON.parse(process.argv.at(-1) ?? "") as Task;

const send = (outcome: Outcome): void => {
  process.send?.(outcome, undefined, undefined, () => process.exit());
};
const fail = (error: unknown): void =>
  send({ kind: "failure", sentence: sentenceOf(error, task.answer ?? task.program) });

/** Where core lies, seen from a file. */
const engineFrom = (file: string): string | undefined => {
  try {
    return createRequire(file).resolve("@chainrule/core");
  } catch {
    return undefined;
  }
};

process.on("uncaughtException", fail);
// The hook makes imports slow. What it would not redirect is imported before.
const theirs = engineFrom(task.program);
if (theirs === undefined || theirs === engineFrom(import.meta.filename)) await import("./run.ts");
register(`./hooks${extname(import.meta.url)}`, import.meta.url, {
  data: pathToFileURL(task.program).href,
});
// Otherwise now, so that this process and the learner's modules share one copy of the engine.
const { run } = await import("./run.ts");
await run(task).then(send, fail);
