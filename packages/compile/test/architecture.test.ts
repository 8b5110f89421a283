import { join } from "node:path";
import { describe } from "vitest";
import { checkHouse, stacked } from "../../core/test/checks/house.ts";

describe("the house", () => {
  checkHouse({
    root: join(import.meta.dirname, "../src"),
    outside: ["@chainrule/core", "@chainrule/core/engine"],
    floors: stacked(
      "wasm",
      "maths",
      "plan",
      "kernels",
      "emit.ts",
      "runnable.ts",
      "interpreted.ts",
      "host.ts",
      "threads",
      "program.ts",
      "run",
      "compile.ts",
      "index.ts",
    ),
  });
});
