/** The figures of the benchmarks are those that a test of the core counts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { read, root } from "./pages.ts";

test("the bytes and kernels of checkpoints are those that were counted", () => {
  const counted = readFileSync(join(root, "packages/core/test/checkpoint.test.ts"), "utf8");
  const [, section = ""] = read("docs/benchmarks.md").split("## Memory");
  const figures =
    section.split("## Size")[0]?.match(/\d{3},\d{3}|\d,\d{3},\d{3}|\b[37]\d\d\b/g) ?? [];
  expect(figures.length).toBe(8);
  for (const figure of figures) expect(counted).toContain(figure.replaceAll(",", "_"));
});
