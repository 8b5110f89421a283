import { availableParallelism } from "node:os";
import { exercisesIn } from "../grade/exercises.ts";
import { graded } from "../grade/grading.ts";
import { type Graded, GradeReport } from "../grade/report.ts";
import { folder } from "../input.ts";
import { destination } from "../output.ts";
import { written } from "../report.ts";
import type { Format } from "../task.ts";

export interface GradeOptions {
  readonly answer: string;
  readonly hints: string;
  readonly format: Format;
  readonly out?: string;
  readonly timeout: number;
}

/** `chainrule grade FOLDER`: what cannot be read is in the report as well, and the exit code is 2. */
export async function grade(
  path: string,
  { answer, hints, format, out, timeout }: GradeOptions,
): Promise<number> {
  const exercises = exercisesIn(folder(path), answer);
  const files = exercises.flatMap(({ task, answer }) => [task, answer ?? task]);
  const write = destination(out, format, files);
  const found: Graded[] = [];
  const queue = [...exercises.entries()];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      found[next[0]] = await graded(next[1], Number(hints), timeout);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const report = new GradeReport(found);
  write(written(report, format));
  const unread = found.filter(({ verdict }) => verdict === "not readable");
  for (const { remark } of unread) process.stderr.write(`chainrule: ${remark}\n`);
  return unread.length > 0 ? 2 : report.ok ? 0 : 1;
}
