/** Exercises in a folder: modules that state a task and claim an answer, or subfolders with a task and answers. */
import { existsSync, readdirSync } from "node:fs";
import { join, parse, relative } from "node:path";
import { Failure } from "../failure.ts";
import { isModule } from "../input.ts";

export interface Exercise {
  readonly name: string;
  readonly task: string;
  /** Where the claims are, if not in the task itself; absent in a subfolder where nothing was handed in. */
  readonly answer?: string | undefined;
}

/** Sorted by name, with numbers by their size. Names that begin with `_` or `.` are no exercises. */
export function exercisesIn(folder: string, answer: string): Exercise[] {
  const found = readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !/^[_.]/.test(name))
    .toSorted((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))
    .flatMap((entry): Exercise[] => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return exerciseIn(path, entry.name, answer);
      return isModule(path) ? [{ name: parse(path).name, task: path, answer: path }] : [];
    });
  if (found.length > 0) return found;
  throw new Failure(
    `${relative("", folder) || "."}: it holds no exercises: put modules in it, or folders with a task.ts and an ${answer}.ts`,
  );
}

/** A subfolder is an exercise if it holds a task. */
function exerciseIn(folder: string, name: string, answer: string): Exercise[] {
  const task = fileIn(folder, "task", [".ts", ".mts", ".js", ".mjs"]);
  if (task === undefined) return [];
  return [{ name, task, answer: fileIn(folder, answer, [".ts", ".mts", ".js", ".mjs", ".json"]) }];
}

const fileIn = (folder: string, name: string, extensions: readonly string[]): string | undefined =>
  extensions.map((extension) => join(folder, name + extension)).find((path) => existsSync(path));
