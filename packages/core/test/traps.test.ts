import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { families } from "./singular-table.ts";
import { behaviours } from "./traps/behaviour.ts";
import { answerAt, documentOf, ours, rowsOf } from "./traps/document.ts";
import { traps } from "./traps/table.ts";

test.each(traps.map((trap) => [trap.trap, trap] as const))("%s: as decided", (_, trap) => {
  expect(ours(trap, families)).not.toMatch(/^✗/);
});

describe("the table", () => {
  test("has one row for a trap, and points that were decided", () => {
    expect(new Set(traps.map(({ trap }) => trap)).size).toBe(traps.length);
    for (const trap of traps) expect(rowsOf(trap, families).length).toBeGreaterThan(0);
  });

  test("says of every library one of four things", () => {
    for (const { torch, jax, tfjs } of traps)
      for (const answer of [torch, jax, tfjs]) expect(answer).toMatch(/^(✓|~|✗|–)( \S|$)/);
  });
});

describe("an answer that is not the decided one is found out:", () => {
  const [relu] = rowsOf(traps[0]!, families);
  const { f, at, kind, why } = relu!;

  test.each([
    ["another value", { ...relu!, value: 1 }],
    ["another slope", { ...relu!, slope: [1] }],
    ["another second derivative", { ...relu!, second: [1] }],
    ["a sign of zero", { ...relu!, value: -0 }],
    ["no error", { f, at, kind, why, error: "refused" }],
    ["another error", { f: "max(zeros([0]))", at, kind, why, error: "too large" }],
    ["an error", { ...relu!, f: "max(zeros([0]))" }],
  ])("%s", (_, row) => {
    expect(answerAt(row).decided).toBe(false);
    expect(answerAt(relu!).decided).toBe(true);
  });
});

test.each(behaviours.flatMap(({ shown }) => shown))("%s has “%s”", (file, title) => {
  const path = join(import.meta.dirname, file);
  expect(existsSync(path) && readFileSync(path, "utf8").includes(title)).toBe(true);
});

test("docs/traps.md is this table", async () => {
  const page = new URL("../../../docs/traps.md", import.meta.url);
  await expect(documentOf(traps, families, behaviours)).toMatchFileSnapshot(fileURLToPath(page));
});
