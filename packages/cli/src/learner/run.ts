/** Task to report, in the process that runs the learner's code. */
import {
  type Report,
  type Trace,
  checkDerivation,
  checkGradients,
  explain,
  lifted,
} from "@chainrule/check";
import { Tensor, trackSites } from "@chainrule/core";
import { hideFromSites } from "@chainrule/core/engine";
import { relative } from "node:path";
import { Failure } from "../failure.ts";
import type { Fields } from "../json.ts";
import { json, written } from "../report.ts";
import type { Outcome, Task } from "../task.ts";
import { givenBy } from "./given.ts";
import { withoutFolder } from "./place.ts";

export async function run(task: Task): Promise<Outcome> {
  trackSites(true);
  hideFromSites(import.meta.url);
  const file = relative("", task.program);
  const given = await givenBy(task.program, task.answer);
  const { ok, text } = writers[task.kind](given, file, task);
  return { kind: "report", ok, text: withoutFolder(text), asked: asked(given, file) };
}

type Writer = (given: Fields, file: string, task: Task) => { ok: boolean; text: string };

const writers: Readonly<Record<Task["kind"], Writer>> = {
  check(given, file, { format }) {
    const report = checked(given, file);
    return { ok: report.ok, text: written(report, format) };
  },
  explain: (given, file, { format, digits }) => ({
    ok: true,
    text: written(explained(given, file, digits), format),
  }),
  steps: (given, file) => ({ ok: true, text: json(explained(given, file).steps) }),
};

function checked(given: Fields, file: string): Report {
  const { loss, at, claimed, sizes, elsewhere, f, inputs } = given;
  if (loss === undefined && typeof f === "function" && Array.isArray(inputs))
    return checkGradients(f as (...inputs: unknown[]) => unknown, inputs);
  const absent = ["loss", "at", "claimed"].filter((name) => given[name] === undefined);
  if (absent.length > 0) {
    throw new Failure(
      `${file}: it exports ${there(given)}, but not ${absent.join(", ")}: export loss, at and claimed, or f and inputs`,
    );
  }
  return checkDerivation({ loss, at, claimed, sizes, elsewhere } as never);
}

/** `y`, or what `loss` comes to at the tensors that `checkDerivation` would give it. */
function explained(given: Fields, file: string, digits?: number): Trace {
  const { y, loss, at } = given;
  const options = digits === undefined ? {} : { digits };
  if (y instanceof Tensor) return explain(y, options);
  if (typeof loss !== "function" || at === undefined)
    throw new Failure(`${file}: it exports ${there(given)}: export a tensor y, or loss and at`);
  const found = (loss as (at: unknown) => Tensor)(lifted(at));
  return explain(
    found instanceof Tensor && found.name === undefined ? found.named("L") : found,
    options,
  );
}

const there = (given: Fields): string => Object.keys(given).join(", ") || "nothing";

/** The gradients that an exercise asks for. */
function asked({ asked = [] }: Fields, file: string): readonly string[] {
  if (Array.isArray(asked) && asked.every((name) => typeof name === "string")) return asked;
  throw new Failure(`${file}: its asked is not a list of names: write ["dW1", "db1"]`);
}
