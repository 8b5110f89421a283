/** What a task and its answer export, together. */
import { extname, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { Failure } from "../failure.ts";
import { type Fields, type Gradients, gradientsIn, isRecord } from "../json.ts";

/** The exports of the module `program`, with the claims of `answer` in the place of its own. */
export async function givenBy(program: string, answer: string | undefined): Promise<Fields> {
  const task = await exportsOf(program);
  if (answer === undefined) return task;
  if (extname(answer) === ".json") return joined(task, gradientsIn(answer), relative("", program));
  const { claimed } = await exportsOf(answer);
  if (claimed !== undefined) return { ...task, claimed };
  throw new Failure(`${relative("", answer)}: it does not export claimed`);
}

/** What a module exports, by name or as one object by default. */
async function exportsOf(path: string): Promise<Fields> {
  const { default: whole, ...named } = (await import(pathToFileURL(path).href)) as Fields;
  return isRecord(whole) ? { ...whole, ...named } : named;
}

/** Values that come with the claims take the place of the program's. */
function joined(task: Fields, { claimed, at }: Gradients, file: string): Fields {
  const values = task["at"];
  if (at === undefined || !isRecord(values)) return { ...task, claimed, ...(at && { at }) };
  const stray = Object.keys(at).find((name) => !Object.hasOwn(values, name));
  if (stray === undefined) return { ...task, claimed, at: { ...values, ...at } };
  const known = Object.keys(values).join(", ");
  throw new Failure(
    `${file}: its at has no ${stray}, which the gradients came with, only ${known}`,
  );
}
