/** Task to report, in the process that runs the learner's code. */
import { type Report, checkDerivation } from "@chainrule/check";
import { trackSites } from "@chainrule/core";
import { hideFromSites } from "@chainrule/core/engine";
import { relative } from "node:path";
import { Failure } from "../failure.ts";
import type { Fields } from "../json.ts";
import { written } from "../report.ts";
import type { Outcome, Task } from "../task.ts";
import { givenBy } from "./given.ts";
import { withoutFolder } from "./place.ts";

export async function run({ program, answer, format }: Task): Promise<Outcome> {
  trackSites(true);
  hideFromSites(import.meta.url);
  const file = relative("", program);
  const given = await givenBy(program, answer);
  const report = checked(given, file);
  return {
    kind: "report",
    ok: report.ok,
    text: withoutFolder(written(report, format)),
    asked: asked(given, file),
  };
}

function checked(given: Fields, file: string): Report {
  const { loss, at, claimed, sizes, elsewhere } = given;
  const absent = ["loss", "at", "claimed"].filter((name) => given[name] === undefined);
  if (absent.length > 0) {
    const there = Object.keys(given).join(", ") || "nothing";
    throw new Failure(
      `${file}: it exports ${there}, but not ${absent.join(", ")}: export loss, at and claimed`,
    );
  }
  return checkDerivation({ loss, at, claimed, sizes, elsewhere } as never);
}

/** The gradients that an exercise asks for. */
function asked({ asked = [] }: Fields, file: string): readonly string[] {
  if (Array.isArray(asked) && asked.every((name) => typeof name === "string")) return asked;
  throw new Failure(`${file}: its asked is not a list of names: write ["dW1", "db1"]`);
}
