import { join } from "node:path";
import { describe } from "vitest";
import { checkHouse, stacked } from "../../core/test/checks/house.ts";

describe("the house", () => {
  checkHouse({
    root: join(import.meta.dirname, "../src"),
    outside: [
      "@chainrule/core",
      "@chainrule/core/engine",
      "@chainrule/check",
      "@swc/wasm-typescript",
      "commander",
      ...["child_process", "events", "fs", "fs/promises", "module", "os"].map((m) => `node:${m}`),
      ...["path", "timers/promises", "url", "util"].map((m) => `node:${m}`),
    ],
    floors: stacked(
      "failure.ts",
      "task.ts",
      "input.ts",
      "json.ts",
      "report.ts",
      "output.ts",
      "learner",
      "attempt.ts",
      "grade",
      "commands",
      "program.ts",
      "main.ts",
    ),
  });
});
