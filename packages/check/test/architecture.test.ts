import { join } from "node:path";
import { describe } from "vitest";
import { checkHouse, stacked } from "../../core/test/checks/house.ts";

describe("the house", () => {
  checkHouse({
    root: join(import.meta.dirname, "../src"),
    outside: ["@chainrule/core", "@chainrule/core/engine"],
    floors: stacked(
      "report",
      "numbers",
      "pass",
      "gradients",
      "nan",
      "trace",
      "derivation",
      "lessons",
      "index.ts",
    ),
  });
});
