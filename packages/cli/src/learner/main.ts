/** `node main.js TASK`: runs the learner's code, and sends what came of it to the process that asked. */
import { register } from "node:module";
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

process.on("uncaughtException", fail);
register(`./hooks${extname(import.meta.url)}`, import.meta.url, {
  data: pathToFileURL(task.program).href,
});
// Only now, so that this process and the learner's modules share one copy of the engine.
const { run } = await import("./run.ts");
await run(task).then(send, fail);
