/** The learner's code runs in a process of its own, which may print, hang or die without doing harm. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { extname, relative } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { messageOf } from "./failure.ts";
import { gradientsIn } from "./json.ts";
import type { Outcome, Task } from "./task.ts";

const entry = fileURLToPath(new URL(`learner/main${extname(import.meta.url)}`, import.meta.url));

/** What the learner's process sends, or what became of it. It is ended after `seconds`. */
export async function attempt(task: Task, seconds: number): Promise<Outcome> {
  if (task.answer !== undefined && extname(task.answer) === ".json") {
    try {
      gradientsIn(task.answer);
    } catch (error) {
      return { kind: "failure", sentence: messageOf(error) };
    }
  }
  const child = spawn(process.execPath, [...process.execArgv, entry, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  // Whatever ends this process ends the learner's too.
  const stop = (): void => void child.kill("SIGKILL");
  process.once("exit", stop);
  let outcome: Outcome | undefined;
  let late = false;
  child.on("message", (message) => {
    outcome ??= message as Outcome;
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", passOn());
  const alarm = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, seconds * 1000);
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  clearTimeout(alarm);
  process.off("exit", stop);
  // What is still under way, unless a process of the learner's own keeps the streams open.
  await Promise.race([once(child, "close"), pause(200)]);
  for (const stream of [child.stdout, child.stderr]) stream?.destroy();
  if (outcome !== undefined) return outcome;
  const wrong = late
    ? `it did not end within ${seconds} s: is there a loop without an end?`
    : ended(code, signal);
  return { kind: "failure", sentence: `${relative("", task.program)}: ${wrong}` };
}

/** Standard output belongs to the report. Of what V8 says when its memory is full, one sentence is enough. */
function passOn(): (chunk: Buffer) => void {
  let full = false;
  return (chunk) => {
    full ||= chunk.includes("<--- Last few GCs");
    if (!full) process.stderr.write(chunk);
  };
}

/** Node ends with 13 where a module waits at its top level for what never comes. */
function ended(code: number | null, signal: NodeJS.Signals | null): string {
  if (code === 13) return "it waits for a promise that nobody keeps";
  if (signal === "SIGABRT" || code === 134) return "it ran out of memory";
  return `it ended by itself (${signal ?? `exit code ${code}`}) before there was a report`;
}
